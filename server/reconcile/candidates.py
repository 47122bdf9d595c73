"""Candidates for reconciliation queries, and property values for data extension queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from kg import namespaces
from kg.model.names import Names
from kg.rdf import Literal, NamedNode, Term
from kg.search.normalize import key
from server.http.errors import Kind
from server.http.language import Language
from server.http.numbers import whole_number
from server.http.responses import Refusal
from server.reconcile import matching
from server.reconcile.identifiers import entity_id, entity_iri, term_id, term_iri
from server.reconcile.parsing import Extension, ReconcileQuery
from server.repository.snapshot import Snapshot

_XSD = namespaces.PREFIXES["xsd"]
_ALIKE = 75  # similarity, of 100, from which two texts match in part


def answer(snapshot: Snapshot, wanted: ReconcileQuery) -> list[dict[str, Any]]:
    """The candidates for one query as JSON; none for an empty query."""
    snapshot.check()
    names = snapshot.names
    types = _types(wanted, snapshot)
    properties = [(_property(pid, snapshot), values) for pid, values in wanted.properties]
    if not wanted.text and not properties:
        return []
    by_name = _named(snapshot, wanted, properties)
    values = relations(snapshot, by_name) if properties else {}

    def fits(iri: str) -> float | None:
        if not properties:
            return None
        snapshot.check()
        return sum(
            _fit(values.get(iri, {}).get(property_, []), texts, names)
            for property_, texts in properties
        ) / len(properties)

    return [
        _written(one, names, wanted.text)
        for one in matching.candidates(names, wanted, types, by_name, fits)
    ]


def relations(snapshot: Snapshot, things: Any) -> dict[str, dict[str, list[Term]]]:
    """The property values of each thing, by property."""
    result: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    nodes = [NamedNode(iri) for iri in things]
    for row in snapshot.rows("api_arrows", thing=nodes) if nodes else ():
        thing, property_ = row["thing"], row["property"]
        assert isinstance(thing, NamedNode) and isinstance(property_, NamedNode)
        result[thing.value][property_.value].append(row["value"])
    return result


def extend(snapshot: Snapshot, wanted: Extension) -> dict[str, Any]:
    """The response to a data extension query: property values of entities, and names."""
    names = snapshot.names
    iri_of = {one: _entity(one, snapshot) for one in wanted.ids}
    values = relations(snapshot, iri_of.values())
    properties = [(pid, _property(pid, snapshot), settings) for pid, settings in wanted.properties]
    meta = [{"id": pid, "name": names.label(iri, "en")} for pid, iri, _ in properties]
    rows = {
        one: {
            pid: _limited(
                [
                    _cell(term, snapshot, settings)
                    for term in values.get(iri, {}).get(property_, [])
                ],
                settings,
            )
            for pid, property_, settings in properties
        }
        for one, iri in iri_of.items()
    }
    return {"meta": meta, "rows": rows}


def _limited(cells: list[dict[str, Any]], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    number = whole_number("limit", settings.get("limit") or 0, 0)
    return cells[:number] if number else cells


def _cell(term: Term, snapshot: Snapshot, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A value as JSON; resources outside the identifier space by their names."""
    language: Language = "zh" if settings.get("lang") == "zh" else "en"
    names = snapshot.names
    if isinstance(term, NamedNode):
        identifier = entity_id(term.value, snapshot.base)
        if identifier:
            return {"id": identifier, "name": names.label(term.value, language)}
        in_graph = term.value in names.nodes
        return {"str": names.label(term.value, language) if in_graph else term.value}
    if not isinstance(term, Literal):
        return {"str": str(term)}
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "integer":
        return {"int": int(term.value)}
    if kind in ("decimal", "double", "float"):
        return {"float": float(term.value)}
    if kind == "date":
        return {"date": f"{term.value}T00:00:00Z"}
    return {"str": term.value}


def _named(
    snapshot: Snapshot, wanted: ReconcileQuery, properties: list[Any]
) -> dict[str, tuple[float, str]]:
    """Possible candidates by name or identifier; without a text, by property values."""
    if wanted.text:
        by_name = matching.similar(snapshot, wanted.text)
        iri = entity_iri(wanted.text, snapshot.base)
        if snapshot.names.is_thing(iri):
            by_name[iri] = 100.0, wanted.text
        return by_name
    things: dict[str, tuple[float, str]] = {}
    for property_, texts in properties:
        for text in texts:
            snapshot.check()
            values: list[Term] = [
                NamedNode(iri)
                for iri, (score, _) in matching.similar(snapshot, text).items()
                if score >= _ALIKE
            ]
            given = entity_iri(text, snapshot.base)
            if given in snapshot.nodes:
                values.append(NamedNode(given))
            values += [Literal(text), Literal(text, language="zh"), Literal(text, language="en")]
            for row in snapshot.rows(
                "reconcile_pointing", property=NamedNode(property_), value=values
            ):
                if isinstance(row["thing"], NamedNode):
                    iri = row["thing"].value
                    things[iri] = 0.0, matching.label(snapshot.names, iri, text)
    return things


def _fit(values: list[Term], texts: tuple[str, ...], names: Names) -> float:
    """The similarity of the best pair of a value and a text, from 0 to 1."""
    best = 0.0
    for text in texts:
        for term in values:
            best = max(best, *(_alike(text, own) for own in _texts(term, names)), 0.0)
    return best


def _texts(term: Term, names: Names) -> list[str]:
    """The texts for a value: a literal, or the names and identifiers of a thing."""
    if isinstance(term, NamedNode):
        node = names.nodes.get(term.value)
        named = [name.text for name in node.names] if node else []
        identifier = entity_id(term.value, names.base)
        return [*named, term.value, *([identifier] if identifier else [])]
    return [term.value] if isinstance(term, Literal) else []


def _alike(text: str, own: str) -> float:
    score = 100.0 if text == own else fuzz.ratio(key(text), key(own))
    return score / 100 if score >= _ALIKE else 0.0


def _types(wanted: ReconcileQuery, snapshot: Snapshot) -> list[str]:
    """The IRIs of the types. Raises Refusal for one that is not in the graph."""
    result = [term_iri(one, snapshot.base) for one in wanted.types]
    for one, iri in zip(wanted.types, result, strict=True):
        if iri not in snapshot.nodes:
            raise Refusal(Kind.TYPE_UNKNOWN, name=one)
    return result


def _property(identifier: str, snapshot: Snapshot) -> str:
    return _sound(identifier, term_iri(identifier, snapshot.base))


def _entity(identifier: str, snapshot: Snapshot) -> str:
    return _sound(identifier, entity_iri(identifier, snapshot.base))


def _sound(identifier: str, iri: str) -> str:
    """The IRI. Raises Refusal if it is not valid."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise Refusal(Kind.IDENTIFIER, identifier=identifier, error=error) from error
    return iri


def _written(one: matching.Candidate, names: Names, text: str) -> dict[str, Any]:
    """A candidate as JSON, with its name in the language of the query."""
    features: list[dict[str, Any]] = [
        {"id": "name_similarity", "value": one.similarity},
        {"id": "name_exact", "value": one.exact},
        {"id": "type_match", "value": one.type_match},
    ]
    if one.property_match is not None:
        features.append({"id": "property_match", "value": round(100 * one.property_match, 1)})
    return {
        "id": entity_id(one.iri, names.base) or one.iri,
        "name": matching.label(names, one.iri, text or one.name),
        "description": describe_briefly(one.iri, names, text),
        "score": one.score,
        "match": one.match,
        "type": types_of(one.iri, names, text),
        "features": features,
    }


def types_of(iri: str, names: Names, text: str) -> list[dict[str, str]]:
    """The most specific types of a thing."""
    return [
        {"id": term_id(one, names.base), "name": matching.label(names, one, text)}
        for one in sorted(names.classes(iri))
    ]


def describe_briefly(iri: str, names: Names, text: str) -> str:
    """The name in the other language, and other names."""
    label = names.label(iri, "en" if text.isascii() else "zh")
    node = names.nodes.get(iri)
    others = [name.text for name in node.names if name.text != label] if node else []
    return " · ".join(dict.fromkeys(others))
