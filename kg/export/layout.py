"""Layout of property graphs. The only module that imports igraph."""

from __future__ import annotations

import math
import random
import threading
from functools import lru_cache

import igraph

Places = dict[str, tuple[float, float]]

# Pixels per unit of the algorithm, which is about the distance of neighbours.
_SCALE = 60.0
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
