"""Promises and what became of them: chosen by place, year, topic, verdict and day."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import Blueprint, Response, request

from kg.model import promises as stored
from kg.model.dataset import Report
from kg.model.promises import UNDECIDED, Choice, Line
from kg.queries.catalogue import bind
from kg.rdf import Literal, NamedNode, Term
from server.http.language import of
from server.repository import references
from server.repository.snapshot import Repository, Snapshot
from server.site.models.areas import areas, by_level
from server.site.models.evidence import sources
from server.site.models.promises import (
    SILENT,
    UNRATED,
    dropped,
    loaded,
    rules,
    statements_of,
    states,
)
from server.site.rendering import download, number, page, query_parameter, writer

PER_PAGE = 40
_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: reports by what is promised, and the codes of each list."""

    reports: tuple[Report, ...]
    places: tuple[str, ...]
    years: tuple[str, ...]
    topics: tuple[str, ...]
    states: tuple[str, ...]
    specificities: tuple[str, ...]
    uptakes: tuple[str, ...]


def blueprint(repository: Repository) -> Blueprint:
    """The page, its downloads as CSV and as JSON."""
    routes = Blueprint("promises", __name__)

    @routes.get("/promises")
    def promises() -> Response:
        with repository.read() as snapshot:
            names, index = snapshot.names, snapshot.index
            options = _options(snapshot)
            choice, report = _choice(snapshot, options)
            if form := query_parameter("format", ("csv", "json")):
                lines = [_row(line, snapshot) for line in stored.lines(index, choice)]
                return download(lines, form, "promises")
            total, _ = stored.promised(index, choice, 0)
            last = max(1, -(-total // PER_PAGE))
            at = number("page", last)
            _, shown = stored.promised(index, choice, PER_PAGE, (at - 1) * PER_PAGE)
            found = loaded(snapshot, shown)
            meant = [
                one
                for one in options.reports
                if choice.report in ("", one.iri)
                and choice.place in ("", one.place)
                and choice.planned in ("", one.plans)
            ]
            counts = stored.counts(index, choice)
            unrated, silent = (
                sum(counts.states.get(names.iri(f"verdict:{name}"), 0) for name in some)
                for some in (UNRATED, SILENT)
            )
            write = writer(snapshot, report)
            return page(
                "promises",
                snapshot,
                report=report,
                choice=choice,
                options=options,
                places=by_level(areas(snapshot), options.places),
                dues=stored.dues(index, choice),
                counts=counts,
                unrated=unrated,
                silent=silent,
                undecided=UNDECIDED,
                reports=meant,
                dropped=dropped(snapshot, meant),
                promises=found,
                rules=rules(snapshot),
                total=total,
                start=(at - 1) * PER_PAGE + 1,
                definitions=snapshot.vocabulary.definitions,
                at=at,
                last=last,
                write=write,
                passages=sources(snapshot, statements_of(found)),
                sparql=_query(repository, snapshot, choice),
                given={
                    k: v for k, v in request.args.items() if k not in ("format", "lang", "page")
                },
            )

    return routes


def _options(snapshot: Snapshot) -> Options:
    """What there is to choose from, in the order in which forms show it."""
    names, language = snapshot.names, of(request)
    promising = stored.reports(snapshot.index)
    reports = [one for one in snapshot.dataset.in_order() if one.iri in promising]
    places = sorted({one.place for one in reports}, key=lambda iri: names.label(iri, language))
    schemes = snapshot.vocabulary.schemes

    def codes(name: str) -> tuple[str, ...]:
        return tuple(schemes.get(f"{snapshot.base}code/{name}", ()))

    return Options(
        tuple(reports),
        tuple(places),
        tuple(sorted({one.plans for one in reports}, reverse=True)),
        codes("topic"),
        tuple(states(snapshot)),
        codes("specificity"),
        codes("uptake"),
    )


def _choice(snapshot: Snapshot, options: Options) -> tuple[Choice, Report | None]:
    """The promises that the address asks for, and the report if all are of one.

    Where it names neither a report nor a place nor a year, they are those of the place and the year
    of the default report. Raises Refusal for a report that is not there.
    """
    local, default = snapshot.names.local, snapshot.dataset.default
    named = references.report(text, snapshot) if (text := request.args.get("report")) else None
    start = default if not {"report", "place", "year", "thing"} & request.args.keys() else None

    def chosen(name: str, listed: tuple[str, ...]) -> str:
        slugs = {local(iri): iri for iri in listed}
        return slugs.get(request.args.get(name, ""), "")

    thing = request.args.get("thing", "")
    choice = Choice(
        report=named.iri if named else "",
        place=start.place if start else chosen("place", options.places),
        planned=start.plans if start else chosen("year", options.years),
        topic=chosen("topic", options.topics),
        thing=references.term("thing", thing, snapshot).value if thing else "",
        due=query_parameter("due", tuple(stored.dues(snapshot.index, Choice()))),
        state=UNDECIDED
        if request.args.get("verdict") == UNDECIDED
        else chosen("verdict", options.states),
        specificity=chosen("specific", options.specificities),
        uptake=chosen("next", options.uptakes),
    )
    meant = [
        one
        for one in options.reports
        if (choice.place, choice.planned) == (one.place, one.plans) or one is named
    ]
    return choice, meant[0] if len(meant) == 1 else None


def _query(repository: Repository, snapshot: Snapshot, choice: Choice) -> str:
    """The SPARQL query for the promises of a choice."""
    nodes = {
        "report": choice.report,
        "place": choice.place,
        "planned": choice.planned,
        "topic": choice.topic,
        "thing": choice.thing,
        "specific": choice.specificity,
        "next": choice.uptake,
        "wanted": "" if choice.state == UNDECIDED else choice.state,
    }
    terms: dict[str, Term | None] = {k: NamedNode(v) if v else None for k, v in nodes.items()}
    terms["day"] = Literal(choice.due, datatype=_DATE) if choice.due else None
    terms["undecided"] = Literal(True) if choice.state == UNDECIDED else None
    return bind(snapshot.view("promises_shown"), terms)


def _row(line: Line, snapshot: Snapshot) -> dict[str, str]:
    """A line of the table, with labels in both languages; what there is not is empty."""
    names = snapshot.names
    told = {k: str(v).lower() if isinstance(v, bool) else v for k, v in asdict(line).items()}
    for name in ("provisional", "cited", "own"):
        told[name] = told[name] if line.later_report else ""
    for name in ("specificity", "uptake", "state", "finding", "rule"):
        told[name] = names.local(told[name]) if told[name] else ""
    return {
        "promise": told["promise"],
        "promiseZh": names.label(line.promise, "zh"),
        "promiseEn": names.label(line.promise, "en"),
        "kind": told["kind"],
        "report": told["report"],
        "passage": told["passage"],
        "due": told["due"],
        "specificity": told["specificity"],
        "uptake": told["uptake"],
        "state": told["state"],
        "finding": told["finding"],
        "rule": told["rule"],
        "verdict": told["verdict"],
        "provisional": told["provisional"],
        "cited": told["cited"],
        "selfReported": told["own"],
        "laterReport": told["later_report"],
        "later": told["later"],
        "laterZh": names.label(line.later, "zh") if line.later else "",
        "laterEn": names.label(line.later, "en") if line.later else "",
        "laterPassage": told["later_passage"],
    }
