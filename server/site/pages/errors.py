"""A refusal as a page, for people; programs get the same words as text or as problem details."""

from __future__ import annotations

from flask import Response, render_template, request

from server.http import language
from server.http.media_types import PAGE, content_type
from server.http.negotiation import choose
from server.http.responses import Refusal
from server.sparql.formats import SOLUTIONS


def wants_page(accept: str | None) -> bool:
    """Whether the client prefers pages: browsers do, SPARQL clients and curl do not."""
    if not accept or "text/html" not in accept:
        return False
    choice = choose(accept, (PAGE, *SOLUTIONS))
    return choice is not None and choice.format is PAGE


def page(refusal: Refusal) -> Response:
    """The error page. It needs no engine, which may be down."""
    chosen = language.of(request)
    text = render_template("site/failure.html", lang=chosen, refusal=refusal)
    response = Response(text, refusal.status, content_type=content_type(PAGE.media_type))
    for name, value in refusal.headers:
        response.headers[name] = value
    response.headers["cache-control"] = "no-store"
    response.headers["content-language"] = chosen
    return response
