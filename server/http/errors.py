"""The table of errors: status, type and texts of each kind, read from errors.toml.

`Refusal(Kind.…, **fields)` in `server.http.responses` reports one of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from server.http.language import Language

METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
ALLOW = ", ".join(METHODS)
JSON_PATHS = ("/api", "/reconcile")  # where errors are JSON regardless of Accept
_MAX_LENGTH = 300  # characters of a client's value that a text repeats
_FIELD = re.compile(r"(?<!\{)\{(\w+)\}")


class Kind(StrEnum):
    """The kinds of errors, by their names in the table."""

    NOT_HTTP = "not-http"
    HTTP_VERSION = "http-version"
    HOST_INVALID = "host-invalid"
    LENGTH_AND_CHUNKS = "length-and-chunks"
    FORWARDED = "forwarded"
    TRANSFER_ENCODING = "transfer-encoding"
    METHOD = "method"
    PAGE_METHOD = "page-method"
    NOT_FOUND = "not-found"
    RANGE = "range"
    BAD_REQUEST = "bad-request"
    URL_LENGTH = "url-length"
    HEAD_LENGTH = "head-length"
    QUERY_LENGTH = "query-length"
    FORM_FIELDS = "form-fields"
    HEAD_SECONDS = "head-seconds"
    BODY_SECONDS = "body-seconds"
    STOPPING = "stopping"
    CONTENT_ENCODING = "content-encoding"
    PRECONDITION = "precondition"
    BUDGET_SECONDS = "budget-seconds"
    BUDGET_ERRORS = "budget-errors"
    CLIENT_REQUESTS = "client-requests"
    CONNECTIONS = "connections"
    CLIENT_CONNECTIONS = "client-connections"
    METRICS = "metrics"
    INTERNAL = "internal"
    QUERY_MISSING = "query-missing"
    QUERY_TWICE = "query-twice"
    GRAPH_STORE = "graph-store"
    UPDATE = "update"
    UPDATE_AS_QUERY = "update-as-query"
    BODY_TYPE_MISSING = "body-type-missing"
    BODY_TYPE = "body-type"
    BODY_CODING = "body-coding"
    BODY_CHARSET = "body-charset"
    BODY_NOT_UTF8 = "body-not-utf8"
    PARAMETERS_NOT_UTF8 = "parameters-not-utf8"
    PARAMETERS_INVALID = "parameters-invalid"
    PARAMETER_REPEATED = "parameter-repeated"
    FORMATS_CONFLICT = "formats-conflict"
    GRAPH_IRI = "graph-iri"
    TIMEOUT_INVALID = "timeout-invalid"
    FORMAT = "format"
    FORMAT_UNSUITABLE = "format-unsuitable"
    SYNTAX = "syntax"
    DEPTH = "depth"
    FUNCTION = "function"
    SERVICE = "service"
    SECONDS = "seconds"
    MEMORY = "memory"
    RESULT = "result"
    WAITING = "waiting"
    CROWDED = "crowded"
    BUSY = "busy"
    ENGINE = "engine"
    ENGINE_DOWN = "engine-down"
    BUILD_FILES = "build-files"
    ENGINE_REMOTE = "engine-remote"
    UNKNOWN = "unknown"
    DESCRIPTION_PAGE = "description-page"
    RETIRED = "retired"
    REMOVED = "removed"
    PAGE = "page"
    IRI_MISSING = "iri-missing"
    PROFILE = "profile"
    PROFILE_PAGE = "profile-page"
    FILE = "file"
    ASSET = "asset"
    QUESTION = "question"
    CLASS = "class"
    REPORT = "report"
    SECTION_OF_ALL = "section-of-all"
    SECTION = "section"
    ZONE = "zone"
    VALUE_IRI = "value-iri"
    VALUE_INTEGER = "value-integer"
    VALUE_DECIMAL = "value-decimal"
    VALUE_DATE = "value-date"
    VALUE_LANG = "value-lang"
    API_QUESTION = "api-question"
    PATH = "path"
    PARAMETER_UNKNOWN = "parameter-unknown"
    PARAMETER_MISSING = "parameter-missing"
    PARAMETER_TWICE = "parameter-twice"
    PARAMETER_INTEGER = "parameter-integer"
    PARAMETER_DECIMAL = "parameter-decimal"
    PARAMETER_RANGE = "parameter-range"
    PARAMETER_CHOICE = "parameter-choice"
    PARAMETER_LENGTH = "parameter-length"
    PARAMETER_PATTERN = "parameter-pattern"
    THINGS_MISSING = "things-missing"
    PLACES_COUNT = "places-count"
    NAME_UNKNOWN = "name-unknown"
    AMBIGUOUS = "ambiguous"
    NOT_A_NODE = "not-a-node"
    NAME_NOT_USED = "name-not-used"
    BATCH = "batch"
    PROPERTY_VALUES = "property-values"
    EXTENSION_SIZE = "extension-size"
    ENTITY = "entity"
    FORM_EMPTY = "form-empty"
    PREFIX = "prefix"
    TYPE_UNKNOWN = "type-unknown"
    IDENTIFIER = "identifier"
    JSON = "json"
    QUERIES_OBJECT = "queries-object"
    QUERY_OBJECT = "query-object"
    FIELD_UNKNOWN = "field-unknown"
    FIELD_TEXT = "field-text"
    FIELD_LIST = "field-list"
    FIELD_CHOICE = "field-choice"
    FIELD_TYPES = "field-types"
    PROPERTY_OBJECT = "property-object"
    PROPERTY_VALUE_LENGTH = "property-value-length"
    PROPERTY_VALUE = "property-value"
    EXTENSION_IDS = "extension-ids"
    EXTENSION_PROPERTIES = "extension-properties"
    EXTENSION_SETTINGS = "extension-settings"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's title, what happened, and what to do (empty where there is nothing)."""

    title: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of error. `members` are the fields that problem details carry.

    `limit` is what is limited, in Chinese and in English, where the kind is about a limit.
    """

    kind: Kind
    type: str
    status: int
    members: tuple[str, ...]
    words: Mapping[Language, Words]
    limit: Mapping[Language, str] | None

    def fields(self, language: Language) -> frozenset[str]:
        """The names of the fields in the texts of a language."""
        words = self.words[language]
        return frozenset(_FIELD.findall(words.detail + words.remedy))

    def text(self, language: Language, fields: Mapping[str, Any]) -> str:
        """What happened and what to do, with the values of the fields."""
        words = self.words[language]
        shown = _Values({name: _as_text(value, language) for name, value in fields.items()})
        if isinstance(limit := fields.get("limit"), int):
            shown |= {"kilobytes": str(limit >> 10), "megabytes": str(limit >> 20)}
        parts = [words.detail]
        if words.remedy and all(shown.get(name) for name in _FIELD.findall(words.remedy)):
            parts.append(words.remedy)
        return ("" if language == "zh" else " ").join(parts).format_map(shown)


class _Values(dict[str, str]):
    """The values as texts; a missing value is shown as an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def _as_text(value: Any, language: Language) -> str:
    """A value as text: a list with commas; of a pair of texts, that in the language."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, Exception):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(map(str, value))
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"


def _read(path: Path) -> Mapping[Kind, Entry]:
    """The table. Raises ValueError if its kinds differ from those of `Kind`."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if strange := table.keys() ^ set(Kind):
        raise ValueError(f"{path} and errors.Kind differ: {', '.join(sorted(strange))}")
    return MappingProxyType(
        {
            kind: Entry(
                kind,
                row.get("type", kind.value),
                row["status"],
                tuple(row.get("members", ())),
                {"zh": Words(*row["zh"]), "en": Words(*row["en"])},
                dict(zip(("zh", "en"), row["limit"], strict=True)) if "limit" in row else None,
            )
            for kind in Kind
            for row in (table[kind.value],)
        }
    )


TABLE = _read(Path(__file__).with_suffix(".toml"))


class ErrorType(NamedTuple):
    """A type of problem details, with the title of its first kind."""

    name: str
    statuses: tuple[int, ...]
    title: Mapping[Language, str]


def types() -> list[ErrorType]:
    """The types of problem details, ordered by status."""
    result: dict[str, list[Entry]] = {}
    for entry in TABLE.values():
        result.setdefault(entry.type, []).append(entry)
    listed = [
        ErrorType(
            name,
            tuple(sorted({entry.status for entry in entries})),
            {language: words.title for language, words in entries[0].words.items()},
        )
        for name, entries in result.items()
    ]
    return sorted(listed, key=lambda one: (one.statuses, one.name))
