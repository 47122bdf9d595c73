"""The report as data: each sentence, what its graph holds, what of its words that covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg import namespaces
from kg.authoring.encoding import Encoding
from kg.authoring.evidence_spans import cover
from kg.authoring.review import Piece, pieces
from kg.rdf import Literal, NamedNode, Quad, Term
from server.repository.views import Reader
from server.site.models.evidence import Passage, passages
from server.site.models.names import Model, model
from server.site.models.statements import text_of


@dataclass(frozen=True, slots=True)
class Told:
    """Arrows that a sentence states: one thing, one property, the things at its end."""

    subject: str
    property: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the report; `pieces` are empty where the report's text is not given."""

    passage: Passage
    pieces: tuple[Piece, ...]
    told: tuple[Told, ...]
    reasons: tuple[str, ...]
    statements: int
    triples: int

    @property
    def left(self) -> int:
        """How many figures and names of the sentence nothing carries."""
        return sum(piece.by == "left" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """A part, a section or a paragraph, by its number; the passages of a section in order."""

    iri: str
    number: str
    lines: tuple[Line, ...]

    @property
    def statements(self) -> int:
        return sum(line.statements for line in self.lines)

    @property
    def arrows(self) -> int:
        return sum(len(told.others) for line in self.lines for told in line.told)


@dataclass(frozen=True)
class Report:
    """The whole report: its parts, its sections, its paragraphs, its sentences."""

    parts: tuple[Part, ...]
    sections: Mapping[str, Part]
    paragraphs: Mapping[str, Part]
    lines: Mapping[str, Line]
    verbatim: bool


def report(reader: Reader) -> Report:
    """The report of the reader's build; made once for each build."""
    return reader.once(_report)


def _report(reader: Reader) -> Report:
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for row in reader.rows("site_graphs"):
        quad = _quad(row["subject"], row["property"], row["object"], row["graph"], reader.base)
        graphs[text_of(row["graph"])].append(quad)
    known = model(reader)
    chinese = {
        _home(iri, reader.base): [name.text for name in names if name.language == "zh"]
        for iri, names in known.names.of.items()
    }
    lines = {
        number: _line(passage, tuple(graphs.get(passage.iri, ())), chinese, known)
        for number, passage in passages(reader).items()
    }
    found: dict[str, dict[str, Part]] = defaultdict(dict)
    for row in reader.rows("site_outline"):
        number, sort = text_of(row["number"]), known.local(text_of(row["class"]))
        beginning = number + ("-" if sort == "Paragraph" else ".")
        mine = tuple(line for n, line in lines.items() if n.startswith(beginning))
        found[sort][number] = Part(text_of(row["part"]), number, mine)
    return Report(
        tuple(found["Part"].values()),
        found["Section"],
        found["Paragraph"],
        lines,
        any(line.passage.text for line in lines.values()),
    )


def _line(
    passage: Passage, quads: tuple[Quad, ...], chinese: Mapping[str, list[str]], known: Model
) -> Line:
    encoding = Encoding(_home(passage.iri, known.base), quads)
    covered = cover(passage.text, encoding, chinese) if passage.text and quads else None
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for quad in quads:
        ends = [_away(term, known.base) for term in (quad.subject, quad.object)]
        if all(end in known.names.types for end in ends):
            told[ends[0], _away(quad.predicate, known.base)].append(ends[1])
    return Line(
        passage,
        pieces(passage.words, covered) if covered else (),
        tuple(Told(*arrow, tuple(others)) for arrow, others in told.items()),
        tuple(_away(NamedNode(reason), known.base) for reason in encoding.reasons),
        len(encoding.statements),
        0 if encoding.reasons else len(quads),
    )


def _quad(subject: Term, predicate: Term, object_: Term, graph: Term, base: str) -> Quad:
    """The quad under the base of the authored files, by which `kg` knows its terms."""
    nodes = [NamedNode(_home(text_of(term), base)) for term in (subject, predicate, graph)]
    end = object_ if isinstance(object_, Literal) else NamedNode(_home(text_of(object_), base))
    return Quad(nodes[0], nodes[1], end, nodes[2])


def _home(iri: str, base: str) -> str:
    """An IRI of a build, as the authored files have it."""
    return namespaces.BASE + iri[len(base) :] if iri.startswith(base) else iri


def _away(term: object, base: str) -> str:
    """An IRI of the authored files, as the build has it; nothing for a literal."""
    return namespaces.rebase(term.value, base) if isinstance(term, NamedNode) else ""
