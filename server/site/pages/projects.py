"""The pages of the pipeline: all projects, or those of one zone, as a board or as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import Blueprint, Response, redirect, request

from kg.model.names import Names
from kg.model.statements import Statement, pointing
from server.http import urls
from server.http.errors import Kind
from server.http.language import Language, of
from server.http.responses import Refusal
from server.repository.snapshot import Repository
from server.site.models.areas import above, areas
from server.site.models.evidence import sources
from server.site.models.pipeline import LANES, Project, matching, projects
from server.site.models.statements import load
from server.site.rendering import chosen_report, page, query_parameter, writer

_ABOUT = 8  # statements about a zone above its projects
SORTS = ("stage", "name", "deadline", "kind")


def blueprint(repository: Repository) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("projects", __name__)

    @routes.get("/projects")
    def pipeline() -> Response:
        given = {k: v for k, v in request.args.items() if v}
        if zone := given.pop("zone", ""):
            here = urls.request_urls(repository.base, repository.settings)
            return redirect(here.local(f"projects/{zone}", **given), 303)  # type: ignore[return-value]
        return _page(repository, "")

    @routes.get("/projects/<zone>")
    def of_zone(zone: str) -> Response:
        return _page(repository, zone)

    return routes


def _page(repository: Repository, zone: str) -> Response:
    with repository.read() as snapshot:
        names, language = snapshot.names, of(request)
        report = chosen_report(snapshot)
        own = report.iri if report else ""
        every = projects(snapshot, own)
        zones = Counter(place for project in every for place in project.places)
        place = names.iri(f"place:{zone}") if zone else ""
        if zone and place not in zones:
            raise Refusal(Kind.ZONE, report=report.name if report else "", name=zone)
        # Most projects of a report are told without a place: its own would seem to tell some apart.
        whole = {report.place, *above(areas(snapshot), report.place)} if report else set()
        industries = Counter(one for project in every for one in project.industries)
        classes = Counter(cls for project in every for cls in project.classes)
        industry, cls = request.args.get("industry", ""), request.args.get("kind", "")
        found = matching(
            every,
            place,
            names.iri(f"industry:{industry}") if industry else "",
            names.wk(cls) if cls else "",
        )
        sort = query_parameter("sort", SORTS, "stage")
        down = query_parameter("order", ("up", "down"), "up") == "down"
        if sort != "stage" or down:
            found.sort(key=_key(sort, names, language), reverse=down)

        statements: list[Statement] = []
        if place and not (report and place == report.place):
            _, about = pointing(snapshot.index, place, "subject", limit=_ABOUT, report=own)
            statements = load(snapshot, about)
        milestones = [s for p in found for s in (p.reached, *p.promised) if s]

        def named(counted: Counter[str]) -> list[tuple[str, str, int]]:
            rows = [(names.local(iri), names.label(iri, language), n) for iri, n in counted.items()]
            return sorted(rows, key=lambda row: (-row[2], row[1]))

        return page(
            "projects",
            snapshot,
            report=report,
            projects=found,
            lanes=[
                (name, zh, en, [project for project in found if project.lane == name])
                for name, _, zh, en in LANES
            ],
            view=query_parameter("view", ("board", "list"), "board"),
            place=place,
            zone=zone,
            zones=named(Counter({z: n for z, n in zones.items() if z == place or z not in whole})),
            industries=named(industries),
            classes=named(classes),
            chosen={"industry": industry, "kind": cls},
            sort=sort,
            down=down,
            about=[writer(snapshot, report, place).write(s) for s in statements],
            passages=sources(snapshot, (*statements, *milestones)),
            given={k: v for k, v in request.args.items() if k not in ("lang", "zone")},
        )


def _key(sort: str, names: Names, language: Language) -> Callable[[Project], tuple[str, ...]]:
    """What to sort the list by; its own order is by stage."""

    def name(project: Project) -> str:
        return names.label(project.iri, language)

    keys: dict[str, Callable[[Project], tuple[str, ...]]] = {
        "name": lambda project: (name(project),),
        "deadline": lambda project: (project.deadline or "9999", name(project)),
        "kind": lambda project: (*project.classes, name(project)),
        "stage": lambda project: (f"{99 - project.order:02}", project.deadline or "9", project.iri),
    }
    return keys[sort]
