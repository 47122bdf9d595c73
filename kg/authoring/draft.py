"""Drafts: a proposed report.ttl, and a table with a row for each figure.

Both are written to drafts/, which is no data. A reader corrects them and marks each row; then
`kg.authoring.accept` writes the rows that are right.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from kg import namespaces
from kg.authoring.clauses import readings
from kg.authoring.encoding import wk
from kg.authoring.headline import SentenceReadings, headline
from kg.authoring.lexicon import Lexicon, read_lexicon, read_terms
from kg.authoring.outlook import Outlook, outlooks, report_part, status_and_period
from kg.authoring.reading import Reading
from kg.authoring.segmentation import Document, segment
from kg.errors import ProjectError
from kg.namespaces import PREFIXES
from kg.project import Project
from kg.rdf import Literal, NamedNode, identifier

REPORT, FIGURES = "report.ttl", "figures.tsv"
_PREFIXES = (
    "wk",
    "r",
    "place",
    "org",
    "period",
    "reading",
    "part",
    "rdfs",
    "dcterms",
    "schema",
    "xsd",
)
_HEAD = (
    "# The report itself, and the names of those of its parts that are read. "
    "Sentences stand in passages.ttl.",
    "# The digest is that of the edition in the collection lawtext/gov, "
    "whose punctuation may differ from the page's.",
)
_MAX_LENGTH = 30  # characters of a heading: longer ones are the report's words, not names


@dataclass(frozen=True)
class Row:
    """A row of the table: a figure, or a target in words. All cells are text, codes by slug."""

    decision: str = ""
    sentence: str = ""
    indicator: str = ""
    kind: str = ""
    subject: str = ""
    value: str = ""
    maximum: str = ""
    unit: str = ""
    comparator: str = ""
    other: str = ""
    status: str = ""
    commitment: str = ""
    period: str = ""
    verbatim: str = ""
    phrase: str = ""
    note: str = ""
    words: str = ""


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True)
class Source:
    """A row of sources.tsv beside the texts: the facts about a report before it is read."""

    name: str
    place: str
    given: str
    year: str
    page: str


def draft(project: Project, name: str, text: str, only_headline: bool) -> list[Row]:
    """Write drafts/NAME/ and return the rows of its table.

    Raises ProjectError where the report's source or its place is not known.
    """
    document, lexicon = segment(text), read_lexicon(project)
    source = read_source(project.texts / "sources.tsv", name)
    rows = [row for _, row in proposed(project, source, document, lexicon, only_headline)]
    folder = project.drafts / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FIGURES).write_text(_table(rows, document), encoding="utf-8")
    if not (project.reports / name).exists():
        report = _report(project, source, document, rows)
        (folder / REPORT).write_text(report, encoding="utf-8")
    return rows


def proposed(
    project: Project,
    source: Source,
    document: Document,
    lexicon: Lexicon,
    only_headline: bool = False,
) -> Iterator[tuple[int, Row]]:
    """The rows that the rules propose, each with the place of its figure in the document's text.

    A target in words has the place of its clause. Raises ProjectError where the place of the
    report is not known.
    """
    year, main = int(source.year), headline(document, lexicon)
    targets = [one.sentence.number for one in main if one.promised]
    years = outlooks(document, targets[0].partition(".")[0] if targets else "", year)
    levels = _levels(project, source.place)
    for one in main if only_headline else _all_sentences(document, lexicon, years):
        outlook = years.get(one.sentence.number)
        if only_headline or outlook is None or one.sentence.number in targets:
            promised = one.promised or one.sentence.number in targets
            outlook = Outlook(promised, str(year if promised else year - 1), year)
        for reading in one.readings:
            yield one.sentence.start + reading.start, _row(one, reading, outlook, levels)


def read_source(path: Path, name: str) -> Source:
    """The row of a report in the table of sources. Raises ProjectError where there is none."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["name"] == name:
                    year = row["filed_under_year"]
                    return Source(name, row["place"], row["given"], year, row["source"])
    raise ProjectError(f"{path} has no row for {name}. Add it: place, date and year of the plan.")


def read_rows(path: Path) -> list[tuple[int, Row]]:
    """The rows of a table with their lines; lines that begin with # are for readers only.

    Raises ProjectError where there is no table or its columns are others.
    """
    if not path.is_file():
        raise ProjectError(f"There is no {path}. Make it with `kg draft`.")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if not numbered or tuple(numbered[0][1].split("\t")) != COLUMNS:
        raise ProjectError(f"{path} does not begin with the columns {', '.join(COLUMNS)}.")
    rows = []
    for n, line in numbered[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(COLUMNS):
            raise ProjectError(f"{path}:{n} has more than {len(COLUMNS)} cells.")
        rows.append((n, Row(*cells)))
    return rows


def _table(rows: list[Row], document: Document) -> str:
    """The table, each sentence as a comment above its rows."""
    lines, shown = ["\t".join(COLUMNS)], ""
    for row in rows:
        if row.sentence != shown:
            shown = row.sentence
            lines.append(f"# {shown} {document.by_number[shown].text}")
        lines.append("\t".join(getattr(row, name) for name in COLUMNS))
    return "\n".join(lines) + "\n"


def _all_sentences(
    document: Document, lexicon: Lexicon, years: Mapping[str, Outlook]
) -> Iterator[SentenceReadings]:
    """All sentences with figures, except those of the glossary."""
    for sentence in document.sentences:
        outlook = years.get(sentence.number)
        found = tuple(r for r in readings(sentence.text, lexicon) if r.value is not None)
        if found and outlook:
            yield SentenceReadings(sentence, found, outlook.promised)


def _row(
    item: SentenceReadings, reading: Reading, outlook: Outlook, levels: Mapping[str, str]
) -> Row:
    status, period = status_and_period(item.sentence.text, reading, outlook)
    ranged = reading.maximum is not None
    return Row(
        sentence=item.sentence.number,
        indicator=reading.indicator,
        kind=reading.kind,
        value="" if reading.value is None else str(reading.value),
        maximum=str(reading.maximum) if ranged else "",
        unit=reading.unit,
        comparator=reading.comparator,
        other=levels.get(reading.other, reading.other),
        status=status,
        commitment=(reading.commitment or "expected") if status == "promised" else "",
        period=period,
        verbatim=reading.verbatim,
        phrase=reading.phrase,
        note=reading.note,
        words=reading.words,
    )


def _levels(project: Project, place: str) -> dict[str, str]:
    """What 全国, 全省 and 上级 stand for in a report of this place, as prefixed names."""
    iri, _, _ = _place(project, place)
    upper = next(
        (
            namespaces.compact(identifier(quad.object))
            for quad in read_terms(project)
            if quad.subject == NamedNode(iri) and quad.predicate == wk("partOf")
        ),
        "",
    )
    nation = dict.fromkeys(("全国", "国家", "中央"), "place:china")
    return nation | dict.fromkeys(("全省", "省", "自治区", "上级"), upper)


def _report(project: Project, source: Source, document: Document, rows: Collection[Row]) -> str:
    """The proposed report.ttl: the facts that are known before the report is read."""
    place, english, government = _place(project, source.place)
    year = int(source.year)
    given = re.search(r"\d{4}(?:-\d\d)?$", source.name)
    when = given[0] if given else ""
    chinese = re.sub(r"-0?(\d+)$", r"年\1月", when) if "-" in when else f"{when}年"
    lines = [
        *_HEAD,
        *(f"@prefix {p}: <{namespaces.namespace(p, source.name)}> ." for p in _PREFIXES),
        "",
        f"<{namespaces.report(source.name)}> a wk:Document , schema:Report ;",
        f'    rdfs:label "{source.place}{chinese}政府工作报告"@zh , '
        f'"{english} government work report {when}"@en ;',
        *([f'    dcterms:date "{source.given}"^^xsd:date ;'] if source.given else []),
        f"    dcterms:publisher {government} ;",
        f"    dcterms:spatial {namespaces.compact(place)} ;",
        *([f"    dcterms:source <{source.page}> ;"] if source.page else []),
        f"    wk:reviews period:{year - 1} ; wk:plans period:{year} ;",
        "    wk:reading reading:selected ;",
        f'    wk:sha256 "{document.sha256}" ;',
        '    dcterms:language "zh" .',
        "",
        *naming(document, rows).values(),
    ]
    return "\n".join(lines) + "\n"


def naming(document: Document, rows: Collection[Row]) -> dict[str, str]:
    """The line that names each part and section of these rows, by number, in their order.

    A part is of the plan where one of its rows is promised.
    """
    sentences = {row.sentence for row in rows}
    plans = {row.sentence.partition(".")[0] for row in rows if row.status == "promised"}
    lines = {}
    for part in document.parts:
        for section in part.sections:
            if not any(sentence.startswith(f"{section.number}.") for sentence in sentences):
                continue
            for whole, english in ((part, "Part"), (section, "Section")):
                number, title = whole.number, whole.title
                usable = 0 < len(title) < _MAX_LENGTH
                chinese = title if usable else f"第{number}{'部分' if whole is part else '节'}"
                zh, en = (
                    Literal(chinese, language="zh"),
                    Literal(f"{english} {number}", language="en"),
                )
                kind = f"wk:reportPart part:{report_part(part, plans)} ; " if whole is part else ""
                lines[number] = f"r:{number} {kind}rdfs:label {zh} , {en} ."
    return lines


def _place(project: Project, name: str) -> tuple[str, str, str]:
    """The IRI of the place with this name, its name in English, and its government.

    Raises ProjectError where there is no such place, or no government that governs it.
    """
    quads = list(read_terms(project))
    named = Literal(name, language="zh")
    place = next(
        (q.subject for q in quads if q.object == named and isinstance(q.subject, NamedNode)), None
    )
    governs = f"{PREFIXES['wk']}governs"
    government = next(
        (q.subject for q in quads if q.predicate.value == governs and q.object == place), None
    )
    if not isinstance(place, NamedNode) or not isinstance(government, NamedNode):
        raise ProjectError(
            f"{name} or its government is not known. Add them to place.ttl and org.ttl "
            "in data/reference."
        )
    english = min(
        (
            q.object.value
            for q in quads
            if q.subject == place and isinstance(q.object, Literal) and q.object.language == "en"
        ),
        key=len,
    )
    return place.value, english, namespaces.compact(government.value)
