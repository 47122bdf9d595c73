"""Parsing of integers in parameters and JSON."""

from __future__ import annotations

import re

from server.http.errors import Kind
from server.http.responses import Refusal

LARGEST = 999_999_999  # for parameters without another limit
_DIGITS = re.compile(r"-?\d{1,9}", re.ASCII)


def whole_number(name: str, value: object, minimum: int, maximum: int = LARGEST) -> int:
    """An integer given as text or in JSON, from `minimum` to `maximum`.

    Raises a 400 that names the parameter, also for values such as 1e400 and Infinity.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        value = int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(Kind.PARAMETER_INTEGER, parameter=name, text=value)
    if not minimum <= value <= maximum:
        raise Refusal(Kind.PARAMETER_RANGE, parameter=name, text=value, low=minimum, high=maximum)
    return value
