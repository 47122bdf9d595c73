"""How the members of each class use our properties, as the build has counted it.

The build also notes how many values the SHACL shapes ask for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from kg.model.index import Index
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.rdf import DefaultGraph, NamedNode, Store, Term, identifier

DOCUMENT = "usage"


@dataclass(frozen=True, slots=True)
class Use:
    """A property in a class: the members that have it, and the number of values that each may have.

    `least` is 0 where the shapes ask for none. `most` is None where neither they nor the ontology,
    by calling the property functional, set a limit.
    """

    property: str
    members: int
    least: int
    most: int | None


class _Bounds(NamedTuple):
    least: int = 0
    most: int | None = None


def count(store: Store, records: Records) -> dict[str, list[Use]]:
    """The uses in each class, the most frequent first; `store` holds the shapes too.

    They are of the properties that the ontology declares: its own, and those of others that are not
    there only because one of its own is narrower.
    """
    vocabulary = records.names.vocabulary
    implied = {wide for one in vocabulary.properties.values() for wide in one.above}
    counted = vocabulary.properties.keys() | (set(vocabulary.declared) - implied)
    having: dict[str, Counter[str]] = defaultdict(Counter)
    for iri, values in records.about.items():
        own = values.keys() & counted
        for cls in records.names.types(iri):
            if cls in vocabulary.classes:
                having[cls].update(own)
    bounds = _bounds(store)
    single = {
        iri: _Bounds(0, 1)
        for iri, one in vocabulary.properties.items()
        if "FunctionalProperty" in one.sorts
    }
    found = {}
    for cls in vocabulary.classes:
        own_shapes = (bounds[one] for one in (cls, *vocabulary.above(cls)) if one in bounds)
        of_class = [single, *own_shapes]
        uses = [Use(iri, n, *_together(iri, of_class)) for iri, n in having[cls].items()]
        found[cls] = sorted(uses, key=lambda use: (-use.members, use.property))
    return found


def document(uses: Mapping[str, Sequence[Use]]) -> dict[str, list[dict[str, str | int | None]]]:
    """The uses as JSON holds them."""
    return {cls: [asdict(use) for use in own] for cls, own in uses.items()}


def read(index: Index) -> dict[str, list[Use]]:
    """The uses in each class that the build has written into the index."""
    return {cls: [Use(**one) for one in own] for cls, own in index.document(DOCUMENT).items()}


def _bounds(store: Store) -> dict[str, dict[str, _Bounds]]:
    """How many values of which property the shapes of each class allow."""
    found: dict[str, dict[str, _Bounds]] = defaultdict(dict)
    for target in store.quads_for_pattern(None, _sh("targetClass"), None, DefaultGraph()):
        cls = identifier(target.object)
        for constraint in _values(store, target.subject, "property"):
            (path,) = _values(store, constraint, "path")
            least, most = (_number(store, constraint, name) for name in ("minCount", "maxCount"))
            if isinstance(path, NamedNode):
                own = {path.value: _Bounds(least or 0, most)}
                found[cls][path.value] = _together(path.value, [found[cls], own])
    return dict(found)


def _together(iri: str, shapes: Iterable[Mapping[str, _Bounds]]) -> _Bounds:
    """What several shapes allow together."""
    own = [one[iri] for one in shapes if iri in one]
    limits = [one.most for one in own if one.most is not None]
    return _Bounds(max((one.least for one in own), default=0), min(limits, default=None))


def _number(store: Store, constraint: Term, name: str) -> int | None:
    return next((int(term.value) for term in _values(store, constraint, name)), None)  # type: ignore[union-attr]


def _values(store: Store, subject: Term, name: str) -> list[Term]:
    pattern = store.quads_for_pattern(subject, _sh(name), None, DefaultGraph())  # type: ignore[arg-type]
    return [quad.object for quad in pattern]


def _sh(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sh"] + name)
