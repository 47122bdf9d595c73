"""Parsing and validation of query batches and data extension queries.

Supports version 0.2, and of 0.1 a single `query`, as text or object, and `type` as a text or a list
of texts or objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from server.http.errors import Kind
from server.http.numbers import whole_number
from server.http.responses import Refusal

BATCH = 100  # queries in a batch, and entities in a data extension query
_CANDIDATES = 5
_MOST = 50
_MAX_LENGTH = 500  # characters of any text
_PROPERTIES = 20
_VALUES = 20  # of one property
_TYPES = 20
_EXTENDED = 50  # properties of a data extension query
_FIELDS = {"query", "type", "limit", "properties", "type_strict"}

Strictness = Literal["any", "should", "all"]


@dataclass(frozen=True)
class ReconcileQuery:
    """One reconciliation query. A property's values are texts, numbers or identifiers."""

    text: str
    types: tuple[str, ...]
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    strict: Strictness


@dataclass(frozen=True)
class Extension:
    """A data extension query: entities, and properties with their settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, Any]], ...]


def batch(text: str) -> dict[str, ReconcileQuery]:
    """A batch of queries by their identifiers. Raises Refusal."""
    document = _json(text, "queries")
    if not isinstance(document, dict):
        raise Refusal(Kind.QUERIES_OBJECT)
    if len(document) > BATCH:
        raise Refusal(Kind.BATCH, count=len(document), limit=BATCH)
    return {name: _query(query, name) for name, query in document.items()}


def single(text: str) -> ReconcileQuery:
    """A single query of version 0.1: an object, or only the text."""
    stripped = text.strip()
    document = _json(stripped, "query") if stripped.startswith("{") else {"query": text}
    return _query(document, "query")


def _query(query: Any, name: str) -> ReconcileQuery:
    """One query. Raises Refusal, with the name of the query.

    A blank or too long text comes from a cell of a table and is not an error: the query is then
    empty and has no candidates. Numbers are converted to texts; null is blank.
    """
    if not isinstance(query, dict):
        raise Refusal(Kind.QUERY_OBJECT, name=name)
    if unknown := sorted(query.keys() - _FIELDS):
        raise Refusal(Kind.FIELD_UNKNOWN, name=name, field=unknown[0], known=sorted(_FIELDS))
    text, properties = query.get("query"), query.get("properties") or []
    text = "" if text is None else text
    if isinstance(text, (list, dict)):
        raise Refusal(Kind.FIELD_TEXT, name=name, field="query", most=_MAX_LENGTH)
    text = _value(text, name).strip()
    if not isinstance(properties, list) or len(properties) > _PROPERTIES:
        raise Refusal(Kind.FIELD_LIST, name=name, field="properties", most=_PROPERTIES)
    limit = whole_number(f"{name}: limit", query.get("limit", _CANDIDATES), 1)
    strict = query.get("type_strict", "any")
    if strict not in get_args(Strictness):
        choices = list(get_args(Strictness))
        raise Refusal(Kind.FIELD_CHOICE, name=name, field="type_strict", choices=choices)
    types = _types(query.get("type") or [], name)
    parsed = tuple(_property(one, name) for one in properties)
    if len(text) > _MAX_LENGTH:
        text, parsed = "", ()
    return ReconcileQuery(
        text, types, min(limit, _MOST), tuple(pair for pair in parsed if pair[1]), strict
    )


def extension(text: str) -> Extension:
    """A data extension query. Raises Refusal."""
    document = _json(text, "extend")
    ids = document.get("ids") if isinstance(document, dict) else None
    properties = document.get("properties") if isinstance(document, dict) else None
    if not isinstance(ids, list) or not all(map(_short, ids)):
        raise Refusal(Kind.EXTENSION_IDS, longest=_MAX_LENGTH)
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and _short(one.get("id")) for one in properties
    ):
        raise Refusal(Kind.EXTENSION_PROPERTIES, longest=_MAX_LENGTH)
    if len(ids) > BATCH or len(properties) > _EXTENDED:
        raise Refusal(
            Kind.EXTENSION_SIZE,
            ids=len(ids),
            properties=len(properties),
            limit=BATCH,
            most=_EXTENDED,
        )
    settings = [one.get("settings") or {} for one in properties]
    if not all(isinstance(one, dict) for one in settings):
        raise Refusal(Kind.EXTENSION_SETTINGS)
    pairs = zip(properties, settings, strict=True)
    return Extension(tuple(dict.fromkeys(ids)), tuple((one["id"], s) for one, s in pairs))


def _json(text: str, name: str) -> Any:
    try:
        result = json.loads(text)
        json.dumps(result, ensure_ascii=False).encode()  # fails for an unpaired surrogate
        return result
    except (ValueError, RecursionError) as error:
        raise Refusal(Kind.JSON, name=name, error=error) from None


def _types(value: Any, name: str) -> tuple[str, ...]:
    """Type identifiers, from a text, a list of texts, or a list of objects with an `id`."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise Refusal(Kind.FIELD_TYPES, name=name, most=_TYPES, longest=_MAX_LENGTH)
    result = [one.get("id") if isinstance(one, dict) else one for one in value]
    if len(result) > _TYPES or not all(map(_short, result)):
        raise Refusal(Kind.FIELD_TYPES, name=name, most=_TYPES, longest=_MAX_LENGTH)
    return tuple(one for one in result if one)


def _property(value: Any, name: str) -> tuple[str, tuple[str, ...]]:
    """The identifier of a property, and its values as texts; null values are ignored."""
    if not isinstance(value, dict) or not _short(value.get("pid")) or "v" not in value:
        raise Refusal(Kind.PROPERTY_OBJECT, name=name)
    values = value["v"] if isinstance(value["v"], list) else [value["v"]]
    if len(values) > _VALUES:
        raise Refusal(
            Kind.PROPERTY_VALUES,
            name=name,
            pid=value["pid"],
            parameter="v",
            count=len(values),
            limit=_VALUES,
        )
    texts = dict.fromkeys(_value(one, name) for one in values if one is not None)
    if not all(map(_short, texts)):
        raise Refusal(Kind.PROPERTY_VALUE_LENGTH, name=name, most=_MAX_LENGTH)
    return value["pid"], tuple(texts)


def _short(value: Any) -> bool:
    """Whether it is a text within the length limit."""
    return isinstance(value, str) and len(value) <= _MAX_LENGTH


def _value(value: Any, name: str) -> str:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise Refusal(Kind.PROPERTY_VALUE, name=name)
