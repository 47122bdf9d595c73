"""Where the marks of small charts go. Pure: numbers in, places out; templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from server.site.statements import Statement


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
