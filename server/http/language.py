"""The choice between Chinese and English for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.names import Language as Language
from server.http.weights import elements

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

COOKIE = "lang"  # the only cookie: the last selected language
VARY = ("Accept-Language", "Cookie")  # for pages in the reader's language


def of(request: Request) -> Language:
    """The language of the response to a request for a page."""
    return choose(
        request.args.get("lang"),
        request.headers.get("accept-language"),
        request.cookies.get(COOKIE),
    )


def choose(
    requested: str | None, accept_language: str | None, remembered: str | None = None
) -> Language:
    """The language of the `lang` parameter, else of the cookie, else of Accept-Language."""
    for word in (requested, remembered):
        if word == "zh":
            return "zh"
        if word == "en":
            return "en"
    weights = {"zh": 0.0, "en": 0.0}
    for element in elements(accept_language):
        name = element.value.lower().partition("-")[0]
        if name in weights:
            weights[name] = max(weights[name], element.weight)
    return "zh" if weights["zh"] > weights["en"] else "en"
