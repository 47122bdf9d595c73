"""Content negotiation after RFC 9110: media types and content codings, with weights.

The most specific range that matches a media type decides. A parameter other than `q` makes a range
more specific, but only `charset` can exclude a type: responses are UTF-8, and other parameters,
such as `profile`, are ignored.
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
_EXACT = 3  # the specificity of a range without wildcards


class Choice(NamedTuple):
    """A format, and the media type that the client requested it by."""

    format: Format
    media_type: str


@lru_cache(maxsize=256)  # programs repeat the same header
def choose(accept: str | None, offered: tuple[Format, ...]) -> Choice | None:
    """The preferred format, or None if the client accepts none of those offered.

    Ties go to the more specific range, then to the first in the header, then to the order of
    `offered`. A missing or unreadable header accepts everything.
    """
    ranges = [element for element in elements(accept) if _RANGE.fullmatch(element.value)]
    if not ranges:
        return Choice(offered[0], offered[0].media_type) if offered else None
    best, best_rank = None, (0.0, 0, 0)
    for form in offered:
        for media_type in form.media_types:
            specificity, position, weight = max(
                (_specificity(element, media_type), -position, element.weight)
                for position, element in enumerate(ranges)
            )
            exact = specificity >= _EXACT
            # An alias must be requested exactly; a wildcard matches the registered type.
            if not specificity or not (exact or media_type == form.media_type):
                continue
            rank = (weight, min(specificity, _EXACT), position if exact else 0)
            if weight > 0 and rank > best_rank:
                best, best_rank = Choice(form, media_type), rank
    return best


def _specificity(element: Element, media_type: str) -> int:
    """The specificity of a range that matches the media type; 0 if it does not."""
    if not is_utf8(element.parameters.get("charset", "utf-8")):
        return 0
    value = element.value.lower()
    if value in ("*/*", "*"):
        return 1
    if value.endswith("/*"):
        return 2 if media_type.startswith(value[:-1]) else 0
    return _EXACT + len(element.parameters) if media_type == value else 0


def by_name(word: str, offered: Iterable[Format]) -> Choice | None:
    """The format that `?format=word` selects: by its name, another name, or a media type."""
    wanted = word.partition(";")[0].strip().lower().removeprefix(".")
    # An unescaped plus sign in a query string is decoded as a blank.
    typed = wanted.replace(" ", "+")
    for form in offered:
        if typed == form.name or typed in form.words:
            return Choice(form, form.media_type)
        if typed in form.media_types:
            return Choice(form, typed)
    return None


def choose_coding(accept_encoding: str, offered: tuple[str, ...]) -> str | None:
    """The preferred content coding, or None; ties go to the order of `offered`."""
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def identity_is_refused(accept_encoding: str) -> bool:
    """Whether the client accepts no body without a content coding."""
    weights = _weights(accept_encoding)
    return weights.get("identity", weights.get("*", 1.0)) == 0


@lru_cache(maxsize=256)
def _weights(accept_encoding: str) -> dict[str, float]:
    return {element.value.lower(): element.weight for element in elements(accept_encoding)}
