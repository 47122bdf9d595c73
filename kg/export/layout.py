"""Where to draw the nodes of a property graph. The only module that knows igraph."""

from __future__ import annotations

import random
from functools import lru_cache

import igraph

# One unit of the algorithm is about one node's distance from the next; tools draw in pixels.
_SCALE = 60.0
_SEED = 2023


@lru_cache(maxsize=4)  # one graph is written in several formats
def layout(
    nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...]
) -> dict[str, tuple[float, float]]:
    """A place for each node, always the same for the same graph: connected ones are close."""
    if not nodes:
        return {}
    graph = igraph.Graph(n=len(nodes))
    index = {id: number for number, id in enumerate(nodes)}
    graph.add_edges([(index[source], index[target]) for source, target in edges])
    graph.simplify()
    igraph.set_random_number_generator(random.Random(_SEED))
    places = graph.layout_fruchterman_reingold(seed=graph.layout_circle(), niter=300)
    # A tenth of a pixel is enough, and the last digits differ between processors.
    return {
        id: (round(_SCALE * x, 1), round(_SCALE * y, 1))
        for id, (x, y) in zip(nodes, places.coords, strict=True)
    }
