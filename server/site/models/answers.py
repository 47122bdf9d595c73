"""The answer to a question of the catalogue, as a table of links and texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from kg.queries.columns import SUFFIX, column_label, parts, shown_columns, translations
from kg.queries.columns import ColumnLabels as ColumnWords
from server.http.language import Language
from server.http.media_types import Format
from server.http.responses import Refusal
from server.repository.snapshot import Snapshot
from server.site.wording.citations import numbered
from server.sparql.formats import GRAPHS, SOLUTIONS

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
class Head:
    """What stands above a column, and the variable that it is of."""

    text: str
    variable: str


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: columns and rows, or a text; or why there is none."""

    heads: tuple[Head, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    text: str = ""
    refusal: Refusal | None = None
    formats: tuple[Format, ...] = SOLUTIONS  # that the same query can be answered in

    @property
    def finds_nothing(self) -> bool:
        """Whether there is an answer without a row or triple, or that of an ASK: false."""
        return not self.refusal and not self.rows and self.text.strip() in ("", "false")


def bare(text: str) -> str:
    """A query without the header that its page shows in words."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+"))


def table(
    snapshot: Snapshot,
    text: str,
    language: Language,
    words: ColumnWords | None = None,
    *,
    translated: bool = True,
) -> Table:
    """The answer to a query, or what kept the engine from giving one.

    With `words`, those of the catalogue, its columns are called by them, and a label that the
    question asks for in the other language is shown in the reader's, unless it is to teach what
    the query does. What somebody wrote is answered as written, by its variables.
    """
    try:
        answer = snapshot.run(text, internal=words is not None)
    except Refusal as refusal:
        return Table(refusal=refusal)
    if answer.form == "graph":
        return Table(text=answer.body.decode(), formats=GRAPHS)
    document = json.loads(answer.body)
    if answer.form == "boolean":
        return Table(text=str(document["boolean"]).lower())
    variables = document["head"]["vars"]
    translated &= words is not None
    columns = shown_columns(variables, language, translated)
    rows = document["results"]["bindings"]
    known = {
        n: translations(_written(rows[:_SHOWN], n), snapshot.index, snapshot.names, language)
        if translated
        else {}
        for n in columns
    }
    shown = []
    for row in rows[:_SHOWN]:
        cells = [_cell(row.get(name), snapshot, language, known[name]) for name in columns]
        for n, name in enumerate(columns):  # the name of a thing leads to the thing
            thing = row.get(name.removesuffix(SUFFIX[language]))
            if name.endswith(SUFFIX[language]) and thing and thing["type"] == "uri":
                cells[n] = replace(cells[n], iri=thing["value"])
        shown.append(tuple(cells))
    heads = [Head(name.removesuffix(SUFFIX[language]), name) for name in columns]
    if words is not None:
        for n, name in enumerate(columns):
            written = {row[n].lang for row in shown} - {""}
            foreign = bool(written) and language not in written
            heads[n] = Head(
                column_label(words, name if foreign else parts(name)[0], language), name
            )
    return Table(tuple(heads), tuple(shown), len(rows))


def _written(rows: list[dict[str, Any]], column: str) -> set[tuple[str, str]]:
    """The texts of a column that are in a language, each with its language."""
    terms = [row[column] for row in rows if column in row]
    return {(one["value"], one["xml:lang"]) for one in terms if "xml:lang" in one}


def _cell(
    term: dict[str, Any] | None,
    snapshot: Snapshot,
    language: Language,
    translated: dict[str, str],
) -> Cell:
    if term is None:
        return Cell("")
    names = snapshot.names
    if term["type"] == "uri":
        iri = term["value"]
        name, _, number = iri.removeprefix(f"{names.base}report/").rpartition("/")
        if name in snapshot.dataset.reports and "-s" in number:
            text = numbered(name, number, snapshot.dataset, names, language)
            return Cell(text, iri, passage=True)
        return Cell(names.label(iri, language), iri)
    given = term.get("xml:lang", "")
    if given not in ("", language) and term["value"] in translated:
        return Cell(translated[term["value"]], lang=language)
    numeric = term.get("datatype", "").endswith(("#integer", "#decimal", "#double"))
    return Cell(term["value"], lang=given, numeric=numeric)
