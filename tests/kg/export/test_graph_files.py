"""Files for graph tools: other programs read back what was written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx as nx
import pytest

from kg.export.graph_files import MEDIA_TYPES, WRITERS
from kg.export.property_graph import Edge, Node, PropertyGraph, neighbourhood, whole_graphs
from kg.model.palette import colour
from kg.model.records import Records
from kg.namespaces import expand
from server.sparql.formats import GRAPH_TOOLS

VIZ = "{http://www.gexf.net/1.2draft/viz}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module")
def real_graph(known: Records) -> PropertyGraph:
    """The whole graph, labelled in Chinese."""
    return whole_graphs(known)["zh"]


@pytest.fixture
def awkward() -> PropertyGraph:
    """What formats trip over: names of theirs, control characters, mixed types, loops."""
    a = Node("urn:a", "甲 <&>\x0b", "甲", "A", "Park", "Place")
    a.attributes = {"id": "own", "start": "s", "size": "big", "area": 1.5, "note": "x\x0by\nz"}
    b = Node("urn:b", "乙", "乙", "B", "Thing", "Thing", {"area": 2, "note": 7, "viz": "v"})
    edge = Edge("urn:a", "urn:a", "partOf", "部分", {"type": "t", "weight": "w", "value": 3})
    return PropertyGraph("zh", {"urn:a": a, "urn:b": b}, [edge, edge])


def unzip(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


@pytest.mark.parametrize("name", ["graphml", "gexf", "cyjs"])
def test_networkx_reads_the_whole_graph_back(real_graph: PropertyGraph, name: str) -> None:
    data = WRITERS[name](real_graph)
    if name == "cyjs":
        back = nx.cytoscape_graph(json.loads(data))
    else:
        read = nx.read_graphml if name == "graphml" else nx.read_gexf
        back = read(io.BytesIO(data))
    assert back.is_directed() and back.is_multigraph()
    assert set(back.nodes) == set(real_graph.nodes)
    assert back.number_of_edges() == len(real_graph.edges)
    place = real_graph.nodes[expand("place:binjiang-digital-corridor")]
    told = back.nodes[place.id]
    assert (told["label"], told["label_en"]) == (
        "滨江数创走廊",
        "Binjiang Digital Innovation Corridor",
    )
    assert (told["class"], told["kind"]) == ("Corridor", "Place")
    values = [data["value"] for _, _, data in back.edges(data=True) if "value" in data]
    assert values and all(isinstance(value, int | float) for value in values)


def test_igraph_reads_the_graphml(real_graph: PropertyGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    path.write_bytes(WRITERS["graphml"](real_graph))
    back = igraph.Graph.Read_GraphML(str(path))
    assert (back.vcount(), back.ecount()) == (len(real_graph.nodes), len(real_graph.edges))
    assert {"label", "class", "x", "y", "r", "g", "b", "size"} <= set(back.vs.attributes())
    assert {"label", "relation", "statement", "passages"} <= set(back.es.attributes())


def test_graphml_declares_each_key_once(real_graph: PropertyGraph) -> None:
    root = ElementTree.fromstring(WRITERS["graphml"](real_graph))
    declared = [(key.attrib["id"], key.attrib["for"]) for key in root.iter(f"{GRAPHML}key")]
    kinds = dict(declared)
    assert len(kinds) == len(declared)
    for kind in ("node", "edge"):
        for element in root.iter(f"{GRAPHML}{kind}"):
            assert all(kinds[data.attrib["key"]] == kind for data in element), element.attrib


def test_gexf_opens_well_in_gephi(real_graph: PropertyGraph) -> None:
    root = ElementTree.fromstring(WRITERS["gexf"](real_graph))
    degrees = real_graph.degrees()
    sizes: dict[int, set[float]] = {}
    places = set()
    for node in root.iter(f"{GEXF}node"):
        told = real_graph.nodes[node.attrib["id"]]
        assert node.attrib["label"] == told.label
        seen = [child.attrib for child in node if child.tag.startswith(VIZ)]
        shade, size, position = seen
        value = int(colour(told.kind)[1:], 16)
        assert [int(shade[c]) for c in "rgb"] == [value >> 16, value >> 8 & 255, value & 255]
        sizes.setdefault(degrees[told.id], set()).add(float(size["value"]))
        places.add((position["x"], position["y"]))
    assert all(len(same) == 1 for same in sizes.values())
    ordered = [next(iter(sizes[degree])) for degree in sorted(sizes)]
    assert ordered == sorted(ordered) and len(set(ordered)) == len(ordered)
    assert len(places) > 0.99 * len(real_graph.nodes)
    # An edge's type is directed or not; ours is the attribute "relation".
    assert {edge.get("type", "directed") for edge in root.iter(f"{GEXF}edge")} == {"directed"}


def test_gephi_tables_have_the_headers_that_it_knows(real_graph: PropertyGraph) -> None:
    tables = unzip(WRITERS["gephi.zip"](real_graph))
    nodes, edges = tables["nodes.csv"], tables["edges.csv"]
    assert list(nodes[0])[:2] == ["Id", "Label"]
    assert list(edges[0])[:5] == ["Source", "Target", "Type", "Id", "Label"]
    assert {row["Type"] for row in edges} == {"Directed"}
    ids = {row["Id"] for row in nodes}
    assert len(ids) == len(nodes) == len(real_graph.nodes)
    assert len(edges) == len(real_graph.edges) == len({row["Id"] for row in edges})
    assert {row[end] for row in edges for end in ("Source", "Target")} <= ids


def test_neo4j_tables_have_the_headers_of_its_import(real_graph: PropertyGraph) -> None:
    tables = unzip(WRITERS["neo4j.zip"](real_graph))
    nodes, edges = tables["nodes.csv"], tables["relationships.csv"]
    assert list(nodes[0])[:2] == ["iri:ID", ":LABEL"]
    assert list(edges[0])[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert {"degree:long", "x:double"} <= nodes[0].keys()
    assert "value:double" in edges[0]
    labels = {row["iri:ID"]: row[":LABEL"] for row in nodes}
    assert labels[expand("place:binjiang-digital-corridor")] == "Place;Corridor"
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= labels.keys()


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_graph_is_the_same_bytes(real_graph: PropertyGraph, name: str) -> None:
    near = neighbourhood(real_graph, expand("place:binjiang-digital-corridor"))
    assert WRITERS[name](near) == WRITERS[name](near)


@pytest.mark.parametrize("name", WRITERS)
def test_awkward_values_are_written(awkward: PropertyGraph, name: str) -> None:
    data = WRITERS[name](awkward)
    if name in ("graphml", "gexf"):
        ElementTree.fromstring(data)
        read = nx.read_graphml if name == "graphml" else nx.read_gexf
        back = read(io.BytesIO(data))
    elif name == "cyjs":
        back = nx.cytoscape_graph(json.loads(data))
    else:
        assert all(len(rows) == 2 for rows in unzip(data).values())
        return
    assert back.number_of_edges() == 2
    assert back.nodes["urn:a"]["size_"] == "big" and back.nodes["urn:a"]["id_"] == "own"
    assert (back.nodes["urn:a"]["area"], back.nodes["urn:b"]["note"]) == (1.5, "7")


@pytest.mark.parametrize("name", WRITERS)
def test_an_empty_graph_is_a_file_too(name: str) -> None:
    data = WRITERS[name](PropertyGraph("en", {}, []))
    if name == "graphml":
        assert nx.read_graphml(io.BytesIO(data)).number_of_nodes() == 0
    assert data


def test_the_server_offers_these_formats() -> None:
    assert {form.name: form.media_type for form in GRAPH_TOOLS} == dict(MEDIA_TYPES)
    assert MEDIA_TYPES.keys() == WRITERS.keys()
