"""What a client accepts against what is offered, without a web framework.

Follows RFC 9110: weights, wildcards, and the most specific range that covers a media type
decides for it. A parameter other than `q` makes a range more specific, but only `charset` can
rule a type out: what is sent is always UTF-8, and no client is turned away for a `profile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from server.http.media_types import Format
from server.http.weights import Element, elements, is_utf8

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# Java's URLConnection sends `*` for `*/*`.
_RANGE = re.compile(rf"\*|\*/\*|(?!\*/){_TOKEN}/{_TOKEN}")
_NAMED = 3  # the specificity of a range without wildcards


class Choice(NamedTuple):
    """A format, and the media type to send it as: the one that the client named."""

    format: Format
    media_type: str


@lru_cache(maxsize=256)  # programs send the same header again and again
def choose(accept: str | None, offered: tuple[Format, ...]) -> Choice | None:
    """The offered format that the client likes best, or None where it accepts none of them.

    Ties go to the range that is more specific, then to the one that was named first, then to
    the server's own order. No Accept header, or none that can be read, accepts everything.
    """
    ranges = [element for element in elements(accept) if _RANGE.fullmatch(element.value)]
    if not ranges:
        return Choice(offered[0], offered[0].media_type) if offered else None
    best, best_rank = None, (0.0, 0, 0)
    for form in offered:
        for media_type in form.media_types:
            specificity, place, weight = max(
                (_specificity(element, media_type), -place, element.weight)
                for place, element in enumerate(ranges)
            )
            named = specificity >= _NAMED
            # An alias is only for those who name it; a wildcard means the registered type.
            if not specificity or not (named or media_type == form.media_type):
                continue
            rank = (weight, min(specificity, _NAMED), place if named else 0)
            if weight > 0 and rank > best_rank:
                best, best_rank = Choice(form, media_type), rank
    return best


def _specificity(element: Element, media_type: str) -> int:
    """How closely a range covers the media type; 0 where it does not."""
    if not is_utf8(element.parameters.get("charset", "utf-8")):
        return 0
    value = element.value.lower()
    if value in ("*/*", "*"):
        return 1
    if value.endswith("/*"):
        return 2 if media_type.startswith(value[:-1]) else 0
    return _NAMED + len(element.parameters) if media_type == value else 0


def named(word: str, offered: Iterable[Format]) -> Choice | None:
    """The offered format that `?format=word` means: its name, another word for it, or a type."""
    wanted = word.partition(";")[0].strip().lower().removeprefix(".")
    # A plus sign in a query string is a blank unless it was escaped; people forget.
    typed = wanted.replace(" ", "+")
    for form in offered:
        if typed == form.name or typed in form.words:
            return Choice(form, form.media_type)
        if typed in form.media_types:
            return Choice(form, typed)
    return None


def coding(accept_encoding: str, offered: tuple[str, ...]) -> str | None:
    """The content coding to use, the server's favourite among equals; None for none."""
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def plain_is_refused(accept_encoding: str) -> bool:
    """Whether the client takes no body without a content coding."""
    weights = _weights(accept_encoding)
    return weights.get("identity", weights.get("*", 1.0)) == 0


@lru_cache(maxsize=256)
def _weights(accept_encoding: str) -> dict[str, float]:
    return {element.value.lower(): element.weight for element in elements(accept_encoding)}
