"""The answer to a question of the catalogue, as a table of links and texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from server.graph import Reader
from server.language import Language
from server.replies import Refusal
from server.site.model import Model

_SUFFIX: dict[Language, str] = {"zh": "Zh", "en": "En"}  # of the columns with names
_SHOWN = 200  # rows on a page; the downloads have all of them


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: its text, the IRI behind it, the language it is in."""

    text: str
    iri: str = ""
    lang: str = ""
    numeric: bool = False
    passage: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: columns and rows, or a text; or why there is none."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    text: str = ""
    error: str = ""


def bare(text: str) -> str:
    """A query without the header that its page shows in words."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+"))


def table(reader: Reader, text: str, model: Model, language: Language) -> Table:
    """The answer to a query, or what kept the engine from giving one."""
    try:
        answer = reader.run(text)
    except Refusal as refusal:
        return Table(error=refusal.detail)
    if answer.form == "graph":
        return Table(text=answer.body.decode())
    document = json.loads(answer.body)
    if answer.form == "boolean":
        return Table(text=str(document["boolean"]).lower())
    variables = document["head"]["vars"]
    columns = _columns(variables, language)
    rows = document["results"]["bindings"]
    shown = []
    for row in rows[:_SHOWN]:
        cells = [_cell(row.get(name), model, language) for name in columns]
        for n, name in enumerate(columns):  # the name of a thing leads to the thing
            thing = row.get(name.removesuffix(_SUFFIX[language]))
            if name.endswith(_SUFFIX[language]) and thing and thing["type"] == "uri":
                cells[n] = replace(cells[n], iri=thing["value"])
        shown.append(tuple(cells))
    names = tuple(name.removesuffix(_SUFFIX[language]) for name in columns)
    return Table(names, tuple(shown), len(rows))


def _columns(names: list[str], language: Language) -> tuple[str, ...]:
    """The columns, without those that another column says in the reader's language."""
    mine, other = _SUFFIX[language], _SUFFIX["en" if language == "zh" else "zh"]
    return tuple(
        name
        for name in names
        if name + mine not in names
        and not (name.endswith(other) and name.removesuffix(other) + mine in names)
    )


def _cell(term: dict[str, Any] | None, model: Model, language: Language) -> Cell:
    if term is None:
        return Cell("")
    if term["type"] == "uri":
        iri = term["value"]
        short = model.short(iri)
        passage = short.startswith("r:") and "-s" in short
        text = short.removeprefix("r:") if passage else model.label(iri, language)
        return Cell(text, iri, passage=passage)
    numeric = term.get("datatype", "").endswith(("#integer", "#decimal", "#double"))
    return Cell(term["value"], lang=term.get("xml:lang", ""), numeric=numeric)
