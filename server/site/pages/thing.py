"""A thing's page: its statements as sentences, each with the passage that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask import render_template, request

from kg.model.dataset import DataSet, Report
from kg.model.figures import FIGURES, compare
from kg.model.index import Index
from kg.model.names import Names
from kg.model.passages import Passage
from kg.model.promises import Choice, promised, verdicts
from kg.model.statements import Statement, by_report, pointing
from kg.rdf import Literal, NamedNode
from server.http.language import Language
from server.http.urls import Urls
from server.repository import schema_org
from server.repository.descriptions import Description
from server.repository.property_graphs import is_node
from server.repository.snapshot import Snapshot, text_of
from server.site.drawing.charts import NeighbourTree, neighbour_tree
from server.site.drawing.locator import Locator, Place, locator
from server.site.models.evidence import Sources, by_sources, evidence_texts, passages
from server.site.models.incoming import incoming_roles
from server.site.models.peers import measured
from server.site.models.pipeline import count_of
from server.site.models.relations import Fact, facts, phrase, relations
from server.site.models.statements import load
from server.site.rendering import writer
from server.site.wording.text_runs import Sentence
from server.sparql.formats import GRAPH_TOOLS, GRAPHS

_GROUPS = (
    ("figures", "数字", "Figures", ("Target", "Observation", "Ranking")),
    ("milestones", "进展", "Progress", ("Milestone",)),
    ("honours", "荣誉与首创", "Honours and firsts", ("Conferral", "Distinction")),
    ("measures", "举措", "Measures", ("Measure",)),
    ("assessments", "评价", "Assessments", ("Assessment",)),
)
_FIRST = 20  # statements of a group that are shown unless all are requested
_LINE = 60  # statements about a thing that its line of time tells in full
_PARTS = 40  # of a place whose stages its page shows
_OUTWARD = (
    *("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch", "foaf:homepage"),
    *("rdfs:seeAlso", "skos:notation", "schema:tickerSymbol", "schema:latitude"),
    *("schema:longitude", "dcterms:identifier"),
)

Write = Callable[[Statement], Sentence]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one sort: those shown, and how many there are."""

    name: str
    zh: str
    en: str
    sentences: Mapping[Sources, Sequence[Sentence]]  # by their passages
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Stages:
    """What a report tells of things: what was reached or is so, and what is promised."""

    report: Report
    reached: list[Sentence]
    ahead: list[Sentence]


def page(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    """The page about a thing."""
    names, index, iri = snapshot.names, snapshot.index, description.iri
    place = names.short(iri).startswith("place:")
    default = snapshot.dataset.default
    write = writer(snapshot, default, iri)
    direct_facts = facts(relations(snapshot, iri), names, language)
    chosen = [_chosen(group, index, iri) for group in _GROUPS]
    _, figures = pointing(index, iri, wanted=FIGURES)
    _, milestones = pointing(index, iri, "subject", ("Milestone",))
    reports = by_report(index, iri)
    several = len(reports) > 1
    line = pointing(index, iri)[1] if several and sum(reports.values()) <= _LINE else []
    of_parts: list[str] = []
    for part in _parts(description):
        of_parts += pointing(index, part, "subject", ("Milestone",))[1]
    listed = [one for _, shown in chosen for one in shown]
    statements = {
        s.iri: s for s in load(snapshot, {*listed, *figures, *milestones, *of_parts, *line})
    }
    compared = compare([statements[one] for one in figures])
    evidence = [
        *(s.passages for s in statements.values()),
        *(fact.passages for fact in direct_facts),
    ]
    mentions = {t.value for t in description.values("wk:mentionedIn") if isinstance(t, NamedNode)}
    sources = passages(snapshot, mentions.union(*evidence))
    return render_template(
        "site/thing.html",
        lang=language,
        names=names,
        dataset=snapshot.dataset,
        d=description,
        write=write,
        facts=by_sources(direct_facts, lambda fact: fact.passages),
        phrase=partial(phrase, names),
        evidence_texts=partial(evidence_texts, names),
        picture=_picture(direct_facts, names, language),
        located=_located(snapshot, description),
        groups=[
            _group(group, total, [statements[one] for one in shown], write.write)
            for group, (total, shown) in zip(_GROUPS, chosen, strict=True)
        ],
        line=_timeline([statements[one] for one in line], write.write, snapshot.dataset),
        verdicts=verdicts(index, line),
        # A long line is told by its reports, one with stages only by those of one report.
        reports=[(one, reports[one.iri]) for one in _given(snapshot.dataset) if one.iri in reports]
        if several and not line
        else [],
        timeline=_timeline(
            [] if line else [statements[one] for one in milestones], write.write, snapshot.dataset
        ),
        parts_timeline=_timeline(
            [statements[one] for one in dict.fromkeys(of_parts)], write.write, snapshot.dataset
        ),
        # Projects may have parts that are projects, but only a place has a page of them.
        projects=count_of(snapshot, iri, default.iri) if place and default else 0,
        promises=promised(index, Choice(thing=iri), 0)[0],
        reporting=place and any(one.place == iri for one in snapshot.dataset.reports.values()),
        measured=bool(measured(snapshot, iri)),
        comparisons=[row for row in compared if row.outcome and row.target],
        passages=sources,
        mentions=_by_report(
            [one for one in sources.values() if one.iri in mentions], snapshot.dataset
        ),
        inferred=_inferred(description, names, direct_facts, language),
        incoming=incoming_roles(snapshot, iri, request.args.get("all", "")),
        outward=_outward(description),
        formats=GRAPHS,
        tools=GRAPH_TOOLS if is_node(snapshot, iri) else (),
        json_ld=schema_org.write(description, here).decode(),
    )


def _chosen(
    group: tuple[str, str, str, tuple[str, ...]], index: Index, iri: str
) -> tuple[int, list[str]]:
    """How many statements of a group are about a thing, and those to show."""
    name, _, _, kinds = group
    limit = None if request.args.get("all") == name else _FIRST
    return pointing(index, iri, wanted=kinds, limit=limit)


def _group(
    group: tuple[str, str, str, tuple[str, ...]], total: int, shown: list[Statement], write: Write
) -> Group:
    name, zh, en, _ = group
    sentences = by_sources([write(s) for s in shown], lambda one: one.statement.passages)
    return Group(name, zh, en, sentences, len(shown), total)


def _timeline(milestones: Iterable[Statement], write: Write, dataset: DataSet) -> list[Stages]:
    """Statements about things as reports make them, the earliest report first."""
    found: dict[str, Stages] = {}
    reports = {report.iri: report for report in dataset.reports.values()}
    for s in milestones:
        stages = found.setdefault(s.report, Stages(reports[s.report], [], []))
        (stages.ahead if s.promised else stages.reached).append(write(s))
    return [found[report.iri] for report in _given(dataset) if report.iri in found]


def _given(dataset: DataSet) -> list[Report]:
    """The reports by the days on which they were given; those without a day come last."""
    return sorted(dataset.reports.values(), key=lambda one: (one.given or "9", one.name))


def _by_report(found: Iterable[Passage], dataset: DataSet) -> list[tuple[Report, list[Passage]]]:
    """Passages by their reports, the default report first."""
    held: dict[str, list[Passage]] = {}
    for passage in found:
        held.setdefault(passage.report, []).append(passage)
    return [(report, held[report.iri]) for report in dataset.in_order() if report.iri in held]


def _parts(description: Description) -> list[str]:
    """The parts of a place whose stages its page shows; none of the whole district."""
    parts = {
        term.value for term in description.values("wk:comprises") if isinstance(term, NamedNode)
    }
    return sorted(parts) if len(parts) <= _PARTS else []


def _picture(
    direct_facts: Sequence[Fact], names: Names, language: Language
) -> NeighbourTree | None:
    relations: dict[str, list[tuple[str, str]]] = {}
    for fact in direct_facts:
        label = names.label(fact.property, language)
        ends = relations.setdefault(label, [])
        ends += [(other, names.label(other, language)) for other in fact.others]
    unique = [(label, list(dict.fromkeys(ends))) for label, ends in relations.items()]
    return neighbour_tree(unique) if unique else None


def _located(snapshot: Snapshot, description: Description) -> Locator | None:
    """Where the thing lies among all that have coordinates, if it has them itself."""
    if not description.values("schema:latitude"):
        return None
    return locator(
        [
            Place(
                text_of(row["thing"]),
                float(text_of(row["latitude"])),
                float(text_of(row["longitude"])),
            )
            for row in snapshot.rows("located")
        ]
    )


def _inferred(
    description: Description, names: Names, direct_facts: Iterable[Fact], language: Language
) -> list[tuple[str, list[str]]]:
    """The inferred relations that the facts do not contain: property, and the other things."""
    shown = {(fact.property, other) for fact in direct_facts for other in fact.others}
    out = []
    for group in description.outgoing:
        if not group.property.startswith(names.wk("")):
            continue
        ends = [
            value.term.value
            for value in group.values
            if isinstance(value.term, NamedNode)
            and description.inferred(value)
            and names.is_thing(value.term.value)
            and (group.property, value.term.value) not in shown
        ]
        if ends:
            out.append((group.property, sorted(ends, key=lambda one: names.label(one, language))))
    return out


def _outward(description: Description) -> list[tuple[str, str, str]]:
    """Identifiers elsewhere: the property, the value, and where it leads if anywhere."""
    out = []
    for name in _OUTWARD:
        for term in description.values(name):
            if isinstance(term, NamedNode):
                out.append((name, term.value, term.value))
            elif isinstance(term, Literal):
                out.append((name, term.value, ""))
    return out
