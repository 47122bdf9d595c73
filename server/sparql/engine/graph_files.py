"""What a worker writes for graph tools: a part of the build's property graph, or any triples."""

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


def prepare() -> None:
    """Load what writing a file loads late: a confined process can load nothing any more.

    For a process of one thread that forks, and does nothing else.
    """
    # networkx loads it where there is one, only to know its numbers; it would start threads.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    nodes = {name: Node(name, name, name, name, "Place", "Place") for name in "ab"}
    for write in WRITERS.values():
        write(PropertyGraph("en", nodes, [Edge("a", "b", "near", "near", {"metres": 0.5})]))


@dataclass(frozen=True, slots=True)
class Source:
    """What files are made from: the index of a build, open, and the names in it."""

    index: Index
    names: Names

    @classmethod
    def opened(cls, folder: Path, base: str, terms: Vocabulary) -> Source:
        """That of a build in a folder, published under `base` and with these terms."""
        index = Index(folder)
        return cls(index, Names(base, Nodes(index, base), terms, terms.external))

    def written(self, head: Mapping[str, Any], triples: bytes) -> bytes:
        """The file that is asked for. Raises ValueError where the triples are no N-Triples."""
        language = head["language"]
        if head["part"] == "triples":
            graph = from_triples(_read(triples), self.names, language)
        else:
            graph = _PARTS[head["part"]](self.index, language, **head["arguments"])
            graph.places = head["places"]
        return WRITERS[head["form"]](graph)


def _read(ntriples: bytes) -> list[Triple]:
    try:
        found = list(parse(ntriples, RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise ValueError(f"the triples cannot be read: {error}") from error
    return [item.triple if isinstance(item, Quad) else item for item in found]
