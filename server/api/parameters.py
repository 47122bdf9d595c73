"""Parameters of the API: one table for validation, documentation and forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from server.http.errors import Kind
from server.http.numbers import LARGEST, whole_number
from server.http.responses import Refusal
from server.http.texts import short

LONGEST = 300  # characters of any text
_ADDED = ("_",)  # by jQuery, so that a browser does not answer from its cache
NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST}


@dataclass(frozen=True)
class Parameter:
    """A parameter. Its JSON Schema serves for validation and documentation."""

    name: str
    zh: str
    en: str
    schema: Mapping[str, Any] = field(default_factory=lambda: dict(NAME))
    place: str = "query"
    required: bool = False

    def read(self, text: str) -> Any:
        """The value of a text. Raises Refusal if it is not valid."""
        kind = self.schema["type"]
        if kind == "integer":
            low, high = self.schema.get("minimum", -LARGEST), self.schema.get("maximum", LARGEST)
            return whole_number(self.name, text, low, high)
        if "enum" in self.schema and text not in self.schema["enum"]:
            choices = self.schema["enum"]
            raise Refusal(Kind.PARAMETER_CHOICE, parameter=self.name, text=text, choices=choices)
        longest = self.schema.get("maxLength")
        if longest is not None:
            short(self.name, text, longest)
        if len(text) < self.schema.get("minLength", 0):
            raise Refusal(Kind.PARAMETER_EMPTY, parameter=self.name)
        if "pattern" in self.schema and not re.search(self.schema["pattern"], text):
            pattern = self.schema["pattern"]
            raise Refusal(Kind.PARAMETER_PATTERN, parameter=self.name, text=text, pattern=pattern)
        return text

    def read_path(self, text: str) -> Any:
        """The value of a segment of the path. Raises Refusal (404) if it is not valid."""
        try:
            return self.read(text)
        except Refusal as refusal:
            raise Refusal(Kind.PATH, parameter=self.name, text=text) from refusal


LIMIT = Parameter(
    "limit",
    "一页的条数",
    "Number of items per page",
    {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
)
OFFSET = Parameter(
    "offset",
    "跳过的条数",
    "Number of items to skip",
    {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0},
)


def read(
    given: MultiDict[str, str], declared: Sequence[Parameter], open_ended: Iterable[str] = ()
) -> dict[str, Any]:
    """The values of a request's parameters, defaults included.

    Raises Refusal for a parameter that is unknown, repeated, missing, or of the wrong type.
    Parameters that client libraries add are ignored.
    """
    query_parameters = {p.name: p for p in declared if p.place == "query"}
    for name in given:
        if name in _ADDED:
            continue
        if name not in query_parameters and name not in open_ended:
            names = [*query_parameters, *open_ended]
            raise Refusal(Kind.PARAMETER_UNKNOWN, parameter=name, known=names)
        if len(given.getlist(name)) > 1:
            raise Refusal(Kind.PARAMETER_TWICE, parameter=name)
    values: dict[str, Any] = {}
    for name, parameter in query_parameters.items():
        if name in given:
            values[name] = parameter.read(given[name])
        elif parameter.required:
            meaning = {"zh": parameter.zh, "en": parameter.en}
            raise Refusal(Kind.PARAMETER_MISSING, parameter=name, meaning=meaning)
        elif "default" in parameter.schema:
            values[name] = parameter.schema["default"]
    return values
