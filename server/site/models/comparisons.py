"""Comparisons with the statements of their figures, read from the graph."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.figures import Comparison, Entry, compare
from server.repository.snapshot import Snapshot
from server.site.models.statements import load


def loaded(snapshot: Snapshot, entries: Iterable[Entry]) -> list[Comparison]:
    """The comparisons of some entries, in their order."""
    entries = list(entries)
    found = {s.iri: s for s in load(snapshot, (iri for e in entries for iri in e.statements))}
    return [row for e in entries for row in compare([found[iri] for iri in e.statements])]
