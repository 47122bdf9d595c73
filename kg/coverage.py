"""What the encoding leaves out of the text, as problems and as an account of each section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.cover import Covered, Names, cover
from kg.encoding import TYPE, Encoding, encodings, names, wk
from kg.errors import Problem
from kg.iris import PREFIXES, compact
from kg.load import Authored
from kg.numbers import Figure
from kg.report import Document, segment

_FIRST = re.compile("首[个家座次创]|率先|唯一")
_DISTINCTION = wk("Distinction")


@dataclass(frozen=True)
class Row:
    """The account of a section, or of several: counts add up."""

    number: str
    sentences: int = 0
    encoded: int = 0
    not_encoded: Counter[str] = field(default_factory=Counter)  # by reason
    figures: Counter[str] = field(default_factory=Counter)  # by what carries them; "" = nothing
    names: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    triples: int = 0

    def __add__(self, other: Row) -> Row:
        return Row(
            self.number,
            self.sentences + other.sentences,
            self.encoded + other.encoded,
            self.not_encoded + other.not_encoded,
            self.figures + other.figures,
            self.names + other.names,
            self.statements + other.statements,
            self.triples + other.triples,
        )


def problems(authored: Authored, text: str) -> list[Problem]:
    """What the encoded sentences of the text leave out."""
    labels = names(authored.quads)
    files = {number: file for file, quads in authored.files.items() for number in encodings(quads)}
    graphs = encodings(authored.quads)
    found = []
    for sentence in segment(text).sentences:
        encoding = graphs.get(sentence.number)
        if encoding is None or encoding.reasons:
            continue
        covered = cover(sentence.text, encoding, labels)
        for said, repair in (*_left(covered), *_firsts(sentence.text, encoding, covered)):
            iri = PREFIXES["r"] + sentence.number
            found.append(authored.problem(iri, said, repair, files[sentence.number]))
    return found


def table(document: Document, graphs: Mapping[str, Encoding], labels: Names) -> list[Row]:
    """The account of each section, in the order of the text."""
    return [
        sum(
            (
                _row(sentence.text, graphs.get(sentence.number), labels)
                for paragraph in section.paragraphs
                for sentence in paragraph.sentences
            ),
            Row(section.number),
        )
        for section in document.sections
    ]


def markdown(rows: Sequence[Row], titles: Mapping[str, Sequence[str]]) -> str:
    """The table as Markdown, with its sum; `titles` are the labels of the sections by IRI."""
    head = (
        *("Section", "", "Sentences", "Encoded", "Not encoded", "Figures", "stated"),
        *("in names", "excepted", "left", "Quoted names", "left", "Statements", "Triples"),
    )
    lines = [head, ("---", "---", *["---:"] * (len(head) - 2))]
    for row in (*rows, sum(rows, Row("Total"))):
        reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(row.not_encoded.items()))
        counts = (
            *(row.sentences, row.encoded, reasons or 0, row.figures.total()),
            *(row.figures[by] for by in ("statement", "name", "exception", "")),
            *(row.names.total(), row.names[""], row.statements, row.triples),
        )
        title = next(iter(titles.get(PREFIXES["r"] + row.number, ())), "")
        lines.append((row.number, title, *map(str, counts)))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(text: str, encoding: Encoding | None, labels: Names) -> Row:
    encoding = encoding or Encoding("", ())
    covered = cover(text, encoding, labels)
    reasons = Counter(compact(reason).partition(":")[2] for reason in encoding.reasons)
    instead = "exception" if reasons else ""
    return Row(
        "",
        1,
        0 if reasons or not encoding.quads else 1,
        reasons,
        Counter(mark.by if mark else instead for _, mark in covered.figures),
        Counter(mark.by if mark else instead for _, mark in covered.names),
        len(encoding.statements),
        len(encoding.quads),
    )


def _left(covered: Covered) -> Iterator[tuple[str, str]]:
    for part in covered.left:
        if isinstance(part, Figure):
            yield (
                f"the figure “{part.text}” is carried by no statement",
                "State it with its wk:verbatim, or add a wk:EvidenceException with a reason.",
            )
        else:
            yield (
                f"the name “{part.text}” is carried by nothing",
                "Mention a thing with this label or altLabel, or add a wk:EvidenceException.",
            )


def _firsts(text: str, encoding: Encoding, covered: Covered) -> Iterator[tuple[str, str]]:
    """Firsts and onlys beyond the distinctions that the graph states."""
    words = [
        found[0]
        for found in _FIRST.finditer(text)
        if not any(mark.by != "statement" and found.start() in mark for mark in covered.marks)
    ]
    stated = sum(_DISTINCTION in node.get(TYPE, ()) for node in encoding.nodes.values())
    if len(words) > stated:
        yield (
            f"says {', '.join(words)}, and has {stated} of wk:Distinction",
            "State each first and only, or add a wk:EvidenceException for the word.",
        )
