"""Parsing of header fields with weighted elements (RFC 9110, 12.4.2), such as Accept.

Weights outside the grammar that clients send, `q=.9` and `q=0.8999999999999999`, are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from werkzeug.http import parse_list_header, parse_options_header

_MAX_LENGTH = 4096  # characters of a header that are read; browsers send a few hundred
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
    """The elements of a header in order, without those whose weight is not from 0 to 1.

    A very long header is truncated.
    """
    header = header or ""
    if len(header) > _MAX_LENGTH:
        header = header[:_MAX_LENGTH].rpartition(",")[0]
    result = []
    for text in parse_list_header(header):
        value, parameters = parse_options_header(text)
        weight = parameters.pop("q", "1")
        if _WEIGHT.fullmatch(weight) and float(weight) <= 1:
            result.append(Element(value, float(weight), parameters))
    return result
