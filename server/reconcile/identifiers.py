"""Identifiers of the reconciliation API, relative to its identifier and schema spaces.

Entities are `place/wuhan`; our types and properties are local names (`Corridor`, `partOf`), others
prefixed names (`owl:sameAs`). Full IRIs and prefixed names are accepted too.
"""

from __future__ import annotations

from kg import namespaces
from kg.errors import IriError

ENTITY_SPACE = "id/"
SCHEMA_SPACE = "ontology/"


def entity_id(iri: str, base: str) -> str | None:
    """The identifier of an entity; None for other IRIs."""
    space = base + ENTITY_SPACE
    return iri.removeprefix(space) if iri.startswith(space) else None


def entity_iri(identifier: str, base: str) -> str:
    """The IRI for an identifier of an entity, a full IRI or a prefixed name."""
    if "://" in identifier:
        return identifier
    return _expanded(identifier, base) or base + ENTITY_SPACE + identifier


def term_id(iri: str, base: str) -> str:
    """The identifier of a type or property."""
    space = base + SCHEMA_SPACE
    return iri.removeprefix(space) if iri.startswith(space) else namespaces.compact(iri, base)


def term_iri(identifier: str, base: str) -> str:
    """The IRI for an identifier of a type or property."""
    if "://" in identifier:
        return identifier
    return _expanded(identifier, base) or base + SCHEMA_SPACE + identifier


def _expanded(name: str, base: str) -> str | None:
    try:
        return namespaces.rebase(namespaces.expand(name), base)
    except IriError:
        return None
