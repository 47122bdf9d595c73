"""Parts of the graph as property graphs, for tools without RDF."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import partial

from kg.export.graph_files import WRITERS
from kg.export.layout import stepwise
from kg.export.property_graph import Edge, Node, PropertyGraph, from_triples
from kg.export.property_graph import neighbourhood as within
from kg.export.property_graph import subgraph as between
from kg.rdf import Quad, RdfFormat, Triple, parse
from server.http.language import Language
from server.repository.snapshot import Repository, Snapshot
from server.sparql.formats import GRAPH_TOOLS
from server.sparql.releases import Release
from server.sparql.service import Convert

_NODE = "iri, label, label_zh, label_en, class, kind, attributes"
_EDGE = "id, source, target, relation, label, attributes"


def is_node(snapshot: Snapshot, iri: str) -> bool:
    """Whether the property graph has such a node: periods are none."""
    return snapshot.index.row("SELECT 1 FROM vertex WHERE iri = ?", iri) is not None


def kinds(snapshot: Snapshot) -> set[str]:
    """The classes of nodes, and those by which nodes are coloured."""
    rows = snapshot.index.rows("SELECT DISTINCT class, kind FROM vertex")
    return {name for row in rows for name in row}


def relations(snapshot: Snapshot) -> set[str]:
    """The local names of all relations of edges."""
    return {name for (name,) in snapshot.index.rows("SELECT DISTINCT relation FROM edge")}


def neighbourhood(
    snapshot: Snapshot,
    language: Language,
    iri: str,
    depth: int = 1,
    classes: Collection[str] = (),
    relations: Collection[str] = (),
) -> PropertyGraph:
    """What is within `depth` edges of a node, whichever way they point; KeyError without it.

    Where any is named, only nodes of these classes or kinds, and edges of these relations.
    """
    nodes = _nodes(snapshot, language, [iri])
    edges: dict[int, Edge] = {}
    last = list(nodes)
    # The edges among what is reached last count too, so there is one step more than the depth.
    for _ in range(depth + 1):
        snapshot.check()
        new = _edges(snapshot, language, last)
        ends = {end for edge in new.values() for end in (edge.source, edge.target)}
        found = _nodes(snapshot, language, ends - nodes.keys())
        nodes |= found
        edges |= new
        last = [
            node.id
            for node in found.values()
            if not classes or {node.cls, node.kind}.intersection(classes)
        ]
    graph = PropertyGraph(
        language, dict(sorted(nodes.items())), [edge for _, edge in sorted(edges.items())]
    )
    return within(graph, iri, depth, classes, relations)


def subgraph(
    snapshot: Snapshot, language: Language, iris: Collection[str], without: Collection[str] = ()
) -> PropertyGraph:
    """Some nodes and the edges between them, but for those of the relations in `without`.

    KeyError for a node that there is not.
    """
    edges = [edge for _, edge in sorted(_edges(snapshot, language, iris).items())]
    graph = PropertyGraph(language, _nodes(snapshot, language, iris), edges)
    return between(graph, iris, without)


def written(snapshot: Snapshot, graph: PropertyGraph, form: str) -> bytes:
    """The file of a graph, which is laid out first unless it says where its nodes are drawn.

    Raises Refusal where the request's time is over, ClientGone.
    """
    if graph.places is None:
        ties = tuple((edge.source, edge.target) for edge in graph.edges)
        graph.places = stepwise(tuple(graph.nodes), ties, snapshot.check)
    snapshot.check()
    return WRITERS[form](graph)


def converters(repository: Repository) -> dict[str, Convert]:
    """What makes N-Triples a file for a graph tool, by the name of its format."""
    return {form.name: partial(_converted, repository, form.name) for form in GRAPH_TOOLS}


def _converted(
    repository: Repository, name: str, ntriples: bytes, release: Release, language: Language
) -> bytes:
    triples = [
        item.triple if isinstance(item, Quad) else item
        for item in parse(ntriples, RdfFormat.N_TRIPLES)
    ]
    assert all(isinstance(triple, Triple) for triple in triples)
    snapshot = repository.snapshot(release)
    snapshot.check()
    return written(snapshot, from_triples(triples, snapshot.names, language), name)


def _nodes(snapshot: Snapshot, language: Language, iris: Iterable[str]) -> dict[str, Node]:
    sql = f"SELECT {_NODE} FROM vertex WHERE language = ? AND iri IN (…)"
    rows = snapshot.index.among(sql, iris, language)
    found = {}
    for iri, label, zh, en, cls, kind, attributes in rows:
        snapshot.check()
        found[iri] = Node(iri, label, zh, en, cls, kind, json.loads(attributes))
    return found


def _edges(snapshot: Snapshot, language: Language, ends: Collection[str]) -> dict[int, Edge]:
    """The edges that begin or end at some nodes, by their place in the order of all."""
    found = {}
    for end in ("source", "target"):
        sql = f"SELECT {_EDGE} FROM edge WHERE language = ? AND {end} IN (…)"
        rows = snapshot.index.among(sql, ends, language)
        for number, source, target, relation, label, attributes in rows:
            snapshot.check()
            found[number] = Edge(source, target, relation, label, json.loads(attributes))
    return found
