"""The report as data: each sentence, what its graph holds, what of its words that covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg import namespaces
from kg.authoring.encoding import Encoding
from kg.authoring.evidence_spans import cover
from kg.authoring.review import Piece, pieces
from kg.model import passages as stored
from kg.model.names import Names
from kg.model.passages import Part, Passage
from kg.rdf import Literal, NamedNode, Quad, Term
from server.repository.snapshot import Snapshot, text_of
from server.site.models.evidence import with_text


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """Relations that a sentence states: one thing, one property, the things at its end."""

    subject: str
    property: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a report; `pieces` are empty where the report's text is not given."""

    passage: Passage
    pieces: tuple[Piece, ...]
    relations: tuple[StatedRelation, ...]
    reasons: tuple[str, ...]

    @property
    def unencoded(self) -> int:
        """How many figures and names of the sentence nothing carries."""
        return sum(piece.by == "left" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """A part, a section or a paragraph of a report, with its passages in order."""

    part: Part
    passages: tuple[Passage, ...]

    @property
    def statements(self) -> int:
        return sum(passage.statements for passage in self.passages)

    @property
    def relations(self) -> int:
        return sum(passage.relations for passage in self.passages)


@dataclass(frozen=True)
class Outline:
    """A report: its parts, and the sections of each."""

    parts: tuple[Part, ...]
    sections: Mapping[str, tuple[Section, ...]]  # by the IRI of the part
    most: int  # triples of a sentence
    verbatim: bool


def outline(snapshot: Snapshot, report: str) -> Outline:
    """The outline of the report of that IRI, with how much each of its sentences holds."""
    parts = stored.outline(snapshot.index, report)
    passages = with_text(snapshot, stored.of_report(snapshot.index, report)).values()
    by_section: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_section[passage.section].append(passage)
    tops = tuple(part for part in parts if part.sort == "Part")
    return Outline(
        tops,
        {
            top.iri: tuple(
                Section(part, tuple(by_section[part.iri]))
                for part in parts
                if part.sort == "Section" and part.number.startswith(f"{top.number}.")
            )
            for top in tops
        },
        max((passage.triples for passage in passages), default=1),
        any(passage.text for passage in passages),
    )


def lines(snapshot: Snapshot, passages: Iterable[Passage]) -> list[Line]:
    """What the graphs of some passages hold, in their order."""
    given = {passage.iri: passage for passage in passages}

    def read(missing: list[str]) -> dict[str, Line]:
        found = with_text(snapshot, (given[iri] for iri in missing))
        graphs: dict[str, list[Quad]] = defaultdict(list)
        for row in snapshot.rows("site_graphs", graph=[NamedNode(iri) for iri in found]):
            ends = row["subject"], row["property"], row["object"], row["graph"]
            graphs[text_of(row["graph"])].append(_quad(*ends, snapshot.base))
        return {iri: _line(one, tuple(graphs[iri]), snapshot.names) for iri, one in found.items()}

    return list(snapshot.lines.get(given, read).values())


def _line(passage: Passage, quads: tuple[Quad, ...], names: Names) -> Line:
    encoding = Encoding(_authored_iri(passage.iri, names.base), quads)
    covered = None
    if passage.text and quads:
        chinese = {
            iri: _chinese(names, _built_iri(NamedNode(iri), names.base))
            for iri in encoding.mentions
        }
        covered = cover(passage.text, encoding, chinese)
    stated: dict[tuple[str, str], list[str]] = defaultdict(list)
    for quad in quads:
        ends = [_built_iri(term, names.base) for term in (quad.subject, quad.object)]
        if all(map(names.is_thing, ends)):
            stated[ends[0], _built_iri(quad.predicate, names.base)].append(ends[1])
    return Line(
        passage,
        pieces(passage.words, covered) if covered else (),
        tuple(StatedRelation(*ends, tuple(others)) for ends, others in stated.items()),
        tuple(_built_iri(NamedNode(reason), names.base) for reason in encoding.reasons),
    )


def _chinese(names: Names, iri: str) -> list[str]:
    """All Chinese names of a thing."""
    node = names.nodes.get(iri)
    return [name.text for name in node.names if name.language == "zh"] if node else []


def _quad(subject: Term, predicate: Term, object_: Term, graph: Term, base: str) -> Quad:
    """The quad under the base of the authored files, by which `kg` knows its terms."""
    nodes = [NamedNode(_authored_iri(text_of(term), base)) for term in (subject, predicate, graph)]
    end = (
        object_
        if isinstance(object_, Literal)
        else NamedNode(_authored_iri(text_of(object_), base))
    )
    return Quad(nodes[0], nodes[1], end, nodes[2])


def _authored_iri(iri: str, base: str) -> str:
    """An IRI of a build, as the authored files have it."""
    return namespaces.BASE + iri[len(base) :] if iri.startswith(base) else iri


def _built_iri(term: object, base: str) -> str:
    """An IRI of the authored files, as the build has it; nothing for a literal."""
    return namespaces.rebase(term.value, base) if isinstance(term, NamedNode) else ""
