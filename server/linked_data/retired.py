"""Retired IRIs, from data/retired.tsv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import namespaces
from kg.errors import IriError, Problem, ProblemsFound

COLUMNS = ["iri", "since", "successor", "zh", "en"]


@dataclass(frozen=True, slots=True)
class Retired:
    """A retired IRI: since which version, its replacement if any, and the reason."""

    iri: str
    since: str
    successor: str | None
    reason: Mapping[str, str]


def read_retired(path: Path, base: str = namespaces.BASE) -> dict[str, Retired]:
    """The retired IRIs in a table; empty if the file does not exist. Raises ProblemsFound."""
    if not path.exists():
        return {}
    name = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0] != COLUMNS:
        raise ProblemsFound([Problem(name, "", "has other columns", f"Begin: {COLUMNS}.", 1)])
    result: dict[str, Retired] = {}
    for line, row in enumerate(rows[1:], 2):
        try:
            one = _retired(row, base)
        except (IriError, ValueError) as error:
            repair = "Write a prefixed name, a version, a successor or nothing, and both reasons."
            problem = Problem(name, row[0] if row else "", str(error).rstrip("."), repair, line)
            raise ProblemsFound([problem]) from error
        result[one.iri] = one
    return result


def _retired(row: list[str], base: str) -> Retired:
    if len(row) != len(COLUMNS) or not all((row[0], row[1], row[3], row[4])):
        raise ValueError("a column is missing")
    iri, since, successor, zh, en = row
    follows = namespaces.rebase(namespaces.expand(successor), base) if successor else None
    return Retired(
        namespaces.rebase(namespaces.expand(iri), base), since, follows, {"zh": zh, "en": en}
    )
