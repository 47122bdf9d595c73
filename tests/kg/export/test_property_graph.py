"""Neighbourhoods: how far, through what, and by which relations."""

from __future__ import annotations

import pytest

from kg.export.property_graph import Edge, Node, PropertyGraph, neighbourhood

KINDS = {"a": "Place", "b": "Place", "c": "Company", "d": "Place", "e": "Place"}
ARROWS = [("a", "b", "partOf"), ("c", "b", "locatedIn"), ("c", "d", "partOf"), ("d", "e", "nearTo")]


@pytest.fixture
def graph() -> PropertyGraph:
    """a -> b <- c -> d -> e."""
    nodes = {id: Node(id, id, id, id, cls, cls) for id, cls in KINDS.items()}
    return PropertyGraph("en", nodes, [Edge(s, t, r, r) for s, t, r in ARROWS])


@pytest.mark.parametrize(
    ("depth", "found"),
    [(0, "a"), (1, "ab"), (2, "abc"), (3, "abcd"), (4, "abcde"), (9, "abcde")],
)
def test_depth_counts_edges_whichever_way_they_point(
    graph: PropertyGraph, depth: int, found: str
) -> None:
    assert "".join(neighbourhood(graph, "a", depth).nodes) == found


def test_the_edges_are_those_between_what_was_found(graph: PropertyGraph) -> None:
    near = neighbourhood(graph, "b", 1)
    assert [(e.source, e.target) for e in near.edges] == [("a", "b"), ("c", "b")]


def test_only_the_relations_that_are_named(graph: PropertyGraph) -> None:
    assert set(neighbourhood(graph, "b", 3, relations=["partOf"]).nodes) == {"a", "b"}


def test_only_the_classes_that_are_named_but_always_the_thing(graph: PropertyGraph) -> None:
    assert set(neighbourhood(graph, "b", 3, classes=["Company"]).nodes) == {"b", "c"}
    assert set(neighbourhood(graph, "b", 3, classes=["Place"]).nodes) == {"a", "b"}


def test_what_is_not_in_the_graph(graph: PropertyGraph) -> None:
    with pytest.raises(KeyError):
        neighbourhood(graph, "nowhere")


def test_a_loop_counts_twice(graph: PropertyGraph) -> None:
    graph.edges.append(Edge("e", "e", "nearTo", "near"))
    assert graph.degrees() == {"a": 1, "b": 2, "c": 2, "d": 2, "e": 3}
