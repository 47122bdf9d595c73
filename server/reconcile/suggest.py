"""Suggestions while someone types: entities, types and properties whose names begin so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.rdf import NamedNode
from server.reconcile.candidates import describe_briefly, index, types_of
from server.reconcile.identifiers import entity_id, entity_iri, term_id
from server.repository.names import Names, key, read
from server.repository.views import Reader

PAGE = 10


def entities(reader: Reader, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Entities whose name begins with the text, then those whose name has it."""
    names = read(reader)
    iris = _found(names, index(reader).names.types, prefix)
    given = entity_iri(prefix, reader.base)
    if given in names.types:
        iris = [given, *(iri for iri in iris if iri != given)]
    return [
        {
            "id": entity_id(iri, names.base) or iri,
            "name": names.label(iri, "en" if prefix.isascii() else "zh"),
            "description": describe_briefly(iri, names, prefix),
            "notable": types_of(iri, names, prefix),
        }
        for iri in iris[cursor : cursor + PAGE]
    ]


def types(reader: Reader, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Types whose name begins with the text, or has it, with the types above them."""
    names = read(reader)
    above = reader.once(_above)
    return [
        {**_term(iri, names, prefix), "broader": [_term(up, names, prefix) for up in above[iri]]}
        for iri in _found(names, above, prefix)[cursor : cursor + PAGE]
    ]


def properties(reader: Reader, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Properties whose name begins with the text, or has it."""
    names = read(reader)
    ours = reader.once(_properties)
    found = _found(names, ours, prefix)
    return [_term(iri, names, prefix) for iri in found[cursor : cursor + PAGE]]


def proposed(reader: Reader, class_iri: str, limit: int | None) -> list[dict[str, str]]:
    """The properties that things of a class have, the most used first."""
    names = read(reader)
    rows = reader.rows("reconcile_properties", **{"class": NamedNode(class_iri)})
    found = [row["property"].value for row in rows if isinstance(row["property"], NamedNode)]
    return [{"id": term_id(iri, names.base), "name": names.label(iri, "en")} for iri in found][
        :limit
    ]


def _term(iri: str, names: Names, prefix: str) -> dict[str, Any]:
    language: Any = "en" if prefix.isascii() else "zh"
    return {"id": term_id(iri, names.base), "name": names.label(iri, language)}


def _found(names: Names, among: Iterable[str], prefix: str) -> list[str]:
    """Those whose name or identifier begins with the text, then those that have it somewhere."""
    wanted = key(prefix)
    begins: Callable[[str], bool] = lambda text: text.startswith(wanted)  # noqa: E731
    ranked: list[tuple[int, int, str]] = []
    for iri in among:
        keys = [name.key for name in names.of.get(iri, ())] + [key(iri.rpartition("/")[2])]
        best = min((len(k) for k in keys if begins(k)), default=0)
        if best or not wanted:
            ranked.append((0, best, iri))
        elif any(wanted in k for k in keys):
            ranked.append((1, 0, iri))
    return [iri for _, _, iri in sorted(ranked)]


def _above(reader: Reader) -> dict[str, list[str]]:
    """Each class of things, with the classes directly above it."""
    found: dict[str, list[str]] = {}
    for row in reader.rows("reconcile_types"):
        if isinstance(row["class"], NamedNode):
            held = found.setdefault(row["class"].value, [])
            if isinstance(above := row.get("above"), NamedNode):
                held.append(above.value)
    return found


def _properties(reader: Reader) -> tuple[str, ...]:
    rows = reader.rows("reconcile_terms")
    return tuple(r["property"].value for r in rows if isinstance(r["property"], NamedNode))
