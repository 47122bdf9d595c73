"""Spans of a sentence that its graph encodes: figures and quoted names. Pure.

A figure is carried by a statement's wk:verbatim, by an exception that gives a reason, or by the
name of a thing that the sentence's graph mentions: 十四五 in a plan, 2024年 in a period.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.authoring.encoding import Encoding
from kg.authoring.numbers import Figure, Kind, figures, occurrences
from kg.authoring.segmentation import normalise

Names = Mapping[str, Sequence[str]]
By = Literal["statement", "exception", "name"]

_ORDER: tuple[By, ...] = ("statement", "exception", "name")
_QUOTED = re.compile("(?<=“)[^“”]+(?=”)|(?<=《)[^《》]+(?=》)")
_QUOTES = "“”《》"
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True)
class _Stretch:
    start: int
    end: int

    def __contains__(self, place: int) -> bool:
        return self.start <= place < self.end


@dataclass(frozen=True)
class Mark(_Stretch):
    """A span of a sentence that a node encodes: the figure of a statement, the name of a thing."""

    by: By
    node: str


@dataclass(frozen=True)
class Name(_Stretch):
    """A name in quotation or book marks; `text` is what they enclose, at `start`."""

    text: str


@dataclass(frozen=True)
class Covered:
    """A sentence with the encoded spans, and the figures and names that are not encoded."""

    marks: tuple[Mark, ...]
    figures: tuple[tuple[Figure, Mark | None], ...]
    names: tuple[tuple[Name, Mark | None], ...]

    @property
    def left(self) -> tuple[Figure | Name, ...]:
        """The figures and names that are not encoded, in the order of the text."""
        both: Iterable[tuple[Figure | Name, Mark | None]] = (*self.figures, *self.names)
        return tuple(sorted((part for part, by in both if not by), key=lambda part: part.start))


def cover(text: str, encoding: Encoding, labels: Names) -> Covered:
    """The spans of a sentence that its graph encodes; `labels` are the names of things by IRI."""
    names = [
        (normalise(name), iri) for iri in sorted(encoding.mentions) for name in labels.get(iri, ())
    ]
    names += [(name, encoding.passage) for date in sorted(encoding.dates) for name in _day(date)]
    marks = [*_verbatims(text, encoding), *_mentions(text, names)]
    quoted = _quoted(text)
    return Covered(
        tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))),
        tuple(
            (figure, _figure(figure, marks, names))
            for figure in figures(text)
            # “十四五” is asked for once, as a name.
            if figure.kind is not Kind.NAME or not any(figure.start in name for name in quoted)
        ),
        tuple((name, _name(name, marks, names)) for name in quoted),
    )


def _verbatims(text: str, encoding: Encoding) -> Iterator[Mark]:
    """The spans that nodes quote; n nodes with the same words encode n occurrences."""
    nodes: dict[str, list[str]] = defaultdict(list)
    for iri in encoding.nodes:
        for verbatim in encoding.verbatims(iri):
            nodes[verbatim].append(iri)
    for verbatim, iris in nodes.items():
        places = occurrences(text, verbatim)
        for n, iri in enumerate(iris if places else ()):
            by: By = "exception" if encoding.is_exception(iri) else "statement"
            yield Mark(*places[min(n, len(places) - 1)], by, iri)


def _mentions(text: str, names: Sequence[tuple[str, str]]) -> Iterator[Mark]:
    """The places of the names of things; quotation marks in the text do not matter."""
    places = [n for n, char in enumerate(text) if char not in _QUOTES]
    plain = _plain(text)
    for name, iri in names:
        for start, end in occurrences(plain, _plain(name)):
            yield Mark(places[start], places[end - 1] + 1, "name", iri)


def _figure(figure: Figure, marks: Sequence[Mark], names: Sequence[tuple[str, str]]) -> Mark | None:
    """The span that encodes a figure: of a node that quotes it, else of a name that contains it.

    A name that begins with a count, 六大更新单元, does not carry it: how many is a fact of its own.
    """
    counts = figure.kind not in (Kind.NAME, Kind.DATE)
    for mark in sorted(marks, key=lambda mark: _ORDER.index(mark.by)):
        named = figure.end <= mark.end and not (counts and mark.start == figure.start)
        if figure.start in mark and (mark.by != "name" or named):
            return mark
    written = figure.text if figure.text.endswith(figure.unit) else figure.text + figure.unit
    for name, iri in names:
        places = occurrences(name, written) if len(written) > 1 else []
        if any(start > 0 or not counts for start, _ in places):
            return Mark(figure.start, figure.end, "name", iri)
    return None


def _name(name: Name, marks: Sequence[Mark], names: Sequence[tuple[str, str]]) -> Mark | None:
    for label, iri in names:
        if _plain(name.text) in _plain(label):
            return Mark(name.start, name.end, "name", iri)
    quoting = (mark for mark in marks if mark.by != "name" and name.start in mark)
    return next(quoting, None)


def _quoted(text: str) -> list[Name]:
    return [Name(*found.span(), found[0]) for found in _QUOTED.finditer(text)]


def _plain(text: str) -> str:
    return "".join(char for char in text if char not in _QUOTES)


def _day(date: str) -> tuple[str, str]:
    """2024-06-30 as the report writes it: 2024年6月30日 and 六月."""
    year, month, day = map(int, date.split("-"))
    return f"{year}年{month}月{day}日", f"{_MONTHS[month - 1]}月"
