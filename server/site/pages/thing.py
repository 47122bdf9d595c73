"""A thing's page: its statements as sentences, each with the passage that states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask import render_template, request

from kg.model import promises
from kg.model.dataset import Report
from kg.model.figures import changes_about, compare, entries_of
from kg.model.index import Index
from kg.model.names import Names
from kg.model.promises import promised, verdicts
from kg.model.statements import Statement, by_report, pointing
from kg.rdf import Literal, NamedNode
from server.http.errors import Kind
from server.http.language import Language
from server.http.responses import Refusal
from server.http.urls import Urls
from server.repository import schema_org
from server.repository.descriptions import Description
from server.repository.property_graphs import is_node
from server.repository.snapshot import Snapshot, text_of
from server.site.drawing.charts import NeighbourTree, neighbour_tree
from server.site.drawing.locator import Locator, Place, locator
from server.site.models.across_reports import Write, by_year, grouped, mentions, timeline
from server.site.models.evidence import Sources, by_sources, evidence_texts, passages
from server.site.models.incoming import PER_PAGE, incoming_roles
from server.site.models.peers import measured
from server.site.models.pipeline import count_of
from server.site.models.relations import Fact, facts, phrase, relations
from server.site.models.statements import load
from server.site.rendering import number, report_or_all, writer
from server.site.wording.text_runs import Sentence
from server.sparql.formats import GRAPH_TOOLS, GRAPHS

_GROUPS = (
    ("figures", "数字", "Figures", ("Target", "Observation", "Ranking")),
    ("milestones", "进展", "Progress", ("Milestone",)),
    ("honours", "荣誉与首创", "Honours and firsts", ("Conferral", "Distinction")),
    ("measures", "举措", "Measures", ("Measure",)),
    ("assessments", "评价", "Assessments", ("Assessment",)),
)
_COMPARED = "compared"  # the comparisons, in the address of the page
_FIRST = 20  # statements of a group that are shown unless a page of it is requested
_FIRST_COMPARED = 6
_FIRST_REPORTS = 3  # reports whose sentences are listed
_ACROSS = 60  # statements about a thing that one list shows in full, report by report
_NEARBY = 3  # related things, and statements about each, where there are none of its own
_PARTS = 40  # of a place whose stages its page shows
_MOST_PAGES = 10_000  # that an address may ask for
_EMBEDDED = 40  # values of a property in the embedded JSON-LD
_OUTWARD = (
    *("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch", "foaf:homepage"),
    *("rdfs:seeAlso", "skos:notation", "schema:tickerSymbol", "schema:latitude"),
    *("schema:longitude", "dcterms:identifier"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of some kinds: those shown, and how many there are."""

    name: str
    zh: str
    en: str
    sentences: Mapping[Sources, Sequence[Sentence]]  # by their passages
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for: one report or all, and one list by pages."""

    report: Report | None
    name: str
    page: int

    @property
    def own(self) -> str:
        """The IRI of the report; empty for all."""
        return self.report.iri if self.report else ""

    def slice(self, name: str, first: int) -> tuple[int, int]:
        """Limit and offset of a list, of which the first are shown unless it is requested."""
        return (PER_PAGE, (self.page - 1) * PER_PAGE) if name == self.name else (first, 0)


def page(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    """The page about a thing.

    It shows what all reports state, or one; no list is longer than a page, so that the page of a
    thing in hundreds of reports costs no more than others.
    """
    names, index, iri = snapshot.names, snapshot.index, description.iri
    dataset, default = snapshot.dataset, snapshot.dataset.default
    choice = Choice(
        report_or_all(snapshot), request.args.get("all", ""), number("part", _MOST_PAGES)
    )
    report, own = choice.report, choice.own
    place = names.short(iri).startswith("place:")
    write = writer(snapshot, report or default, iri)
    direct_facts = facts(relations(snapshot, iri, own), names, language)
    lists = [_chosen(index, iri, choice, name, kinds) for name, _, _, kinds in _GROUPS]
    changes = _changes(snapshot, iri, own)
    incoming = [] if report else incoming_roles(snapshot, iri, choice.name, choice.page)
    totals = {_COMPARED: len(changes), **{role.name: role.total for role in incoming}}
    totals |= {group[0]: total for group, (total, _) in zip(_GROUPS, lists, strict=True)}
    if choice.page > max(1, -(-totals.get(choice.name, 0) // PER_PAGE)):
        raise Refusal(Kind.PAGE, page=choice.page, iri=iri)
    limit, offset = choice.slice(_COMPARED, _FIRST_COMPARED)
    compared = entries_of(index, changes[offset : offset + limit])
    _, milestones = pointing(index, iri, "subject", ("Milestone",), report=own)
    reports = by_report(index, iri)
    several = len(reports) > 1 and not report
    across = pointing(index, iri)[1] if several and sum(reports.values()) <= _ACROSS else []
    of_parts: list[str] = []
    for part in _parts(description):
        of_parts += pointing(index, part, "subject", ("Milestone",), report=own)[1]
    listed = [one for _, shown in lists for one in shown]
    figures = [one for entry in compared for one in entry.statements]
    statements = {
        s.iri: s for s in load(snapshot, {*listed, *figures, *milestones, *of_parts, *across})
    }
    evidence = [
        *(s.passages for s in statements.values()),
        *(fact.passages for fact in direct_facts),
    ]
    nearby = [] if any(total for total, _ in lists) else _nearby(snapshot, direct_facts, own)
    evidence += [s.passages for _, some in nearby for s in some]
    mentioned_in = mentions(description, own)
    latest = sorted(
        (one for one in dataset.reports.values() if one.iri in mentioned_in),
        key=lambda one: (one.name == dataset.default_report, one.given),
        reverse=True,
    )
    first = latest[:_FIRST_REPORTS]
    mentioned = {passage for one in first for passage in mentioned_in[one.iri]}
    sources = passages(snapshot, mentioned.union(*evidence))
    return render_template(
        "site/thing.html",
        lang=language,
        names=names,
        dataset=dataset,
        d=description,
        report=report,
        choice=choice,
        write=write,
        facts=by_sources(direct_facts, lambda fact: fact.passages),
        phrase=partial(phrase, names),
        evidence_texts=partial(evidence_texts, names),
        picture=_picture(direct_facts, names, language),
        located=_located(snapshot, description),
        groups=[
            _group(group, total, [statements[one] for one in shown], write.write)
            for group, (total, shown) in zip(_GROUPS, lists, strict=True)
        ],
        nearby=[(other, [write.write(s) for s in some]) for other, some in nearby],
        across=timeline([statements[one] for one in across], write.write, dataset),
        verdicts=verdicts(index, across),
        # Many statements are listed by report; few are shown at once.
        years=by_year(reports, mentioned_in, dataset) if several and not across else [],
        timeline=timeline(
            [] if across else [statements[one] for one in milestones], write.write, dataset
        ),
        parts_timeline=timeline(
            [statements[one] for one in dict.fromkeys(of_parts)], write.write, dataset
        ),
        # Projects may have parts that are projects, but only a place has a page of them.
        projects=count_of(snapshot, iri, default.iri) if place and default else 0,
        promises=promised(index, promises.Choice(report=own, thing=iri), 0)[0],
        reporting=place and any(one.place == iri for one in dataset.reports.values()),
        measured=any(one.indicator == iri for one in measured(snapshot)),
        comparisons=[
            comparison
            for entry in compared
            for comparison in compare([statements[one] for one in entry.statements])
        ],
        compared=len(changes),
        passages=sources,
        mentions=grouped([one for one in sources.values() if one.iri in mentioned], dataset),
        mentioned=sum(map(len, mentioned_in.values())),
        mentioning=len(mentioned_in),
        inferred=[] if report else _inferred(description, names, direct_facts, language),
        incoming=incoming,
        per_page=PER_PAGE,
        outward=_outward(description),
        formats=GRAPHS,
        tools=GRAPH_TOOLS if is_node(snapshot, iri) else (),
        json_ld=schema_org.write(description, here, _EMBEDDED).decode(),
    )


def _chosen(
    index: Index, iri: str, choice: Choice, name: str, kinds: Sequence[str]
) -> tuple[int, list[str]]:
    """How many statements of some kinds are about a thing, and those to show."""
    limit, offset = choice.slice(name, _FIRST)
    return pointing(index, iri, wanted=kinds, report=choice.own, limit=limit, offset=offset)


def _nearby(
    snapshot: Snapshot, direct_facts: Iterable[Fact], report: str
) -> list[tuple[str, list[Statement]]]:
    """The statements about what a thing is related to, for a thing without statements of its own.

    So the page of a company tells what is planned for its headquarters.
    """
    others = dict.fromkeys(other for fact in direct_facts for other in fact.others)
    found = []
    for other in list(others)[:_NEARBY]:
        _, shown = pointing(snapshot.index, other, limit=_NEARBY, report=report)
        if shown:
            found.append((other, load(snapshot, shown)))
    return found


def _changes(snapshot: Snapshot, iri: str, report: str) -> list[int]:
    """The comparisons about a thing, of one report or of all, the latest report first."""
    given = {one.iri: one.given for one in snapshot.dataset.reports.values()}
    found = [
        (number, of) for number, of in changes_about(snapshot.index, iri) if report in ("", of)
    ]
    return [number for number, _ in sorted(found, key=lambda one: given[one[1]], reverse=True)]


def _group(
    group: tuple[str, str, str, tuple[str, ...]], total: int, shown: list[Statement], write: Write
) -> Group:
    name, zh, en, _ = group
    sentences = by_sources([write(s) for s in shown], lambda one: one.statement.passages)
    return Group(name, zh, en, sentences, len(shown), total)


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
