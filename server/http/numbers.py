"""Parsing of integers in parameters and JSON."""

from __future__ import annotations

import re

from server.http.errors import Kind
from server.http.responses import Refusal

LARGEST = 999_999_999  # for parameters without another limit
_DIGITS = re.compile(r"-?\d{1,9}", re.ASCII)


def whole_number(name: str, given: object, least: int, most: int = LARGEST) -> int:
    """An integer given as text or in JSON, from `least` to `most`.

    Raises a 400 that names the parameter, also for values such as 1e400 and Infinity.
    """
    if isinstance(given, float) and given.is_integer() and abs(given) <= LARGEST:
        given = int(given)
    if isinstance(given, str) and _DIGITS.fullmatch(given):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise Refusal(Kind.PARAMETER_INTEGER, parameter=name, text=given)
    if not least <= given <= most:
        raise Refusal(Kind.PARAMETER_RANGE, parameter=name, text=given, low=least, high=most)
    return given
