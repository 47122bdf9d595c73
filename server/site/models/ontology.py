"""The ontology as its pages show it: classes and properties, their use, and an example of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg.rdf import Literal
from server.repository.views import Reader
from server.site.models.counts import counts
from server.site.models.names import Model, model
from server.site.models.relations import arrows
from server.site.models.statements import index, text_of


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its members, the classes directly above and below, and a member."""

    iri: str
    count: int
    above: tuple[str, ...]
    below: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its sorts (transitive, functional), uses, and a use as subject and value."""

    iri: str
    sorts: tuple[str, ...]
    above: tuple[str, ...]
    inverse: str
    ranges: tuple[str, ...]
    count: int
    example: tuple[str, str] | None


@dataclass(frozen=True)
class Vocabulary:
    """The terms of the build; definitions by IRI and language."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    definitions: Mapping[str, Mapping[str, str]]

    def roots(self) -> list[Class]:
        """The classes that stand below no other."""
        return [one for one in self.classes.values() if not one.above]


def vocabulary(reader: Reader) -> Vocabulary:
    """The vocabulary of the reader's build; made once for each build."""
    return reader.once(_vocabulary)


def _vocabulary(reader: Reader) -> Vocabulary:
    known = model(reader)
    definitions: dict[str, dict[str, str]] = defaultdict(dict)
    for row in reader.rows("schema_definitions"):
        text = row["definition"]
        if isinstance(text, Literal):
            definitions[text_of(row["thing"])][text.language or ""] = text.value
    return Vocabulary(_classes(reader, known), _properties(reader, known), definitions)


def _classes(reader: Reader, known: Model) -> dict[str, Class]:
    found = counts(reader).classes
    above = {cls: _direct(known.parents.get(cls, ()), known) for cls in found}
    members: dict[str, str] = {}
    for iri in sorted(known.names.types):
        for cls in known.names.types[iri]:
            members.setdefault(cls, iri)
    for statement in index(reader).all:
        members.setdefault(known.wk(statement.kind), statement.iri)
    return {
        cls: Class(
            cls,
            count,
            above[cls],
            tuple(one for one in found if cls in above[one]),
            members.get(cls, ""),
        )
        for cls, count in found.items()
    }


def _direct(parents: tuple[str, ...], known: Model) -> tuple[str, ...]:
    """Those of the classes above that stand above none of the others."""
    return tuple(p for p in parents if not any(p in known.above.get(o, ()) for o in parents))


def _properties(reader: Reader, known: Model) -> dict[str, Property]:
    sorts: dict[str, dict[str, None]] = defaultdict(dict)
    above: dict[str, dict[str, None]] = defaultdict(dict)
    ranges: dict[str, dict[str, None]] = defaultdict(dict)
    for row in reader.rows("docs_terms"):
        property_ = text_of(row["property"])
        sorts[property_][known.local(text_of(row["type"]))] = None
        for name, into in (("above", above), ("range", ranges)):
            if name in row:
                into[property_][text_of(row[name])] = None
    examples = _examples(reader, known)
    uses = counts(reader).properties
    return {
        iri: Property(
            iri,
            tuple(sorts[iri]),
            tuple(above[iri]),
            known.inverse.get(iri, ""),
            tuple(ranges[iri]),
            uses.get(iri, 0),
            examples.get(iri),
        )
        for iri in sorts
        if "Datatype" not in sorts[iri]
    }


def _examples(reader: Reader, known: Model) -> dict[str, tuple[str, str]]:
    """For each property, a thing or statement that has it, and the IRI or text it points at."""
    found: dict[str, tuple[str, str]] = {}
    for thing, some in arrows(reader).items():
        for arrow in some:
            found.setdefault(arrow.property, (thing, arrow.other))
    for statement in index(reader).all:
        for name, terms in statement.values.items():
            found.setdefault(known.wk(name), (statement.iri, text_of(terms[0])))
    return found
