"""The mapping of triples to a property graph, for tools without RDF.

docs/property-graph.md defines it. In short: things are nodes and relations edges; codes and
periods are values; a statement becomes edges from its bearers to the other things in it, or,
without any, an attribute of its bearers.
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

# The properties that lead to the bearers of a statement.
BEARERS = ("wk:subject", "wk:recipient", "wk:actor")
# Relations that repeat other ones or the label.
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
    """Nodes by id, and edges between them; single labels are in `language`.

    `places` are positions of nodes in pixels, y downwards; without them, writers compute a layout.
    """

    language: Language
    nodes: dict[str, Node]
    edges: list[Edge]
    places: Mapping[str, Place] | None = None

    def degrees(self) -> dict[str, int]:
        """The degree of each node; a loop counts twice."""
        degrees = dict.fromkeys(self.nodes, 0)
        for edge in self.edges:
            degrees[edge.source] += 1
            degrees[edge.target] += 1
        return degrees


Graphs = Mapping[Language, PropertyGraph]


def whole_graphs(records: Records) -> Graphs:
    """The whole graph in each language: things, stated relations and statements."""
    triples = _in_order(_triples(records))
    return {
        language: _Mapping(triples, records.names, language, records.stated).graph()
        for language in LANGUAGES
    }


def _triples(records: Records) -> list[Triple]:
    """The triples for the whole graph."""
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
    """A property graph of any triples, in an order independent of theirs.

    `names` has the labels and classes of nodes; `stated` the passages that state a relation.
    """
    return _Mapping(_in_order(triples), names, language, stated or {}).graph()


def _in_order(triples: Iterable[Triple]) -> list[Triple]:
    """The triples, each once, in an order independent of theirs."""
    return sorted(set(triples), key=str)


def neighbourhood(
    graph: PropertyGraph,
    iri: str,
    depth: int = 1,
    classes: Collection[str] = (),
    relations: Collection[str] = (),
) -> PropertyGraph:
    """The nodes within `depth` edges of a node, in either direction. Raises KeyError without it.

    `classes` (or kinds) and `relations` restrict nodes and edges, if any are given.
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
    """Some nodes and the edges between them, except the relations in `without`.

    Raises KeyError for an unknown node.
    """
    nodes = {iri: graph.nodes[iri] for iri in sorted(set(iris))}
    edges = [
        edge
        for edge in graph.edges
        if edge.source in nodes and edge.target in nodes and edge.relation not in without
    ]
    return PropertyGraph(graph.language, nodes, edges)


class _Mapping:
    """One application of the mapping."""

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
        """The property graph of the triples."""
        for id, about in self.about.items():
            if id in self.folded:
                self._fold(id, about)
            else:
                for triple in about:
                    self._place(id, triple)
        for key in self.relations:
            source, relation, target = key
            self._node(source)
            self._node(target)
            attributes = _joined({"passages": self.stated.get(key, ())})
            self._edge(source, target, relation, attributes)
        for id, lists in self.lists.items():
            self.nodes[id].attributes = _joined(lists)
        # Two vocabularies may have properties of one name, with different labels.
        self.edges.sort(key=lambda e: (e.source, e.target, e.relation, str(e.attributes), e.label))
        return PropertyGraph(self.language, dict(sorted(self.nodes.items())), self.edges)

    def _place(self, id: str, triple: Triple) -> None:
        """Add a triple whose subject is not a statement."""
        short, value = self._short(triple), triple.object
        if triple.predicate == TYPE or triple.predicate == LABEL:
            if not _is_value(id, self.names):
                self._node(id)
        elif short in _REPEATED:
            return
        elif self._is_node(value) and short not in _PASSAGES:
            if identifier(value) not in self.folded:
                result = self.names.oriented(id, triple.predicate.value, identifier(value))
                self.relations.add(result)
        else:
            self._node(id)
            key = "passages" if short in _PASSAGES else self._key(triple)
            self.lists[id][key].append(self._value(value))

    def _fold(self, id: str, about: list[Triple]) -> None:
        """Add a statement: edges from its bearers to other things, or an attribute of them."""
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
        """The attribute for a value: one for each language."""
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
    """One value per attribute; several are joined, since graph tools have no lists."""
    return {
        key: values[0] if len(values) == 1 else "; ".join(dict.fromkeys(map(str, values)))
        for key, values in sorted(lists.items())
        if values
    }


def _number(literal: Literal) -> Value:
    """The finite number of a literal, or its text."""
    try:
        number = float(literal.value)
    except ValueError:
        return literal.value
    return number if math.isfinite(number) else literal.value


def _is_value(id: str, names: Names) -> bool:
    return names.short(id).partition(":")[0] in _VALUES
