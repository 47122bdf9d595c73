"""Review of a part of a report: each sentence with the facts that are encoded for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal as OneOf

from kg import namespaces
from kg.authoring.encoding import TYPE, Encoding, encodings, names, wk
from kg.authoring.evidence_spans import By, Covered, cover
from kg.authoring.load import Authored
from kg.authoring.passages import read_entries
from kg.authoring.segmentation import segment
from kg.model.names import LABEL, Language
from kg.namespaces import compact
from kg.rdf import Literal, NamedNode, Quad, Term

Labels = Mapping[str, Sequence[str]]

_NOT_ENCODED = wk("notEncoded")
_SIGNS: Mapping[str, tuple[str, str]] = {
    "": ("", ""),
    "statement": ("【", "】"),
    "exception": ("〔", "〕"),
    "name": ("〈", "〉"),
    "left": ("▲", "▲"),
}
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "legend": "【陈述中的数字】 〈所提事物的名称〉 〔例外〕 ▲遗漏▲",
        "none": "未编码",
        "left": "遗漏",
    },
    "en": {
        "legend": "【figure of a statement】 〈name of a thing〉 〔exception〕 ▲left over▲",
        "none": "nothing encoded",
        "left": "left over",
    },
}


@dataclass(frozen=True)
class Piece:
    """A part of a sentence, and the node that it is evidence for, if any."""

    text: str
    by: By | OneOf["", "left"]
    node: str


@dataclass(frozen=True)
class Fact:
    """A statement, or a thing: its name and its properties, as labels."""

    node: str
    label: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reviewed:
    """A passage under review; `pieces` and `left` are empty where the text is not at hand."""

    report: str
    number: str
    gist: str
    pieces: tuple[Piece, ...]
    facts: tuple[Fact, ...]
    reasons: tuple[str, ...]
    left: tuple[str, ...]


def review(
    authored: Authored,
    report: str,
    number: str,
    text: str | None = None,
    language: Language = "zh",
) -> list[Reviewed]:
    """The passages of a part, section, paragraph or sentence of a report, in its order."""
    quads = list(authored.quads)
    document = segment(text) if text is not None else None
    graphs = encodings(quads)
    chinese, labels = names(quads), names(quads, language)
    found = []
    for passage, entry in read_entries(quads, report).items():
        if not entry.is_passage or not f"{passage}-".startswith((f"{number}.", f"{number}-")):
            continue
        sentence = document.by_number.get(passage) if document else None
        iri = namespaces.passage(report, passage)
        encoding = graphs.get(iri) or Encoding(iri, ())
        covered = cover(sentence.text, encoding, chinese) if sentence else None
        found.append(
            Reviewed(
                report,
                passage,
                entry.gists.get(language, ""),
                pieces(sentence.text, covered) if sentence and covered else (),
                tuple(_facts(encoding, labels)),
                tuple(_name(NamedNode(reason), labels) for reason in encoding.reasons),
                tuple(part.text for part in covered.left) if covered else (),
            )
        )
    return found


def lines(passages: Sequence[Reviewed], language: Language = "zh") -> Iterator[str]:
    """The review as lines for the terminal."""
    words = _WORDS[language]
    yield words["legend"]
    for passage in passages:
        yield ""
        text = "".join(f"{_SIGNS[p.by][0]}{p.text}{_SIGNS[p.by][1]}" for p in passage.pieces)
        own = "" if passage.report == namespaces.DEFAULT_REPORT else f"{passage.report} "
        yield f"{own}{passage.number}  {text or passage.gist}"
        if text and passage.gist:
            yield f"  ≈ {passage.gist}"
        for fact in passage.facts:
            yield f"  • {fact.label}"
            yield from (f"      {name}: {value}" for name, value in fact.properties)
        if not passage.facts:
            yield f"  {words['none']}: {', '.join(passage.reasons) or '?'}"
        if passage.left:
            yield f"  {words['left']}: {', '.join(passage.left)}"


def pieces(text: str, covered: Covered) -> tuple[Piece, ...]:
    """The sentence cut where what carries it changes; what is left over shows first, then
    statements, and the longer of two names."""
    kinds: list[tuple[By | OneOf["", "left"], str]] = [("", "")] * len(text)
    order: tuple[By, ...] = ("name", "exception", "statement")
    for mark in sorted(covered.marks, key=lambda m: (order.index(m.by), m.end - m.start)):
        kinds[mark.start : mark.end] = [(mark.by, mark.node)] * (mark.end - mark.start)
    for part in covered.left:
        kinds[part.start : part.end] = [("left", "")] * (part.end - part.start)
    pieces = groupby(zip(text, kinds, strict=True), lambda pair: pair[1])
    return tuple(Piece("".join(char for char, _ in group), *kind) for kind, group in pieces)


def _facts(encoding: Encoding, labels: Labels) -> Iterator[Fact]:
    """The statements, then the things with the relations that the sentence states."""
    subjects: dict[NamedNode, list[Quad]] = {}
    for quad in encoding.quads:
        if isinstance(quad.subject, NamedNode) and quad.predicate != _NOT_ENCODED:
            subjects.setdefault(quad.subject, []).append(quad)
    for subject in sorted(subjects, key=lambda node: node.value not in encoding.nodes):
        kinds = [_name(quad.object, labels) for quad in subjects[subject] if quad.predicate == TYPE]
        yield Fact(
            subject.value,
            ": ".join([*kinds, _name(subject, labels)]),
            tuple(
                (_name(quad.predicate, labels), _name(quad.object, labels))
                for quad in subjects[subject]
                if quad.predicate not in (TYPE, LABEL)
            ),
        )


def _name(term: Term, labels: Labels) -> str:
    if isinstance(term, NamedNode):
        return next(iter(labels.get(term.value, ())), compact(term.value))
    return term.value if isinstance(term, Literal) else str(term)
