"""Comparisons with the statements of their figures, read from the graph."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.dataset import Report
from kg.model.figures import Comparison, Entry, compare, entries
from kg.model.statements import Statement
from server.repository.snapshot import Snapshot
from server.site.models.statements import load


def listed(snapshot: Snapshot, report: Report | None) -> list[Entry]:
    """The comparisons of a report; those of all reports where none is given, read once."""
    if report:
        return entries(snapshot.index, report.iri)
    return snapshot.once(("comparisons",), lambda: entries(snapshot.index))


def own_rates(
    snapshot: Snapshot, report: Report | None, rows: Iterable[Comparison]
) -> dict[str, Statement]:
    """The rates of growth that reports themselves promise, by the first statement of the row that
    has the same amount.

    Such a rate stands beside the change that is computed from two amounts, which may have been
    measured otherwise.
    """
    amounts = [row for row in rows if row.kind == "level" and row.change is not None]
    wanted = {(row.report, row.indicator) for row in amounts}
    growth = loaded(
        snapshot,
        (
            entry
            for entry in listed(snapshot, report)
            if entry.kind == "growth"
            and entry.targets
            and (entry.report, entry.indicator) in wanted
        ),
    )
    rates = {(row.report, row.indicator, row.subjects): row.target for row in growth}
    found = {row.first.iri: rates.get((row.report, row.indicator, row.subjects)) for row in amounts}
    return {iri: rate for iri, rate in found.items() if rate}


def loaded(snapshot: Snapshot, entries: Iterable[Entry]) -> list[Comparison]:
    """The comparisons of some entries, in their order."""
    entries = list(entries)
    found = {s.iri: s for s in load(snapshot, (iri for e in entries for iri in e.statements))}
    return [row for e in entries for row in compare([found[iri] for iri in e.statements])]
