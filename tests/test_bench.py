"""The larger builds that `make bench-growth` measures say of each copy what the original says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.copies import grow, named_graphs
from kg import manifest
from kg.build.pipeline import build
from kg.manifest import Manifest
from kg.model.index import Index
from kg.rdf import DefaultGraph, QuerySolutions, RdfFormat, Store, open_store, parse
from tests.conftest import tiny_world

WHOLE = 3
REPORT = "https://w3id.org/wuchang-kg/report/wuchang{}-2023"
OF_REPORT = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/wuchang-kg/ontology/inReport> <%s> }"


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A build of the tiny world, and one with three whole reports made from it."""
    project = tiny_world(tmp_path_factory.mktemp("copies") / "tiny")
    build(project)
    folder = tmp_path_factory.mktemp("grown") / "build"
    grow(project.current.resolve(), folder, WHOLE)
    return project.current.resolve(), folder


def count(store: Store, report: str) -> int:
    """How many passages and statements a report has."""
    found = store.query(OF_REPORT % report)
    assert isinstance(found, QuerySolutions)
    return int(next(found)["n"].value)  # type: ignore[union-attr]


def test_each_copy_has_as_much_as_the_original(builds: tuple[Path, Path]) -> None:
    original, grown = (open_store(folder / manifest.STORE) for folder in builds)
    expected = count(original, REPORT.format(""))
    assert expected
    for number in ("", "-2", "-3"):
        assert count(grown, REPORT.format(number)) == expected
    assert not count(grown, REPORT.format("-4"))


def test_the_default_graph_is_still_the_union(builds: tuple[Path, Path]) -> None:
    store = open_store(builds[1] / manifest.STORE)
    default = {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}
    named = {quad.triple for quad in store if not isinstance(quad.graph_name, DefaultGraph)}
    assert default == named


def test_the_build_is_whole(builds: tuple[Path, Path]) -> None:
    grown = builds[1]
    facts: Manifest = manifest.read(grown)
    manifest.check_data(grown, facts)
    assert facts.data.quads == len(open_store(grown / manifest.STORE))
    assert {"wuchang-2023", "wuchang-2-2023", "wuchang-3-2023"} <= facts.dataset.reports.keys()
    sizes = []
    for folder in builds:
        index = Index(folder)
        sizes += index.rows("SELECT count(*) FROM statement")
        index.close()
    assert sizes[1][0] == WHOLE * sizes[0][0]


def test_named_graphs_leave_out_the_default_graph(
    builds: tuple[Path, Path], tmp_path: Path
) -> None:
    data, out = builds[1] / manifest.DATA, tmp_path / "named.nq"
    named_graphs(data, out)
    expected = [
        quad
        for quad in parse(path=str(data), format=RdfFormat.N_QUADS)
        if not isinstance(quad.graph_name, DefaultGraph)
    ]
    assert list(parse(path=str(out), format=RdfFormat.N_QUADS)) == expected
