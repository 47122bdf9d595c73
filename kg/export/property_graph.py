"""Triples as a property graph: nodes and edges with attributes, for tools without RDF.

docs/property-graph.md states the rule. In short: things are nodes and relations edges; codes and
periods are values; a statement becomes edges from whom it is about to what else it names, or,
where it names nothing else, an attribute of whom it is about.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg import namespaces
from kg.model.names import LABEL, LANGUAGES, TYPE, Language, Names
from kg.model.records import Records, Relation
from kg.rdf import Literal, NamedNode, Term, Triple, identifier

Value = str | float
Attributes = dict[str, Value]
Place = tuple[float, float]

# Whom or what a statement is about.
BEARERS = ("wk:subject", "wk:recipient", "wk:actor")
# Relations that repeat what others or the label say: each is wider than another, its inverse, or
# follows from the passage.
_REPEATED = {
    *("wk:involves", "wk:hasStatement", "wk:inReport", "wk:phrase", "wk:labelZh", "wk:labelEn"),
    *("wk:mostSpecificClass", "wk:topicFrom", "wk:hasVerdict", "wk:basisOf"),
    *("prov:hadPrimarySource", "sdmx-measure:obsValue"),
}
_PASSAGES = {"wk:statedIn", "wk:mentionedIn"}
# IRIs that are values, not nodes.
_VALUES = {*namespaces.CODE_LISTS, "period"}
_NUMBERS = {f"{namespaces.PREFIXES['xsd']}{name}" for name in ("integer", "decimal", "double")}


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
    """An edge; `relation` is the local name of a property, or of the class of a statement."""

    source: str
    target: str
    relation: str
    label: str
    attributes: Attributes = field(default_factory=dict)


@dataclass
class PropertyGraph:
    """Nodes by id, and edges between them; labels are in `language` where both are not given.

    `places` says where each node is drawn, in pixels, y downwards; without it, writers lay it out.
    """

    language: Language
    nodes: dict[str, Node]
    edges: list[Edge]
    places: Mapping[str, Place] | None = None

    def degrees(self) -> dict[str, int]:
        """How many edges each node has; a loop counts twice."""
        degrees = dict.fromkeys(self.nodes, 0)
        for edge in self.edges:
            degrees[edge.source] += 1
            degrees[edge.target] += 1
        return degrees


Graphs = Mapping[Language, PropertyGraph]


def whole_graphs(records: Records) -> Graphs:
    """Every thing, its stated relations, and the statements about it; in each language."""
    triples = _in_order(_triples(records))
    return {
        language: _Mapping(triples, records.names, language, records.stated).graph()
        for language in LANGUAGES
    }


def _triples(records: Records) -> list[Triple]:
    """What the whole graph is made from."""
    names, mentioned = records.names, records.iri("wk:mentionedIn")
    statements = dict.fromkeys(records.members("wk:Statement"))
    things = [iri for iri in records.members("wk:Thing") if not _is_value(iri, names)]
    triples = [Triple(NamedNode(iri), TYPE, NamedNode(records.iri("wk:Thing"))) for iri in things]
    for iri in (*statements, *things):
        about = records.about[iri]
        for predicate, values in about.items():
            if iri in statements or predicate == mentioned or isinstance(values[0], Literal):
                triples += [Triple(NamedNode(iri), NamedNode(predicate), v) for v in values]
    for source, relation, target in records.stated:
        triples.append(Triple(NamedNode(source), NamedNode(relation), NamedNode(target)))
    return triples


def from_triples(
    triples: Iterable[Triple],
    names: Names,
    language: Language,
    stated: Mapping[Relation, Sequence[str]] | None = None,
) -> PropertyGraph:
    """Any triples as a property graph, in an order that does not depend on theirs.

    `names` gives the labels and classes of what the triples name; `stated` may say which sentences
    state a relation.
    """
    return _Mapping(_in_order(triples), names, language, stated or {}).graph()


def _in_order(triples: Iterable[Triple]) -> list[Triple]:
    """The triples, each once, in an order that does not depend on theirs."""
    return sorted(set(triples), key=str)


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


def subgraph(
    graph: PropertyGraph, iris: Collection[str], without: Collection[str] = ()
) -> PropertyGraph:
    """Some nodes and the edges between them, but for those of the relations in `without`.

    KeyError for a node that there is not.
    """
    nodes = {iri: graph.nodes[iri] for iri in sorted(set(iris))}
    edges = [
        edge
        for edge in graph.edges
        if edge.source in nodes and edge.target in nodes and edge.relation not in without
    ]
    return PropertyGraph(graph.language, nodes, edges)


class _Mapping:
    """One application of the rule."""

    def __init__(
        self,
        triples: list[Triple],
        names: Names,
        language: Language,
        stated: Mapping[Relation, Sequence[str]],
    ) -> None:
        self.names = names
        self.language = language
        self.stated = stated
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.relations: set[Relation] = set()
        self.lists: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        self.about: dict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            self.about[identifier(triple.subject)].append(triple)
        self.types = {
            id: [
                t.object.value
                for t in about
                if t.predicate == TYPE and isinstance(t.object, NamedNode)
            ]
            for id, about in self.about.items()
        }
        self.folded = {
            id for id, about in self.about.items() if any(self._short(t) in BEARERS for t in about)
        }

    def graph(self) -> PropertyGraph:
        """The triples placed one after the other, statements folded."""
        for id, about in self.about.items():
            if id in self.folded:
                self._fold(id, about)
            else:
                for triple in about:
                    self._place(id, triple)
        for found in self.relations:
            source, relation, target = found
            self._node(source)
            self._node(target)
            attributes = _joined({"passages": self.stated.get(found, ())})
            self._edge(source, target, relation, attributes)
        for id, lists in self.lists.items():
            self.nodes[id].attributes = _joined(lists)
        # Two vocabularies may have a property of one name; their labels differ.
        self.edges.sort(key=lambda e: (e.source, e.target, e.relation, str(e.attributes), e.label))
        return PropertyGraph(self.language, dict(sorted(self.nodes.items())), self.edges)

    def _place(self, id: str, triple: Triple) -> None:
        """One triple about something that is no statement."""
        short, value = self._short(triple), triple.object
        if triple.predicate == TYPE or triple.predicate == LABEL:
            if not _is_value(id, self.names):
                self._node(id)
        elif short in _REPEATED:
            return
        elif self._is_node(value) and short not in _PASSAGES:
            if identifier(value) not in self.folded:
                found = self.names.oriented(id, triple.predicate.value, identifier(value))
                self.relations.add(found)
        else:
            self._node(id)
            key = "passages" if short in _PASSAGES else self._key(triple)
            self.lists[id][key].append(self._value(value))

    def _fold(self, id: str, about: list[Triple]) -> None:
        """One statement: edges from its bearers to what else it names, or their attribute."""
        bearers = [identifier(t.object) for t in about if self._short(t) in BEARERS]
        others: list[tuple[str, str]] = []
        lists: dict[str, list[Value]] = defaultdict(list)
        for triple in about:
            short = self._short(triple)
            if short in BEARERS or short in _REPEATED or triple.predicate in (TYPE, LABEL):
                continue
            if short in _PASSAGES or not self._is_node(triple.object):
                key = "passages" if short in _PASSAGES else self._key(triple)
                lists[key].append(self._value(triple.object))
            elif identifier(triple.object) not in self.folded:
                others.append((self.names.local(triple.predicate.value), identifier(triple.object)))
        cls = self._class(id)
        attributes: Attributes = {"statement": id, **_joined(lists)}
        for language in ("zh", "en"):
            attributes[f"statement_{language}"] = self.names.label(id, language)
        for bearer in bearers:
            self._node(bearer)
            for role, other in others:
                self._node(other)
                self._edge(bearer, other, cls, {"role": role, **attributes})
            if not others:
                key = f"{self.names.local(cls).lower()}s"
                self.lists[bearer][key].append(self.names.label(id, self.language))

    def _node(self, id: str) -> None:
        if id not in self.nodes:
            cls, names = self._class(id), self.names
            zh, en = names.label(id, "zh"), names.label(id, "en")
            label = zh if self.language == "zh" else en
            self.nodes[id] = Node(id, label, zh, en, names.local(cls), names.kind(cls))

    def _edge(self, source: str, target: str, iri: str, attributes: Attributes) -> None:
        label = self.names.label(iri, self.language)
        self.edges.append(Edge(source, target, self.names.local(iri), label, attributes))

    def _class(self, id: str) -> str:
        return next(iter([*self.names.classes(id), *self.types.get(id, ())]), "")

    def _short(self, triple: Triple) -> str:
        return self.names.short(triple.predicate.value)

    def _key(self, triple: Triple) -> str:
        """The attribute that a value goes to: one for each language."""
        key = self.names.local(triple.predicate.value)
        value = triple.object
        return f"{key}_{value.language}" if isinstance(value, Literal) and value.language else key

    def _value(self, term: Term) -> Value:
        if not isinstance(term, Literal):
            iri = identifier(term)
            if namespaces.is_passage(namespaces.BASE + iri.removeprefix(self.names.base)):
                return self.names.reference(iri)
            return self.names.label(iri, self.language)
        return _number(term) if term.datatype.value in _NUMBERS else term.value

    def _is_node(self, term: Term) -> bool:
        return not isinstance(term, Literal) and not _is_value(identifier(term), self.names)


def _joined(lists: Mapping[str, Sequence[Value]]) -> Attributes:
    """One value for each attribute: several are joined, since graph tools know no lists."""
    return {
        key: values[0] if len(values) == 1 else "; ".join(dict.fromkeys(map(str, values)))
        for key, values in sorted(lists.items())
        if values
    }


def _number(literal: Literal) -> Value:
    """The number that a literal stands for, or its text where no file could hold it."""
    try:
        number = float(literal.value)
    except ValueError:
        return literal.value
    return number if math.isfinite(number) else literal.value


def _is_value(id: str, names: Names) -> bool:
    return names.short(id).partition(":")[0] in _VALUES
