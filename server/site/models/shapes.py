"""What the SHACL shapes ask of the properties of each class, as the vocabulary's page shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg import namespaces
from kg.model.vocabulary import Vocabulary
from kg.rdf import BlankNode, Literal, NamedNode, Term, identifier, read

_SH = "http://www.w3.org/ns/shacl#"
_CODES = "/code/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Triples = Mapping[str, Mapping[str, list[Term]]]


@dataclass(frozen=True, slots=True)
class Row:
    """A property of a class: its values, and how many a member has."""

    iri: str
    values: tuple[str, ...]  # classes, datatypes, code lists or single codes; empty for any
    low: int
    high: int | None  # None without a limit

    @property
    def count(self) -> str:
        """As diagrams write it: 1, 0..1, 1..*."""
        high = "*" if self.high is None else str(self.high)
        return high if high == str(self.low) else f"{self.low}..{high}"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the shapes of a class ask: of its properties, and in words of several together."""

    rows: tuple[Row, ...] = ()
    conditions: tuple[Mapping[str, str], ...] = ()  # by language


def properties(vocabulary: Vocabulary, shapes: Mapping[str, Shape], cls: str) -> list[Row]:
    """The properties that are for a class itself, not for all of one above it, by name.

    They are those of which the ontology says so, and those that its shapes speak of, without
    deprecated ones; what the shapes of classes above it ask of these counts too.
    """
    inherited = [row for one in vocabulary.above(cls) for row in shapes.get(one, Shape()).rows]
    asked = {row.iri: row for row in shapes.get(cls, Shape()).rows}
    known = vocabulary.properties
    free = [
        Row(p.iri, (), 0, None) for p in known.values() if cls in p.domains and not p.deprecated
    ]
    rows = []
    for row in {**{row.iri: row for row in free}, **asked}.values():
        term = known.get(row.iri)
        bounds = [row, *(one for one in inherited if one.iri == row.iri)]
        limits = [one.high for one in bounds if one.high is not None]
        if term and "FunctionalProperty" in term.sorts:
            limits.append(1)
        values = row.values or (tuple(term.ranges) if term else ())
        low = max(one.low for one in bounds)
        rows.append(Row(row.iri, values, low, min(limits, default=None)))
    return sorted(rows, key=lambda row: (-row.low, row.iri))


def shapes(folder: Path, base: str) -> Mapping[str, Shape]:
    """The shapes of a project's ontology by the class that they are for."""
    path = folder / "shapes.ttl"
    return _shapes(path, path.stat().st_mtime_ns, base) if path.is_file() else {}


@lru_cache(maxsize=2)
def _shapes(path: Path, changed: int, base: str) -> Mapping[str, Shape]:
    """Read anew when the file was changed at another time."""
    triples: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in read(path):
        node = identifier(quad.subject)
        triples[node][quad.predicate.value.removeprefix(_SH)].append(quad.object)
    rows: dict[str, list[Row]] = defaultdict(list)
    conditions: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for shape in list(triples.values()):
        for target in shape.get("targetClass", ()):
            cls = namespaces.rebase(identifier(target), base)
            asked = (triples[identifier(one)] for one in shape.get("property", ()))
            rows[cls] += [_row(one, triples, base) for one in asked if _is_plain(one)]
            said = {
                t.language or "": t.value
                for t in shape.get("message", ())
                if isinstance(t, Literal)
            }
            if said:
                conditions[cls].append(said)
    return {cls: Shape(tuple(rows[cls]), tuple(conditions[cls])) for cls in {*rows, *conditions}}


def _is_plain(shape: Mapping[str, list[Term]]) -> bool:
    """Whether a shape is of one property: a path of several is told in words."""
    return all(isinstance(path, NamedNode) for path in shape["path"])


def _row(shape: Mapping[str, list[Term]], triples: Triples, base: str) -> Row:
    def number(name: str) -> int | None:
        return int(shape[name][0].value) if name in shape else None  # type: ignore[union-attr]

    return Row(
        namespaces.rebase(identifier(shape["path"][0]), base),
        tuple(namespaces.rebase(value, base) for value in _values(shape, triples)),
        number("minCount") or 0,
        number("maxCount"),
    )


def _values(shape: Mapping[str, list[Term]], triples: Triples) -> Iterator[str]:
    for name in ("class", "datatype"):
        yield from map(identifier, shape.get(name, ()))
    for pattern in shape.get("pattern", ()):
        text = str(getattr(pattern, "value", ""))
        if _CODES in text:
            yield f"{namespaces.BASE}code/{text.partition(_CODES)[2].strip('/')}"
    for head in shape.get("in", ()):
        yield from map(identifier, _members(head, triples))
    for head in shape.get("or", ()):
        for one in _members(head, triples):
            if isinstance(one, BlankNode):
                yield from _values(triples[identifier(one)], triples)


def _members(head: Term, triples: Triples) -> Iterator[Term]:
    """The members of an RDF list."""
    while identifier(head) != f"{_RDF}nil":
        node = triples[identifier(head)]
        yield from node[f"{_RDF}first"]
        head = node[f"{_RDF}rest"][0]
