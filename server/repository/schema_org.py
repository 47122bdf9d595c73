"""Descriptions in schema.org as JSON-LD with an inline context.

`ontology/alignments.ttl` maps classes and properties to schema.org. This module adds names, the
data set and the sentences about a resource.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg import namespaces
from kg.rdf import Literal, NamedNode, Term
from server.http.urls import Urls
from server.repository.descriptions import Description

_SCHEMA = namespaces.PREFIXES["schema"]
_DEFAULT = "Thing"


def write(description: Description, urls: Urls, most: int | None = None) -> bytes:
    """The document; with `most`, without the properties that have more values, as pages embed it.

    A page links to the document as a whole.
    """
    node: dict[str, Any] = {
        "@context": {"@vocab": _SCHEMA},
        "@id": description.iri,
        "@type": sorted(_types(description)),
        "name": _texts(description.values("rdfs:label")),
        "alternateName": _texts(description.values("skos:altLabel")),
        "description": _texts(
            description.values("skos:definition") or description.values("wk:gist")
        ),
        "url": urls.document(description.iri),
        "includedInDataset": {"@id": urls.iri("dataset"), "@type": "Dataset"},
        "subjectOf": [
            {
                "@id": passage.iri,
                "@type": "Quotation",
                "identifier": passage.number,
                "isPartOf": {"@id": passage.report},
                "abstract": [
                    {"@value": text, "@language": language}
                    for language, text in sorted(passage.gist.items())
                ],
            }
            for passage in description.passages
        ],
    }
    terms = description.vocabulary.schema_terms
    for group in description.outgoing:
        if term := terms.get(group.property):
            values = [_value(value.term, description) for value in group.values]
            node[term] = [*node.get(term, []), *values]
    node = {
        key: value
        for key, value in node.items()
        if value not in ([], None) and not (most and isinstance(value, list) and len(value) > most)
    }
    return json.dumps(node, ensure_ascii=False, indent=1).encode() + b"\n"


def _types(description: Description) -> Iterator[str]:
    """Its classes in schema.org; `Thing` if there are none."""
    types = [term.value for term in description.values("rdf:type") if isinstance(term, NamedNode)]
    classes = {iri.removeprefix(_SCHEMA) for iri in types if iri.startswith(_SCHEMA)}
    terms = description.vocabulary.schema_terms
    classes |= {terms[iri] for iri in types if iri in terms}
    yield from classes or {_DEFAULT}


def _texts(terms: list[Term]) -> list[dict[str, str]]:
    """Texts with their language."""
    return [
        {"@value": term.value, "@language": term.language or "und"}
        for term in terms
        if isinstance(term, Literal)
    ]


def _value(term: Term, description: Description) -> Any:
    """A value: a thing with its names, or a literal with its type."""
    if isinstance(term, NamedNode):
        names = [
            {"@value": text, "@language": language}
            for language, (text, _) in sorted(description.labels.get(term.value, {}).items())
        ]
        return {"@id": term.value, "name": names} if names else {"@id": term.value}
    if isinstance(term, Literal):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        return {"@value": term.value, "@type": term.datatype.value}
    return str(term)
