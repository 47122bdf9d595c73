"""The dumps: each holds the same graph, the same bytes each time, and is as the manifest says."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from kg.authoring.load import Authored
from kg.build.pipeline import build
from kg.build.rules import derive
from kg.export.dumps import dumps as make
from kg.export.dumps import write
from kg.export.property_graph import whole_graphs
from kg.model.extract import names
from kg.model.index import Index
from kg.model.records import records
from kg.namespaces import DESCRIBING_GRAPHS, REPORT_GRAPH, is_passage, locate
from kg.project import Project
from kg.rdf import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, canonical, parse
from kg.search.lookup import search
from tests.conftest import Built

MERGED = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}
NAMED = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}


def content(dumps: Path, suffix: str) -> bytes:
    return gzip.decompress((dumps / f"wuchang-kg.{suffix}.gz").read_bytes())


@pytest.fixture(scope="module")
def data(store: Store) -> list[Quad]:
    """The quads of the store but for its own description."""
    described = described_triples(store)
    return [quad for quad in store if quad.triple not in described]


def described_triples(store: Store) -> set[Triple]:
    """What describes the data of a store: the metadata and the shapes."""
    return {
        quad.triple
        for graph in DESCRIBING_GRAPHS
        for quad in store.quads_for_pattern(None, None, None, NamedNode(graph))
    }


@pytest.mark.parametrize("suffix", NAMED)
def test_quads_come_back(dumps: Path, data: list[Quad], suffix: str) -> None:
    named = [quad for quad in data if not isinstance(quad.graph_name, DefaultGraph)]
    assert canonical(parse(content(dumps, suffix), NAMED[suffix])) == canonical(named)


@pytest.mark.parametrize("suffix", MERGED)
def test_merged_triples_come_back(dumps: Path, data: list[Quad], suffix: str) -> None:
    merged = [quad for quad in data if isinstance(quad.graph_name, DefaultGraph)]
    assert canonical(parse(content(dumps, suffix), MERGED[suffix])) == canonical(merged)


def test_the_merged_graph_is_the_union_of_the_named_ones(dumps: Path) -> None:
    named = {quad.triple for quad in parse(content(dumps, "nq"), RdfFormat.N_QUADS)}
    merged = [quad.triple for quad in parse(content(dumps, "nt"), RdfFormat.N_TRIPLES)]
    assert len(merged) == len(set(merged)) == len(named)


@pytest.mark.parametrize("suffix", ["nq", "nt"])
def test_lines_are_in_canonical_order(dumps: Path, suffix: str) -> None:
    lines = content(dumps, suffix).decode().splitlines()
    assert lines == sorted(lines)


def test_rdflib_reads_the_turtle(dumps: Path) -> None:
    graph = rdflib.Graph().parse(data=content(dumps, "ttl"), format="turtle")
    assert len(graph) == content(dumps, "nt").count(b"\n")


def test_the_manifest_tells_the_size_and_digest_of_each_file(built: Built, dumps: Path) -> None:
    files = {file.name: file for file in built.manifest.files}
    assert files.keys() == {path.name for path in dumps.iterdir()}
    for name, file in files.items():
        data = (dumps / name).read_bytes()
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert file.zh and file.en and "/" in file.media_type


def test_a_second_time_makes_the_same_bytes(real: Authored, tmp_path: Path) -> None:
    """Of two reports, with all entities."""
    chosen = ("wuchang-2023", "wuhan-2025")
    authored = [
        quad
        for file, quads in real.files.items()
        if not file.startswith("data/reports/") or file.split("/")[2] in chosen
        for quad in quads
    ]
    reports = {name: real.dataset.reports[name] for name in chosen}
    quads = list(derive(authored, real.project.rule_files).store)
    made = []
    # The second time the other way round, so that no order is kept by chance.
    for order in (quads, quads[::-1]):
        store = Store()
        store.bulk_extend(order)
        known = records(store, names(store))
        dumped = make(store, known, replace(real.dataset, reports=reports), whole_graphs(known))
        files = [write(dump, tmp_path) for dump in dumped]
        made.append({file.name: (tmp_path / file.name).read_bytes() for file in files})
    assert len(made[0]) > 10 and made[0].keys() == made[1].keys()
    assert [name for name, data in made[0].items() if made[1][name] != data] == []


def test_the_file_of_a_report_has_its_graphs_and_no_others(
    built: Built, store: Store, dumps: Path
) -> None:
    described = NamedNode(REPORT_GRAPH)
    graphs: dict[str, list[NamedNode]] = {}
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and is_passage(graph.value):
            graphs.setdefault(locate(graph.value)[0], []).append(graph)
    for report in built.manifest.dataset.reports.values():
        found = set(parse(content(dumps, f"{report.name}.trig"), RdfFormat.TRIG))
        own = {
            quad
            for graph in graphs[report.name]
            for quad in store.quads_for_pattern(None, None, None, graph)
        }
        assert own and own <= found
        rest = {q.subject.value for q in found - own if q.graph_name == described}  # type: ignore[union-attr]
        assert report.iri in rest
        assert all(f"{iri}/".startswith(f"{report.iri}/") for iri in rest)
        assert {q.graph_name for q in found - own} == {described}


def test_blank_nodes_are_named_canonically(dumps: Path) -> None:
    text = content(dumps, "nt").decode()
    assert "_:c14n0" in text and not [
        x for x in text.split() if x.startswith("_:") and "c14n" not in x
    ]


def test_the_context_is_the_one_in_the_dump(dumps: Path) -> None:
    context = json.loads((dumps / "context.jsonld").read_text())["@context"]
    assert json.loads(content(dumps, "jsonld"))["@context"] == context


def test_under_another_base_nothing_speaks_of_ours(tiny: Project) -> None:
    about = build(tiny, "https://example.org/kg,&(1)/")
    assert about.files
    for file in about.files:
        path = tiny.current / "dumps" / file.name
        for name, data in unpacked(path).items():
            assert b"w3id.org/wuchang-kg" not in data, (file.name, name)
    files = unpacked(tiny.current / "dumps" / "small-town.en.neo4j.zip")
    nodes = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode(), newline="")))
    room = next(node for node in nodes if node["iri:ID"].endswith("/reading-room"))
    assert room["iri:ID"] == "https://example.org/kg,&(1)/id/project/reading-room"
    assert room[":LABEL"].startswith("Project") and room["passages"].startswith("1.1.1-s01")
    assert b"w3id.org/wuchang-kg" not in (tiny.current / "data.nq").read_bytes()
    assert search(Index(tiny.current), "书屋").hits[0].iri == room["iri:ID"]
    for name in ("index.sqlite", "graph.json"):
        assert b"w3id.org/wuchang-kg" not in (tiny.current / name).read_bytes()


def unpacked(path: Path) -> dict[str, bytes]:
    """What is in a file, by name where it holds several."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    data = path.read_bytes()
    return {"": gzip.decompress(data) if path.suffix == ".gz" else data}


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_graph_files_are_there_in_both_languages(dumps: Path, suffix: str) -> None:
    one = {language: content(dumps, f"{language}.{suffix}").decode() for language in ("zh", "en")}
    assert "所属产业为" in one["zh"] and "所属产业为" not in one["en"]
    assert "is in industry" in one["en"] and "is in industry" not in one["zh"]
