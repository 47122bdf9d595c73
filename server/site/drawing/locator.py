"""Where a thing lies among others whose coordinates are known, on a grid of degrees."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 260
_MARGIN = 50
_LEAST = 0.02  # degrees: one place alone still gets a map around it
_KILOMETRES = 111.32  # in a degree of latitude


@dataclass(frozen=True, slots=True)
class Place:
    """A thing at its coordinates, in degrees."""

    iri: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Locator:
    """Where the places and the lines of the grid are drawn; `scale` is a kilometre in pixels."""

    places: tuple[tuple[Place, float, float], ...]
    meridians: tuple[tuple[str, float], ...]
    parallels: tuple[tuple[str, float], ...]
    scale: float


def locator(places: Sequence[Place]) -> Locator:
    """One or more places, in the true ratio of a degree of longitude at their latitude."""
    middle = sum(place.latitude for place in places) / len(places)
    ratio = math.cos(math.radians(middle))
    west, east = _span([place.longitude for place in places])
    south, north = _span([place.latitude for place in places])
    inner = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    degree = min(inner[0] / ((east - west) * ratio), inner[1] / (north - south))  # of latitude

    def x(longitude: float) -> float:
        return round(WIDTH / 2 + (longitude - (west + east) / 2) * ratio * degree, 1)

    def y(latitude: float) -> float:
        return round(HEIGHT / 2 - (latitude - (south + north) / 2) * degree, 1)

    meridians = [(f"{line:.2f}°E", x(line)) for line in _lines(west, east)]
    parallels = [(f"{line:.2f}°N", y(line)) for line in _lines(south, north)]
    return Locator(
        tuple((place, x(place.longitude), y(place.latitude)) for place in places),
        tuple((label, at) for label, at in meridians if 0 < at < WIDTH),
        tuple((label, at) for label, at in parallels if 0 < at < HEIGHT),
        round(degree / _KILOMETRES, 1),
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    spare = max(0.0, _LEAST - (high - low)) / 2
    return low - spare, high + spare


def _lines(low: float, high: float) -> list[float]:
    """The fiftieths of a degree from below the span to above it."""
    return [n / 50 for n in range(math.floor(low * 50) - 2, math.ceil(high * 50) + 3)]
