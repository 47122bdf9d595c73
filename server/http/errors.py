"""Refusals that several parts of the server share: what the client is told, and the way round."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.http.responses import Refusal
from server.settings import BODY_SECONDS, HEAD_SECONDS, Settings
from server.sparql.formats import Format

LARGEST = 999_999_999  # of numbers that nothing else bounds
_DIGITS = re.compile(r"-?\d{1,9}", re.ASCII)
METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
ALLOW = ", ".join(METHODS)
JSON_PATHS = ("/api", "/reconcile")  # where refusals are JSON, whatever the client accepts


def not_allowed(what: str) -> Refusal:
    """405: a method that the endpoint has not."""
    detail = f"{what} is not among the methods of this endpoint: {ALLOW}."
    return Refusal(405, "method", detail, (("allow", ALLOW),))


def too_long_url(settings: Settings) -> Refusal:
    """414: the limit, and the way round it."""
    return Refusal(
        414,
        "url-length",
        f"The URL is longer than {settings.url_kb} KB. Send the query by POST: "
        f"there the limit is {settings.query_kb} KB.",
        members={"limit": settings.url_kb << 10},
    )


def too_long_body(settings: Settings) -> Refusal:
    """413: the limit."""
    return Refusal(
        413,
        "query-length",
        f"The request's body is larger than the limit of {settings.query_kb} KB.",
        members={"limit": settings.query_kb << 10},
    )


def too_long_head(settings: Settings) -> Refusal:
    """431: the limit."""
    return Refusal(
        431,
        "head-length",
        f"The request's header fields are longer than {settings.head_kb} KB together.",
        members={"limit": settings.head_kb << 10},
    )


def late_head() -> Refusal:
    """408: the limit."""
    detail = f"The request's head did not come in within {HEAD_SECONDS:g} s."
    return Refusal(408, "head-seconds", detail, members={"limit": HEAD_SECONDS})


def late_body() -> Refusal:
    """408: the limit."""
    detail = f"The request's body did not come in within {BODY_SECONDS:g} s."
    return Refusal(408, "body-seconds", detail, members={"limit": BODY_SECONDS})


def stopping() -> Refusal:
    """503: the server ends before the request is whole."""
    detail = "The server is stopping, and did not wait for the end of this request. Send it again."
    return Refusal(503, "waiting", detail, (("retry-after", "5"),), {"retryAfter": 5})


def read_only() -> Refusal:
    """403: an update, whichever way it came."""
    return Refusal(
        403,
        "update",
        "This endpoint is read-only: updates are refused and never executed.",
    )


def malformed(detail: str, status: int = 400) -> Refusal:
    """400, or the status that HTTP has for it: a request that breaks the protocol."""
    return Refusal(status, "request", detail)


def wrong(name: str, given: object, repair: str) -> Refusal:
    """400: a parameter whose value cannot be used, and what to write."""
    detail = f"{name}={str(given)[:100]!r}: {repair}."
    return Refusal(400, "parameter", detail, members={"parameter": name})


def whole(name: str, given: object, least: int, most: int = LARGEST) -> int:
    """The whole number that a client gave, in digits or in JSON; both bounds are allowed.

    Raises the 400 that names the parameter, also for what no int can be made of: 1e400, Infinity.
    """
    if isinstance(given, float) and given.is_integer() and abs(given) <= LARGEST:
        given = int(given)
    if isinstance(given, str) and _DIGITS.fullmatch(given):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise wrong(name, given, "write a whole number")
    if not least <= given <= most:
        raise wrong(name, given, f"it must lie between {least} and {most}")
    return given


def not_acceptable(offered: Sequence[Format], asked: str) -> Refusal:
    """406, with the list of what is offered."""
    types = [f.media_type for f in offered]
    names = ", ".join(f"{f.media_type} (format={f.name})" for f in offered)
    return Refusal(
        406,
        "format",
        f"This kind of query cannot be answered in the format asked for ({asked[:200]}). "
        f"Offered: {names}.",
        members={"offered": types},
    )
