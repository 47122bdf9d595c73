"""Parts of the property graph, read from the index of a build."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from kg.export.property_graph import Edge, Node, PropertyGraph
from kg.export.property_graph import neighbourhood as within
from kg.export.property_graph import subgraph as between
from kg.model.index import Index
from kg.model.names import Language

_NODE = "iri, label, label_zh, label_en, class, kind, attributes"
_EDGE = "id, source, target, relation, label, attributes"


def neighbourhood(
    index: Index,
    language: Language,
    iri: str,
    depth: int = 1,
    classes: Collection[str] = (),
    relations: Collection[str] = (),
) -> PropertyGraph:
    """The nodes within `depth` edges of a node, in either direction. Raises KeyError without it.

    `classes` (or kinds) and `relations` restrict nodes and edges, if any are given.
    """
    nodes = _nodes(index, language, [iri])
    edges: dict[int, Edge] = {}
    last = list(nodes)
    # One step more than the depth, for the edges among the outermost nodes.
    for _ in range(depth + 1):
        new = _edges(index, language, last)
        ends = {end for edge in new.values() for end in (edge.source, edge.target)}
        result = _nodes(index, language, ends - nodes.keys())
        nodes |= result
        edges |= new
        last = [
            node.id
            for node in result.values()
            if not classes or {node.cls, node.kind}.intersection(classes)
        ]
    graph = PropertyGraph(language, dict(sorted(nodes.items())), _in_order(edges))
    return within(graph, iri, depth, classes, relations)


def subgraph(
    index: Index, language: Language, iris: Collection[str], without: Collection[str] = ()
) -> PropertyGraph:
    """Some nodes and the edges between them, except the relations in `without`.

    Raises KeyError for an unknown node.
    """
    graph = PropertyGraph(language, _nodes(index, language, iris), edges_at(index, language, iris))
    return between(graph, iris, without)


def edges_at(index: Index, language: Language, iris: Collection[str]) -> list[Edge]:
    """The edges that begin or end at some nodes, in the order of the build."""
    return _in_order(_edges(index, language, iris))


def _nodes(index: Index, language: Language, iris: Iterable[str]) -> dict[str, Node]:
    sql = f"SELECT {_NODE} FROM vertex WHERE language = ? AND iri IN (…)"
    return {
        iri: Node(iri, label, zh, en, cls, kind, json.loads(attributes))
        for iri, label, zh, en, cls, kind, attributes in index.among(sql, iris, language)
    }


def _edges(index: Index, language: Language, ends: Collection[str]) -> dict[int, Edge]:
    """The edges that begin or end at some nodes, by their number."""
    result = {}
    for end in ("source", "target"):
        sql = f"SELECT {_EDGE} FROM edge WHERE language = ? AND {end} IN (…)"
        for number, source, target, relation, label, attributes in index.among(sql, ends, language):
            result[number] = Edge(source, target, relation, label, json.loads(attributes))
    return result


def _in_order(edges: dict[int, Edge]) -> list[Edge]:
    return [edge for _, edge in sorted(edges.items())]
