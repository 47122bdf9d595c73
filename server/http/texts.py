"""Texts that clients send: one limit to their length, wherever they stand."""

from __future__ import annotations

from server.http.errors import Kind
from server.http.responses import Refusal


def short(name: str, given: str, most: int) -> str:
    """The text that a client gave. Raises the 400 that names the parameter where it is longer."""
    if len(given) > most:
        raise Refusal(Kind.PARAMETER_LENGTH, parameter=name, most=most)
    return given
