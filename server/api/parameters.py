"""Parameters of the API: declared once, then checked, documented and offered from that table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from server.http.errors import Kind
from server.http.language import named
from server.http.media_types import Format
from server.http.negotiation import by_name
from server.http.numbers import LARGEST, whole_number
from server.http.responses import Refusal
from server.http.texts import limited

LONGEST = 300  # characters of any text
_ADDED = ("_",)  # by jQuery, so that a browser does not answer from its cache
NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON Schema is the check and the documentation at once.

    `spelling` turns other spellings of a value into the one of the schema. `separator` stands
    between the parts of a list; a list may also be sent as several parameters of the name.
    """

    name: str
    zh: str
    en: str
    schema: Mapping[str, Any] = field(default_factory=lambda: dict(NAME))
    place: str = "query"
    required: bool = False
    spelling: Callable[[str], str] = str
    separator: str = ""

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises Refusal where it is none."""
        kind, text = self.schema["type"], self.spelling(text)
        if kind == "integer":
            low, high = self.schema.get("minimum", -LARGEST), self.schema.get("maximum", LARGEST)
            return whole_number(self.name, text, low, high)
        if "enum" in self.schema and text not in self.schema["enum"]:
            choices = self.schema["enum"]
            raise Refusal(Kind.PARAMETER_CHOICE, parameter=self.name, text=text, choices=choices)
        longest = self.schema.get("maxLength")
        if longest is not None:
            limited(self.name, text, longest)
        if "pattern" in self.schema and not re.search(self.schema["pattern"], text):
            pattern = self.schema["pattern"]
            raise Refusal(Kind.PARAMETER_PATTERN, parameter=self.name, text=text, pattern=pattern)
        return text

    def read_path(self, text: str) -> Any:
        """The value of a part of the path. Raises Refusal: nothing is at such a path."""
        try:
            return self.read(text)
        except Refusal as refusal:
            raise Refusal(Kind.PATH, parameter=self.name, text=text) from refusal


LIMIT = Parameter(
    "limit",
    "一页的条数",
    "How many on a page",
    {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
)
OFFSET = Parameter(
    "offset",
    "跳过的条数",
    "How many to pass over",
    {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0},
)


def language_parameter(zh: str, en: str, default: str | None = None) -> Parameter:
    """A parameter `lang`, in any spelling of a language tag."""
    schema = {"type": "string", "enum": ["zh", "en"], **({"default": default} if default else {})}
    return Parameter("lang", zh, en, schema, spelling=lambda text: named(text) or text)


def format_parameter(
    zh: str, en: str, formats: Sequence[Format], default: str | None = None
) -> Parameter:
    """A parameter `format`, by any name of a format or by its media type."""
    names = [form.name for form in formats]

    def name(text: str) -> str:
        choice = by_name(text, formats)
        return choice.format.name if choice else text

    schema = {"type": "string", "enum": names, **({"default": default} if default else {})}
    return Parameter("format", zh, en, schema, spelling=name)


def given_texts(given: MultiDict[str, str], declared: Sequence[Parameter]) -> dict[str, str]:
    """The text of each parameter of a request.

    Forms send empty fields: they are as if absent. Equal values, and values that the parameter
    spells alike, are one; the parts of a list are joined. What client libraries add by themselves
    is passed over. Raises Refusal for a name that is unknown, and for values that differ.
    """
    known = {p.name: p for p in declared if p.place == "query"}
    texts: dict[str, str] = {}
    for name in given:
        if name in _ADDED:
            continue
        if name not in known:
            raise Refusal(Kind.PARAMETER_UNKNOWN, parameter=name, known=list(known))
        parameter, values = known[name], list(filter(None, given.getlist(name)))
        if len(set(map(parameter.spelling, values))) > 1 and not parameter.separator:
            raise Refusal(Kind.PARAMETER_TWICE, parameter=name)
        if values:
            texts[name] = parameter.separator.join(values) if parameter.separator else values[0]
    return texts


def read(texts: Mapping[str, str], declared: Sequence[Parameter]) -> dict[str, Any]:
    """The values of the parameters whose texts are given, and the defaults of others.

    Raises Refusal for one that is missing or of another type.
    """
    values: dict[str, Any] = {}
    for parameter in declared:
        if parameter.place != "query":
            continue
        if parameter.name in texts:
            values[parameter.name] = parameter.read(texts[parameter.name])
        elif parameter.required:
            meaning = {"zh": parameter.zh, "en": parameter.en}
            raise Refusal(Kind.PARAMETER_MISSING, parameter=parameter.name, meaning=meaning)
        elif "default" in parameter.schema:
            values[parameter.name] = parameter.schema["default"]
    return values
