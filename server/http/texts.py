"""Checks of texts in parameters."""

from __future__ import annotations

from server.http.errors import Kind
from server.http.responses import Refusal


def limited(name: str, value: str, maximum: int) -> str:
    """The value of a parameter. Raises a 400 that names it if it is longer than `maximum`."""
    if len(value) > maximum:
        raise Refusal(Kind.PARAMETER_LENGTH, parameter=name, most=maximum)
    return value
