"""Responses without a web framework: a status, headers and a complete body.

A `Refusal` is an exception that becomes an error response: RFC 9457 problem details for clients
that accept JSON, plain text for others. `server.http.errors` has the texts.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from server.http import language
from server.http.errors import TABLE, Kind
from server.http.language import Language

Headers = tuple[tuple[str, str], ...]

JSON = "application/json"

# On every response. Scripts, styles and connections are limited to this server.
SECURITY: Headers = (
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cross-origin-opener-policy", "same-origin"),
)
# All origins may read; there are no credentials.
CORS: Headers = (
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "ETag, Link, Content-Profile, Retry-After, Server-Timing, X-Request-Id, "
        "Accept-Query, Allow",
    ),
    ("cross-origin-resource-policy", "cross-origin"),
)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A large body in an anonymous file, which `path` opens."""

    path: str
    size: int

    def read(self) -> bytes:
        """The complete body."""
        with open(self.path, "rb") as file:
            return file.read()


Body = bytes | Spooled

# RFC 9110, 5.5: a field value has visible characters, blanks and tabs.
_FIELD_CHARACTERS = "\t" + "".join(map(chr, range(0x20, 0x7F)))
_PRINTABLE = re.compile("[\t\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete response."""

    status: int
    headers: Headers
    body: Body = b""

    @property
    def size(self) -> int:
        return self.body.size if isinstance(self.body, Spooled) else len(self.body)

    def with_headers(self, *headers: tuple[str, str]) -> Reply:
        """A copy with more headers."""
        return Reply(self.status, self.headers + headers, self.body)


def encode_headers(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers in ASCII, with other characters percent-encoded."""
    return [(name.encode("ascii"), _ascii(value).encode("ascii")) for name, value in headers]


def _ascii(value: str) -> str:
    return value if _PRINTABLE.fullmatch(value) else quote(value, safe=_FIELD_CHARACTERS)


def serialize(reply: Reply, fields: list[tuple[bytes, bytes]]) -> bytes:
    """The reply as bytes of HTTP/1.1, with `fields` before its own headers."""
    assert isinstance(reply.body, bytes)
    length = (b"content-length", b"%d" % reply.size)
    first = f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}".encode()
    lines = [b"%b: %b" % field for field in (*fields, *encode_headers(reply.headers), length)]
    return b"\r\n".join([first, *lines, b"", reply.body])


class Refusal(Exception):
    """An error response: a kind of error, with the values of its fields."""

    def __init__(self, kind: Kind, /, headers: Headers = (), **fields: Any) -> None:
        entry = TABLE[kind]
        super().__init__(entry.text("en", fields))
        self.kind = kind
        self.type = entry.type
        self.status = entry.status
        self.headers = headers
        self.fields = fields
        self._entry = entry

    @property
    def detail(self) -> str:
        """What happened and what to do, in English."""
        return self.text("en")

    @property
    def members(self) -> dict[str, Any]:
        """The members of problem details other than type, title, status and detail."""
        return {name: self.fields[name] for name in self._entry.members if name in self.fields}

    def title(self, language: Language) -> str:
        """The kind of error in a few words."""
        return self._entry.words[language].title

    def text(self, language: Language) -> str:
        """What happened and what to do."""
        return self._entry.text(language, self.fields)

    def reply(
        self, accept: str | None, page: str = "/sparql", accept_language: str | None = None
    ) -> Reply:
        """The response, as problem details if the client accepts JSON.

        `page` documents the types of errors. The text is in the language that Accept-Language
        prefers.
        """
        chosen = language.choose(None, accept_language)
        title, text = self.title(chosen), self.text(chosen)
        if accept and "json" in accept.lower():
            media_type = "application/problem+json; charset=utf-8"
            document = {
                "type": f"{page}#{self.type}",
                "title": title,
                "status": self.status,
                "detail": text,
                **self.members,
            }
            body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        else:
            media_type = "text/plain; charset=utf-8"
            body = f"{self.status} {title}\n\n{text}\n"
        headers: Headers = (
            ("content-type", media_type),
            ("content-language", chosen),
            ("cache-control", "no-store"),
            ("vary", "Accept, Accept-Language"),
            *self.headers,
        )
        return Reply(self.status, headers, body.encode("utf-8", "replace"))
