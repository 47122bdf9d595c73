"""What a client accepts against what is offered, without a web framework.

Follows RFC 9110: quality, wildcards, and the most specific range that covers a media type
decides for it. A parameter other than `q` makes a range more specific, but only `charset` can
rule a type out: what is sent is always UTF-8, and no client is turned away for a `profile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from server.http.media_types import Format

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})")
_PARAMETER = re.compile(rf'\s*;\s*(?:({_TOKEN})\s*=\s*({_TOKEN}|"(?:[^"\\]|\\.)*"))?\s*')
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_SHORT = 500  # characters of a header whose reading is remembered
_UTF8 = {"utf-8", "utf8", "us-ascii"}


class Choice(NamedTuple):
    """A format, and the media type to send it as: the one that the client named."""

    format: Format
    media_type: str


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header; `place` is where it stood."""

    type: str
    subtype: str
    quality: float
    parameters: int
    utf8: bool
    place: int

    def specificity(self, media_type: str) -> int:
        """How closely the range covers the media type; 0 where it does not."""
        if not self.utf8:
            return 0
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if media_type.startswith(f"{self.type}/") and self.subtype == "*":
            return 2
        return 3 + self.parameters if media_type == f"{self.type}/{self.subtype}" else 0


def split(header: str) -> list[str]:
    """The elements of a comma-separated header; a comma within quotes does not part them."""
    return re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+', header)


def ranges(accept: str) -> tuple[Range, ...]:
    """The ranges of an Accept header. Elements that are malformed are passed over."""
    found: list[Range] = []
    for place, element in enumerate(split(accept)):
        start = _RANGE.match(element)
        if not start:
            continue
        quality, parameters, utf8, at = "1", 0, True, start.end()
        while at < len(element) and (parameter := _PARAMETER.match(element, at)):
            name, value = (parameter[1] or "").lower(), (parameter[2] or "").strip('"')
            if name == "q":
                quality = value
            elif name:
                parameters += 1
                utf8 = utf8 and (name != "charset" or value.lower() in _UTF8)
            at = parameter.end()
        if at < len(element) or not _QUALITY.fullmatch(quality):
            continue
        kind, subtype = start[1].lower(), start[2].lower()
        if kind == "*" and subtype != "*":
            continue
        found.append(Range(kind, subtype, float(quality), parameters, utf8, place))
    return tuple(found)


def choose(accept: str | None, offered: tuple[Format, ...]) -> Choice | None:
    """The offered format that the client likes best, or None where it accepts none of them.

    Ties go to the range that is more specific, then to the one that was named first, then to
    the server's own order. No Accept header, or none that can be read, accepts everything.
    """
    # Programs send the same header again and again; what is long is no program's.
    work = _choose if len(accept or "") < _SHORT else _choose.__wrapped__
    return work(accept, offered)


@lru_cache(maxsize=1024)
def _choose(accept: str | None, offered: tuple[Format, ...]) -> Choice | None:
    accepted = ranges(accept) if accept else ()
    if not accepted:
        return Choice(offered[0], offered[0].media_type) if offered else None
    best: Choice | None = None
    best_rank: tuple[float, int, int] = (0.0, 0, 0)
    for form in offered:
        for media_type in form.media_types:
            covering = [(r.specificity(media_type), r) for r in accepted]
            close, decides = max(covering, key=lambda pair: (pair[0], -pair[1].place))
            # An alias is only for those who name it; a wildcard means the registered type.
            if not close or (close < 3 and media_type != form.media_type):
                continue
            place = -decides.place if close >= 3 else 0
            rank = (decides.quality, min(close, 3), place)
            if decides.quality > 0 and (best is None or rank > best_rank):
                best, best_rank = Choice(form, media_type), rank
    return best


def quality_of(accept: str | None, media_type: str) -> float:
    """The quality that an Accept header gives to one media type; 1 without a header."""
    accepted = ranges(accept) if accept else ()
    if not accepted:
        return 1.0
    close, decides = max(
        ((r.specificity(media_type), r) for r in accepted), key=lambda pair: pair[0]
    )
    return decides.quality if close else 0.0


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


_CODING = re.compile(rf"\s*({_TOKEN})\s*(?:;\s*[qQ]\s*=\s*([\d.]+)\s*)?")


def coding(accept_encoding: str, offered: tuple[str, ...]) -> str | None:
    """The content coding to use, the server's favourite among equals; None for none."""
    work = _coding if len(accept_encoding) < _SHORT else _coding.__wrapped__
    return work(accept_encoding, offered)


def plain_is_refused(accept_encoding: str) -> bool:
    """Whether the client takes no body without a content coding."""
    if "0" not in accept_encoding:
        return False
    weights = _weights(accept_encoding)
    return weights.get("identity", weights.get("*", 1.0)) == 0


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in accept_encoding.split(","):
        found = _CODING.fullmatch(element)
        if found and _QUALITY.fullmatch(found[2] or "1"):
            weights[found[1].lower()] = float(found[2] or 1)
    return weights


@lru_cache(maxsize=1024)
def _coding(accept_encoding: str, offered: tuple[str, ...]) -> str | None:
    weights = _weights(accept_encoding)
    usable = [(weights.get(c, weights.get("*", 0.0)), c) for c in offered]
    best = max(usable, key=lambda pair: pair[0], default=(0.0, ""))
    identity = weights.get("identity", 0.0)
    return best[1] if best[0] > 0 and best[0] >= identity else None
