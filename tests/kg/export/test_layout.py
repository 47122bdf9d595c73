"""The layout: fixed, spread out, and with what is connected close together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from math import dist

from kg.export.layout import clusters, layout

CLIQUES = [tuple(f"{name}{i}" for i in range(6)) for name in "ab"]
NODES = (*CLIQUES[0], *CLIQUES[1], "alone", "lonely")
EDGES = (*(pair for clique in CLIQUES for pair in combinations(clique, 2)), ("a0", "b0"))


def test_the_same_graph_is_always_drawn_alike() -> None:
    layout.cache_clear()
    first = layout(NODES, EDGES)
    layout.cache_clear()
    assert layout(NODES, EDGES) == first
    graphs = [(NODES[:length], EDGES[: length // 2]) for length in range(2, 14)] * 3
    graphs = [(tuple(dict.fromkeys((*n, *(x for e in m for x in e)))), m) for n, m in graphs]
    alone = [layout.__wrapped__(*graph) for graph in graphs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda graph: layout.__wrapped__(*graph), graphs)) == alone


def test_what_is_connected_is_close() -> None:
    places = layout(NODES, EDGES)
    inside = [dist(places[one], places[other]) for one, other in combinations(CLIQUES[0], 2)]
    between = [dist(places[one], places[other]) for one in CLIQUES[0] for other in CLIQUES[1]]
    assert max(inside) < sum(between) / len(between)
    assert len(set(places.values())) == len(NODES)


def test_what_has_no_edge_stands_below() -> None:
    places = layout(NODES, EDGES)
    lowest = max(places[node][1] for clique in CLIQUES for node in clique)
    assert places["alone"][1] > lowest and places["lonely"][1] > lowest


def test_graphs_of_nothing_and_of_one() -> None:
    assert layout((), ()) == {}
    assert layout(("a",), ()).keys() == {"a"}
    assert layout(("a",), (("a", "a"),)).keys() == {"a"}


def test_clusters_are_apart_and_hold_what_is_connected() -> None:
    places, found = clusters(NODES, EDGES)
    assert clusters(NODES, EDGES) == (places, found)
    assert [{*one.nodes} for one in found] == [{*CLIQUES[0]}, {*CLIQUES[1]}, {"alone"}, {"lonely"}]
    assert found[0].nodes[0] == "a0", "the best connected node comes first"
    for one, other in combinations(found, 2):
        assert dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius - 1
    for one in found:
        assert all(dist((one.x, one.y), places[node]) < one.radius for node in one.nodes)
    assert clusters((), ()) == ({}, [])
