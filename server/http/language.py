"""The choice between Chinese and English for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.names import Language as Language
from server.http.weights import elements

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

COOKIE = "lang"  # the only cookie: the last selected language
# Other codes of the two in ISO 639, and Mandarin, which browsers send for Chinese.
_CODES: dict[str, Language] = {
    **dict.fromkeys(("zh", "zho", "chi", "cmn"), "zh"),
    **dict.fromkeys(("en", "eng"), "en"),
}
VARY = ("Accept-Language", "Cookie")  # for pages in the reader's language


def of(request: Request) -> Language:
    """The language of the response to a request for a page."""
    return choose(
        request.args.get("lang"),
        request.headers.get("accept-language"),
        request.cookies.get(COOKIE),
    )


def named(tag: str | None) -> Language | None:
    """Which of the two a language tag means, with whatever script or region; None: neither.

    In any case, and with the underscore that locales are written with.
    """
    return _CODES.get((tag or "").strip().lower().replace("_", "-").partition("-")[0])


def choose(
    requested: str | None, accept_language: str | None, remembered: str | None = None
) -> Language:
    """The language of the `lang` parameter, else of the cookie, else of Accept-Language."""
    for word in (requested, remembered):
        if found := named(word):
            return found
    weights: dict[Language, float] = {"zh": 0.0, "en": 0.0}
    for element in elements(accept_language):
        if found := named(element.value):
            weights[found] = max(weights[found], element.weight)
    return "zh" if weights["zh"] > weights["en"] else "en"
