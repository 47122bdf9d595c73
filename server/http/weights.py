"""Header fields that are lists of elements with weights (RFC 9110, 12.4.2), such as Accept.

Weights are read as clients send them: also `q=.9` and `q=0.8999999999999999`, which are outside
the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from werkzeug.http import parse_list_header, parse_options_header

_LONGEST = 4096  # characters of a header that are read; browsers send some hundred
_WEIGHT = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)


_UTF8 = {"utf8", "usascii", "ascii"}  # without hyphens; ASCII is a part of it


def is_utf8(charset: str) -> bool:
    """Whether a `charset` parameter means UTF-8, or a part of it, in any of its spellings."""
    return charset.strip("'\" ").lower().replace("-", "").replace("_", "") in _UTF8


class Element(NamedTuple):
    """An element of a list: its value, its weight, and its parameters except `q`."""

    value: str
    weight: float
    parameters: Mapping[str, str]


def elements(header: str | None) -> list[Element]:
    """The elements of a header in its order, without those whose weight is not from 0 to 1.

    Of a header that is very long, the first ones.
    """
    header = header or ""
    if len(header) > _LONGEST:
        header = header[:_LONGEST].rpartition(",")[0]
    found = []
    for text in parse_list_header(header):
        value, parameters = parse_options_header(text)
        weight = parameters.pop("q", "1")
        if _WEIGHT.fullmatch(weight) and float(weight) <= 1:
            found.append(Element(value, float(weight), parameters))
    return found
