"""Formats and their media types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.http.errors import Kind
from server.http.responses import Refusal


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `name` is its value of `?format=` and its suffix; `words` are other values."""

    name: str
    media_type: str
    label: str
    iri: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def media_types(self) -> tuple[str, ...]:
        """All media types that a client may request it by, the registered one first."""
        return (self.media_type, *self.aliases)


_BINARY = ("application/zip", "application/gzip", "application/octet-stream")

# For browsers.
PAGE = Format("html", "text/html", "HTML", "", ("application/xhtml+xml",))


def content_type(media_type: str) -> str:
    """The Content-Type for a media type, with charset=utf-8 if it is textual (decision 26)."""
    textual = not media_type.startswith(("image/", "font/")) and media_type not in _BINARY
    return f"{media_type}; charset=utf-8" if textual and ";" not in media_type else media_type


def not_acceptable(offered: Sequence[Format], requested: str) -> Refusal:
    """406, with the list of what is offered."""
    names = [f"{form.media_type} (format={form.name})" for form in offered]
    types = [form.media_type for form in offered]
    return Refusal(Kind.FORMAT, asked=requested, formats=names, offered=types)
