"""The schema as a model needs it to write a query: classes, properties, code lists, advice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kg import namespaces
from kg.rdf import Literal, NamedNode
from server.repository.names import Names, read
from server.repository.views import Reader

_ADVICE = (
    "Things: ?x a wk:Project ; rdfs:label ?name . FILTER(LANG(?name) = 'en')",
    "Where a sentence states it: GRAPH ?passage { ?x wk:partOf ?y } . ?passage a wk:Passage",
    "Figures: ?f a wk:Observation (outcome) or wk:Target (promise) ; wk:indicator ?i ; wk:value "
    "?v ; wk:unit ?u ; wk:normalizedValue ?n ; wk:period ?p ; wk:kind ?k ; wk:statedIn ?passage",
    "Progress: ?m a wk:Milestone ; wk:subject ?x ; wk:stage ?s ; wk:status ?achievedOrPromised",
    "In SPARQL write r:1\\.2\\.2-s03 with escaped dots, or the whole IRI.",
)


def overview(reader: Reader) -> dict[str, Any]:
    """Classes with their members counted, our properties, the code lists, the prefixes."""
    names = read(reader)
    classes = [
        f"{_short(row['class'], names)}: {_number(row['count'])} ({_label(row['class'], names)})"
        for row in reader.rows("schema_classes")
    ]
    properties = [
        f"{_short(row['property'], names)}: {_number(row['count'])} "
        f"({_label(row['property'], names)})"
        for row in reader.rows("schema_properties")
    ]
    codes: dict[str, list[str]] = defaultdict(list)
    for row in reader.rows("schema_codes"):
        codes[_short(row["scheme"], names)].append(_short(row["code"], names))
    return {
        "prefixes": {p: namespaces.rebase(n, names.base) for p, n in namespaces.PREFIXES.items()},
        "classes": classes,
        "properties": properties,
        "code_lists": dict(codes),
        "how_to_query": list(_ADVICE),
    }


def class_(reader: Reader, iri: str) -> dict[str, Any]:
    """A class: what it means, the properties of its members with their use, one member."""
    names = read(reader)
    node = NamedNode(iri)
    definitions = {
        row["thing"]: row["definition"].value
        for row in reader.rows("schema_definitions")
        if isinstance(row["definition"], Literal) and row["definition"].language == "en"
    }
    rows = reader.rows("schema_class", **{"class": node})
    return {
        "id": namespaces.compact(iri, names.base),
        "zh": names.label(iri, "zh"),
        "en": names.label(iri, "en"),
        "definition": definitions.get(node, ""),
        "properties": [
            {
                "id": _short(row["property"], names),
                "used_by": _number(row["count"]),
                "definition": definitions.get(row["property"], ""),
                "example": _example(row["example"], names),
            }
            for row in rows
        ],
    }


def _example(term: Any, names: Names) -> str:
    if isinstance(term, NamedNode):
        return f"{namespaces.compact(term.value, names.base)} ({names.label(term.value, 'en')})"
    return str(term)


def _short(term: Any, names: Names) -> str:
    return namespaces.compact(term.value, names.base)


def _label(term: Any, names: Names) -> str:
    return f"{names.label(term.value, 'zh')}, {names.label(term.value, 'en')}"


def _number(term: Any) -> int:
    return int(term.value)
