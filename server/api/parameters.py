"""Parameters of the API: declared once, then checked, documented and offered from that table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from kg import namespaces
from kg.errors import IriError
from kg.rdf import NamedNode
from server.http.errors import LARGEST, whole, wrong
from server.http.responses import Refusal
from server.repository.names import Names

_ABSOLUTE = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+)>?")
LONGEST = 300  # characters of any text
NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON Schema is the check and the documentation at once."""

    name: str
    zh: str
    en: str
    schema: Mapping[str, Any] = field(default_factory=lambda: dict(NAME))
    place: str = "query"
    required: bool = False

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises Refusal where it is none."""
        kind = self.schema["type"]
        if kind == "integer":
            low, high = self.schema.get("minimum", -LARGEST), self.schema.get("maximum", LARGEST)
            return whole(self.name, text, low, high)
        if "enum" in self.schema and text not in self.schema["enum"]:
            raise wrong(self.name, text, f"write one of {', '.join(self.schema['enum'])}")
        longest = self.schema.get("maxLength")
        if longest is not None and len(text) > longest:
            raise wrong(self.name, text, f"{longest} characters are the most")
        if len(text) < self.schema.get("minLength", 0):
            raise wrong(self.name, text, "it may not be empty")
        if "pattern" in self.schema and not re.search(self.schema["pattern"], text):
            raise wrong(self.name, text, f"it must look like {self.schema['pattern']}")
        return text

    def read_path(self, text: str) -> Any:
        """The value of a part of the path. Raises Refusal: nothing is at such a path."""
        try:
            return self.read(text)
        except Refusal as refusal:
            raise Refusal(404, "unknown", refusal.detail, members=refusal.members) from refusal


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


def read(
    given: MultiDict[str, str], declared: Sequence[Parameter], open_ended: Iterable[str] = ()
) -> dict[str, Any]:
    """The values of a request's parameters, defaults included.

    Raises Refusal for one that is unknown, given twice, missing, or of another type.
    """
    known = {p.name: p for p in declared if p.place == "query"}
    for name in given:
        if name not in known and name not in open_ended:
            names = ", ".join((*known, *open_ended)) or "none"
            raise wrong(name, given[name], f"there is no such parameter here. Known: {names}")
        if len(given.getlist(name)) > 1:
            raise wrong(name, given[name], "give it once")
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        if name in given:
            values[name] = parameter.read(given[name])
        elif parameter.required:
            raise Refusal(
                400,
                "parameter",
                f"The parameter {name} is missing: {parameter.en}.",
                members={"parameter": name},
            )
        elif "default" in parameter.schema:
            values[name] = parameter.schema["default"]
    return values


def term(name: str, text: str, names: Names, prefix: str = "") -> NamedNode:
    """The thing that a text means: an IRI, a prefixed name, a bare name of the parameter's own
    list (`prefix`), or the exact label.

    Raises Refusal: 404 where it names nothing, 409 with the candidates where there are several.
    """
    text = text.strip()
    given = _ABSOLUTE.fullmatch(text)
    try:
        if ":" in text and text.partition(":")[0] in namespaces.PREFIXES:
            return NamedNode(namespaces.rebase(namespaces.expand(text), names.base))
        if given:
            return NamedNode(given[1])
    except (IriError, ValueError):
        raise unknown(name, text, []) from None
    if prefix and re.fullmatch(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", text):
        own = namespaces.rebase(namespaces.PREFIXES[prefix], names.base) + text
        if own in names.of:
            return NamedNode(own)
    candidates = names.exact(text)
    if len(candidates) != 1:
        raise unknown(name, text, [namespaces.compact(iri, names.base) for iri in candidates])
    return NamedNode(candidates[0])


def unknown(name: str, text: str, candidates: Sequence[str]) -> Refusal:
    """A parameter that should name one thing: 404 where it names none, 409 where several."""
    shown = ", ".join(candidates[:10])
    problem = f"it could be {shown}; take one" if shown else "it names nothing in the graph"
    return Refusal(
        409 if candidates else 404,
        "ambiguous" if candidates else "unknown",
        f"{name}={text[:100]!r}: {problem}. Write a prefixed name, an IRI or an exact label.",
        members={"parameter": name, "candidates": list(candidates)},
    )
