"""The drawing holds the whole property graph, each node once and at its place."""

from __future__ import annotations

import json

from kg.export.drawing import _HUB, drawing, ties
from kg.export.property_graph import Edge, Node, PropertyGraph, whole_graphs
from kg.model.palette import COLOURS, OTHER
from kg.model.records import Records


def test_the_drawing_is_the_whole_graph_in_both_languages(known: Records) -> None:
    graphs = whole_graphs(known)
    zh, en = graphs["zh"], graphs["en"]
    made = drawing(zh, en, known.names)
    found = json.loads(made)
    assert [known.names.base + node[0] for node in found["nodes"]] == list(zh.nodes)
    places = {tuple(node[5:]) for node in found["nodes"]}
    assert len(places) > 0.9 * len(zh.nodes)
    assert len(found["edges"]) == len(zh.edges)
    for source, target, relation, *_ in found["edges"]:
        assert max(source, target) < len(zh.nodes)
        assert len(found["relations"][relation]) == 2
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
