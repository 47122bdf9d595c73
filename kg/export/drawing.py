"""The whole property graph for the explorer, in compact JSON columns with coordinates."""

from __future__ import annotations

import json

from kg.export.layout import clusters
from kg.export.property_graph import Edge, PropertyGraph
from kg.model.names import LANGUAGES, Names
from kg.model.palette import colour

_HUB = 150  # links; what has more is linked to nearly everything
_NAMED = 12  # nodes of a cluster that the drawing names


def drawing(zh: PropertyGraph, en: PropertyGraph, names: Names) -> bytes:
    """The graph, given with labels in each language, as JSON; IRIs are without the base.

    The IRI of a statement that begins with that of its passage is cut to what follows it.
    """
    places, groups = clusters(tuple(zh.nodes), ties(zh))
    number = {iri: index for index, iri in enumerate(zh.nodes)}
    kinds = sorted({node.kind for node in zh.nodes.values()})
    classes = sorted({node.cls for node in zh.nodes.values()} | set(kinds))

    def both(name: str) -> list[str]:
        return [names.label(names.wk(name), language) for language in LANGUAGES]

    english = {edge.relation: edge.label for edge in en.edges}
    nodes = list(zh.nodes.values())
    passages = [str(edge.attributes.get("passages", "")) for edge in zh.edges]
    document = {
        "kinds": [[name, *both(name), colour(name)] for name in kinds],
        "classes": {name: both(name) for name in classes},
        "relations": {e.relation: [e.label, english[e.relation]] for e in zh.edges},
        "nodes": {
            "path": [node.id.removeprefix(names.base) for node in nodes],
            "zh": [node.label_zh for node in nodes],
            "en": [node.label_en for node in nodes],
            "class": [node.cls for node in nodes],
            "kind": [node.kind for node in nodes],
            "x": [round(places[node.id][0]) for node in nodes],
            "y": [round(places[node.id][1]) for node in nodes],
        },
        "edges": {
            "source": [number[edge.source] for edge in zh.edges],
            "target": [number[edge.target] for edge in zh.edges],
            "relation": [edge.relation for edge in zh.edges],
            "passages": passages,
            "statement": [
                _statement(edge, stated, names)
                for edge, stated in zip(zh.edges, passages, strict=True)
            ],
        },
        # The nodes that name it, then its circle.
        "clusters": [
            [
                [number[node] for node in one.leaders],
                len(one.nodes),
                *map(round, (one.x, one.y, one.radius)),
            ]
            for one in groups
            if len(one.nodes) >= _NAMED
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _statement(edge: Edge, passages: str, names: Names) -> str:
    """The IRI of the statement that an edge comes from, shortened; empty if from none."""
    path = str(edge.attributes.get("statement", "")).removeprefix(names.base)
    first = passages.split("; ")[0]
    before, number, rest = path.partition(first.rpartition("/")[2] or "/")
    passage = f"{names.base}{before.replace('statement', 'report', 1)}{number}"
    return rest if rest and names.reference(passage) == first else path


def ties(graph: PropertyGraph) -> tuple[tuple[str, str], ...]:
    """The edges for the layout: edges to hubs only for nodes without other edges.

    Otherwise the district and its government would pull all nodes together.
    """
    hubs = {node for node, degree in graph.degrees().items() if degree > _HUB}
    ties = [(edge.source, edge.target) for edge in graph.edges]
    near = {node for pair in ties if not hubs.intersection(pair) for node in pair}
    return tuple(
        (source, target)
        for source, target in ties
        if not ({source, target} & hubs and {source, target} & near)
    )
