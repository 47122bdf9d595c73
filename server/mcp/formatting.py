"""Rows, things and descriptions as JSON for models: prefixed names, labels, sources."""

from __future__ import annotations

from typing import Any

from kg import namespaces
from kg.model.names import Names
from kg.rdf import Literal, NamedNode, Term
from server.repository.descriptions import Description, Group, Value
from server.repository.references import thing_classes

_FULL = 25  # values of a property that are listed


def thing(iri: str, names: Names) -> dict[str, Any]:
    """A thing: its prefixed name, labels and classes."""
    return {
        "id": namespaces.compact(iri, names.base),
        "zh": names.label(iri, "zh"),
        "en": names.label(iri, "en"),
        "classes": thing_classes(names, iri),
    }


def cell(term: Term | None, base: str) -> str | int | float | None:
    """A value of a row: a number, text, or prefixed name."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return namespaces.compact(term.value, base)
    if isinstance(term, Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind == "integer":
            return int(term.value)
        if kind in ("decimal", "double"):
            return float(term.value)
        return term.value
    return str(term)


def description(description: Description) -> dict[str, Any]:
    """A description: relations with the sentences that state them, and their gists."""
    numbers = {passage.iri: _named(passage.iri, description) for passage in description.passages}
    return {
        "id": description.short(description.iri),
        "iri": description.iri,
        "zh": description.label(description.iri, "zh"),
        "en": description.label(description.iri, "en"),
        "outgoing": _relations(description.outgoing, description, numbers),
        "incoming": _relations(description.incoming, description, numbers),
        "page": description.page,
        "pages": description.pages,
        "evidence": [
            {"passage": description.short(passage.iri), **dict(passage.gist)}
            for passage in description.passages
        ],
        "note": "[1.2.2-s03] is the sentence of the default report that states it, "
        "[wuhan-2025/1.2.2-s03] one of another report; [inferred] marks an inferred "
        "triple; triples without a mark come from the list of things or the ontology.",
    }


def _named(iri: str, description: Description) -> str:
    return namespaces.reference(iri, description.base)


def _relations(
    groups: tuple[Group, ...], description: Description, numbers: dict[str, str]
) -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    for group in groups:
        values = [_value(value, description, numbers) for value in group.values[:_FULL]]
        if (more := len(group.values) - _FULL) > 0:
            values.append(f"… and {more} more on this page")
        written[
            f"{description.short(group.property)} ({description.label(group.property, 'en')})"
        ] = values
    return written


def _value(value: Value, description: Description, numbers: dict[str, str]) -> str:
    sources = [numbers[graph] for graph in value.graphs if graph in numbers]
    mark = f" [{', '.join(sources)}]" if sources else ""
    if description.inferred(value):
        mark = " [inferred]"
    if isinstance(value.term, NamedNode):
        iri = value.term.value
        label = f"{description.label(iri, 'zh')} / {description.label(iri, 'en')}"
        short = description.short(iri)
        return f"{short}{mark}" if label == f"{short} / {short}" else f"{label} <{short}>{mark}"
    if isinstance(value.term, Literal) and value.term.language:
        return f"{value.term.value}@{value.term.language}{mark}"
    return f"{cell(value.term, description.base)}{mark}"
