"""The vocabulary of a build, with counts: classes, properties, code lists and units.

It is read completely from the index when a release is opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from kg.model.index import Index

DOCUMENT = "vocabulary"


@dataclass(frozen=True, slots=True)
class Class:
    """One of our classes: number of members, direct superclasses, an example."""

    iri: str
    count: int
    parents: Sequence[str]
    above: Sequence[str]  # all superclasses
    example: str


@dataclass(frozen=True, slots=True)
class Property:
    """One of our properties: its OWL types (`sorts`), number of uses, an example.

    `domains` are classes of subjects; `ranges` are classes, datatypes or code lists.
    """

    iri: str
    sorts: Sequence[str]
    above: Sequence[str]
    domains: Sequence[str]
    ranges: Sequence[str]
    deprecated: bool
    count: int
    example: Sequence[str]  # a subject and a value; empty without uses


@dataclass(frozen=True, slots=True)
class Unit:
    """The base unit of a unit, by its label in each language, and its English plural."""

    base: str
    labels: Mapping[str, str]
    plural: str


@dataclass(frozen=True, slots=True)
class Verb:
    """The English verb phrase of a relation, for a singular and a plural subject."""

    one: str
    many: str


@dataclass(frozen=True)
class Vocabulary:
    """The terms: classes and properties by IRI, the most used first; codes by code list.

    `inverses` maps a relation to the one that the ontology declares it the inverse of. `declared`
    are all properties declared in the ontology, including external ones. `external` has the names
    of external terms by language. `schema_terms` maps classes and properties to local names of
    schema.org.
    """

    classes: Mapping[str, Class] = field(default_factory=dict)
    properties: Mapping[str, Property] = field(default_factory=dict)
    declared: Sequence[str] = ()
    inverses: Mapping[str, str] = field(default_factory=dict)
    symmetric: Sequence[str] = ()
    schemes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    definitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    external: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    schema_terms: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def inverse(self) -> Mapping[str, str]:
        """Maps relations to their inverses in both directions; symmetric ones to themselves."""
        result = dict(self.inverses)
        result |= {relation: inverse for inverse, relation in self.inverses.items()}
        return result | {relation: relation for relation in self.symmetric}

    def narrowest(self, types: Iterable[str], top: str) -> str:
        """The most specific of some classes below `top`; `top` if there is none."""
        below = [cls for cls in types if top in self.above(cls)]
        return max(below, key=lambda cls: (len(self.above(cls)), cls), default=top)

    def above(self, cls: str) -> Sequence[str]:
        """All superclasses of a class among ours."""
        return self.classes[cls].above if cls in self.classes else ()

    def direct(self, cls: str) -> list[str]:
        """The direct superclasses of a class."""
        parents = self.classes[cls].parents if cls in self.classes else ()
        return [one for one in parents if not any(one in self.above(other) for other in parents)]

    def below(self, cls: str) -> list[str]:
        """The direct subclasses of a class, by number of members."""
        return list(self._children.get(cls, ()))

    @cached_property
    def _children(self) -> Mapping[str, Sequence[str]]:
        children: dict[str, list[str]] = defaultdict(list)
        for iri in self.classes:
            for parent in self.direct(iri):
                children[parent].append(iri)
        return children

    def roots(self) -> list[Class]:
        """The classes without a superclass of ours."""
        return [one for one in self.classes.values() if not self.direct(one.iri)]

    def count(self, cls: str) -> int:
        """The number of members of a class; 0 if it does not exist."""
        return self.classes[cls].count if cls in self.classes else 0

    def document(self) -> dict[str, Any]:
        """The vocabulary as JSON holds it."""
        return asdict(self)


def read(index: Index) -> Vocabulary:
    """The vocabulary that the build has written into the index."""
    result = index.document(DOCUMENT)
    result["classes"] = {iri: Class(**one) for iri, one in result["classes"].items()}
    result["properties"] = {iri: Property(**one) for iri, one in result["properties"].items()}
    result["units"] = {iri: Unit(**one) for iri, one in result["units"].items()}
    result["verbs"] = {iri: Verb(**one) for iri, one in result["verbs"].items()}
    return Vocabulary(**result)
