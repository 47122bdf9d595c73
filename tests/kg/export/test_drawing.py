"""The drawing holds the whole property graph, each node once and at its place."""

from __future__ import annotations

import json
from math import dist

from kg import namespaces
from kg.export.drawing import _HUB, _NAMED, drawing, ties
from kg.export.property_graph import Edge, Node, PropertyGraph, whole_graphs
from kg.model.names import Names
from kg.model.palette import COLOURS, OTHER
from kg.model.records import Records
from kg.model.vocabulary import Vocabulary


def test_the_drawing_is_the_whole_graph_in_both_languages(known: Records) -> None:
    graphs = whole_graphs(known)
    zh, en = graphs["zh"], graphs["en"]
    made = drawing(zh, en, known.names)
    found = json.loads(made)
    nodes, edges = found["nodes"], found["edges"]
    assert [known.names.base + path for path in nodes["path"]] == list(zh.nodes)
    places = set(zip(nodes["x"], nodes["y"], strict=True))
    assert len(places) > 0.99 * len(zh.nodes)
    assert {len(column) for column in nodes.values()} == {len(zh.nodes)}
    assert {len(column) for column in edges.values()} == {len(zh.edges)}
    assert max(*edges["source"], *edges["target"]) < len(zh.nodes)
    assert {len(found["relations"][relation]) for relation in edges["relation"]} == {2}
    assert {colour for *_, colour in found["kinds"]} <= {*COLOURS.values(), OTHER}
    assert drawing(zh, en, known.names) == made


def graph(*pairs: tuple[str, str]) -> PropertyGraph:
    """A graph of these edges."""
    ids = {end for pair in pairs for end in pair}
    nodes = {id: Node(id, id, id, id, "Place", "Place") for id in sorted(ids)}
    edges = [Edge(source, target, "partOf", "part of") for source, target in pairs]
    return PropertyGraph("en", nodes, edges)


def test_hubs_hold_only_what_has_no_other_edge() -> None:
    lonely = [("hub", f"n{number}") for number in range(_HUB + 1)]
    found = ties(graph(*lonely, ("hub", "a"), ("a", "b")))
    assert ("a", "b") in found
    assert ("hub", "a") not in found
    assert ("hub", "n7") in found


def test_without_hubs_every_edge_counts() -> None:
    pairs = (("a", "b"), ("b", "c"))
    assert ties(graph(*pairs)) == pairs


def test_the_iri_of_a_statement_can_be_read_again(known: Records) -> None:
    graphs = whole_graphs(known)
    edges = json.loads(drawing(graphs["zh"], graphs["en"], known.names))["edges"]
    short = 0
    for edge, cut, passages in zip(
        graphs["zh"].edges, edges["statement"], edges["passages"], strict=True
    ):
        stated = edge.attributes.get("statement", "")
        if cut.startswith("-"):
            short += 1
            first = passages.split("; ")[0]
            report = first if "/" in first else f"{namespaces.DEFAULT_REPORT}/{first}"
            assert stated == f"{known.names.base}statement/{report}{cut}"
        else:
            assert stated == (known.names.base + cut if cut else "")
    assert short


def test_a_named_cluster_is_named_after_its_best_connected_nodes() -> None:
    spokes = [("a", f"a{number}") for number in range(_NAMED)]
    few = [("b", "b1"), ("b", "b2")]
    names = Names(namespaces.BASE, {}, Vocabulary())
    made = graph(*spokes, *few)
    found = json.loads(drawing(made, made, names))
    ((named, count, x, y, radius),) = found["clusters"]
    assert found["nodes"]["path"][named[0]] == "a" and count == _NAMED + 1
    inside = [
        dist((x, y), place) <= radius
        for place in zip(found["nodes"]["x"], found["nodes"]["y"], strict=True)
    ]
    assert sum(inside) == count
