"""Passages, and the parts, sections and paragraphs of reports, from the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model.index import Index

_COLUMNS = (
    "iri, report, section, paragraph, number, position, start, stop, sha256, "
    "statements, relations, triples, gist_zh, gist_en"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a report, with counts of its graph.

    `start` and `end` are its offsets in the normalised text of the report. `text` is its normalised
    text and `words` is the same as it was printed: of one length, and empty where the report's text
    is not given. On a page that is only cited `sha256` is empty, and the offsets are 0.
    """

    iri: str
    report: str
    section: str  # an IRI, like the paragraph
    paragraph: str
    number: str
    position: int
    start: int
    end: int
    sha256: str
    statements: int
    relations: int
    triples: int  # none where the graph only says why nothing is encoded
    gist_zh: str
    gist_en: str
    text: str = ""
    words: str = ""

    @property
    def gist(self) -> Mapping[str, str]:
        """Its gist by language."""
        return {"zh": self.gist_zh, "en": self.gist_en}

    @property
    def report_name(self) -> str:
        """The name of its report: wuhan-2025."""
        return self.report.rpartition("/")[2]

    @property
    def section_number(self) -> str:
        """The number of its section: 1.2 of 1.2.2-s03."""
        return ".".join(self.number.split(".")[:2])


@dataclass(frozen=True, slots=True)
class Part:
    """A Part, a Section or a Paragraph of a report."""

    iri: str
    report: str
    sort: str
    number: str
    position: int


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a report: numbers of passages, statements and stated triples."""

    passages: int
    statements: int
    triples: int


def outline(index: Index, report: str) -> list[Part]:
    """The parts, sections and paragraphs of a report, in its order."""
    sql = (
        "SELECT iri, report, sort, number, position FROM part JOIN node ON id = node "
        "WHERE report = ? ORDER BY position, part.node"
    )
    return [Part(*row) for row in index.rows(sql, report)]


def passages(index: Index, iris: Iterable[str]) -> dict[str, Passage]:
    """The passages among some IRIs, in the order of the reports."""
    sql = f"SELECT {_COLUMNS} FROM passage JOIN node ON id = node WHERE iri IN (…)"
    found = [Passage(*row) for row in index.among(sql, dict.fromkeys(iris))]
    return {one.iri: one for one in sorted(found, key=lambda one: (one.report, one.position))}


def of_section(index: Index, section: str) -> list[Passage]:
    """The passages of a section, in order."""
    sql = (
        f"SELECT {_COLUMNS} FROM passage JOIN node ON id = node WHERE section = ? ORDER BY position"
    )
    return [Passage(*row) for row in index.rows(sql, section)]


def of_report(index: Index, report: str) -> list[Passage]:
    """The passages of a report, in order."""
    sql = (
        f"SELECT {_COLUMNS} FROM passage JOIN node ON id = node WHERE report = ? ORDER BY position"
    )
    return [Passage(*row) for row in index.rows(sql, report)]


def mentioned(index: Index, report: str) -> set[str]:
    """The IRIs of the things that a report mentions."""
    sql = "SELECT iri FROM mention JOIN node ON id = node WHERE report = ?"
    return {iri for (iri,) in index.rows(sql, report)}


def sizes(index: Index) -> dict[str, Size]:
    """The size of each report, by its IRI."""
    sql = "SELECT report, count(*), sum(statements), sum(triples) FROM passage GROUP BY report"
    return {report: Size(*counts) for report, *counts in index.rows(sql)}


def neighbours(index: Index, passage: Passage) -> tuple[Passage | None, Passage | None]:
    """The passages before and after one in its report; None where there is none."""
    head = f"SELECT {_COLUMNS} FROM passage JOIN node ON id = node WHERE report = ? AND position"
    where = passage.report, passage.position
    before = index.row(f"{head} < ? ORDER BY position DESC LIMIT 1", *where)
    after = index.row(f"{head} > ? ORDER BY position LIMIT 1", *where)
    return (Passage(*before) if before else None, Passage(*after) if after else None)


def graph_size(index: Index, graph: str) -> int:
    """The number of triples in a named graph; 0 if it does not exist."""
    row = index.row("SELECT triples FROM graph WHERE iri = ?", graph)
    return row[0] if row else 0
