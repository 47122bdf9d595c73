"""Layout of property graphs. The only module that imports igraph."""

from __future__ import annotations

import math
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import igraph

Places = dict[str, tuple[float, float]]

# Pixels per unit of the algorithm, which is about the distance of neighbours.
_SCALE = 60.0
_SPACING = 0.6 * _SCALE  # the radius of the disc whose area a node has to itself in a cluster
_SEED = 2023
_MOVES = 300_000
# igraph has one random number generator for all threads.
_LOCK = threading.Lock()


@lru_cache(maxsize=4)  # one graph is written in several formats
def layout(nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...]) -> Places:
    """A position for each node, reproducible for the same graph.

    Connected nodes are close to each other; those without edges are in rows below.
    """
    linked = dict.fromkeys(end for edge in edges for end in edge)
    places = _forces(list(linked), edges)
    alone = [node for node in nodes if node not in linked]
    left = min((x for x, _ in places.values()), default=0.0)
    below = max((y for _, y in places.values()), default=0.0) + 2 * _SCALE
    width = math.ceil(2 * math.sqrt(len(alone)))
    for number, node in enumerate(alone):
        row, column = divmod(number, width)
        places[node] = (round(left + column * _SCALE, 1), round(below + row * _SCALE, 1))
    return places


@dataclass(frozen=True, slots=True)
class Cluster:
    """Nodes with more edges among them than to others, the best connected first, in a circle.

    `leaders` are the best connected node, and the next where it has half as many edges.
    """

    nodes: tuple[str, ...]
    leaders: tuple[str, ...]
    x: float
    y: float
    radius: float


def clusters(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]]
) -> tuple[Places, list[Cluster]]:
    """A place for each node, and the clusters, the largest first, whose circles do not meet.

    The same graph always gets the same places. A node without an edge is a cluster of its own.
    """
    communities = _communities(nodes, edges)
    of = {node: number for number, members in enumerate(communities) for node in members}
    within: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for source, target in edges:
        if of[source] == of[target]:
            within[of[source]].append((source, target))
    laid = []
    for number, members in enumerate(communities):
        inside = tuple(within[number])
        degree = Counter(end for pair in inside for end in pair)
        ranked = sorted(members, key=lambda node: (-degree[node], node))
        first = [node for node in ranked[:2] if 2 * degree[node] >= degree[ranked[0]]]
        laid.append((tuple(ranked), tuple(first), _disc(_forces(ranked, inside))))
    laid.sort(key=lambda one: (-len(one[0]), one[0][0]))
    found: Places = {}
    packed: list[Cluster] = []
    size, turn = 0, 0.0
    for order, leaders, places in laid:
        radius = _SPACING * math.sqrt(len(order)) + _SCALE / 2
        # Where a circle of this size did not fit before, none fits now.
        x, y, turn = _free(packed, radius, turn if len(order) == size else 0.0)
        size = len(order)
        packed.append(Cluster(order, leaders, x, y, radius))
        for node, place in places.items():
            found[node] = round(place[0] + x, 1), round(place[1] + y, 1)
    return found, packed


def _disc(places: Places) -> Places:
    """The places round their middle, as near to it as leaves each node the same room.

    Forces throw what is loosely connected far away, so only the order from the middle is kept.
    """
    middle = [sum(axis) / len(places) for axis in zip(*places.values(), strict=True)]
    order = sorted(places, key=lambda node: (math.dist(middle, places[node]), node))
    found = {}
    for number, node in enumerate(order):
        x, y = (at - mid for at, mid in zip(places[node], middle, strict=True))
        turn = math.atan2(y, x)
        reach = _SPACING * math.sqrt(number)
        found[node] = reach * math.cos(turn), reach * math.sin(turn)
    return found


def _communities(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[set[str]]:
    """The nodes in groups, by the method of Louvain."""
    index = {node: number for number, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes))
    graph.add_edges([(index[source], index[target]) for source, target in edges])
    graph.es["weight"] = 1
    graph.simplify(combine_edges={"weight": "sum"})
    with _LOCK:
        igraph.set_random_number_generator(random.Random(_SEED))
        found = graph.community_multilevel(weights="weight")
    return [{nodes[number] for number in group} for group in found]


def _free(packed: Sequence[Cluster], radius: float, turn: float) -> tuple[float, float, float]:
    """The middle of a circle of that radius near the origin that meets none of the others.

    It lies on a spiral; the third value is the turn at which it does, and `turn` where to begin.
    """

    def meets(one: Cluster) -> bool:
        return math.dist((x, y), (one.x, one.y)) < radius + one.radius

    met: Cluster | None = None  # often that of the step before
    while True:
        # A spiral, wider than high as screens are; a step goes about as far on each turn.
        reach = _SCALE / 4 * turn
        x, y = 1.3 * reach * math.cos(turn), reach * math.sin(turn)
        if not (met and meets(met)):
            met = next(filter(meets, packed), None)
            if not met:
                return round(x, 1), round(y, 1), turn
        turn += min(0.5, _SCALE / 2 / max(reach, 1.0))


def _forces(nodes: list[str], edges: tuple[tuple[str, str], ...]) -> Places:
    """Positions by the algorithm of Fruchterman and Reingold."""
    if not nodes:
        return {}
    graph = igraph.Graph(n=len(nodes))
    index = {node: number for number, node in enumerate(nodes)}
    graph.add_edges([(index[source], index[target]) for source, target in edges])
    graph.simplify()
    coordinates = graph.layout_circle()
    # Fewer steps for a large graph, so that it takes about a second.
    steps = max(30, min(300, _MOVES // len(nodes)))
    # Single steps with decreasing temperature, as in earlier builds, so that positions are kept.
    start = math.sqrt(len(nodes)) / 10
    with _LOCK:
        igraph.set_random_number_generator(random.Random(_SEED))
        for number in range(steps):
            coordinates = graph.layout_fruchterman_reingold(
                seed=coordinates, niter=1, start_temp=start * (1 - number / steps)
            )
    # Rounded, since the last digits differ between processors.
    return {
        node: (round(_SCALE * x, 1), round(_SCALE * y, 1))
        for node, (x, y) in zip(nodes, coordinates.coords, strict=True)
    }
