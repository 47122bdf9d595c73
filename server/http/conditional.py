"""Conditional and compressed responses: from a representation to the reply to a request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response

from server.http.compression import ENCODERS, WORTHWHILE
from server.http.errors import Kind
from server.http.media_types import content_type
from server.http.negotiation import choose_coding, identity_is_refused
from server.http.request import HttpRequest
from server.http.responses import Body, Headers, Refusal, Reply
from server.http.wsgi import flask_request, flask_response

FRESH = "public, max-age=60"
_COMPRESSED = ("application/zip", "application/gzip")


@dataclass(frozen=True, slots=True)
class Representation:
    """A representation without its body. `etag` has no quotes and no suffix for the coding."""

    content_type: str
    etag: str | None
    cache_control: str
    vary: Sequence[str]
    headers: Headers = ()


def content_coding(request: HttpRequest, offered: Iterable[str] = ENCODERS) -> tuple[str, bool]:
    """The preferred content coding, and whether the client refuses an uncoded body.

    Raises a 406 if the client accepts nothing that is offered.
    """
    accepted, names = request.header("accept-encoding") or "", tuple(offered)
    wanted, must = choose_coding(accepted, names) or "identity", identity_is_refused(accepted)
    if must and wanted == "identity":
        raise Refusal(Kind.CONTENT_ENCODING, codings=names)
    return wanted, must


def respond(
    request: HttpRequest, current: Representation, coded: str, body: Callable[[], Body]
) -> Reply:
    """304 if the client has the representation in this coding, else 200 with the body.

    Raises a 412 if If-Match does not match.
    """
    headers: Headers = (("cache-control", current.cache_control), *current.headers)
    if current.vary:
        headers = (*headers, ("vary", ", ".join(dict.fromkeys(current.vary))))
    if current.etag:
        tag = f'"{current.etag}"' if coded == "identity" else f'"{current.etag}-{coded}"'
        headers = (("etag", tag), *headers)
        required = request.header("if-match")
        if required and not _matches(required, tag, weak=False):
            raise Refusal(Kind.PRECONDITION, (("etag", tag),), etag=tag)
        held = request.header("if-none-match")
        if held and request.method != "POST" and _matches(held, tag):
            return Reply(304, headers)
    if coded != "identity":
        headers = (*headers, ("content-encoding", coded))
    return Reply(200, (("content-type", content_type(current.content_type)), *headers), body())


def matching_tag(request: HttpRequest, etag: str) -> str | None:
    """The tag in If-None-Match that is this one in any coding, or None.

    With it, a 304 needs no response in the cache.
    """
    for tag in _tags(request.header("if-none-match") or ""):
        if request.method != "POST" and tag.startswith(f'"{etag}'):
            return tag
    return None


def _matches(header: str, tag: str, weak: bool = True) -> bool:
    """Whether If-None-Match or If-Match has the tag; `weak` ignores W/."""
    tags = _tags(header, weak)
    return tag in tags or tags == ["*"]


def _tags(header: str, weak: bool = True) -> list[str]:
    elements = [element.strip() for element in header.split(",")]
    return [element.removeprefix("W/") for element in elements] if weak else elements


def conditional_response(
    body: bytes | str,
    content_type: str,
    *,
    etag: str = "",
    cache_control: str = FRESH,
    vary: Sequence[str] = (),
    links: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    encoders: Mapping[str, Callable[[bytes], bytes]] = ENCODERS,
) -> Response:
    """The response to the current request of Flask. The default tag is a hash of the body."""
    request, data = flask_request(), body.encode() if isinstance(body, str) else body
    coded = "identity"
    if encoders and content_type not in _COMPRESSED:
        vary = (*vary, "Accept-Encoding")
        wanted, must = content_coding(request, encoders)
        coded = wanted if must or len(data) >= WORTHWHILE else coded
    more = tuple((headers or {}).items())
    if links:
        more = (*more, ("link", ", ".join(links)))
    etag = etag or hashlib.blake2b(data, digest_size=16).hexdigest()
    current = Representation(content_type, etag, cache_control, vary, more)
    encode = encoders.get(coded, bytes)
    return flask_response(respond(request, current, coded, lambda: encode(data)))
