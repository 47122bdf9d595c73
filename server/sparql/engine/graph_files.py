"""Files for graph tools, written in a worker: parts of the property graph, or given triples."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.export import indexed_graph
from kg.export.graph_files import WRITERS
from kg.export.property_graph import Edge, Node, PropertyGraph, from_triples
from kg.model.index import Index
from kg.model.names import Names, Nodes
from kg.model.vocabulary import Vocabulary
from kg.rdf import Quad, RdfFormat, Triple, parse

_PARTS: Mapping[str, Callable[..., PropertyGraph]] = {
    "neighbourhood": indexed_graph.neighbourhood,
    "subgraph": indexed_graph.subgraph,
}


def preload() -> None:
    """Import all modules that writing a file needs, since a confined process cannot import any.

    Call it only in a process with one thread that forks workers.
    """
    # networkx imports numpy if it is installed, and numpy would start threads.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    nodes = {name: Node(name, name, name, name, "Place", "Place") for name in "ab"}
    for write in WRITERS.values():
        write(PropertyGraph("en", nodes, [Edge("a", "b", "near", "near", {"metres": 0.5})]))


@dataclass(frozen=True, slots=True)
class GraphSource:
    """The source of graph files: the open index of a build, and its names."""

    index: Index
    names: Names

    @classmethod
    def open(cls, folder: Path, base: str, vocabulary: Vocabulary) -> GraphSource:
        """The source for a build in a folder, with its base IRI and vocabulary."""
        index = Index(folder)
        return cls(index, Names(base, Nodes(index, base), vocabulary, vocabulary.external))

    def write(self, request: Mapping[str, Any], triples: bytes) -> bytes:
        """The requested file. Raises ValueError if the triples are not N-Triples."""
        language = request["language"]
        if request["part"] == "triples":
            graph = from_triples(_read(triples), self.names, language)
        else:
            graph = _PARTS[request["part"]](self.index, language, **request["arguments"])
            graph.places = request["positions"]
        return WRITERS[request["format"]](graph)


def _read(ntriples: bytes) -> list[Triple]:
    try:
        items = list(parse(ntriples, RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise ValueError(f"the triples cannot be read: {error}") from error
    return [item.triple if isinstance(item, Quad) else item for item in items]
