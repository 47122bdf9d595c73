"""The triples of a store as Python mappings, and the passages that state relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg import namespaces
from kg.model.names import Names
from kg.rdf import DefaultGraph, NamedNode, Store, Term

Relation = tuple[str, str, str]


@dataclass(frozen=True)
class Records:
    """`about` maps an IRI and a property to values; `stated` maps a relation to passages.

    A relation is a stated triple between two things; a passage is given by `Names.reference`. Both
    are sorted.
    """

    names: Names
    about: Mapping[str, Mapping[str, Sequence[Term]]]
    stated: Mapping[Relation, Sequence[str]]

    def members(self, name: str) -> list[str]:
        """The IRIs of the members of a class of ours, in order."""
        cls = self.iri(name)
        return sorted(iri for iri, node in self.names.nodes.items() if cls in node.types)

    def values(self, iri: str, name: str) -> Sequence[Term]:
        """The values of a property, by its prefixed name."""
        return self.about.get(iri, {}).get(self.iri(name), ())

    def iri(self, name: str) -> str:
        """The IRI of a prefixed name under the base of the store."""
        return namespaces.rebase(namespaces.expand(name), self.names.base)


def records(store: Store, names: Names) -> Records:
    """The records of a store."""
    about: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            about[quad.subject.value][quad.predicate.value].append(quad.object)
    for values in about.values():
        for terms in values.values():
            terms.sort(key=str)
    return Records(names, about, _stated(store, names))


def _stated(store: Store, names: Names) -> dict[Relation, list[str]]:
    things = {iri for iri in names.nodes if names.is_thing(iri)}
    skipped = {NamedNode(namespaces.rebase(iri, names.base)) for iri in namespaces.COMPUTED_GRAPHS}
    stated: dict[Relation, list[str]] = defaultdict(list)
    for graph in store.named_graphs():
        if graph in skipped or not isinstance(graph, NamedNode):
            continue
        passage = namespaces.is_passage(namespaces.BASE + graph.value[len(names.base) :])
        number = [names.reference(graph.value)] if passage else []
        for s, p, o, _ in store.quads_for_pattern(None, None, None, graph):
            if not isinstance(s, NamedNode) or not isinstance(o, NamedNode):
                continue
            if s.value in things and o.value in things:
                stated[names.oriented(s.value, p.value, o.value)] += number
    return {relation: sorted(set(numbers)) for relation, numbers in sorted(stated.items())}
