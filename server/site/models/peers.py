"""One indicator over years: a place, the levels above it, and its peers by a named strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model import promises as stored
from kg.model.promises import Verdict
from kg.model.statements import Statement
from kg.rdf import NamedNode
from server.repository.snapshot import Snapshot, text_of
from server.site.models.areas import Area, above
from server.site.models.statements import load

STRATEGIES = (
    ("parent", "同一上级", "Same parent"),
    ("level", "同一级别", "Same level"),
    ("chosen", "自选", "Chosen"),
    ("none", "不比同类", "No peers"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator and a kind of figure, and how many places and targets have them."""

    indicator: str
    kind: str
    places: int
    targets: int


@dataclass(frozen=True, slots=True)
class FollowedTarget:
    """A target, the outcomes that later reports give, and the verdicts that count."""

    target: Statement
    outcomes: tuple[Statement, ...]
    verdicts: tuple[Verdict, ...]

    def outcome(self, place: str, reports: Mapping[str, str]) -> Statement | None:
        """The outcome to draw: the place's own, final, of the latest report, where there is one.

        `reports` leads from the IRI of a report to its place.
        """

        def rank(n: int) -> tuple[bool, bool, int]:
            s = self.outcomes[n]
            return reports.get(s.report) == place, s.code("status") != "estimated", n

        numbered = [
            n for n, s in enumerate(self.outcomes) if s.number("normalizedValue") is not None
        ]
        best = max(numbered, key=rank, default=None)
        return None if best is None else self.outcomes[best]


@dataclass(frozen=True, slots=True)
class Row:
    """An area with its targets by year; its role is place, above or peer."""

    area: str
    role: str
    targets: Mapping[str, tuple[FollowedTarget, ...]]

    def latest(self) -> tuple[str, Decimal]:
        """The last year that has a number, and the number, to sort by."""
        numbers = [
            (year, value)
            for year, targets in self.targets.items()
            for one in targets
            if (value := _number(one.target)) is not None
        ]
        return max(numbers, default=("", Decimal(0)))


def _number(target: Statement) -> Decimal | None:
    """The number that a target names; of a range its upper end."""
    value = target.number("normalizedValue")
    return target.number("upperBound") if value is None else value


@dataclass(frozen=True, slots=True)
class Table:
    """The rows in order: the widest area first, then the place, then its peers.

    `silent` are peers whose reports have no such target, `absent` those without a report.
    """

    years: tuple[str, ...]
    rows: tuple[Row, ...]
    silent: tuple[str, ...]
    absent: tuple[str, ...]


def measured(snapshot: Snapshot) -> list[Measured]:
    """What can be compared; what most places have first."""
    return snapshot.once(("measured",), lambda: _measured(snapshot))


def _measured(snapshot: Snapshot) -> list[Measured]:
    found = [
        Measured(
            text_of(row["indicator"]),
            text_of(row["kind"]),
            int(text_of(row["places"])),
            int(text_of(row["targets"])),
        )
        for row in snapshot.rows("compare_indicators")
    ]
    return sorted(found, key=lambda one: (-one.places, -one.targets, one.indicator, one.kind))


def peers(known: Mapping[str, Area], place: str, strategy: str, chosen: Sequence[str]) -> list[str]:
    """The areas that a place is compared with; without itself and the areas that it is part of."""
    own = known.get(place)
    if strategy == "chosen":
        found = [iri for iri in chosen if iri in known]
    elif own and strategy == "parent":
        found = [iri for iri, one in known.items() if own.whole and one.whole == own.whole]
    elif own and strategy == "level":
        found = [iri for iri, one in known.items() if one.level == own.level]
    else:
        found = []
    left = {place, *above(known, place)}
    return [iri for iri in found if iri not in left]


def table(
    snapshot: Snapshot, what: Measured, known: Mapping[str, Area], place: str, beside: Sequence[str]
) -> Table:
    """The targets of a place, of the areas above it, and of those beside it."""
    wholes = above(known, place)
    areas = [*reversed(wholes), place, *beside]
    rows = snapshot.rows(
        "compare_targets",
        indicator=NamedNode(what.indicator),
        kind=NamedNode(what.kind),
        place=[NamedNode(iri) for iri in areas],
    )
    targets: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in rows:
        year = text_of(row["period"]).rpartition("/")[2]
        of_year = targets.setdefault(text_of(row["place"]), {}).setdefault(year, {})
        results = of_year.setdefault(text_of(row["target"]), [])
        if "result" in row:
            results.append(text_of(row["result"]))
    outcomes = {
        iri: results
        for years in targets.values()
        for of_year in years.values()
        for iri, results in of_year.items()
    }
    statements = {
        s.iri: s
        for s in load(
            snapshot,
            dict.fromkeys([*outcomes, *(iri for results in outcomes.values() for iri in results)]),
        )
    }
    verdicts = stored.verdicts(snapshot.index, outcomes)

    def followed_target(iri: str, results: Sequence[str]) -> FollowedTarget:
        current = (one for one in verdicts.get(iri, ()) if not one.superseded)
        return FollowedTarget(
            statements[iri], tuple(statements[r] for r in results), tuple(current)
        )

    def row_of(area: str) -> Row:
        role = "place" if area == place else "above" if area in wholes else "peer"
        years = {
            year: tuple(followed_target(iri, results) for iri, results in of_year.items())
            for year, of_year in sorted(targets.get(area, {}).items())
        }
        return Row(area, role, years)

    found = [row_of(area) for area in areas]
    reporting = {one.place for one in snapshot.dataset.reports.values()}
    others = sorted(
        (row for row in found if row.role == "peer" and row.targets),
        key=lambda row: (row.latest(), row.area),
        reverse=True,
    )
    missing = [row.area for row in found if row.role == "peer" and not row.targets]
    return Table(
        tuple(sorted({year for row in found for year in row.targets})),
        (*(row for row in found if row.role != "peer"), *others),
        tuple(iri for iri in missing if iri in reporting),
        tuple(iri for iri in missing if iri not in reporting),
    )
