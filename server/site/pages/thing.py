"""A thing's page: what is said of it, in sentences, each beside the sentence that says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from flask import render_template, request

from kg.rdf import Literal, NamedNode
from server.http.language import Language
from server.http.responses import Refusal
from server.http.urls import Urls
from server.linked_data import schema_org
from server.repository.descriptions import Description
from server.repository.property_graphs import whole
from server.repository.views import Reader
from server.site.drawing.charts import Fan, fan
from server.site.models.evidence import Numbers, Passage, passages, together
from server.site.models.figures import compare
from server.site.models.incoming import parts
from server.site.models.names import Model, model
from server.site.models.pipeline import matching, projects
from server.site.models.relations import Fact, arrows, facts
from server.site.models.statements import Statement, index
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
_FIRST = 20  # statements of a group that are shown before one asks for all
_PARTS = 40  # of a place whose stages are told on its page
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
    sentences: Mapping[Numbers, Sequence[Sentence]]  # by their passages
    shown: int
    total: int


def is_thing(reader: Reader, iri: str) -> bool:
    """Whether the page for things fits an IRI."""
    return iri in model(reader).names.types


def page(reader: Reader, here: Urls, found: Description, language: Language) -> str:
    """The page about a thing."""
    known, told = model(reader), index(reader)
    iri = found.iri
    place = known.short(iri).startswith("place:")
    mine = told.by_thing.get(iri, ())
    write = writer(reader, iri)
    said = facts(arrows(reader).get(iri, ()), known, language)
    return render_template(
        "site/thing.html",
        lang=language,
        model=known,
        d=found,
        write=write,
        facts=together(said, lambda fact: fact.numbers),
        picture=_picture(said, known, language),
        groups=[_group(group, mine, write.write) for group in _GROUPS],
        timeline=_timeline(mine, {iri}, write.write),
        parts_timeline=_timeline(*_of_parts(reader, found), write.write),
        # Projects may have parts that are projects, but only a place has a page of them.
        projects=len(matching(projects(reader), iri)) if place else 0,
        comparisons=[row for row in compare(mine) if row.outcome and row.target],
        passages=passages(reader),
        mentions=_mentions(reader, found),
        inferred=_inferred(found, known, said, language),
        parts=parts(reader, iri, request.args.get("all", "")),
        outward=_outward(found),
        formats=GRAPHS,
        tools=GRAPH_TOOLS if _drawn(reader, iri, language) else (),
        json_ld=schema_org.write(found, here).decode(),
    )


def _drawn(reader: Reader, iri: str, language: Language) -> bool:
    """Whether the thing is a node of the property graph: periods are not, nor is a remote graph."""
    try:
        return iri in whole(reader, language).nodes
    except Refusal:
        return False


def _group(
    group: tuple[str, str, str, tuple[str, ...]], mine: Iterable[Statement], write: Write
) -> Group:
    name, zh, en, kinds = group
    some = [s for s in mine if s.kind in kinds]
    shown = some if request.args.get("all") == name else some[:_FIRST]
    sentences = together([write(s) for s in shown], lambda one: one.statement.passages)
    return Group(name, zh, en, sentences, len(shown), len(some))


def _timeline(
    some: Iterable[Statement], things: Set[str], write: Write
) -> dict[str, list[Sentence]]:
    """The stages of things: what they have reached, and what is promised."""
    found: dict[str, list[Sentence]] = {"reached": [], "ahead": []}
    for s in some:
        if s.kind == "Milestone" and not things.isdisjoint(s.things("subject")):
            found["ahead" if s.promised else "reached"].append(write(s))
    return found if found["reached"] or found["ahead"] else {}


def _of_parts(reader: Reader, found: Description) -> tuple[list[Statement], set[str]]:
    """What is said of the parts of a place, and the parts; of the whole district, of none."""
    parts = {term.value for term in found.values("wk:comprises") if isinstance(term, NamedNode)}
    if len(parts) > _PARTS:
        return [], set()
    told = index(reader).by_thing
    some = {s.iri: s for part in sorted(parts) for s in told.get(part, ())}
    return list(some.values()), parts


def _picture(said: Sequence[Fact], known: Model, language: Language) -> Fan | None:
    relations: dict[str, list[tuple[str, str]]] = {}
    for fact in said:
        label = known.label(fact.property, language)
        ends = relations.setdefault(label, [])
        ends += [(other, known.label(other, language)) for other in fact.others]
    unique = [(label, list(dict.fromkeys(ends))) for label, ends in relations.items()]
    return fan(unique) if unique else None


def _mentions(reader: Reader, found: Description) -> list[Passage]:
    """The passages that mention the thing, in the order of the report."""
    named = {term.value for term in found.values("wk:mentionedIn") if isinstance(term, NamedNode)}
    return [one for one in passages(reader).values() if one.iri in named]


def _inferred(
    found: Description, known: Model, said: Iterable[Fact], language: Language
) -> list[tuple[str, list[str]]]:
    """What follows from the facts without being said: property, and the things at its end."""
    told = {(fact.property, other) for fact in said for other in fact.others}
    out = []
    for group in found.outgoing:
        if not group.property.startswith(known.wk("")):
            continue
        ends = [
            value.term.value
            for value in group.values
            if isinstance(value.term, NamedNode)
            and found.inferred(value)
            and value.term.value in known.names.types
            and (group.property, value.term.value) not in told
        ]
        if ends:
            out.append((group.property, sorted(ends, key=lambda one: known.label(one, language))))
    return out


def _outward(found: Description) -> list[tuple[str, str, str]]:
    """Identifiers elsewhere: the property, the value, and where it leads if anywhere."""
    out = []
    for name in _OUTWARD:
        for term in found.values(name):
            if isinstance(term, NamedNode):
                out.append((name, term.value, term.value))
            elif isinstance(term, Literal):
                out.append((name, term.value, ""))
    return out
