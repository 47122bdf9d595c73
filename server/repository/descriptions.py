"""Descriptions of IRIs: outgoing and incoming triples, and the sentences that state them.

A description includes the labels of all IRIs in it, and the graphs that state each triple. Incoming
relations are paged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg import namespaces
from kg.model.names import LABEL
from kg.model.passages import Passage, graph_size, passages
from kg.model.vocabulary import Vocabulary
from kg.rdf import BlankNode, Literal, NamedNode, Quad, Term, Triple
from server.http.language import Language
from server.repository.snapshot import Row, Snapshot

PAGE = 100  # incoming relations per page
SHOWN = 200  # triples of a named graph on an HTML page
_SORTED = 50_000  # triples of a named graph that are sorted before they are divided into pages
CONTENT_PAGE = 10_000  # triples of a named graph per page: the ontology and VoID fit on one
_FIRST = ("rdf:type", "rdfs:label", "skos:altLabel", "skos:definition", "wk:gist")


@dataclass(frozen=True, slots=True)
class Value:
    """The object or subject of a triple, and the graphs that state the triple."""

    term: Term
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The triples of one property; `total` includes incoming ones on other pages."""

    property: str
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True)
class Description:
    """All triples about an IRI.

    `blank` are quads of blank nodes that it refers to, lists and expressions; `content` are the
    triples of the named graph with the IRI.
    """

    iri: str
    base: str
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    page: int
    pages: int
    passages: tuple[Passage, ...]
    graphs: Mapping[str, int]
    blank: tuple[Quad, ...]
    content: tuple[Triple, ...]
    content_total: int
    labels: Mapping[str, Mapping[str, tuple[str, str]]]
    vocabulary: Vocabulary

    def label(self, iri: str, language: Language) -> str:
        """The label of an IRI: in the language, in the other, or its short name."""
        result = self.labels.get(iri, {})
        if not result and iri in self.vocabulary.external:
            return self.vocabulary.external[iri][language]
        return (result.get(language) or next(iter(result.values()), (self.short(iri), "")))[0]

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI, where it has one."""
        return namespaces.compact(iri, self.base)

    def inferred(self, value: Value) -> bool:
        """Whether the triple is inferred and not stated."""
        return value.graphs == (namespaces.rebase(namespaces.INFERRED_GRAPH, self.base),)

    def values(self, name: str) -> list[Term]:
        """The values of a property, given as a prefixed name."""
        wanted = namespaces.rebase(namespaces.expand(name), self.base)
        return [v.term for g in self.outgoing if g.property == wanted for v in g.values]

    def quads(self) -> Iterator[Quad]:
        """All quads of the description, each once."""
        thing = NamedNode(self.iri)
        named = NamedNode(_content_graph(self.iri, self.base))
        result: dict[Quad, None] = {}
        for group in self.outgoing:
            for value in group.values:
                for graph in value.graphs:
                    quad = Quad(thing, NamedNode(group.property), value.term, NamedNode(graph))
                    result[quad] = None
        for group in self.incoming:
            for value in group.values:
                assert not isinstance(value.term, Literal)
                for graph in value.graphs:
                    quad = Quad(value.term, NamedNode(group.property), thing, NamedNode(graph))
                    result[quad] = None
        result |= dict.fromkeys(self.blank)
        for triple in self.content:
            result[Quad(triple.subject, triple.predicate, triple.object, named)] = None
        for quad in self.label_quads():
            result[quad] = None
        yield from result

    def label_quads(self) -> Iterator[Quad]:
        """The labels of the IRI and of all others in its description."""
        for iri, names in self.labels.items():
            for language, (text, graph) in names.items():
                label = Literal(text, language=language)
                yield Quad(NamedNode(iri), LABEL, label, NamedNode(graph))


def exists(snapshot: Snapshot, iri: str) -> bool:
    """Whether there are triples about the IRI."""
    if iri in snapshot.nodes:
        return True
    return snapshot.ask("describe_exists", thing=NamedNode(_content_graph(iri, snapshot.base)))


def describe(
    snapshot: Snapshot,
    iri: str,
    page: int = 1,
    most: int = CONTENT_PAGE,
    *,
    with_incoming: bool = True,
) -> Description | None:
    """The description of an IRI; None if there are no triples, or no such page.

    `most` limits the triples of the named graph with the IRI; incoming relations may be left out.
    """
    thing = NamedNode(iri)
    outgoing = snapshot.rows("describe_outgoing", thing=thing)
    counts = {
        _iri(row["property"]): int(_text(row["count"]))
        for row in snapshot.rows("describe_incoming_counts", thing=thing)
    }
    graph = NamedNode(_content_graph(iri, snapshot.base))
    size = graph_size(snapshot.index, graph.value)
    pages = max(1, -(-sum(counts.values()) // PAGE), -(-size // CONTENT_PAGE))
    if page > pages or not (outgoing or counts or size):
        return None
    incoming: list[Row] = []
    if counts and with_incoming:
        incoming = snapshot.rows("describe_incoming", (PAGE, (page - 1) * PAGE), thing=thing)
    # To sort a large graph takes seconds. Without that, the engine has one order for each build.
    unsorted = size > _SORTED or most < CONTENT_PAGE < size
    view = "describe_sample" if unsorted else "describe_content"
    content = _content(snapshot, view, graph, page, most) if size else ()
    blank: tuple[Quad, ...] = ()
    if any(isinstance(row["value"], BlankNode) for row in outgoing):
        rows = snapshot.rows("describe_blank", thing=thing)
        blank = tuple(Quad(r["subject"], r["property"], r["value"], r["graph"]) for r in rows)  # type: ignore[arg-type]
    graphs = Counter(_iri(row["graph"]) for row in (*outgoing, *incoming))
    triples = [*content, *(quad.triple for quad in blank)]
    named = _named(thing, outgoing, incoming, triples, graphs)
    return Description(
        iri,
        snapshot.base,
        _groups(outgoing, "value", {}, snapshot.base),
        _groups(incoming, "other", counts, snapshot.base),
        page,
        pages,
        tuple(passages(snapshot.index, graphs).values()),
        graphs,
        blank,
        content,
        size,
        snapshot.labels(named),
        snapshot.vocabulary,
    )


def _content_graph(iri: str, base: str) -> str:
    """The named graph for an IRI: of the same name, or that of the ontology or metadata."""
    for document, graph in (
        (namespaces.ONTOLOGY, namespaces.ONTOLOGY_GRAPH),
        (namespaces.ABOUT.rstrip("#"), namespaces.METADATA_GRAPH),
    ):
        if iri == namespaces.rebase(document, base):
            return namespaces.rebase(graph, base)
    return iri


def _content(
    snapshot: Snapshot, view: str, graph: NamedNode, page: int, most: int
) -> tuple[Triple, ...]:
    part = (min(most, CONTENT_PAGE), (page - 1) * CONTENT_PAGE)
    rows = snapshot.rows(view, part, graph=graph)
    return tuple(Triple(r["subject"], r["property"], r["value"]) for r in rows)  # type: ignore[arg-type]


def _named(
    thing: NamedNode,
    outgoing: Sequence[Row],
    incoming: Sequence[Row],
    content: Sequence[Triple],
    graphs: Iterable[str],
) -> list[str]:
    """All IRIs in the description, in the order of first occurrence."""
    terms: dict[Term, None] = {thing: None}
    for row in (*outgoing, *incoming):
        terms[row["property"]] = None
        terms[row["value" if "value" in row else "other"]] = None
    for triple in content:
        terms |= dict.fromkeys((triple.subject, triple.predicate, triple.object))
    named = [term.value for term in terms if isinstance(term, NamedNode)]
    return list(dict.fromkeys((*named, *graphs)))


def _groups(
    rows: Iterable[Row], end: str, totals: Mapping[str, int], base: str
) -> tuple[Group, ...]:
    """The rows by property: names and types first, then ours, then others."""
    graphs: dict[str, dict[Term, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        graphs[_iri(row["property"])][row[end]].append(_iri(row["graph"]))

    def rank(property_: str) -> tuple[int, str]:
        name = namespaces.compact(property_, base)
        if name in _FIRST:
            return _FIRST.index(name), name
        return len(_FIRST) + (not property_.startswith(base)), name

    return tuple(
        Group(
            property_,
            tuple(Value(term, tuple(sorted(held))) for term, held in ends.items()),
            totals.get(property_, len(ends)),
        )
        for property_, ends in sorted(graphs.items(), key=lambda item: rank(item[0]))
    )


def _iri(term: Term) -> str:
    assert isinstance(term, NamedNode)
    return term.value


def _text(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value
