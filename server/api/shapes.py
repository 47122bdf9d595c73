"""The JSON of the API for terms, things and pages of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kg import namespaces
from kg.rdf import Literal, NamedNode, Term
from server.http.urls import Urls

Labels = Mapping[str, Mapping[str, tuple[str, str]]]
_XSD = namespaces.PREFIXES["xsd"]
_NUMBERS = {f"{_XSD}integer", f"{_XSD}decimal"}


def reference(iri: str, labels: Labels, here: Urls) -> dict[str, Any]:
    """A reference to a node: its IRI, prefixed name and labels."""
    texts = {lang: text for lang, (text, _) in sorted(labels.get(iri, {}).items())}
    return {"iri": iri, "id": namespaces.compact(iri, here.base), "label": texts}


def value(term: Term, labels: Labels, here: Urls) -> dict[str, Any]:
    """A term: a reference, or a value with its language or datatype. Numbers are JSON numbers."""
    if isinstance(term, NamedNode):
        return reference(term.value, labels, here)
    if isinstance(term, Literal):
        if term.language:
            return {"value": term.value, "language": term.language}
        datatype = namespaces.compact(term.datatype.value, here.base)
        return {"value": _plain(term), "datatype": datatype}
    return {"value": str(term), "datatype": "rdfs:Resource"}


def _plain(term: Literal) -> str | int | float:
    if term.datatype.value in _NUMBERS:
        number = Decimal(term.value)
        return int(number) if number == number.to_integral_value() else float(number)
    return term.value


def page(
    items: Sequence[Any],
    total: int,
    here: Urls,
    path: str,
    limit: int,
    offset: int,
    parameters: Mapping[str, str],
) -> tuple[dict[str, Any], list[str]]:
    """A page of a list with links to other pages, and the links for a Link header."""
    links = page_links(total, here, path, limit, offset, parameters)
    body = {
        "total": total,
        "limit": limit,
        "offset": offset,
        "next": links.get("next"),
        "prev": links.get("prev"),
        "items": list(items),
    }
    return body, [f'<{address}>; rel="{rel}"' for rel, address in links.items()]


def page_links(
    total: int, here: Urls, path: str, limit: int, offset: int, parameters: Mapping[str, str]
) -> dict[str, str]:
    """The URLs of the first and last pages, and of those before and after, if they exist."""
    last = max(0, total - 1) // limit * limit
    places = {"first": 0, "last": last}
    if offset > 0:
        places["prev"] = max(0, min(offset - limit, last))
    if offset + limit < total:
        places["next"] = offset + limit
    unchanged: dict[str, str | int | None] = {**parameters}
    return {
        rel: here.to(path, **{**unchanged, "limit": limit, "offset": place})
        for rel, place in places.items()
    }
