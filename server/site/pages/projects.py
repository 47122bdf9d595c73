"""The pages of the pipeline: all projects, or those of one zone, as a board or as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import Blueprint, Response, redirect, request

from server.http import urls
from server.http.errors import Kind
from server.http.language import Language, of
from server.http.responses import Refusal
from server.repository.views import Graph
from server.site.models.names import Model, model
from server.site.models.pipeline import LANES, Project, matching, projects
from server.site.models.statements import index
from server.site.rendering import asked, page, writer

SORTS = ("stage", "name", "deadline", "kind")


def blueprint(graph: Graph) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("projects", __name__)

    @routes.get("/projects")
    def pipeline() -> Response:
        given = {k: v for k, v in request.args.items() if v}
        if zone := given.pop("zone", ""):
            here = urls.here(graph.base, graph.service.settings)
            return redirect(here.local(f"projects/{zone}", **given), 303)  # type: ignore[return-value]
        return _page(graph, "")

    @routes.get("/projects/<zone>")
    def of_zone(zone: str) -> Response:
        return _page(graph, zone)

    return routes


def _page(graph: Graph, zone: str) -> Response:
    with graph.read() as reader:
        known, language = model(reader), of(request)
        every = projects(reader)
        zones = Counter(place for project in every for place in project.places)
        place = known.iri(f"place:{zone}") if zone else ""
        if zone and place not in zones:
            raise Refusal(Kind.ZONE, name=zone)
        industries = Counter(one for project in every for one in project.industries)
        classes = Counter(cls for project in every for cls in project.classes)
        industry, cls = request.args.get("industry", ""), request.args.get("kind", "")
        found = matching(
            every,
            place,
            known.iri(f"industry:{industry}") if industry else "",
            known.wk(cls) if cls else "",
        )
        sort = asked("sort", SORTS, "stage")
        down = asked("order", ("up", "down"), "up") == "down"
        if sort != "stage" or down:
            found.sort(key=_key(sort, known, language), reverse=down)

        def named(counted: Counter[str]) -> list[tuple[str, str, int]]:
            rows = [(known.local(iri), known.label(iri, language), n) for iri, n in counted.items()]
            return sorted(rows, key=lambda row: (-row[2], row[1]))

        return page(
            "projects",
            reader,
            projects=found,
            lanes=[
                (name, zh, en, [project for project in found if project.lane == name])
                for name, _, zh, en in LANES
            ],
            view=asked("view", ("board", "list"), "board"),
            place=place,
            zone=zone,
            zones=named(zones),
            industries=named(industries),
            classes=named(classes),
            chosen={"industry": industry, "kind": cls},
            sort=sort,
            down=down,
            about=[
                writer(reader, place).write(s)
                for s in index(reader).by_thing.get(place, ())
                if place in s.things("subject") and place != known.iri("place:wuchang-district")
            ],
            given={k: v for k, v in request.args.items() if k not in ("lang", "zone")},
        )


def _key(sort: str, known: Model, language: Language) -> Callable[[Project], tuple[str, ...]]:
    """What to sort the list by; its own order is by stage."""

    def name(project: Project) -> str:
        return known.label(project.iri, language)

    keys: dict[str, Callable[[Project], tuple[str, ...]]] = {
        "name": lambda project: (name(project),),
        "deadline": lambda project: (project.deadline or "9999", name(project)),
        "kind": lambda project: (*project.classes, name(project)),
        "stage": lambda project: (f"{99 - project.order:02}", project.deadline or "9", project.iri),
    }
    return keys[sort]
