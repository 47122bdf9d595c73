"""Every question of the catalogue against its golden answer on the real graph.

A golden changes only by `pytest --approve`, and its diff is reviewed like code.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.project import Project
from kg.queries.answers import answer
from kg.queries.catalogue import StoredQuery, read_catalogue
from kg.rdf import NamedNode, QueryTriples, Store
from tests.conftest import ROOT, Built

GOLDENS = ROOT / "tests" / "answers"
CATALOGUE = read_catalogue(Project(ROOT).examples)


def golden(query: StoredQuery) -> Path:
    """The file of the answer: a table as CSV, a graph as sorted N-Triples."""
    suffix = ".nt" if "\nCONSTRUCT" in query.text else ".csv"
    return GOLDENS / Path(query.file).with_suffix(suffix).name


def lines(query: StoredQuery, store: Store) -> list[str]:
    """The answer as lines."""
    if golden(query).suffix == ".csv":
        return answer(store, query.text, "csv").splitlines()
    found = store.query(query.text)
    assert isinstance(found, QueryTriples)
    return sorted(f"{triple} ." for triple in found)


@pytest.mark.parametrize("query", CATALOGUE.values(), ids=CATALOGUE)
def test_answer(built: Built, query: StoredQuery, approve: bool) -> None:
    found = lines(query, built.store)
    path = golden(query)
    if approve:
        path.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert path.is_file(), "a new question: look at its answer, then run pytest --approve"
    assert found == path.read_text(encoding="utf-8").splitlines()
    assert len(found) > 1, "a question without an answer teaches nothing"


def test_defaults_are_in_the_graph(built: Built) -> None:
    for query in CATALOGUE.values():
        for parameter in query.parameters:
            if isinstance(term := parameter.default, NamedNode):
                found = built.store.quads_for_pattern(term, None, None, None)
                assert next(found, None), f"{query.name}: {term}"


def test_every_golden_has_its_question() -> None:
    questions = {golden(query).name for query in CATALOGUE.values()}
    assert {path.name for path in GOLDENS.iterdir()} <= questions
    assert len(questions) >= 15
