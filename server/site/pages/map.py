"""The map: only things whose coordinates come from a source, on a plain grid of degrees."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response

from server.repository.snapshot import Repository, Snapshot, text_of
from server.site.rendering import page

WIDTH, HEIGHT = 720, 520
_MARGIN = 70


@dataclass(frozen=True, slots=True)
class Place:
    """A thing at its coordinates, and where these are from."""

    iri: str
    latitude: float
    longitude: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the places and the lines of the grid are drawn; `scale` is a kilometre in pixels."""

    places: tuple[tuple[Place, float, float], ...]
    meridians: tuple[tuple[str, float], ...]
    parallels: tuple[tuple[str, float], ...]
    scale: float


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("map", __name__)

    @routes.get("/map")
    def show() -> Response:
        with repository.read() as snapshot:
            found = located(snapshot)
            total = snapshot.vocabulary.count(snapshot.names.wk("Place"))
            return page("map", snapshot, chart=chart(found), total=total, size=(WIDTH, HEIGHT))

    return routes


def chart(places: Sequence[Place]) -> Chart:
    """The places on paper, in the true ratio of a degree of longitude at their latitude."""
    if not places:
        return Chart((), (), (), 0.0)
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

    return Chart(
        tuple((place, x(place.longitude), y(place.latitude)) for place in places),
        tuple((f"{line:.2f}°E", x(line)) for line in _lines(west, east)),
        tuple((f"{line:.2f}°N", y(line)) for line in _lines(south, north)),
        round(degree / 111.32, 1),
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    least = 0.02  # degrees: one place alone still gets a map around it
    spare = max(0.0, least - (high - low)) / 2
    return low - spare, high + spare


def _lines(low: float, high: float) -> list[float]:
    """The hundredths of a degree from below the span to above it."""
    return [n / 100 for n in range(math.floor(low * 100) - 1, math.ceil(high * 100) + 2)]


def located(snapshot: Snapshot) -> tuple[Place, ...]:
    """The places whose coordinates a source gives."""
    found: dict[str, tuple[float, float, list[str]]] = {}
    for row in snapshot.rows("map_places"):
        thing = text_of(row["thing"])
        at = float(text_of(row["latitude"])), float(text_of(row["longitude"]))
        sources = found.setdefault(thing, (*at, []))[2]
        if "source" in row:
            sources.append(text_of(row["source"]))
    return tuple(Place(iri, lat, lon, tuple(stages)) for iri, (lat, lon, stages) in found.items())
