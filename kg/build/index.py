"""The step that writes the index: what `kg.model` and `kg.search` read of a build.

It also writes the drawing of the whole graph, which the explorer shows: its layout takes long.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg import namespaces
from kg.export.drawing import drawing
from kg.export.property_graph import Graphs, PropertyGraph
from kg.manifest import DRAWING
from kg.model import figures, promises, statements, usage, vocabulary
from kg.model.extract import names
from kg.model.index import Writer, create
from kg.model.names import LANGUAGES, Node, class_key
from kg.model.records import Records, records
from kg.model.statements import Statement
from kg.rdf import DefaultGraph, Literal, NamedNode, Store
from kg.search import lookup
from kg.search.lookup import Entry

# What texts find, and how much more it counts.
_SEARCHED = (("Thing", 3.0), ("Passage", 1.0), ("Statement", 0.0))
_OTHER_REPORT = 0.5  # how much less sentences count that are not the default report's
_PARTS = ("Part", "Section", "Paragraph")
_NO_ROLES = ("statedIn", "hadPrimarySource")


def write(folder: Path, store: Store, graphs: Graphs, base: str = namespaces.BASE) -> None:
    """Write the index of a store, which is complete, and the drawing into a build's folder.

    `graphs` are the whole property graph of the store in each language.
    """
    known = records(store, names(store, base))
    (folder / DRAWING).write_bytes(drawing(graphs["zh"], graphs["en"], known.names))
    with create(folder) as writer:
        _Filler(writer, store, known).fill()
        for graph in graphs.values():
            _property_graph(writer, graph)


class _Filler:
    """Fills one index. Nodes are numbered: things and terms first, then statements in order."""

    def __init__(self, writer: Writer, store: Store, known: Records) -> None:
        self.writer = writer
        self.store = store
        self.records = known
        self.names = known.names
        self.passages = self._in_order("wk:Passage")
        place = {iri: n for n, iri in enumerate(self.passages)}
        self.statements = sorted(
            (self._statement(iri) for iri in known.members("wk:Statement")),
            key=lambda s: (
                place.get(s.passages[0] if s.passages else "", -1),
                int(s.text("order") or 0),
                s.iri,
            ),
        )
        stated = [s.iri for s in self.statements]
        others = sorted(self.names.nodes.keys() - set(stated))
        self.ids = {iri: n for n, iri in enumerate((*others, *stated), 1)}
        self.leading = Counter(
            target for iri in self.ids for target in {other for _, other in self._pointed(iri)}
        )

    def fill(self) -> None:
        """Write all tables but those of the property graph."""
        self._nodes()
        self._names()
        self._outline()
        self._passages()
        self._mentions()
        self._statements()
        self._comparisons()
        self._promises()
        sizes: dict[str, int] = defaultdict(int)
        for quad in self.store:
            if isinstance(quad.graph_name, NamedNode):
                sizes[quad.graph_name.value] += 1
        self.writer.insert("graph", sorted(sizes.items()))
        self.writer.document(vocabulary.DOCUMENT, self.names.vocabulary.document())
        uses = usage.document(usage.count(self.store, self.records))
        self.writer.document(usage.DOCUMENT, uses)

    def _nodes(self) -> None:
        rows, members = [], []
        for iri, number in self.ids.items():
            node = self.names.nodes[iri]
            types = sorted(class_key(one, self.names.base) for one in node.types)
            own = " ".join(self.names.local(cls) for cls in self.names.classes(iri))
            orders = [self.names.label(iri, language).casefold() for language in LANGUAGES]
            weight = self._weight(node, types)
            rows.append((number, iri, " ".join(types), own, *orders, node.mentions, weight))
            members += [(cls, number) for cls in types]
        self.writer.insert("node", rows)
        self.writer.insert("member", members)

    def _weight(self, node: Node, types: Iterable[str]) -> float | None:
        """How much more a node counts in a search; None for what is not searched.

        What many sentences mention and many nodes lead to is meant more often.
        """
        found = next((weight for cls, weight in _SEARCHED if cls in types), None)
        if found is None:
            return None
        known = math.log1p(node.mentions) + math.log1p(self.leading[node.iri]) / 2
        other = "Thing" not in types and f"/{namespaces.DEFAULT_REPORT}/" not in node.iri
        return round(found + known - (_OTHER_REPORT if other else 0), 3)

    def _names(self) -> None:
        self.writer.document(lookup.BASE_IRI, self.names.base)
        own: dict[int, dict[str, None]] = defaultdict(dict)
        for number, (entry, searched) in enumerate(self._entries(), 1):
            words = lookup.write(self.writer, number, entry, searched)
            own[entry.node].update(dict.fromkeys(words))
        context = self._context()
        for node, found in own.items():
            if found:
                lookup.write_node(self.writer, node, found, context[node])

    def _context(self) -> dict[int, dict[str, None]]:
        """The names of what each node is and of the things it points to, by its number."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for iri, number in self.ids.items():
            around = dict.fromkeys(sorted(self.names.types(iri)))
            for relation, target in self._pointed(iri):
                if self.names.oriented(iri, relation, target)[0] == iri:
                    around[target] = None
            for other in around:
                if other != iri and (node := self.names.nodes.get(other)):
                    found[number] |= {name.text: None for name in node.names}
        return found

    def _pointed(self, iri: str) -> Iterator[tuple[str, str]]:
        """The relations of a node to things, with the things."""
        for relation, terms in self.records.about.get(iri, {}).items():
            for term in terms:
                if isinstance(term, NamedNode) and self.names.is_thing(term.value):
                    yield relation, term.value

    def _entries(self) -> Iterator[tuple[Entry, bool]]:
        for iri, number in self.ids.items():
            node = self.names.nodes[iri]
            passage = self.names.wk("Passage") in node.types
            statement = self.names.wk("Statement") in node.types
            searched = self.names.is_thing(iri) or statement
            for name in node.names:
                form = "label" if name.preferred else "alias"
                found = searched and (name.preferred or not statement)
                yield Entry(number, name.text, name.language, form, name.graph), found
            if node.names:
                slug = iri.rpartition("/")[2].replace("-", " ").casefold()
                yield Entry(number, slug, "", "slug"), False
            if passage:
                for language, text in self._gist(iri).items():
                    yield Entry(number, text, language, "gist"), True

    def _outline(self) -> None:
        rows = []
        for sort in _PARTS:
            for iri in self.records.members(f"wk:{sort}"):
                number, position = self._text(iri, "wk:number"), self._text(iri, "wk:position")
                report = self._above(iri)[-1]
                rows.append((self.ids[iri], report, sort, number, int(position)))
        self.writer.insert("part", rows)

    def _passages(self) -> None:
        stated: dict[str, int] = defaultdict(int)
        for statement in self.statements:
            for passage in statement.passages:
                stated[passage] += 1
        rows = []
        for iri in self.passages:
            paragraph, section, *_, report = self._above(iri)
            triples, relations, left_out = self._held(iri)
            gist = self._gist(iri)
            rows.append(
                (
                    *(self.ids[iri], report, section, paragraph, self._text(iri, "wk:number")),
                    int(self._text(iri, "wk:position")),
                    *(int(self._text(iri, f"wk:{name}", "0")) for name in ("start", "end")),
                    self._text(iri, "wk:sha256", ""),
                    *(gist.get("zh", ""), gist.get("en", "")),
                    *(stated[iri], relations, 0 if left_out else triples),
                )
            )
        self.writer.insert("passage", rows)

    def _mentions(self) -> None:
        reports = {iri: self._above(iri)[-1] for iri in self.passages}
        property_ = NamedNode(self.names.wk("mentionedIn"))
        quads = self.store.quads_for_pattern(None, property_, None, DefaultGraph())
        found = {
            (reports[q.object.value], self.ids[q.subject.value])
            for q in quads
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        }
        self.writer.insert("mention", sorted(found))

    def _held(self, passage: str) -> tuple[int, int, bool]:
        """The triples and the relations of a passage's graph; whether it says why it has none."""
        triples, relations, left_out = 0, 0, False
        reason = self.names.wk("notEncoded")
        for s, p, o, _ in self.store.quads_for_pattern(None, None, None, NamedNode(passage)):
            triples += 1
            left_out |= p.value == reason
            ends = [term.value for term in (s, o) if isinstance(term, NamedNode)]
            relations += len(ends) == 2 and all(map(self.names.is_thing, ends))
        return triples, relations, left_out

    def _statements(self) -> None:
        rows, roles = [], set()
        for s in self.statements:
            number = self.ids[s.iri]
            passage = next(iter(s.passages), "")
            rows.append((number, s.kind, s.resource("period"), passage, s.report))
            for name in s.values:
                if name not in _NO_ROLES:
                    roles |= {(target, name, number) for target in s.resources(name)}
        self.writer.insert("statement", rows)
        self.writer.insert("role", sorted(roles))

    def _comparisons(self) -> None:
        sections = {iri: self._above(iri)[1] for iri in self.passages}
        found = figures.compare([s for s in self.statements if s.passages])
        rows, members = [], []
        for number, row in enumerate(sorted(found, key=lambda row: not row.targets), 1):
            commitment = row.targets[0].code("commitment") if row.targets else ""
            change = None if row.change is None else str(row.change)
            rows.append(
                (
                    *(number, row.report, row.indicator, row.kind),
                    *(sections[row.first.passages[0]], len(row.targets), len(row.outcomes)),
                    *(change, commitment),
                    row.first.text("deadline"),
                )
            )
            members += [(number, self.ids[s.iri]) for s in (*row.targets, *row.outcomes)]
        self.writer.insert("comparison", rows)
        self.writer.insert("figure", members)

    def _promises(self) -> None:
        """What reports promise, and the verdicts on it with the later words that they rest on."""
        rows, words = [], []
        verdicts: list[Sequence[str | int]] = []
        states = self.names.vocabulary.schemes.get(f"{self.names.base}code/verdict", ())
        for s in self.statements:
            if not s.passages or not promises.is_one(s):
                continue
            number = self.ids[s.iri]
            ends = self._text(s.resource("period"), "wk:ends", "")
            rows.append(
                (
                    *(number, s.report, self._node(s.report, "dcterms:spatial")),
                    *(self._node(s.report, "wk:plans"), s.kind, s.text("deadline") or ends),
                    *(s.resource("specificity"), s.resource("uptake")),
                )
            )
            for iri in sorted(s.resources("hasVerdict")):
                state = self._node(iri, "wk:state")
                flags = [
                    self._text(iri, f"wk:{name}", "false") == "true"
                    for name in ("provisional", "cited", "selfReported")
                ]
                codes = [self._node(iri, f"wk:{name}") for name in ("finding", "rule")]
                later, newer = (self._node(iri, f"wk:{n}") for n in ("laterReport", "supersededBy"))
                own = len(verdicts) + 1, number, iri, state, states.index(state)
                verdicts.append([*own, *codes, later, *flags, bool(newer)])
                words += [
                    (len(verdicts), self.ids[term.value])
                    for term in self.records.values(iri, "wk:restsOn")
                    if isinstance(term, NamedNode)
                ]
        self.writer.insert("promise", rows)
        self.writer.insert("verdict", verdicts)
        self.writer.insert("word", words)

    def _statement(self, iri: str) -> Statement:
        return statements.statement(iri, self.records.about[iri], self.names)

    def _in_order(self, cls: str) -> list[str]:
        """The members of a class by report and position."""

        def place(iri: str) -> tuple[str, int]:
            return self._above(iri)[-1], int(self._text(iri, "wk:position"))

        return sorted(self.records.members(cls), key=place)

    def _above(self, iri: str) -> list[str]:
        """What a part of a report is part of, the nearest first; the report is the last."""
        found: list[str] = []
        while parents := self.records.values(iri, "dcterms:isPartOf"):
            iri = parents[0].value if isinstance(parents[0], NamedNode) else ""
            found.append(iri)
        return found

    def _gist(self, iri: str) -> Mapping[str, str]:
        terms = self.records.values(iri, "wk:gist")
        return {t.language or "": t.value for t in terms if isinstance(t, Literal)}

    def _node(self, iri: str, name: str) -> str:
        """The first node that a property leads to, or nothing."""
        found = (t.value for t in self.records.values(iri, name) if isinstance(t, NamedNode))
        return next(found, "")

    def _text(self, iri: str, name: str, otherwise: str | None = None) -> str:
        """The one literal of a property, or what to take otherwise. Raises LookupError without."""
        for term in self.records.values(iri, name):
            if isinstance(term, Literal):
                return term.value
        if otherwise is None:
            raise LookupError(f"{iri} has no {name}.")
        return otherwise


def _property_graph(writer: Writer, graph: PropertyGraph) -> None:
    """The nodes and edges of the whole property graph in one language."""
    writer.insert(
        "vertex",
        (
            (
                *(graph.language, n.id, n.label, n.label_zh, n.label_en),
                *(n.cls, n.kind, _json(n.attributes)),
            )
            for n in graph.nodes.values()
        ),
    )
    writer.insert(
        "edge",
        (
            (None, graph.language, e.source, e.target, e.relation, e.label, _json(e.attributes))
            for e in graph.edges
        ),
    )


def _json(attributes: Mapping[str, str | float]) -> str:
    return json.dumps(attributes, ensure_ascii=False)
