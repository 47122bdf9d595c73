"""The vocabulary of a build with its use: classes, properties, code lists and units.

It is small, and read as a whole from the index when a release is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from kg.model.index import Index

DOCUMENT = "vocabulary"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of ours: its members, the classes that the ontology puts it below, a member."""

    iri: str
    count: int
    parents: Sequence[str]
    above: Sequence[str]  # all classes above it
    example: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of ours: its sorts (Transitive, Functional), uses, and a subject and value.

    `domains` are the classes of what has it; `ranges` classes, datatypes or code lists.
    """

    iri: str
    sorts: Sequence[str]
    above: Sequence[str]
    domains: Sequence[str]
    ranges: Sequence[str]
    deprecated: bool
    count: int
    example: Sequence[str]  # empty where nothing has it


@dataclass(frozen=True, slots=True)
class Unit:
    """The base unit of a unit, by its label in each language, and its English plural."""

    base: str
    labels: Mapping[str, str]
    plural: str


@dataclass(frozen=True, slots=True)
class Verb:
    """How an English sentence puts a relation, of one subject and of many."""

    one: str
    many: str


@dataclass(frozen=True)
class Vocabulary:
    """The terms: classes and properties by IRI, the most used first; codes by code list.

    `inverses` leads from a relation to the one that the ontology declares it the inverse of.
    `declared` are all properties that the ontology declares, those of others too. `external` is
    what terms of other vocabularies are called, by language. `schema_terms` leads from classes and
    properties to the local names of the schema.org terms that descriptions use for them.
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
        """From a relation to its inverse, either way; a symmetric relation is its own."""
        found = dict(self.inverses)
        found |= {relation: inverse for inverse, relation in self.inverses.items()}
        return found | {relation: relation for relation in self.symmetric}

    def narrowest(self, types: Iterable[str], top: str) -> str:
        """Of some classes, the one that is furthest below `top`; `top` where none is below it."""
        below = [cls for cls in types if top in self.above(cls)]
        return max(below, key=lambda cls: (len(self.above(cls)), cls), default=top)

    def above(self, cls: str) -> Sequence[str]:
        """All classes of ours above a class."""
        return self.classes[cls].above if cls in self.classes else ()

    def direct(self, cls: str) -> list[str]:
        """The direct superclasses of a class: those that are not above another of them."""
        parents = self.classes[cls].parents if cls in self.classes else ()
        return [one for one in parents if not any(one in self.above(other) for other in parents)]

    def below(self, cls: str) -> list[str]:
        """The classes directly below a class, those with most members first."""
        return [one for one in self.classes if cls in self.direct(one)]

    def roots(self) -> list[Class]:
        """The classes without a superclass of ours."""
        return [one for one in self.classes.values() if not self.direct(one.iri)]

    def count(self, cls: str) -> int:
        """How many members a class has; none where there is no such class."""
        return self.classes[cls].count if cls in self.classes else 0

    def document(self) -> dict[str, Any]:
        """The vocabulary as JSON holds it."""
        return asdict(self)


def read(index: Index) -> Vocabulary:
    """The vocabulary that the build has written into the index."""
    found = index.document(DOCUMENT)
    found["classes"] = {iri: Class(**one) for iri, one in found["classes"].items()}
    found["properties"] = {iri: Property(**one) for iri, one in found["properties"].items()}
    found["units"] = {iri: Unit(**one) for iri, one in found["units"].items()}
    found["verbs"] = {iri: Verb(**one) for iri, one in found["verbs"].items()}
    return Vocabulary(**found)
