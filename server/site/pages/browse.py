"""Every class and every code list, as lists that can be sorted and are cut into pages."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from kg.model.dataset import Report
from kg.model.passages import passages
from kg.model.statements import stated_in, uses
from kg.rdf import NamedNode
from server.http.errors import Kind
from server.http.language import Language, of
from server.http.responses import Refusal
from server.http.urls import request_urls
from server.repository.snapshot import Repository, Snapshot, text_of
from server.site.rendering import number, page, query_parameter, report_or_all

PER_PAGE = 60
SORTS = ("name", "mentions", "class")


def blueprint(repository: Repository) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("browse", __name__)

    @routes.get("/browse")
    def everything() -> Response:
        with repository.read() as snapshot:
            names, terms = snapshot.names, snapshot.vocabulary
            roots = [names.wk(name) for name in ("Thing", "Statement", "DocumentPart", "Unit")]
            report = report_or_all(snapshot)
            counts = _counts(snapshot, report)
            return page(
                "browse",
                snapshot,
                report=report,
                roots=roots,
                vocabulary=terms,
                count=(lambda cls: counts.get(cls, 0)) if report else terms.count,
            )

    @routes.get("/map")
    def places() -> Response:
        """Once a page of its own; each located thing now shows on its page where it lies."""
        here = request_urls(repository.base, repository.settings)
        return redirect(here.local("browse/Place", **request.args), 301)  # type: ignore[return-value]

    @routes.get("/browse/<name>")
    def members(name: str) -> Response:
        with repository.read() as snapshot:
            terms = snapshot.vocabulary
            cls, scheme = snapshot.names.wk(name), f"{snapshot.base}code/{name}"
            if cls in terms.classes:
                return _class(snapshot, cls, of(request))
            if scheme in terms.schemes:
                return _scheme(snapshot, scheme)
            raise Refusal(Kind.CLASS, name=name)

    return routes


def _scheme(snapshot: Snapshot, scheme: str) -> Response:
    codes, report = snapshot.vocabulary.schemes[scheme], report_or_all(snapshot)
    if report:
        found = uses(snapshot.index, codes, report.iri)
    else:
        rows = snapshot.rows("browse_uses", scheme=NamedNode(scheme))
        found = {text_of(row["code"]): int(text_of(row["count"])) for row in rows}
    return page("scheme", snapshot, report=report, scheme=scheme, codes=codes, uses=found)


def _counts(snapshot: Snapshot, report: Report | None) -> dict[str, int]:
    """How many members of each class a report has; empty where none is chosen."""
    if report is None:
        return {}
    iri = report.iri
    return snapshot.once(("counts", iri), lambda: snapshot.nodes.counts(iri))


def _class(snapshot: Snapshot, cls: str, language: Language) -> Response:
    terms, nodes = snapshot.vocabulary, snapshot.nodes
    sort = query_parameter("sort", SORTS, "name")
    # Who sorts by number wants the most first.
    down = (
        query_parameter("order", ("up", "down"), "down" if sort == "mentions" else "up") == "down"
    )
    report = report_or_all(snapshot)
    counts = _counts(snapshot, report)
    count = (lambda cls: counts.get(cls, 0)) if report else terms.count
    total = counts.get(cls, 0) if report else nodes.count(cls)
    last = max(1, -(-total // PER_PAGE))
    at = number("page", last)
    members = nodes.page(
        cls, sort, language, down, PER_PAGE, (at - 1) * PER_PAGE, report.iri if report else ""
    )
    stated = stated_in(snapshot.index, members)
    return page(
        "class",
        snapshot,
        stated=stated,
        passages=passages(snapshot.index, stated.values()),
        report=report,
        cls=cls,
        below=[
            (one.iri, count(one.iri))
            for one in terms.classes.values()
            if cls in one.above and count(one.iri)
        ],
        above=sorted(terms.above(cls), key=lambda one: len(terms.above(one))),
        members=members,
        total=total,
        mentions={iri: nodes[iri].mentions or "" for iri in members},
        sort=sort,
        down=down,
        at=at,
        last=last,
        other="en" if language == "zh" else "zh",
    )
