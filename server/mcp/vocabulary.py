"""The vocabulary for models that write queries: classes, properties, code lists, advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import namespaces
from kg.model.names import Names
from kg.model.vocabulary import Class, Property
from kg.rdf import NamedNode, Term
from server.repository.snapshot import Snapshot, text_of

_ADVICE = (
    "Things: ?x a wk:Project ; rdfs:label ?name . FILTER(LANG(?name) = 'en')",
    "Where a sentence states it: GRAPH ?passage { ?x wk:partOf ?y } . ?passage a wk:Passage",
    "Figures: ?f a wk:Observation (outcome) or wk:Target (promise) ; wk:indicator ?i ; wk:value "
    "?v ; wk:unit ?u ; wk:normalizedValue ?n ; wk:period ?p ; wk:kind ?k ; wk:statedIn ?passage",
    "Progress: ?m a wk:Milestone ; wk:subject ?x ; wk:stage ?s ; wk:status ?achievedOrPromised",
    "Names: wk:labelZh and wk:labelEn, without language tag; rdfs:label has tags. Class: "
    "wk:mostSpecificClass. One outcome of several: wk:preferred true. Year: wk:period/wk:during?",
    "Sentences are r:1.2.2-s03 in queries as in answers.",
)


def overview(snapshot: Snapshot) -> dict[str, Any]:
    """Classes and properties with counts, code lists and prefixes."""
    names, terms = snapshot.names, snapshot.vocabulary

    def counted(some: Iterable[Class] | Iterable[Property]) -> list[str]:
        return [f"{names.short(one.iri)}: {one.count} ({_label(one.iri, names)})" for one in some]

    return {
        "prefixes": {p: namespaces.rebase(n, names.base) for p, n in namespaces.PREFIXES.items()},
        "classes": counted(terms.classes.values()),
        "properties": counted(terms.properties.values()),
        "code_lists": {
            names.short(scheme): list(map(names.short, codes))
            for scheme, codes in terms.schemes.items()
        },
        "how_to_query": list(_ADVICE),
    }


def class_(snapshot: Snapshot, iri: str) -> dict[str, Any]:
    """A class: its definition, and the properties of its members with counts and examples."""
    names = snapshot.names
    rows = snapshot.rows("schema_class", **{"class": NamedNode(iri)})
    return {
        "id": names.short(iri),
        "zh": names.label(iri, "zh"),
        "en": names.label(iri, "en"),
        "definition": _definition(iri, snapshot),
        "properties": [
            {
                "id": names.short(text_of(row["property"])),
                "used_by": int(text_of(row["count"])),
                "definition": _definition(text_of(row["property"]), snapshot),
                "example": _example(row["example"], names),
            }
            for row in rows
        ],
    }


def _definition(iri: str, snapshot: Snapshot) -> str:
    return snapshot.vocabulary.definitions.get(iri, {}).get("en", "")


def _example(term: Term, names: Names) -> str:
    if isinstance(term, NamedNode):
        return f"{names.short(term.value)} ({names.label(term.value, 'en')})"
    return str(term)


def _label(iri: str, names: Names) -> str:
    return f"{names.label(iri, 'zh')}, {names.label(iri, 'en')}"
