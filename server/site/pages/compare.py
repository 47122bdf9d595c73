"""One indicator over years: a place beside the levels above it and its peers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from flask import Blueprint, Response, request

from kg.model import promises as stored
from kg.model.passages import passages
from kg.model.statements import Statement
from kg.queries.catalogue import bind
from kg.rdf import NamedNode
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.drawing.comparison import HEIGHT, SHAPES, WIDTH, Figure, chart
from server.site.models.areas import above, areas, by_level
from server.site.models.evidence import sources
from server.site.models.peers import STRATEGIES, Measured, Table, measured, peers, table
from server.site.rendering import download, page, query_parameter, writer

# Bounds that are at most where they have no lower bound, else at least.
_SIDED = {"no-worse-than": {True: "down", False: "up"}}


def blueprint(repository: Repository) -> Blueprint:
    """The page, its downloads as CSV and as JSON."""
    routes = Blueprint("compare", __name__)

    @routes.get("/compare")
    def compare() -> Response:
        with repository.read() as snapshot:
            names, language = snapshot.names, of(request)
            offered = measured(snapshot)
            what = _measured(snapshot, offered)
            known = areas(snapshot)
            promising = stored.reports(snapshot.index)
            reports = {one.iri: one.place for one in snapshot.dataset.reports.values()}
            places = sorted(
                {place for report, place in reports.items() if report in promising},
                key=lambda iri: names.label(iri, language),
            )
            place = _place(snapshot, places)
            strategy = query_parameter("peers", tuple(name for name, _, _ in STRATEGIES), "parent")
            slugs = {names.local(iri): iri for iri in places}
            listed = [one for some in request.args.getlist("with") for one in some.split(",")]
            chosen = [slugs[one] for one in dict.fromkeys(listed) if one in slugs]
            beside = peers(known, place, strategy, chosen)
            found = (
                table(snapshot, what, known, place, beside)
                if what and place
                else Table((), (), (), ())
            )
            if form := query_parameter("format", ("csv", "json")):
                return download(_lines(found, snapshot), form, "compare")
            units = snapshot.vocabulary.units
            figures = list(_figures(found, reports, {k: unit.base for k, unit in units.items()}))
            every = {
                s.iri: s
                for row in found.rows
                for targets in row.targets.values()
                for one in targets
                for s in (one.target, *one.outcomes)
            }
            drawn = {figure.key for figure in figures}
            given = {k: v for k, v in request.args.items() if k not in ("format", "lang", "with")}
            if chosen:
                given["with"] = ",".join(names.local(iri) for iri in chosen)
            return page(
                "compare",
                snapshot,
                what=what,
                indicators=_indicators(snapshot, offered),
                kinds=[one.kind for one in offered if what and one.indicator == what.indicator],
                place=place,
                places=by_level(known, places),
                wholes=above(known, place),
                level=known[place].level if place in known else "",
                whole=known[place].whole if place in known else "",
                strategies=STRATEGIES,
                strategy=strategy,
                chosen=chosen,
                beside=beside,
                table=found,
                chart=chart(figures, found.years),
                size=(WIDTH, HEIGHT),
                shapes=_shapes(figures),
                undrawn=sum(
                    one.target.iri not in drawn
                    for row in found.rows
                    for targets in row.targets.values()
                    for one in targets
                ),
                statements=every,
                write=writer(snapshot, None),
                passages=sources(snapshot, every.values()),
                sparql=_query(snapshot, what, place, above(known, place), beside),
                given=given,
            )

    return routes


def _measured(snapshot: Snapshot, offered: Sequence[Measured]) -> Measured | None:
    """What the address asks to compare, else what most places have; None for an empty graph."""
    local = snapshot.names.local
    indicator, kind = request.args.get("indicator", ""), request.args.get("kind", "")
    own = [one for one in offered if local(one.indicator) == indicator] or offered[:1]
    of_kind = [one for one in own if local(one.kind) == kind]
    return next(iter((*of_kind, *own)), None)


def _place(snapshot: Snapshot, places: Sequence[str]) -> str:
    """The place that the address names, else that of the default report."""
    default = snapshot.dataset.default
    slugs = {snapshot.names.local(iri): iri for iri in places}
    return slugs.get(request.args.get("place", ""), default.place if default else "")


def _indicators(
    snapshot: Snapshot, offered: Sequence[Measured]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The indicators by whether several places have them: local name and label of each."""
    names, language = snapshot.names, of(request)
    places: dict[str, int] = {}
    for one in offered:
        places[one.indicator] = max(places.get(one.indicator, 0), one.places)

    def options(several: bool) -> list[tuple[str, str]]:
        some = [iri for iri, n in places.items() if (n > 1) == several]
        rows = [(names.local(iri), names.label(iri, language)) for iri in some]
        return sorted(rows, key=lambda row: row[1].casefold())

    return [
        ("几地都有", "Of several places", options(True)),
        ("只有一地", "Of one place", options(False)),
    ]


def _figures(
    found: Table, reports: Mapping[str, str], bases: Mapping[str, str]
) -> Iterator[Figure]:
    """The numbers to draw, all in the base unit of the first."""
    unit = ""
    for row in found.rows:
        for year, targets in row.targets.items():
            for one in targets:
                base = bases.get(one.target.resource("unit"), "")
                ends = _ends(one.target)
                if ends is None or (unit and base != unit):
                    continue
                unit = unit or base
                bound = one.target.code("comparator")
                shape = _SIDED.get(bound, {}).get(one.target.number("lowerBound") is None, "")
                own = one.target.iri, row.area, row.role, year, bound
                yield Figure(*own, *ends, shape=shape)
                outcome = one.outcome(row.area, reports) if row.role != "peer" else None
                if outcome and (value := outcome.number("normalizedValue")) is not None:
                    yield Figure(
                        outcome.iri, row.area, row.role, year, "exactly", value, value, True
                    )


def _ends(s: Statement) -> tuple[Decimal, Decimal] | None:
    """From where to where a target's number goes; None where it has none or no shape."""
    if s.code("comparator") not in (*SHAPES, *_SIDED):
        return None
    if s.code("comparator") == "range":
        low, high = s.number("lowerBound"), s.number("upperBound")
    else:
        low = high = s.number("normalizedValue")
    return None if low is None or high is None else (low, high)


def _shapes(figures: Sequence[Figure]) -> list[tuple[str, list[str]]]:
    """The shapes that are drawn, each with the codes of the bounds that it stands for."""
    found: dict[str, list[str]] = {}
    for figure in sorted(figures, key=lambda one: [*SHAPES, *_SIDED].index(one.bound)):
        if not figure.outcome and figure.bound not in found.setdefault(figure.form, []):
            found[figure.form].append(figure.bound)
    return list(found.items())


def _query(
    snapshot: Snapshot,
    what: Measured | None,
    place: str,
    wholes: Sequence[str],
    beside: Sequence[str],
) -> str:
    """The SPARQL query for the targets that are shown."""
    listed = [NamedNode(iri) for iri in (place, *wholes, *beside) if iri]
    return bind(
        snapshot.view("compare_targets"),
        {
            "indicator": NamedNode(what.indicator) if what else None,
            "kind": NamedNode(what.kind) if what else None,
            "place": listed or None,
        },
    )


def _lines(found: Table, snapshot: Snapshot) -> list[dict[str, str]]:
    """A line for each target, and for each outcome of it; then the peers without any."""
    names = snapshot.names
    every = [
        (row, year, one, outcome)
        for row in found.rows
        for year, targets in row.targets.items()
        for one in targets
        for outcome in one.outcomes or (None,)
    ]
    stated = passages(
        snapshot.index,
        (
            iri
            for _, _, one, outcome in every
            for s in (one.target, outcome)
            if s
            for iri in s.passages
        ),
    )

    def figure(s: Statement | None, prefix: str) -> dict[str, str]:
        told = {
            "": s.iri if s else "",
            "Comparator": s.code("comparator") if s else "",
            "Value": s.text("value") if s else "",
            "LowerBound": s.text("lowerBound") if s else "",
            "UpperBound": s.text("upperBound") if s else "",
            "Unit": s.code("unit") if s else "",
            "Status": s.code("status") if s else "",
            "Passage": " ".join(names.reference(iri) for iri in s.passages if iri in stated)
            if s
            else "",
        }
        return {prefix + name: value for name, value in told.items()}

    def line(area: str, role: str, year: str, **rest: str) -> dict[str, str]:
        return {
            "place": area,
            "placeZh": names.label(area, "zh"),
            "placeEn": names.label(area, "en"),
            "role": role,
            "year": year,
            **rest,
        }

    rows = []
    for row, year, one, outcome in every:
        judged = [
            names.local(one.state)
            for one in one.verdicts
            if outcome is None or outcome.iri in one.words
        ]
        rows.append(
            line(
                row.area,
                row.role,
                year,
                **figure(one.target, "target"),
                **figure(outcome, "outcome"),
                state=" ".join(dict.fromkeys(judged)),
            )
        )
    for area in (*found.silent, *found.absent):
        role = "peer without a target" if area in found.silent else "peer without a report"
        rows.append(
            line(area, role, "", **figure(None, "target"), **figure(None, "outcome"), state="")
        )
    return rows
