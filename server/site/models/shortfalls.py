"""Which places met their own target of one indicator for a year, by their own next report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model import promises as stored
from kg.model.promises import Choice
from kg.model.statements import Statement
from server.repository.snapshot import Snapshot
from server.site.models.statements import load

_MET = ("exceeded", "kept", "kept-in-part-or-later")


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """A place's target, the outcome by which its own later report judges it, and the verdict."""

    place: str
    target: Statement
    outcome: Statement
    met: bool

    @property
    def target_value(self) -> Decimal:
        """The number that the target names; of a range its lower end."""
        value = self.target.number("normalizedValue")
        return value if value is not None else self.target.number("lowerBound") or Decimal(0)

    @property
    def outcome_value(self) -> Decimal:
        return self.outcome.number("normalizedValue") or Decimal(0)


def judged_targets(
    snapshot: Snapshot, indicator: str, kind: str, period: str
) -> list[JudgedTarget]:
    """The places with a target of the indicator, kind and period that could be judged.

    What fell shortest comes first. Each place counts once, as in the question places-that-missed.
    """
    names = snapshot.names
    places = {one.iri: one.place for one in snapshot.dataset.reports.values()}
    rated = {names.iri(f"verdict:{name}") for name in (*_MET, "not-kept")}
    lines = [
        line
        for line in stored.lines(snapshot.index, Choice(planned=period, thing=indicator))
        if line.own and line.later and line.state in rated
    ]
    found = {
        s.iri: s for s in load(snapshot, [iri for one in lines for iri in (one.promise, one.later)])
    }
    by_place: dict[str, JudgedTarget] = {}
    for line in lines:
        target, outcome = found[line.promise], found[line.later]
        place = places[line.report]
        if target.resource("kind") != kind or target.resources("subject") != [place]:
            continue
        if outcome.number("normalizedValue") is not None:
            met = names.local(line.state) in _MET
            by_place.setdefault(place, JudgedTarget(place, target, outcome, met))
    return sorted(
        by_place.values(), key=lambda one: (one.outcome_value - one.target_value, one.place)
    )


def value_range(found: Sequence[JudgedTarget]) -> tuple[Decimal, Decimal]:
    """The least and the greatest number that is drawn."""
    numbers = [number for one in found for number in (one.target_value, one.outcome_value)]
    return min(numbers, default=Decimal(0)), max(numbers, default=Decimal(1))
