"""Where the marks of a comparison over years go. Pure: numbers in, places out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 112, 18, 30
_RADIUS = {"place": 6.5, "above": 5.5, "peer": 4.0}
_ASIDE = 0.38  # of a year's width: how far from its middle outcomes stand
_CROWD = 0.3  # of a year's width: how far from its middle targets may stand
_LINE = 16  # between labels at the end of lines
# The shape that says how a number is bound.
SHAPES = {
    "exactly": "circle",
    "about": "diamond",
    "nearly": "diamond",
    "at-least": "up",
    "over": "up",
    "up-to": "down",
    "below": "down",
    "range": "bar",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to draw: whose, of which year, how it is bound, from where to where.

    `role` is place, above or peer; `key` is what the caller knows it by. A `shape` is given where
    the bound alone does not tell it: no worse than 5 is at least 5, or at most.
    """

    key: str
    series: str
    role: str
    year: str
    bound: str
    low: Decimal
    high: Decimal
    outcome: bool = False
    shape: str = ""

    @property
    def form(self) -> str:
        """The name of its shape."""
        return "circle" if self.outcome else self.shape or SHAPES[self.bound]


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in its place; `path` is its outline."""

    figure: Figure
    x: float
    y: float
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """The targets of a place or an area above it, joined; its label stands at `y`."""

    series: str
    role: str
    points: str
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: years with their middles, values with their heights, marks in drawing order."""

    years: tuple[tuple[str, float], ...]
    ticks: tuple[tuple[Decimal, float], ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    stems: tuple[tuple[float, float, float, float], ...]  # from a target to its outcome
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    bottom: float = HEIGHT - _BOTTOM


def chart(figures: Sequence[Figure], years: Sequence[str]) -> Chart | None:
    """The drawing of figures over years; None where there is nothing to draw.

    Targets of one year and value stand side by side, the place's in the middle of the year.
    """
    if not figures:
        return None
    ticks = scale(min(f.low for f in figures), max(f.high for f in figures))
    bottom, top = ticks[0], ticks[-1]
    wide = (WIDTH - _LEFT - _RIGHT) / len(years)
    middles = {year: _LEFT + wide * (n + 0.5) for n, year in enumerate(years)}

    def height(value: Decimal) -> float:
        share = float((value - bottom) / (top - bottom))
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP), 1)

    rank = {"place": 0, "above": 1, "peer": 2}
    placed: dict[str, list[tuple[float, float, float, float]]] = {year: [] for year in years}
    marks = []
    for f in sorted(figures, key=lambda f: (rank[f.role], f.outcome, f.low, f.high)):
        y, upper, radius = height((f.low + f.high) / 2), height(f.high), _RADIUS[f.role]
        if f.outcome:
            x = middles[f.year] + wide * _ASIDE
            radius -= 1.5
        else:
            box = upper, height(f.low), radius
            x = middles[f.year] + _aside(placed[f.year], box, wide * _CROWD)
            placed[f.year].append((x - middles[f.year], *box))
        outline = _outline(f.form, x, upper, height(f.low), radius)
        marks.append(Mark(f, round(x, 1), y, outline))
    return Chart(
        tuple((year, round(x, 1)) for year, x in middles.items()),
        tuple((tick, height(tick)) for tick in ticks),
        tuple(reversed(marks)),
        _lines(marks),
        _stems(marks),
    )


def scale(low: Decimal, high: Decimal, steps: int = 5) -> list[Decimal]:
    """Round values, at equal steps, from below the lowest to above the highest."""
    span = float(high - low) or abs(float(high)) or 1.0
    rough = span / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = Decimal(str(next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)))
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = (high / step).to_integral_value("ROUND_CEILING")
    if first * step == low and low != 0:
        first -= 1
    if last * step == high:
        last += 1
    return [step * n for n in range(int(first), int(last) + 1)]


def _aside(
    placed: Sequence[tuple[float, float, float, float]],
    box: tuple[float, float, float],
    most: float,
) -> float:
    """How far beside the middle a mark stands so that it covers no other, or as far as allowed."""
    upper, lower, radius = box
    step = 2.0
    offsets = (n * step * side for n in range(int(most / step) + 1) for side in (1, -1))
    for offset in offsets:
        if not any(
            abs(offset - x) < radius + other + 0.5
            and upper - radius < low + other
            and lower + radius > up - other
            for x, up, low, other in placed
        ):
            return offset
    return most


def _outline(shape: str, x: float, upper: float, lower: float, r: float) -> str:
    """The path of a shape around a place, or from the upper to the lower end of a range."""
    y = (upper + lower) / 2
    match shape:
        case "diamond":
            r *= 1.25
            return f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"
        case "up":
            return f"M{x:.1f} {y - r * 1.2:.1f}l{r * 1.15:.1f} {r * 2:.1f}h{-r * 2.3:.1f}z"
        case "down":
            return f"M{x:.1f} {y + r * 1.2:.1f}l{r * 1.15:.1f} {-r * 2:.1f}h{-r * 2.3:.1f}z"
        case "bar":
            half, tall = r * 0.55, max(lower - upper, r)
            return f"M{x - half:.1f} {y - tall / 2:.1f}h{half * 2:.1f}v{tall:.1f}h{-half * 2:.1f}z"
    arc = f"a{r:.1f} {r:.1f} 0 1 0"
    return f"M{x - r:.1f} {y:.1f}{arc} {2 * r:.1f} 0{arc} {-2 * r:.1f} 0z"


def _lines(marks: Sequence[Mark]) -> tuple[Line, ...]:
    """The targets of each series but those of peers, joined; labels do not cover one another."""
    series: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.figure.role != "peer" and not mark.figure.outcome:
            series.setdefault(mark.figure.series, []).append(mark)
    ends = sorted((max(some, key=lambda m: m.figure.year).y, name) for name, some in series.items())
    heights: dict[str, float] = {}
    above = -float(_LINE)
    for y, name in ends:
        above = heights[name] = max(y, above + _LINE)
    over = max(0.0, above - (HEIGHT - _BOTTOM))
    found = []
    for name, some in series.items():
        some.sort(key=lambda m: m.figure.year)
        points = " ".join(f"{m.x:g},{m.y:g}" for m in some)
        found.append(Line(name, some[0].figure.role, points, round(heights[name] - over, 1)))
    return tuple(found)


def _stems(marks: Sequence[Mark]) -> tuple[tuple[float, float, float, float], ...]:
    outcomes = {(m.figure.series, m.figure.year): m for m in marks if m.figure.outcome}
    return tuple(
        (m.x, m.y, other.x, other.y)
        for m in marks
        if not m.figure.outcome and (other := outcomes.get((m.figure.series, m.figure.year)))
    )
