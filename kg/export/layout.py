"""Where to draw the nodes of a property graph. The only module that imports igraph."""

from __future__ import annotations

import math
import random
import threading
from functools import lru_cache

import igraph

Places = dict[str, tuple[float, float]]

# One unit of the algorithm is about one node's distance from the next; tools draw in pixels.
_SCALE = 60.0
_SEED = 2023
_MOVES = 300_000
# igraph has one source of random numbers for all threads.
_LOCK = threading.Lock()


@lru_cache(maxsize=4)  # one graph is written in several formats
def layout(nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...]) -> Places:
    """A place for each node, always the same for the same graph.

    Connected nodes are close to each other; those with no edge stand in rows below.
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
    """Places by the method of Fruchterman and Reingold."""
    if not nodes:
        return {}
    graph = igraph.Graph(n=len(nodes))
    index = {node: number for number, node in enumerate(nodes)}
    graph.add_edges([(index[source], index[target]) for source, target in edges])
    graph.simplify()
    drawn = graph.layout_circle()
    # A large graph is moved fewer times, so that any takes a second or so.
    steps = max(30, min(300, _MOVES // len(nodes)))
    # One move at a time, each less far: nodes are where they were in the files of earlier builds.
    start = math.sqrt(len(nodes)) / 10
    with _LOCK:
        igraph.set_random_number_generator(random.Random(_SEED))
        for number in range(steps):
            drawn = graph.layout_fruchterman_reingold(
                seed=drawn, niter=1, start_temp=start * (1 - number / steps)
            )
    # A tenth of a pixel is enough, and the last digits differ between processors.
    return {
        node: (round(_SCALE * x, 1), round(_SCALE * y, 1))
        for node, (x, y) in zip(nodes, drawn.coords, strict=True)
    }
