"""Queries -> candidates, and entities -> values: the parts of reconciliation that ask the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from kg import namespaces
from kg.rdf import Literal, NamedNode, Term
from server.http.errors import Kind
from server.http.language import Language
from server.http.numbers import whole
from server.http.responses import Refusal
from server.reconcile import matching
from server.reconcile.identifiers import entity_id, entity_iri, term_id, term_iri
from server.reconcile.parsing import Extension, Wanted
from server.repository.names import key, read
from server.repository.views import Reader

_XSD = namespaces.PREFIXES["xsd"]
_ALIKE = 75  # from which two texts are taken for the same value, in part


def index(reader: Reader) -> matching.Index:
    """The names of things of the reader's build."""
    return reader.once(_index)


def _index(reader: Reader) -> matching.Index:
    return matching.index(read(reader))


def answer(reader: Reader, wanted: Wanted) -> list[dict[str, Any]]:
    """The candidates for one query, as the protocol writes them."""
    reader.check()
    found = index(reader)
    types = _types(wanted, reader)
    properties = [(_property(pid, reader), values) for pid, values in wanted.properties]
    by_name = _named(found, wanted, reader, properties)
    values = arrows(reader, by_name) if properties else {}

    def fits(iri: str) -> float | None:
        if not properties:
            return None
        reader.check()
        return sum(
            _fit(values.get(iri, {}).get(property_, []), texts, found)
            for property_, texts in properties
        ) / len(properties)

    return [
        _written(one, found, wanted.text)
        for one in matching.candidates(found, wanted, types, by_name, fits)
    ]


def arrows(reader: Reader, things: Any) -> dict[str, dict[str, list[Term]]]:
    """What is said of each thing, by property."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    nodes = [NamedNode(iri) for iri in things]
    for row in reader.rows("api_arrows", thing=nodes) if nodes else ():
        thing, property_ = row["thing"], row["property"]
        assert isinstance(thing, NamedNode) and isinstance(property_, NamedNode)
        found[thing.value][property_.value].append(row["value"])
    return found


def extend(reader: Reader, wanted: Extension) -> dict[str, Any]:
    """The values of properties of entities, with what the properties are called."""
    names = read(reader)
    iri_of = {one: _entity(one, reader) for one in wanted.ids}
    values = arrows(reader, iri_of.values())
    properties = [(pid, _property(pid, reader), settings) for pid, settings in wanted.properties]
    meta = [{"id": pid, "name": names.label(iri, "en")} for pid, iri, _ in properties]
    rows = {
        one: {
            pid: _limited(
                [_cell(term, reader, settings) for term in values.get(iri, {}).get(property_, [])],
                settings,
            )
            for pid, property_, settings in properties
        }
        for one, iri in iri_of.items()
    }
    return {"meta": meta, "rows": rows}


def _limited(cells: list[dict[str, Any]], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    number = whole("limit", settings.get("limit") or 0, 0)
    return cells[:number] if number else cells


def _cell(term: Term, reader: Reader, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A value as the protocol writes it; things outside the identifier space by their names."""
    language: Language = "zh" if settings.get("lang") == "zh" else "en"
    names = read(reader)
    if isinstance(term, NamedNode):
        identifier = entity_id(term.value, reader.base)
        if identifier:
            return {"id": identifier, "name": names.label(term.value, language)}
        known = term.value in names.of
        return {"str": names.label(term.value, language) if known else term.value}
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
    found: matching.Index, wanted: Wanted, reader: Reader, properties: list[Any]
) -> dict[str, tuple[float, str]]:
    """The things worth a closer look: called so, identified so, or else having such values."""
    if wanted.text:
        by_name = matching.similar(found, wanted.text)
        iri = entity_iri(wanted.text, reader.base)
        if iri in found.names.types:
            by_name[iri] = 100.0, wanted.text
        return by_name
    things: dict[str, tuple[float, str]] = {}
    for property_, texts in properties:
        for text in texts:
            reader.check()
            values: list[Term] = [
                NamedNode(iri)
                for iri, (score, _) in matching.similar(found, text).items()
                if score >= _ALIKE
            ]
            given = entity_iri(text, reader.base)
            if given in found.names.of:
                values.append(NamedNode(given))
            values += [Literal(text), Literal(text, language="zh"), Literal(text, language="en")]
            for row in reader.rows(
                "reconcile_pointing", property=NamedNode(property_), value=values
            ):
                if isinstance(row["thing"], NamedNode):
                    iri = row["thing"].value
                    things[iri] = 0.0, found.label(iri, text)
    return things


def _fit(values: list[Term], texts: tuple[str, ...], found: matching.Index) -> float:
    """How well the best value fits the best of the texts: 1 is the same, 0 is nothing alike."""
    best = 0.0
    for text in texts:
        for term in values:
            best = max(best, *(_alike(text, own) for own in _texts(term, found)), 0.0)
    return best


def _texts(term: Term, found: matching.Index) -> list[str]:
    """The texts that a value may be given as: the names and the identifier of a thing."""
    if isinstance(term, NamedNode):
        named = [name.text for name in found.names.of.get(term.value, ())]
        identifier = entity_id(term.value, found.names.base)
        return [*named, term.value, *([identifier] if identifier else [])]
    return [term.value] if isinstance(term, Literal) else []


def _alike(text: str, own: str) -> float:
    score = 100.0 if text == own else fuzz.ratio(key(text), key(own))
    return score / 100 if score >= _ALIKE else 0.0


def _types(wanted: Wanted, reader: Reader) -> list[str]:
    """The IRIs of the types. Raises Refusal for one that is no class of the graph."""
    found = [term_iri(one, reader.base) for one in wanted.types]
    known = read(reader).of
    for one, iri in zip(wanted.types, found, strict=True):
        if iri not in known:
            raise Refusal(Kind.TYPE_UNKNOWN, name=one)
    return found


def _property(identifier: str, reader: Reader) -> str:
    return _sound(identifier, term_iri(identifier, reader.base))


def _entity(identifier: str, reader: Reader) -> str:
    return _sound(identifier, entity_iri(identifier, reader.base))


def _sound(identifier: str, iri: str) -> str:
    """The IRI itself. Raises Refusal where it is none."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise Refusal(Kind.IDENTIFIER, identifier=identifier, error=error) from error
    return iri


def _written(one: matching.Candidate, found: matching.Index, text: str) -> dict[str, Any]:
    """A candidate as the protocol writes it, named in the language that was asked in."""
    names = found.names
    features: list[dict[str, Any]] = [
        {"id": "name_similarity", "value": one.similarity},
        {"id": "name_exact", "value": one.exact},
        {"id": "type_match", "value": one.type_match},
    ]
    if one.property_match is not None:
        features.append({"id": "property_match", "value": round(100 * one.property_match, 1)})
    return {
        "id": entity_id(one.iri, names.base) or one.iri,
        "name": found.label(one.iri, text or one.name),
        "description": describe_briefly(one.iri, names, text),
        "score": one.score,
        "match": one.match,
        "type": types_of(one.iri, names, text),
        "features": features,
    }


def types_of(iri: str, names: Any, text: str) -> list[dict[str, str]]:
    """The narrowest types of a thing."""
    language: Language = "en" if text.isascii() else "zh"
    return [
        {"id": term_id(one, names.base), "name": names.label(one, language)}
        for one in names.stated.get(iri, ())
    ]


def describe_briefly(iri: str, names: Any, text: str) -> str:
    """A thing's name in the other language, and its other names."""
    label = names.label(iri, "en" if text.isascii() else "zh")
    others = [name.text for name in names.of.get(iri, ()) if name.text != label]
    return " · ".join(dict.fromkeys(others))
