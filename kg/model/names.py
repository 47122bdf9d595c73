"""What each IRI of a graph is called, in both languages, and what it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal as OneOf

from kg import namespaces
from kg.model.palette import COLOURS
from kg.namespaces import PREFIXES
from kg.rdf import DefaultGraph, Literal, NamedNode, Store

Language = OneOf["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
ALIAS = NamedNode(f"{PREFIXES['skos']}altLabel")
TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_SUB_CLASS = NamedNode(f"{PREFIXES['rdfs']}subClassOf")
_INVERSE = NamedNode(f"{PREFIXES['owl']}inverseOf")
_SYMMETRIC = f"{PREFIXES['owl']}SymmetricProperty"


@dataclass(frozen=True)
class Names:
    """Labels by IRI and language; classes by IRI; classes above each class; inverse relations.

    `inverses` leads from a relation to the one that the ontology declares it the inverse of.
    """

    base: str
    labels: Mapping[str, Mapping[str, str]]
    types: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    inverses: Mapping[str, str]

    def label(self, iri: str, language: Language) -> str:
        """The label in that language, else its short form."""
        return self.labels.get(iri, {}).get(language) or self.short(iri)

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI, else the IRI."""
        if iri not in self._short:
            self._short[iri] = namespaces.compact(iri, self.base)
        return self._short[iri]

    def classes(self, iri: str) -> list[str]:
        """The most specific of our classes that it has, first those that its IRI speaks of."""
        ours = {cls for cls in self.types.get(iri, ()) if cls.startswith(self._terms)}
        wide = {cls for low in ours for cls in self.above.get(low, ()) if cls != low}
        prefix = self.short(iri).partition(":")[0]
        return sorted(ours - wide, key=lambda c: (not self.kind(c).lower().startswith(prefix), c))

    def kind(self, cls: str) -> str:
        """The local name of the class that `cls` is coloured by: Place for an office tower."""
        chain = {cls, *self.above.get(cls, ())}
        names = sorted(c.removeprefix(self._terms) for c in chain)
        return next((name for name in names if name in COLOURS), self.local(cls))

    def oriented(self, source: str, relation: str, target: str) -> tuple[str, str, str]:
        """The same relation always told the same way: of two inverses, of two ends, one."""
        if relation in self.inverses:
            return target, self.inverses[relation], source
        if _SYMMETRIC in self.types.get(relation, ()):
            source, target = sorted((source, target))
        return source, relation, target

    def local(self, iri: str) -> str:
        """The last part of an IRI: partOf."""
        return re.split(r"[/#:]", self.short(iri).rstrip("/#:"))[-1]

    @cached_property
    def _terms(self) -> str:
        return namespaces.rebase(PREFIXES["wk"], self.base)

    @cached_property
    def _short(self) -> dict[str, str]:
        return {}


def names(store: Store, base: str = namespaces.BASE) -> Names:
    """The names in a store that was published under `base`."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in store.quads_for_pattern(None, LABEL, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            labels[quad.subject.value][quad.object.language or ""] = quad.object.value
    inverses = {
        inverse: relation
        for relation, found in _pairs(store, _INVERSE).items()
        for inverse in found
    }
    return Names(base, labels, _pairs(store, TYPE), _pairs(store, _SUB_CLASS), inverses)


def _pairs(store: Store, predicate: NamedNode) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.subject.value].add(quad.object.value)
    return {subject: frozenset(objects) for subject, objects in found.items()}
