"""Where the marks of small charts go. Pure: numbers in, places out; templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model.statements import Statement


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its length, and the span in which the true value lies, from 0 to width."""

    statement: Statement
    length: float
    low: float | None
    high: float | None


def bars(statements: Sequence[Statement], width: float) -> list[Bar]:
    """The figures that have a number, to one scale; the longest is as wide as the chart."""
    numbered = [s for s in statements if s.number("normalizedValue") is not None]
    top = max((_top(s) for s in numbered), default=Decimal())
    if top <= 0:
        return []
    scale = Decimal(width) / top
    return [
        Bar(
            s,
            _place(s.number("normalizedValue"), scale) or 0.0,
            _place(s.number("lowerBound"), scale),
            _place(s.number("upperBound"), scale),
        )
        for s in numbered
    ]


def _top(s: Statement) -> Decimal:
    return max(n for n in (s.number("normalizedValue"), s.number("upperBound")) if n is not None)


def _place(value: Decimal | None, scale: Decimal) -> float | None:
    return None if value is None else round(float(max(value, Decimal()) * scale), 1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A thing in the picture of a neighbourhood, at a height; its label cut to what fits."""

    iri: str
    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A relation in the picture, and the things at its end; how many more there are."""

    label: str
    y: int
    leaves: tuple[Leaf, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NeighbourTree:
    """A thing's neighbourhood, drawn as branches from one stem."""

    branches: tuple[Branch, ...]
    height: int


_ROW = 24
_WIDE = 25.0  # letters of Chinese that fit on a line
_LEAVES = 6


def neighbour_tree(
    relations: Sequence[tuple[str, Sequence[tuple[str, str]]]], most: int = 22
) -> NeighbourTree:
    """The picture of relations, each a label and the IRIs and labels at its end.

    At most `most` things are drawn; the branches say how many more there are.
    """
    branches, y, drawn = [], 0, 0
    for label, things in relations:
        if drawn >= most:
            break
        shown = things[: min(_LEAVES, most - drawn)]
        drawn += len(shown)
        y += _ROW
        at = y
        leaves = []
        for iri, name in shown:
            y += _ROW
            leaves.append(Leaf(iri, cut(name, _WIDE), y))
        more = len(things) - len(shown)
        if more:
            y += _ROW - 4
        y += 4
        branches.append(Branch(label, at, tuple(leaves), more))
    return NeighbourTree(tuple(branches), y + _ROW // 2)


def cut(text: str, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than so many Chinese characters."""
    used = 0.0
    for n, char in enumerate(text):
        used += 0.52 if char.isascii() else 1.0
        if used > width:
            return text[: n - 1].rstrip() + "…"
    return text
