"""Names in the property graph of a build: nodes, classes, and relations of edges."""

from __future__ import annotations

from server.repository.snapshot import Snapshot


def is_node(snapshot: Snapshot, iri: str) -> bool:
    """Whether the IRI is a node of the property graph; periods are not."""
    return snapshot.index.row("SELECT 1 FROM vertex WHERE iri = ?", iri) is not None


def kinds(snapshot: Snapshot) -> set[str]:
    """The classes of nodes, and the kinds that determine colours."""
    rows = snapshot.index.rows("SELECT DISTINCT class, kind FROM vertex")
    return {name for row in rows for name in row}


def relations(snapshot: Snapshot) -> set[str]:
    """The local names of all relations of edges."""
    return {name for (name,) in snapshot.index.rows("SELECT DISTINCT relation FROM edge")}
