"""Autocompletion of entities, types and properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.model.names import Names
from kg.rdf import NamedNode
from kg.search.lookup import containing
from kg.search.normalize import key
from server.reconcile.candidates import describe_briefly, types_of
from server.reconcile.identifiers import entity_id, entity_iri, term_id
from server.reconcile.matching import label
from server.repository.snapshot import Snapshot

PAGE = 10


def entities(snapshot: Snapshot, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Entities whose name begins with the text, then those that contain it."""
    names = snapshot.names
    iris = containing(snapshot.index, prefix, PAGE, cursor)
    given = entity_iri(prefix, snapshot.base)
    if names.is_thing(given):  # it comes first, so the others move by one
        before = containing(snapshot.index, prefix, cursor + PAGE)
        iris = [given, *(iri for iri in before if iri != given)][cursor : cursor + PAGE]
    return [
        {
            "id": entity_id(iri, names.base) or iri,
            "name": label(names, iri, prefix),
            "description": describe_briefly(iri, names, prefix),
            "notable": types_of(iri, names, prefix),
        }
        for iri in iris
    ]


def types(snapshot: Snapshot, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Types whose name begins with the text or contains it, with their supertypes."""
    names, terms = snapshot.names, snapshot.vocabulary
    thing = names.wk("Thing")
    ours = [cls for cls in terms.classes if cls == thing or thing in terms.above(cls)]
    return [
        {
            **_term(iri, names, prefix),
            "broader": [_term(up, names, prefix) for up in terms.classes[iri].parents],
        }
        for iri in _matches(names, ours, prefix)[cursor : cursor + PAGE]
    ]


def properties(snapshot: Snapshot, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Properties whose name begins with the text or contains it."""
    names = snapshot.names
    result = _matches(names, snapshot.vocabulary.declared, prefix)
    return [_term(iri, names, prefix) for iri in result[cursor : cursor + PAGE]]


def proposed(snapshot: Snapshot, class_iri: str, limit: int | None) -> list[dict[str, str]]:
    """The properties of members of a class, the most used first."""
    names = snapshot.names
    rows = snapshot.rows("reconcile_properties", **{"class": NamedNode(class_iri)})
    result = [row["property"].value for row in rows if isinstance(row["property"], NamedNode)]
    return [{"id": term_id(iri, names.base), "name": names.label(iri, "en")} for iri in result][
        :limit
    ]


def _term(iri: str, names: Names, prefix: str) -> dict[str, Any]:
    return {"id": term_id(iri, names.base), "name": label(names, iri, prefix)}


def _matches(names: Names, among: Iterable[str], prefix: str) -> list[str]:
    """The terms whose name or identifier begins with the text, then those that contain it."""
    wanted = key(prefix)
    ranked: list[tuple[int, int, str]] = []
    for iri in among:
        node = names.nodes.get(iri)
        names_of = [name.text for name in node.names] if node else []
        keys = [key(text) for text in (*names_of, iri.rpartition("/")[2])]
        best = min((len(k) for k in keys if k.startswith(wanted)), default=0)
        if best or not wanted:
            ranked.append((0, best, iri))
        elif any(wanted in k for k in keys):
            ranked.append((1, 0, iri))
    return [iri for _, _, iri in sorted(ranked)]
