"""The head of a request: its header fields, its target, and checks before any work on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from server.http.errors import ALLOW, Kind
from server.http.responses import Refusal
from server.settings import Settings

_FIELD = 32  # bytes added to the size of each header field (RFC 9113, 6.5.2)
# A host (RFC 3986, 3.2.2), optionally with a port.
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::\d*)?")

Scope = dict[str, Any]


def check_head(scope: Scope, settings: Settings) -> None:
    """Check the head of a request. Raises Refusal if it is too long, or not valid HTTP/1.1."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > settings.url_kb << 10:
        limit = settings.url_kb << 10
        raise Refusal(Kind.URL_LENGTH, limit=limit, body_kb=settings.query_kb)
    size = sum(len(name) + len(value) + _FIELD for name, value in scope["headers"])
    if size > settings.head_kb << 10:
        raise Refusal(Kind.HEAD_LENGTH, limit=settings.head_kb << 10)
    if scope["method"] == "CONNECT":
        raise Refusal(Kind.METHOD, (("allow", ALLOW),), method="CONNECT", allowed=ALLOW)
    if scope["http_version"] not in ("1.0", "1.1"):
        raise Refusal(Kind.HTTP_VERSION, version=scope["http_version"])
    names = [name for name, _ in scope["headers"]]
    if b"content-length" in names and b"transfer-encoding" in names:
        # A proxy could disagree on where the next request begins (RFC 9112, 6.1).
        raise Refusal(Kind.LENGTH_AND_CHUNKS)
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise Refusal(Kind.HOST_INVALID)


def to_origin_form(scope: Scope) -> None:
    """Replace an absolute target by its path, and Host by its authority (RFC 9112, 3.2.2)."""
    target = scope["raw_path"]
    if not target.startswith(b"/"):
        scheme, _, rest = target.partition(b"://")
        host, slash, path = rest.partition(b"/")
        if scheme.lower() in (b"http", b"https"):
            scope["raw_path"] = slash + path or b"/"
            others = [field for field in scope["headers"] if field[0] != b"host"]
            scope["headers"] = [*others, (b"host", host)]


def header_fields(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The header fields by name; lines of one name are joined as a list (RFC 9110, 5.3).

    A proxy may add a line to those of the client, as with X-Forwarded-For.
    """
    result: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        result[key] = f"{result[key]}, {text}" if key in result else text
    return result
