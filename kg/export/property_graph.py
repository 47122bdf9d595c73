"""A property graph: nodes and edges with attributes, as graph tools that know no RDF want it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kg.model.names import Language

Value = str | float
Attributes = dict[str, Value]


@dataclass
class Node:
    """A thing; `id` is its IRI."""

    id: str
    label: str
    label_zh: str
    label_en: str
    cls: str
    kind: str
    attributes: Attributes = field(default_factory=dict)


@dataclass
class Edge:
    """An arrow; `relation` is the local name of a property, or of the class of a statement."""

    source: str
    target: str
    relation: str
    label: str
    attributes: Attributes = field(default_factory=dict)


@dataclass
class PropertyGraph:
    """Nodes by id, and edges between them; labels are in `language` where both are not given."""

    language: Language
    nodes: dict[str, Node]
    edges: list[Edge]

    def degrees(self) -> dict[str, int]:
        """How many edges each node has; a loop counts twice."""
        degrees = dict.fromkeys(self.nodes, 0)
        for edge in self.edges:
            degrees[edge.source] += 1
            degrees[edge.target] += 1
        return degrees


def neighbourhood(
    graph: PropertyGraph,
    iri: str,
    depth: int = 1,
    classes: Collection[str] = (),
    relations: Collection[str] = (),
) -> PropertyGraph:
    """What is within `depth` edges of a node, whichever way they point; KeyError without it.

    Where any is named, only nodes of these classes or kinds, and edges of these relations.
    """
    allowed = {
        node.id
        for node in graph.nodes.values()
        if not classes or node.id == iri or {node.cls, node.kind} & set(classes)
    }
    edges = [
        edge
        for edge in graph.edges
        if {edge.source, edge.target} <= allowed and (not relations or edge.relation in relations)
    ]
    reached = {graph.nodes[iri].id}
    for _ in range(depth):
        ends = [{e.source, e.target} for e in edges if e.source in reached or e.target in reached]
        reached = reached.union(*ends)
    return PropertyGraph(
        graph.language,
        {id: node for id, node in graph.nodes.items() if id in reached},
        [e for e in edges if e.source in reached and e.target in reached],
    )
