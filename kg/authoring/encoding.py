"""The content of the graph of each sentence, for evidence, coverage and review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg import namespaces
from kg.namespaces import BASE, PREFIXES
from kg.rdf import Literal, NamedNode, Quad, Term

_ENTITY = f"{BASE}id/"
_NAMES = (NamedNode(f"{PREFIXES['rdfs']}label"), NamedNode(f"{PREFIXES['skos']}altLabel"))
_DATE = NamedNode(f"{PREFIXES['xsd']}date")
TYPE = NamedNode(f"{PREFIXES['rdf']}type")

Properties = Mapping[NamedNode, list[Term]]


def wk(name: str) -> NamedNode:
    """The term of the vocabulary with this name."""
    return NamedNode(PREFIXES["wk"] + name)


_VERBATIM, _NOT_ENCODED = wk("verbatim"), wk("notEncoded")
_EXCEPTION = wk("EvidenceException")


@dataclass(frozen=True)
class Encoding:
    """The graph of one passage, which is its IRI."""

    passage: str
    quads: tuple[Quad, ...]

    @cached_property
    def nodes(self) -> Mapping[str, Properties]:
        """The statements and exceptions by IRI, in the order of the file."""
        out: dict[str, dict[NamedNode, list[Term]]] = {}
        for quad in self.quads:
            if isinstance(quad.subject, NamedNode) and namespaces.is_statement(quad.subject.value):
                node = out.setdefault(quad.subject.value, {})
                node.setdefault(quad.predicate, []).append(quad.object)
        return out

    @property
    def statements(self) -> list[str]:
        """The IRIs of the nodes that state something."""
        return [iri for iri in self.nodes if not self.is_exception(iri)]

    def is_exception(self, iri: str) -> bool:
        return _EXCEPTION in self.nodes[iri].get(TYPE, ())

    def verbatims(self, iri: str) -> list[str]:
        """The figures of a node as they are printed in the sentence."""
        return [v.value for v in self.nodes[iri].get(_VERBATIM, ()) if isinstance(v, Literal)]

    @property
    def reasons(self) -> list[str]:
        """The codes of the reasons why nothing is encoded."""
        return [
            quad.object.value
            for quad in self.quads
            if quad.predicate == _NOT_ENCODED and isinstance(quad.object, NamedNode)
        ]

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The things that the passage's graph names."""
        terms = (term for quad in self.quads for term in (quad.subject, quad.object))
        iris = (term.value for term in terms if isinstance(term, NamedNode))
        return frozenset(iri for iri in iris if iri.startswith(_ENTITY))

    @property
    def dates(self) -> set[str]:
        """The days that statements give: 2024-06-30."""
        literals = (quad.object for quad in self.quads if isinstance(quad.object, Literal))
        return {literal.value for literal in literals if literal.datatype == _DATE}


def encodings(quads: Iterable[Quad]) -> dict[str, Encoding]:
    """The graphs of the passages of all reports, by the passage's IRI."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and namespaces.is_passage(graph.value):
            graphs[graph.value].append(quad)
    return {passage: Encoding(passage, tuple(graph)) for passage, graph in graphs.items()}


def names(quads: Iterable[Quad], language: str = "zh") -> dict[str, list[str]]:
    """The names of each node in a language, its label first."""
    out: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        value = quad.object
        if quad.predicate not in _NAMES or not isinstance(quad.subject, NamedNode):
            continue
        if isinstance(value, Literal) and value.language == language:
            place = 0 if quad.predicate == _NAMES[0] else len(out[quad.subject.value])
            out[quad.subject.value].insert(place, value.value)
    return dict(out)
