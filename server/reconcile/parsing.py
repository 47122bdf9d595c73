"""What a client sends, read and checked: query batches and data extension queries.

Takes what 0.2 specifies and what 0.1 did: a lone `query`, as text or as an object, and `type`
as a text or a list of texts or of objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.http.errors import whole
from server.http.responses import Refusal

BATCH = 100  # queries in a batch, and entities in a data extension query
_CANDIDATES = 5
_MOST = 50
_LONGEST = 500  # characters of any text
_PROPERTIES = 20
_VALUES = 20  # of one property; a cell of a table has one, seldom a few
_TYPES = 20
_FIELDS = {"query", "type", "limit", "properties", "type_strict"}

Strictness = Literal["any", "should", "all"]


@dataclass(frozen=True)
class Wanted:
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


def batch(text: str) -> dict[str, Wanted]:
    """A batch of queries by their identifiers. Raises Refusal."""
    document = _json(text, "queries")
    if not isinstance(document, dict):
        raise wrong('`queries` must be an object of queries by identifier: {"q0": {…}}')
    if len(document) > BATCH:
        raise Refusal(
            413,
            "batch",
            f"The batch has {len(document)} queries; {BATCH} are the most. Send several batches.",
            members={"limit": BATCH},
        )
    return {name: wanted(query, name) for name, query in document.items()}


def single(text: str) -> Wanted:
    """A lone query as version 0.1 has it: an object, or just the text to look for."""
    stripped = text.strip()
    document = _json(stripped, "query") if stripped.startswith("{") else {"query": text}
    return wanted(document, "query")


def wanted(query: Any, name: str) -> Wanted:
    """One query. Raises Refusal, naming the query and what to write."""
    if not isinstance(query, dict):
        raise wrong(f"{name}: a query is an object")
    if strange := sorted(query.keys() - _FIELDS):
        raise wrong(f"{name}: unknown field {strange[0]!r}; known are {', '.join(sorted(_FIELDS))}")
    text, properties = query.get("query", ""), query.get("properties", [])
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise wrong(f"{name}: `query` must be a text of at most {_LONGEST} characters")
    if not isinstance(properties, list) or len(properties) > _PROPERTIES:
        raise wrong(f"{name}: `properties` must be a list of at most {_PROPERTIES}")
    if not text.strip() and not properties:
        raise wrong(f"{name}: give `query`, or `properties`, or both")
    limit = whole(f"{name}: limit", query.get("limit", _CANDIDATES), 1)
    strict = query.get("type_strict", "any")
    if strict not in ("any", "should", "all"):
        raise wrong(f"{name}: `type_strict` must be any, should or all")
    return Wanted(
        text.strip(),
        _types(query.get("type", []), name),
        min(limit, _MOST),
        tuple(_property(one, name) for one in properties),
        strict,
    )


def extension(text: str) -> Extension:
    """A data extension query. Raises Refusal."""
    document = _json(text, "extend")
    ids = document.get("ids") if isinstance(document, dict) else None
    properties = document.get("properties") if isinstance(document, dict) else None
    if not isinstance(ids, list) or not all(map(_short, ids)):
        raise wrong(f"`extend`: `ids` must be a list of identifiers, {_LONGEST} characters each")
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and _short(one.get("id")) for one in properties
    ):
        raise wrong(
            "`extend`: `properties` must be a list of objects with an `id` of at most "
            f"{_LONGEST} characters"
        )
    if len(ids) > BATCH or len(properties) > 50:
        raise Refusal(
            413,
            "batch",
            f"{len(ids)} entities and {len(properties)} properties; {BATCH} and 50 are the most.",
            members={"limit": BATCH},
        )
    settings = [one.get("settings") or {} for one in properties]
    if not all(isinstance(one, dict) for one in settings):
        raise wrong("`extend`: `settings` must be an object")
    pairs = zip(properties, settings, strict=True)
    return Extension(tuple(dict.fromkeys(ids)), tuple((one["id"], s) for one, s in pairs))


def wrong(message: str) -> Refusal:
    """400: what cannot be read, and what to write."""
    return Refusal(400, "parameter", f"{message}.")


def _json(text: str, name: str) -> Any:
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return found
    except (ValueError, RecursionError) as error:
        raise wrong(f"`{name}` is no JSON: {error}") from None


def _types(given: Any, name: str) -> tuple[str, ...]:
    """Type identifiers, from a text, a list of texts, or a list of objects with an `id`."""
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list):
        raise wrong(f"{name}: `type` must be a text or a list")
    found = [one.get("id") if isinstance(one, dict) else one for one in given]
    if len(found) > _TYPES or not all(map(_short, found)):
        raise wrong(f"{name}: `type` must be at most {_TYPES} texts of {_LONGEST} characters")
    return tuple(one for one in found if one)


def _property(given: Any, name: str) -> tuple[str, tuple[str, ...]]:
    """A property's identifier and its values as texts; an entity's value is its identifier."""
    if not isinstance(given, dict) or not _short(given.get("pid")) or "v" not in given:
        raise wrong(f"{name}: a property is an object with `pid` and `v`")
    values = given["v"] if isinstance(given["v"], list) else [given["v"]]
    if len(values) > _VALUES:
        raise Refusal(
            413,
            "batch",
            f"{name}: `v` of property {given['pid'][:100]!r} has {len(values)} values; {_VALUES} "
            "are the most. Send several queries.",
            members={"parameter": "v", "limit": _VALUES},
        )
    texts = dict.fromkeys(_value(one, name) for one in values)
    if not all(map(_short, texts)):
        raise wrong(f"{name}: a value in `v` has at most {_LONGEST} characters")
    return given["pid"], tuple(texts)


def _short(given: Any) -> bool:
    """Whether it is a text that is not too long."""
    return isinstance(given, str) and len(given) <= _LONGEST


def _value(given: Any, name: str) -> str:
    if isinstance(given, dict) and isinstance(given.get("id"), str):
        return str(given["id"])
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, (str, int, float)):
        return str(given)
    raise wrong(f'{name}: a property\'s value is a text, a number, true, false or {{"id": …}}')
