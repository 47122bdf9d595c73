"""Chinese or English: which of the two a reader should get. The two are equals."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]


def choose(asked: str | None, accept_language: str | None) -> Language:
    """The language of the `lang` parameter, else the one that the browser likes better."""
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    weights = {"zh": 0.0, "en": 0.0}
    for element in (accept_language or "").split(","):
        tag, _, rest = element.partition(";")
        name = tag.strip().lower().split("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _quality(rest))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _quality(parameters: str) -> float:
    _, found, value = parameters.replace(" ", "").partition("q=")
    try:
        return float(value) if found else 1.0
    except ValueError:
        return 0.0
