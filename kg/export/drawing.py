"""The whole property graph for the explorer, in compact JSON with coordinates."""

from __future__ import annotations

import json

from kg.export.layout import layout
from kg.export.property_graph import Edge, PropertyGraph
from kg.model.names import LANGUAGES, Names
from kg.model.palette import colour

_HUB = 150  # edges of a node, from which it does not affect the layout


def drawing(zh: PropertyGraph, en: PropertyGraph, names: Names) -> bytes:
    """The graph, given with labels in each language, as JSON with IRIs relative to the base."""
    places = layout(tuple(zh.nodes), ties(zh))
    number = {iri: index for index, iri in enumerate(zh.nodes)}
    kinds = sorted({node.kind for node in zh.nodes.values()})
    classes = sorted({node.cls for node in zh.nodes.values()} | set(kinds))

    def both(name: str) -> list[str]:
        return [names.label(names.wk(name), language) for language in LANGUAGES]

    def row(edge: Edge) -> list[object]:
        about = edge.attributes
        return [
            number[edge.source],
            number[edge.target],
            edge.relation,
            about.get("passages", ""),
            str(about.get("statement", "")).removeprefix(names.base),
            about.get("statement_zh", ""),
            about.get("statement_en", ""),
        ]

    english = {edge.relation: edge.label for edge in en.edges}
    document = {
        "kinds": [[name, *both(name), colour(name)] for name in kinds],
        "classes": {name: both(name) for name in classes},
        "relations": {e.relation: [e.label, english[e.relation]] for e in zh.edges},
        "nodes": [
            [
                *(n.id.removeprefix(names.base), n.label_zh, n.label_en, n.cls, n.kind),
                *places[n.id],
            ]
            for n in zh.nodes.values()
        ],
        "edges": [row(edge) for edge in zh.edges],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


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
