"""Coverage of the text by the encoding: problems, and counts for each section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.authoring.encoding import TYPE, Encoding, encodings, names, wk
from kg.authoring.evidence_spans import Covered, Names, cover
from kg.authoring.load import Authored
from kg.authoring.numbers import Figure
from kg.authoring.segmentation import Document, segment
from kg.errors import Problem
from kg.model.dataset import Report
from kg.namespaces import compact, passage

_FIRST = re.compile("首[个家座次创]|率先|唯一")
_DISTINCTION = wk("Distinction")
_INTRODUCTION = """\
# How much of the report is encoded · 报告的编码情况

`kg coverage` prints this page from the report's text and the files of `data/`; a test keeps it
current. A figure of the text is *stated* where a statement quotes it, *in a name* where it belongs
to the name of a thing that the sentence mentions, *excepted* where a reason says why it is none;
otherwise it is *left*.

本页由 `kg coverage` 依据报告原文和 `data/` 生成，并由测试保证最新。原文的数字或由陈述引用
（stated），或属于句中所提事物的名称（in a name），或登记了原因（excepted），否则即为遗漏（left）。

"""
_SELECTED = """\
Of `{name}` only selected sentences were read: {read} of {all}. The others are not counted below,
and the graph does not know what they say.

`{name}` 只读了选出的句子：{all} 句中的 {read} 句。其余句子不计入下表，图谱也不知道它们说了什么。

"""
_HEAD = (
    *("Section", "", "Sentences", "Encoded", "Not encoded", "Figures", "stated", "in a name"),
    *("excepted", "left", "Quoted names", "left", "Statements", "Triples"),
)


@dataclass(frozen=True)
class Row:
    """The counts of a section; rows can be added."""

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


def problems(authored: Authored, texts: Mapping[str, str]) -> list[Problem]:
    """What encoded sentences leave out, for each report that was read completely.

    `texts` holds texts by the names of their reports. Of a selected sentence what was chosen is
    encoded, which need not be all.
    """
    labels = names(authored.quads)
    graphs = encodings(authored.quads)
    found = []
    for report in authored.dataset.reports.values():
        if report.reading != "whole" or report.name not in texts:
            continue
        for sentence in segment(texts[report.name]).sentences:
            iri = passage(report.name, sentence.number)
            encoding = graphs.get(iri)
            if encoding is None or encoding.reasons:
                continue
            covered = cover(sentence.text, encoding, labels)
            for message, repair in (*_left(covered), *_firsts(sentence.text, encoding, covered)):
                found.append(authored.problem(iri, message, repair, authored.graphs[iri]))
    return found


def table(
    document: Document, report: Report, graphs: Mapping[str, Encoding], labels: Names
) -> list[Row]:
    """The counts of each section, in the order of the text.

    Of a selected reading only the sentences that were selected count, and only their sections.
    """
    whole = report.reading == "whole"
    rows = []
    for section in document.sections:
        read = [
            (sentence.text, graphs.get(passage(report.name, sentence.number)))
            for paragraph in section.paragraphs
            for sentence in paragraph.sentences
        ]
        counted = [_row(*pair, labels) for pair in read if whole or pair[1]]
        if counted or whole:
            rows.append(sum(counted, Row(section.number)))
    return rows


def page(authored: Authored, report: Report, text: str) -> str:
    """The counts of a report as Markdown; docs/coverage.md is that of the default report."""
    quads = list(authored.quads)
    chinese, english = names(quads), names(quads, "en")
    document = segment(text)
    rows = table(document, report, encodings(quads), chinese)
    total = sum(rows, Row("Σ"))
    lines = [_HEAD, ("---", "---", *["---:"] * (len(_HEAD) - 2))]
    for row in (*rows, total):
        iri = passage(report.name, row.number)
        title = " · ".join(
            label for labels in (chinese, english) for label in labels.get(iri, ())[:1]
        )
        reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(row.not_encoded.items()))
        counts = (
            *(row.sentences, row.encoded, reasons or 0, row.figures.total()),
            *(row.figures[by] for by in ("statement", "name", "exception", "")),
            *(row.names.total(), row.names[""], row.statements, row.triples),
        )
        lines.append((row.number, title, *map(str, counts)))
    head = _INTRODUCTION
    if report.reading != "whole":
        head += _SELECTED.format(
            name=report.name, read=total.sentences, all=len(document.by_number)
        )
    return head + "".join(f"| {' | '.join(line)} |\n" for line in lines)


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
