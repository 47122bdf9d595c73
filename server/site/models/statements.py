"""Statements, read from the graph by their IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from kg.model.statements import Statement, statement
from kg.rdf import NamedNode, Term
from server.repository.snapshot import Snapshot, text_of

_PART = 500  # statements that one query asks for


def load(snapshot: Snapshot, iris: Iterable[str]) -> list[Statement]:
    """The statements of these IRIs, in their order."""
    return list(snapshot.statements.get(iris, partial(_read, snapshot)).values())


def _read(snapshot: Snapshot, iris: Sequence[str]) -> dict[str, Statement]:
    about: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for start in range(0, len(iris), _PART):
        nodes = [NamedNode(iri) for iri in iris[start : start + _PART]]
        for row in snapshot.rows("site_statements", statement=nodes):
            about[text_of(row["statement"])][text_of(row["property"])].add(row["value"])
    return {
        iri: statement(
            iri,
            {name: sorted(terms, key=str) for name, terms in held.items()},
            snapshot.names,
        )
        for iri, held in about.items()
    }
