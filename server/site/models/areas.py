"""The administrative areas of the graph: their levels, and what each is part of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.repository.snapshot import Snapshot, text_of

LEVELS = (
    ("country", "国家", "Country"),
    ("province", "省级", "Provinces"),
    ("city", "市级", "Cities and prefectures"),
    ("district", "区县级", "Districts and counties"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """An area that has a level; `whole` is the nearest area that it is part of, or empty."""

    iri: str
    level: str
    whole: str


def areas(snapshot: Snapshot) -> dict[str, Area]:
    """The areas by their IRIs: those with a division code, and the country that they are parts of.

    Subdistricts and foreign places have no code, and no level here.
    """
    return snapshot.once(("areas",), lambda: _areas(snapshot))


def _areas(snapshot: Snapshot) -> dict[str, Area]:
    codes: dict[str, str] = {}
    wholes: dict[str, set[str]] = {}
    for row in snapshot.rows("areas"):
        area = text_of(row["area"])
        codes[area] = text_of(row["code"]) if "code" in row else ""
        if "whole" in row:
            wholes.setdefault(area, set()).add(text_of(row["whole"]))
    tops = {iri for area, code in codes.items() if code for iri in wholes.get(area, ())}
    tops -= wholes.keys()
    found = {}
    for iri, code in codes.items():
        if level := "country" if iri in tops else _level(code):
            # Being part of something is transitive: the nearest whole is part of most others.
            nearest = max(wholes.get(iri, ()), key=lambda one: len(wholes.get(one, ())), default="")
            found[iri] = Area(iri, level, nearest)
    return found


def above(known: Mapping[str, Area], iri: str) -> list[str]:
    """The areas that an area is part of, the nearest first."""
    found: list[str] = []
    while iri in known and (iri := known[iri].whole) and iri not in found:
        found.append(iri)
    return found


def by_level(known: Mapping[str, Area], iris: Iterable[str]) -> list[tuple[str, str, list[str]]]:
    """Areas by their levels, the widest first: its name in both languages, and the areas."""
    listed = list(iris)
    grouped = [
        (zh, en, [iri for iri in listed if iri in known and known[iri].level == level])
        for level, zh, en in LEVELS
    ]
    others = [iri for iri in listed if iri not in known]
    return [group for group in (*grouped, ("其他", "Others", others)) if group[2]]


def _level(code: str) -> str:
    """The level that the zeros at the end of a division code tell; empty without a code."""
    if not code:
        return ""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"
