"""External identifiers: a table of decisions, one per row, with the evidence for each.

Accepted rows become triples of graph:links; rejected ones stay in the table, so that nobody
judges them again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from kg import namespaces
from kg.errors import IriError, Problem, ProblemsFound
from kg.rdf import Literal, NamedNode, Quad

COLUMNS = ("entity", "property", "value", "datatype", "decision", "evidence")
_DECISIONS = ("accepted", "rejected")
_GRAPH = NamedNode(namespaces.LINKS_GRAPH)


def read_links(path: Path, name: str) -> list[Quad]:
    """The triples of the accepted rows. Raises ProblemsFound with file, line and repair."""
    problems: list[Problem] = []
    quads: list[Quad] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows, ())) != COLUMNS:
        head = Problem(name, "", "has other columns", f"Begin with {', '.join(COLUMNS)}.", 1)
        raise ProblemsFound([head])
    for line, row in enumerate(rows, 2):
        try:
            quads += _row(row)
        except (IriError, ValueError) as error:
            node = row[0] if row else ""
            repair = f"Write {len(COLUMNS)} columns separated by tabs: {', '.join(COLUMNS)}."
            problems.append(Problem(name, node, str(error).rstrip("."), repair, line))
    if problems:
        raise ProblemsFound(problems)
    return quads


def _row(row: list[str]) -> Iterator[Quad]:
    """The triple of a row; None if it was rejected. Raises IriError, ValueError."""
    if len(row) != len(COLUMNS):
        raise ValueError(f"has {len(row)} columns")
    entity, predicate, value, datatype, decision, evidence = row
    if decision not in _DECISIONS:
        raise ValueError(f"is decided {decision!r}, not {' or '.join(_DECISIONS)}")
    if not evidence:
        raise ValueError("has no evidence")
    subject, property_ = (
        NamedNode(namespaces.expand(entity)),
        NamedNode(namespaces.expand(predicate)),
    )
    term: NamedNode | Literal
    if datatype == "iri":
        term = NamedNode(value)
    elif datatype:
        term = Literal(value, datatype=NamedNode(namespaces.expand(datatype)))
    else:
        term = Literal(value)
    if decision == "accepted":
        yield Quad(subject, property_, term, _GRAPH)
