"""Acceptance of a reviewed draft: approved rows are written as TriG into the folder of the report.

Files are only added to: a sentence that is there already gets the statements that it lacks, in a
graph block of its own at the end of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kg import namespaces
from kg.authoring.draft import FIGURES, REPORT, Row, naming, read_rows
from kg.authoring.encoding import Encoding, encodings, wk
from kg.authoring.evidence import bounds
from kg.authoring.gists import Gists, Labels, Units
from kg.authoring.lexicon import read_labels, read_terms
from kg.authoring.load import load
from kg.authoring.numbers import occurrences
from kg.authoring.passages import read_entries, update
from kg.authoring.segmentation import Document, segment
from kg.errors import Problem, ProblemsFound
from kg.namespaces import CODE_LISTS, PREFIXES
from kg.project import Project
from kg.rdf import NamedNode, read

RIGHT, WRONG = "right", "wrong"
_CODES = ("kind", "unit", "comparator", "status", "commitment", "period", "indicator")
_NEEDED = ("sentence", "indicator", "kind", "comparator", "status", "period")
_OTHERS = {
    "in-step-with": "inStepWith",
    "broadly-in-step-with": "inStepWith",
    "higher-than": "higherThan",
    "delegated": "setBy",
}
_IN_WORDS = (*_OTHERS, "qualitative")
_PREFIXES = ("wk", "r", "st", *CODE_LISTS, *namespaces.ENTITY_KINDS)


def accept(project: Project, name: str, text: str) -> tuple[int, int]:
    """Write the rows marked right; returns how many were written, and how many were there already.

    Raises ProblemsFound, and writes nothing, where a row is not decided or cannot be right.
    """
    document = segment(text)
    folder, drafts = project.reports / name, project.drafts / name
    table = drafts / FIGURES
    numbered = read_rows(table)
    labels = read_labels(project)
    problems = [
        Problem(str(table), row.sentence, message, repair, line)
        for line, row in numbered
        for message, repair in _faults(row, document, labels)
    ]
    if problems:
        raise ProblemsFound(problems)
    graphs = encodings(load(project).quads) if folder.exists() else {}
    rows = [row for _, row in numbered if row.decision == RIGHT]
    fresh = [row for row in rows if not _is_stated(row, graphs.get(_passage(name, row)))]
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        _write_report(folder / REPORT, drafts / REPORT, document, fresh)
        units = Units.of(read_terms(project))
        gists = Gists(labels, units, nation=name.startswith("china-"))
        _write_passages(folder / "passages.ttl", document, name, table, fresh, gists)
        _write_graphs(folder, name, fresh, graphs)
    return len(fresh), len(rows) - len(fresh)


def _faults(row: Row, document: Document, labels: Labels) -> Iterator[tuple[str, str]]:
    """The errors of a row, each with its repair; none for a row that is marked wrong."""
    if row.decision not in (RIGHT, WRONG):
        yield f"is not decided: {row.phrase} {row.verbatim}", f"Write {RIGHT} or {WRONG}."
    if row.decision != RIGHT:
        return
    for column in _NEEDED:
        if not getattr(row, column):
            yield (
                f"has no {column}: {row.phrase} {row.verbatim}",
                "Fill the cell, or mark it wrong.",
            )
    for column in _CODES:
        slug = getattr(row, column)
        if slug and f"{PREFIXES[column]}{slug}" not in labels:
            repair = "Take the slug of one that is in data/ or ontology/, or add it there first."
            yield f"has the {column} {slug}, which is none", repair
    for column in ("subject", "other"):
        cell = getattr(row, column)
        if cell and namespaces.expand(cell) not in labels:
            yield (
                f"has the {column} {cell}, which is no thing",
                "Write a prefixed name: place:wuhan.",
            )
    sentence = document.by_number.get(row.sentence)
    if sentence is None:
        yield "is no sentence of the text", "Take the number from `kg draft`."
    elif row.verbatim and not occurrences(sentence.text, row.verbatim):
        yield f"“{row.verbatim}” does not stand in the sentence", "Copy it from the sentence."
    if row.status == "promised" and not row.commitment:
        yield "promises without a commitment", "Write expected, striven, assured or planned."
    for cell in (row.value, row.maximum):
        try:
            Decimal(cell or "0")
        except InvalidOperation:
            yield f"has {cell}, which is no number", "Write it in digits, without its unit."
    yield from _bound(row, sentence.text if sentence else "")
    if row.comparator not in _IN_WORDS and not (row.value and row.unit and row.verbatim):
        yield "lacks its value, unit or words", "Fill the cells, or mark it wrong."


def _bound(row: Row, text: str) -> Iterator[tuple[str, str]]:
    """An error if the words contradict the comparator; a fall by 15%以上 is growth up to -15."""
    try:
        said = bounds(text, row.verbatim, Decimal(row.value or "0"))
    except InvalidOperation:
        return
    if row.maximum or not said or "exactly" in said or row.comparator in said:
        return
    yield (
        f"has the comparator {row.comparator}, the words say {' or '.join(sorted(said))}: "
        f"{row.phrase} {row.verbatim}",
        "Write the comparator of the words; of a fall they bound the number below zero.",
    )


def _passage(name: str, row: Row) -> str:
    return namespaces.passage(name, row.sentence)


def _is_stated(row: Row, encoding: Encoding | None) -> bool:
    """Whether the sentence's graph has this indicator with this kind, and the same words."""
    if encoding is None:
        return False
    indicator = NamedNode(f"{PREFIXES['indicator']}{row.indicator}")
    kind = NamedNode(f"{PREFIXES['kind']}{row.kind}")
    return any(
        indicator in node.get(wk("indicator"), ())
        and kind in node.get(wk("kind"), ())
        and (not row.verbatim or row.verbatim in encoding.verbatims(iri))
        for iri, node in encoding.nodes.items()
    )


def _write_report(path: Path, proposed: Path, document: Document, rows: Sequence[Row]) -> None:
    """Copy the proposed report.ttl, or add the names that an existing one lacks."""
    if not path.exists():
        path.write_text(proposed.read_text(encoding="utf-8"), encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    lines = naming(document, rows)
    lacking = [
        line for number, line in lines.items() if not re.search(rf"^r:{number} ", text, re.M)
    ]
    if lacking:
        path.write_text(text + "\n".join(lacking) + "\n", encoding="utf-8")


def _write_passages(
    path: Path,
    document: Document,
    name: str,
    table: Path,
    rows: Sequence[Row],
    gists: Gists,
) -> None:
    """Add the sentences, and gists of those that have none yet."""
    passages = read_entries(read(path), name) if path.exists() else {}
    by_sentence: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_sentence[row.sentence].append(row)
    written = {
        number: gists.of(own)
        for number, own in by_sentence.items()
        if number not in passages or not passages[number].gists
    }
    update(path, document, name, {str(table): written}, selected=by_sentence)


def _write_graphs(
    folder: Path, name: str, rows: Sequence[Row], graphs: Mapping[str, Encoding]
) -> None:
    sections: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sections[".".join(row.sentence.split(".")[:2])].append(row)
    for section, own in sections.items():
        path = folder / f"{section}.trig"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        blocks = "\n".join(_graphs(name, own, graphs))
        used = [p for p in _PREFIXES if f" {p}:" in blocks or f"\n{p}:" in f"\n{blocks}"]
        lines = [f"@prefix {p}: <{namespaces.namespace(p, name)}> ." for p in used]
        prefixes = "\n".join(line for line in lines if line not in text)
        parts = [part.rstrip("\n") for part in (text, prefixes, blocks) if part]
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _graphs(name: str, rows: Sequence[Row], graphs: Mapping[str, Encoding]) -> Iterator[str]:
    sentences: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: [int(n) for n in re.findall(r"\d+", row.sentence)]):
        sentences[row.sentence].append(row)
    for number, own in sentences.items():
        encoding = graphs.get(namespaces.passage(name, number))
        taken = {namespaces.locate(iri)[1] for iri in encoding.nodes} if encoding else set()
        nodes = []
        for row in own:
            slug = _slug(row, own, taken)
            taken.add(slug)
            nodes.append(_node(slug, row))
        yield f"r:{number} {{\n" + "\n".join(nodes) + "\n}\n"


def _slug(row: Row, rows: Sequence[Row], taken: Iterable[str]) -> str:
    """A unique name for a statement: sentence, indicator and, if there are several, its kind."""
    alike = sum(other.indicator == row.indicator for other in rows) > 1
    slug = f"{row.sentence}-{row.indicator}{f'-{row.kind}' if alike else ''}"
    n = 1
    while (f"{slug}-{n}" if n > 1 else slug) in taken:
        n += 1
    return f"{slug}-{n}" if n > 1 else slug


def _node(slug: str, row: Row) -> str:
    """The statement in Turtle, in the order of the files written by hand."""
    target = row.status == "promised"
    first = [f"st:{slug} a wk:{'Target' if target else 'Observation'}"]
    what = [f"wk:indicator indicator:{row.indicator}", f"wk:kind kind:{row.kind}"]
    what += [f"wk:period period:{row.period}", f"wk:status status:{row.status}"]
    if target:
        what.append(f"wk:commitment commitment:{row.commitment}")
    much = []
    if row.maximum:
        much += [f"wk:minValue {row.value}", f"wk:maxValue {row.maximum}"]
    elif row.value:
        much.append(f"wk:value {row.value}")
    if row.unit and row.value:
        much.append(f"wk:unit unit:{row.unit}")
    much.append(f"wk:comparator comparator:{row.comparator}")
    if row.other:
        much.append(f"wk:{_OTHERS[row.comparator]} {row.other}")
    if row.verbatim:
        much.append(f'wk:verbatim "{row.verbatim}"')
    whose = [f"wk:subject {row.subject}"] if row.subject else []
    lines = [" ; ".join(part) for part in (first, what, much, whose) if part]
    return "  " + " ;\n    ".join(lines) + " ."
