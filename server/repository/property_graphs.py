"""The graph, or any part of it, as a property graph for tools that know no RDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kg.export.graph_files import WRITERS
from kg.export.property_graph import PropertyGraph, from_triples
from kg.export.property_graph import whole as mapped
from kg.manifest import STORE
from kg.model.names import Names, names
from kg.model.records import records
from kg.rdf import Quad, RdfFormat, Triple, open_store, parse
from server.http.errors import Kind
from server.http.language import Language
from server.http.responses import Refusal
from server.repository.views import Graph, Reader
from server.sparql.formats import GRAPH_TOOLS
from server.sparql.releases import Generation
from server.sparql.service import Convert


@dataclass(frozen=True)
class _World:
    """The whole graph in each language, and the names that label any part of it."""

    names: Names
    zh: PropertyGraph
    en: PropertyGraph


def whole(reader: Reader, language: Language) -> PropertyGraph:
    """The whole graph, held as long as its build is served. Raises Refusal without a build."""
    world = reader.once(_world)
    return world.zh if language == "zh" else world.en


def converters(graph: Graph) -> dict[str, Convert]:
    """What makes N-Triples a file for a graph tool, by the name of its format."""
    return {form.name: partial(_converted, graph, form.name) for form in GRAPH_TOOLS}


def _converted(
    graph: Graph, name: str, ntriples: bytes, generation: Generation, language: Language
) -> bytes:
    reader = Reader(generation, graph)
    known = reader.once(_names)
    triples = [
        item.triple if isinstance(item, Quad) else item
        for item in parse(ntriples, RdfFormat.N_TRIPLES)
    ]
    assert all(isinstance(triple, Triple) for triple in triples)
    reader.check()
    found = from_triples(triples, known, language)
    reader.check()
    return WRITERS[name](found)


def _names(reader: Reader) -> Names:
    return names(open_store(_folder(reader) / STORE), reader.base)


def _world(reader: Reader) -> _World:
    known = reader.once(_names)
    told = records(open_store(_folder(reader) / STORE), known)
    return _World(known, mapped(told, "zh"), mapped(told, "en"))


def _folder(reader: Reader) -> Path:
    if reader.generation.folder is None:
        raise Refusal(Kind.FORMAT_NEEDS_BUILD)
    return reader.generation.folder
