"""Checks of texts in parameters."""

from __future__ import annotations

from server.http.errors import Kind
from server.http.responses import Refusal


def short(name: str, value: str, maximum: int) -> str:
    """The given text. Raises a 400 that names the parameter if it is longer than `maximum`."""
    if len(value) > maximum:
        raise Refusal(Kind.PARAMETER_LENGTH, parameter=name, most=maximum)
    return value
