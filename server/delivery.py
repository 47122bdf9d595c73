"""A kept answer -> the reply to one request for it: headers, validators, 304."""

from __future__ import annotations

from server.cache import Entry
from server.compression import CODINGS
from server.negotiation import coding, plain_is_refused
from server.protocol import ACCEPT_POST, ALLOW, HttpRequest
from server.replies import Body, Headers, Refusal, Reply

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
        raise Refusal(
            406,
            "format",
            "Accept-Encoding rules out a body without a content coding, and every coding that "
            f"is offered: {', '.join(CODINGS)}.",
        )
    return wanted, must


def deliver(request: HttpRequest, entry: Entry, coded: str, body: Body, immutable: bool) -> Reply:
    """The answer in a coding: 304 where the client has it already, else 200 with the body.

    `immutable` tells that it stays true for as long as the build is served.
    """
    if entry.etag is None:
        validators: Headers = (_VOLATILE, _VARY)
    else:
        tag = f'"{entry.etag}"' if coded == "identity" else f'"{entry.etag}-{coded}"'
        validators = (("etag", tag), _CACHEABLE if immutable else _CHANGEABLE, _VARY)
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


def _matches(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; weak tags compare as their strong ones."""
    tags = _tags(header)
    return tag in tags or tags == ["*"]


def _tags(header: str) -> list[str]:
    return [element.strip().removeprefix("W/") for element in header.split(",")]


def options() -> Reply:
    """The answer to OPTIONS, a browser's preflight included."""
    return Reply(
        204,
        (
            ("allow", ALLOW),
            ("access-control-allow-methods", ALLOW),
            ("access-control-allow-headers", "Accept, Content-Type, If-None-Match, X-Request-Id"),
            ("access-control-max-age", "86400"),
            *ACCEPT_POST,
        ),
    )
