"""Growth: no rule and no check takes more time than the data takes space."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest

from kg.authoring.load import load
from kg.build.rules import derive
from kg.project import Project
from kg.rdf import NamedNode, Quad, RdfFormat, Store, nquads, parse
from tests.conftest import ROOT, tiny_world

FEW, MANY = 50, 200
# Towns, their things, reports and statements are others; indicators, periods, codes are shared.
OWN = re.compile(rb"(/(?:report|statement)/wuchang-2023|/id/(?:place|project|org)/[a-z0-9-]+)")
LABEL = re.compile(rb'^(<[^>]*/id/(?:place|project|org)/[^>]*> <[^>]*#label> ")', re.MULTILINE)
QUERIES = [*ROOT.glob("queries/rules/*.rq"), *ROOT.glob("queries/checks/*.rq")]


def towns(project: Project, count: int) -> Store:
    """What follows from as many towns, each with a report that says the same of its own things."""
    quads = list(load(project).quads)
    ontology = [quad for quad in quads if _of_ontology(quad)]
    town = nquads(quad for quad in quads if not _of_ontology(quad))
    data = b"".join(
        OWN.sub(rb"\1-%d" % number, LABEL.sub(rb"\g<1>%d " % number, town))
        for number in range(count)
    )
    quads = [*ontology, *parse(data, format=RdfFormat.N_QUADS)]
    return derive(quads, project.rule_files).store


def _of_ontology(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.endswith("/ontology")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """The derived graphs of a few towns and of many."""
    project = tiny_world(tmp_path_factory.mktemp("growth") / "tiny")
    return towns(project, FEW), towns(project, MANY)


def seconds(store: Store, query: str) -> float:
    """How long the processor works on all answers of a query."""
    started = process_time()
    for _ in store.query(query):
        pass
    return process_time() - started


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_time_grows_no_faster_than_the_data(stores: tuple[Store, Store], path: Path) -> None:
    few, many = stores
    query = path.read_text(encoding="utf-8")
    # Four times the data: what is linear takes 4 times as long, what tries each with each 16 times.
    assert seconds(many, query) < 9 * min(seconds(few, query) for _ in range(3)) + 0.05
