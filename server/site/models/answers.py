"""The answer to a question of the catalogue, as a table of links and texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kg.queries.arrangement import Arrangement, arranged
from kg.queries.columns import SUFFIX, column_label, parts, translations
from kg.queries.columns import ColumnLabels as ColumnWords
from server.http.language import Language
from server.http.media_types import Format
from server.http.responses import Refusal
from server.repository.snapshot import Snapshot
from server.site.wording.amounts import with_unit
from server.site.wording.citations import passage_label
from server.sparql.formats import GRAPHS, SOLUTIONS

_SHOWN = 200  # answers on a page; the downloads have all of them
_UNIT = "unit"
_MEASURED = ("value", "lowest", "highest", "outcome", "target")  # whose unit column ?unit holds


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: its text, the IRI behind it, the language it is in; of a number, what sorts it."""

    text: str
    iri: str = ""
    lang: str = ""
    numeric: str = ""
    passage: bool = False


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """What stands above a column, and the variable that it is of."""

    text: str
    variable: str


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: columns and rows of cells, or a text; or why there is none.

    A cell has one value, or the sentences of an answer that several give. `below` are sentences
    with what they say, where the rows would repeat it. `total` counts the answers, `found` the rows
    of the engine.
    """

    heads: tuple[ColumnHead, ...] = ()
    rows: tuple[tuple[tuple[Cell, ...], ...], ...] = ()
    cited: tuple[tuple[Cell, Cell], ...] = ()
    total: int = 0
    found: int = 0
    text: str = ""
    refusal: Refusal | None = None
    formats: tuple[Format, ...] = SOLUTIONS  # that the same query can be answered in

    @property
    def finds_nothing(self) -> bool:
        """Whether there is an answer without a row or triple, or that of an ASK: false."""
        return not self.refusal and not self.rows and self.text.strip() in ("", "false")


def without_header(text: str) -> str:
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
    rows = document["results"]["bindings"]
    if words is None:
        shown = [[(_cell(row.get(n), snapshot, language, {}),) for n in variables] for row in rows]
        heads = tuple(ColumnHead(name, name) for name in variables)
        return Table(heads, tuple(map(tuple, shown[:_SHOWN])), (), len(rows), len(rows))
    found = _arranged(variables, rows, snapshot, language, translated)
    columns = found.columns
    if translated and set(columns) & {*_MEASURED}:
        columns = tuple(name for name in columns if name != _UNIT)
    read = _Reader(snapshot, language, rows, translated)
    answers = [
        tuple(read.cells(name, group if name in found.sentences else group[:1]) for name in columns)
        for group in found.answers[:_SHOWN]
    ]
    cited = {}
    if found.below:
        passage, gist = found.below
        cited = {
            read.cell(n, passage): read.cell(n, gist)
            for group in found.answers[:_SHOWN]
            for n in group
        }
    return Table(
        tuple(_head(name, answers, n, words, language) for n, name in enumerate(columns)),
        tuple(answers),
        tuple(sorted(cited.items(), key=lambda pair: _order(pair[0].text))),
        len(found.answers),
        len(rows),
    )


def _arranged(
    variables: Sequence[str],
    rows: Sequence[dict[str, Any]],
    snapshot: Snapshot,
    language: Language,
    translated: bool,
) -> Arrangement:
    values = {name: [_key(row.get(name)) for row in rows] for name in variables}
    sentences = [name for name in variables if _is_of_sentences(rows, name, snapshot)]
    return arranged(variables, values, sentences, language, translated=translated)


def _key(term: dict[str, Any] | None) -> tuple[tuple[str, str], ...] | None:
    """What tells a term from others."""
    return tuple(sorted(term.items())) if term else None


def _is_of_sentences(rows: Iterable[dict[str, Any]], name: str, snapshot: Snapshot) -> bool:
    iris = [row[name]["value"] for row in rows if name in row and row[name]["type"] == "uri"]
    return bool(iris) and all(_passage(iri, snapshot) for iri in iris)


def _order(number: str) -> list[tuple[bool, int | str]]:
    """What sorts the numbers of sentences as their reports have them."""
    runs = re.split(r"(\d+)", number)
    return [(run.isdigit(), int(run) if run.isdigit() else run) for run in runs]


def _passage(iri: str, snapshot: Snapshot) -> tuple[str, str] | None:
    """The report and the number of a sentence; None for another IRI."""
    name, _, number = iri.removeprefix(f"{snapshot.names.base}report/").rpartition("/")
    return (name, number) if name in snapshot.dataset.reports and "-s" in number else None


@dataclass(slots=True)
class _Reader:
    """What turns the terms of some rows into cells for a reader."""

    snapshot: Snapshot
    language: Language
    rows: list[dict[str, Any]]
    translated: bool
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def cells(self, name: str, group: Sequence[int]) -> tuple[Cell, ...]:
        """The cells of a column in the rows of an answer, each once."""
        return tuple(dict.fromkeys(self.cell(n, name) for n in group))

    def cell(self, n: int, name: str) -> Cell:
        """The cell of a column in a row; the name of a thing leads to the thing."""
        row = self.rows[n]
        cell = _cell(row.get(name), self.snapshot, self.language, self._translations(name))
        thing = row.get(name.removesuffix(SUFFIX[self.language]))
        if name.endswith(SUFFIX[self.language]) and thing and thing["type"] == "uri":
            cell = replace(cell, iri=thing["value"])
        if cell.numeric and self.translated:
            cell = replace(cell, text=self._amount(row, name))
        return cell

    def _amount(self, row: dict[str, Any], name: str) -> str:
        unit = row.get(_UNIT) if name in _MEASURED else None
        label = _cell(unit, self.snapshot, self.language, self._translations(_UNIT)).text
        units = self.snapshot.vocabulary.units.values()
        plurals = {one.labels[self.language]: one.plural for one in units}
        return with_unit(Decimal(row[name]["value"]), label, plurals, self.language)

    def _translations(self, name: str) -> dict[str, str]:
        if not self.translated:
            return {}
        if name not in self.known:
            written = _written(self.rows[:_SHOWN], name)
            index, names = self.snapshot.index, self.snapshot.names
            self.known[name] = translations(written, index, names, self.language)
        return self.known[name]


def _head(
    name: str,
    answers: Sequence[tuple[tuple[Cell, ...], ...]],
    column: int,
    words: ColumnWords,
    language: Language,
) -> ColumnHead:
    """What stands above a column; names in the other language are said to be so."""
    written = {cell.lang for row in answers for cell in row[column]} - {""}
    foreign = bool(written) and language not in written
    return ColumnHead(column_label(words, name if foreign else parts(name)[0], language), name)


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
        if passage := _passage(iri, snapshot):
            return Cell(
                passage_label(*passage, snapshot.dataset, names, language), iri, passage=True
            )
        return Cell(names.label(iri, language), iri)
    given = term.get("xml:lang", "")
    if given not in ("", language) and term["value"] in translated:
        return Cell(translated[term["value"]], lang=language)
    numeric = term.get("datatype", "").endswith(("#integer", "#decimal", "#double"))
    return Cell(term["value"], lang=given, numeric=term["value"] if numeric else "")
