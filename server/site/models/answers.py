"""The answer to a question of the catalogue, as a table of links and texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from kg.queries.columns import SUFFIX, parts, word
from kg.queries.columns import Words as ColumnWords
from kg.search.lookup import by_name
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
        answer = snapshot.run(text, own=words is not None)
    except Refusal as refusal:
        return Table(refusal=refusal)
    if answer.form == "graph":
        return Table(text=answer.body.decode(), formats=GRAPHS)
    document = json.loads(answer.body)
    if answer.form == "boolean":
        return Table(text=str(document["boolean"]).lower())
    variables = document["head"]["vars"]
    translated &= words is not None
    columns = _columns(variables, language, translated)
    rows = document["results"]["bindings"]
    known = {
        n: _translated(rows[:_SHOWN], n, snapshot, language) if translated else {} for n in columns
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
            heads[n] = Head(word(words, name if foreign else parts(name)[0], language), name)
    return Table(tuple(heads), tuple(shown), len(rows))


def _columns(names: list[str], language: Language, translated: bool) -> tuple[str, ...]:
    """The columns, without those that another column says in the reader's language.

    A thing's own column says it by the label, so where labels are translated that is enough.
    """
    mine, other = SUFFIX[language], SUFFIX["en" if language == "zh" else "zh"]

    def said(name: str) -> bool:
        if not name.endswith(other):
            return name + mine in names
        stem = name.removesuffix(other)
        return stem + mine in names or (translated and stem in names)

    return tuple(name for name in names if not said(name))


def _translated(
    rows: list[dict[str, Any]], column: str, snapshot: Snapshot, language: Language
) -> dict[str, str]:
    """The labels of a column that are in the other language -> what the reader calls the same.

    Where several things bear a label, those are meant that are of the column's family, such as
    codes of one list; where that does not decide it, the label stays as it is. So does all of a
    column that holds both languages: to show them may be what it is for.
    """
    terms = [row[column] for row in rows if column in row]
    if any(one.get("xml:lang") == language for one in terms):
        return {}
    texts = {one["value"] for one in terms if "xml:lang" in one}
    named = {text: found for text in texts if (found := _labelled(text, snapshot))}
    families = [{iri.rpartition("/")[0] for iri in found} for found in named.values()]
    common = set.intersection(*families) if families else set()
    labels: dict[str, str] = {}
    for text, found in named.items():
        near = [iri for iri in found if iri.rpartition("/")[0] in common] or found
        if len(called := {snapshot.names.label(iri, language) for iri in near}) == 1:
            labels[text] = called.pop()
    return labels


def _labelled(text: str, snapshot: Snapshot) -> list[str]:
    """What has the text for its label; to have it for an alias does not count."""
    return [
        iri
        for iri in by_name(snapshot.index, text)
        if any(name.preferred and name.text == text for name in snapshot.nodes[iri].names)
    ]


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
