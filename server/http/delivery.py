"""A kept answer -> the reply to one request for it: headers, validators, 304."""

from __future__ import annotations

from server.http.cache import Entry
from server.http.compression import CODINGS
from server.http.errors import Kind
from server.http.negotiation import coding, plain_is_refused
from server.http.request import HttpRequest
from server.http.responses import Body, Headers, Refusal, Reply

_VARY = ("vary", "Accept, Accept-Encoding")
_CACHEABLE = ("cache-control", "public, max-age=60")
_CHANGEABLE = ("cache-control", "no-cache")
_VOLATILE = ("cache-control", "no-store")


def wanted_coding(request: HttpRequest) -> tuple[str, bool]:
    """The content coding that the client likes best, and whether it takes nothing uncoded.

    Raises a 406 where it takes nothing that is offered.
    """
    accepted = request.header("accept-encoding") or ""
    wanted, must = coding(accepted, CODINGS) or "identity", plain_is_refused(accepted)
    if must and wanted == "identity":
        raise Refusal(Kind.CONTENT_ENCODING, codings=CODINGS)
    return wanted, must


def deliver(request: HttpRequest, entry: Entry, coded: str, body: Body, immutable: bool) -> Reply:
    """The answer in a coding: 304 where the client has it already, else 200 with the body.

    Raises a 412 where the client wants no answer but one that this is not.
    `immutable` tells that it stays true for as long as the build is served.
    """
    if entry.etag is None:
        validators: Headers = (_VOLATILE, _VARY)
    else:
        tag = f'"{entry.etag}"' if coded == "identity" else f'"{entry.etag}-{coded}"'
        validators = (("etag", tag), _CACHEABLE if immutable else _CHANGEABLE, _VARY)
        required = request.header("if-match")
        if required and not _matches(required, tag, weak=False):
            raise Refusal(Kind.PRECONDITION, (("etag", tag),), etag=tag)
        wanted = request.header("if-none-match")
        if wanted and request.method != "POST" and _matches(wanted, tag):
            return Reply(304, validators)
    headers = (("content-type", entry.content_type), *validators)
    if coded != "identity":
        headers = (*headers, ("content-encoding", coded))
    return Reply(200, headers, body)


def unchanged(request: HttpRequest, etag: str) -> Reply | None:
    """304 where the client holds the answer with that tag, in any coding, else None.

    So an answer that is cached here no more need not be made again to say that it is the same.
    """
    for tag in _tags(request.header("if-none-match") or ""):
        if request.method != "POST" and tag.startswith(f'"{etag}'):
            return Reply(304, (("etag", tag), _CACHEABLE, _VARY))
    return None


def _matches(header: str, tag: str, weak: bool = True) -> bool:
    """Whether If-None-Match or If-Match names the tag; where `weak`, W/ makes no difference."""
    tags = _tags(header, weak)
    return tag in tags or tags == ["*"]


def _tags(header: str, weak: bool = True) -> list[str]:
    elements = [element.strip() for element in header.split(",")]
    return [element.removeprefix("W/") for element in elements] if weak else elements
