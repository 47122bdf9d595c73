"""Targets and outcomes: the outcomes of a report beside its targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, request

from kg.model.figures import Comparison, Entry
from kg.model.names import Names
from kg.model.passages import Passage, outline, passages
from kg.model.statements import Statement
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.models.comparisons import listed, loaded, own_rates
from server.site.models.evidence import sources
from server.site.rendering import (
    chosen_report,
    download,
    number,
    page,
    query_parameter,
    writer,
)

SHOWN = (
    ("both", "可对比的", "What can be compared"),
    ("promised", "全部目标", "All targets"),
    ("reached", "仅有完成情况", "Only outcomes"),
    ("all", "全部", "All"),
)
PER_PAGE = 100
SORTS = ("report", "indicator", "change", "commitment", "deadline")
_ASKED = {"theme", "commitment", "text", "format"}
_NOT_KEPT = ("format", "lang", "page")  # parameters that links of the page do not keep
_COMMITMENTS = ("assured", "expected", "striven", "planned", "aspired")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose to see, and in which order."""

    shown: str
    theme: str
    commitment: str
    text: str
    sort: str
    down: bool


def blueprint(repository: Repository) -> Blueprint:
    """The table, as a page, as CSV and as JSON."""
    routes = Blueprint("targets", __name__)

    @routes.get("/targets")
    def targets() -> Response:
        with repository.read() as snapshot:
            names, language = snapshot.names, of(request)
            report = chosen_report(snapshot)
            every = listed(snapshot, report)
            promising = {entry.section for entry in every}
            parts = outline(snapshot.index, report.iri) if report else ()
            sections = {part.number: part.iri for part in parts if part.iri in promising}
            # The page opens with what can be compared; what is asked for otherwise is given whole.
            usual = "promised" if _ASKED & request.args.keys() else "both"
            choice = Choice(
                query_parameter("show", tuple(name for name, _, _ in SHOWN), usual),
                query_parameter("theme", tuple(sections)),
                query_parameter("commitment", _COMMITMENTS),
                request.args.get("text", "").strip(),
                query_parameter("sort", SORTS, "report"),
                query_parameter("order", ("up", "down"), "up") == "down",
            )
            section = sections.get(choice.theme, "")
            found = chosen(every, choice, section, lambda iri: names.label(iri, language))
            form = query_parameter("format", ("csv", "json"))
            if form:
                return _exported(loaded(snapshot, found), snapshot, form)
            last = max(1, -(-len(found) // PER_PAGE))
            at = number("page", last)
            shown = found[(at - 1) * PER_PAGE : at * PER_PAGE]
            rows = loaded(snapshot, shown)
            return page(
                "targets",
                snapshot,
                report=report,
                rows=rows,
                total=len(found),
                at=at,
                last=last,
                themes=sections,
                anchors=anchors(rows, shown, sections),
                own_rates=own_rates(snapshot, report, rows),
                choice=choice,
                shown=SHOWN,
                commitments=[names.iri(f"commitment:{name}") for name in _COMMITMENTS],
                write=writer(snapshot, report),
                passages=sources(snapshot, (s for r in rows for s in (*r.targets, *r.outcomes))),
                given={
                    k: v for k, v in request.args.items() if k not in ("format", "lang", "page")
                },
            )

    return routes


def chosen(
    rows: Sequence[Entry], choice: Choice, section: str, label: Callable[[str], str]
) -> list[Entry]:
    """The comparisons to show, in the order to show them in; of one section where it is given."""
    conditions: dict[str, Callable[[Entry], bool]] = {
        "promised": lambda row: bool(row.targets),
        "both": lambda row: bool(row.targets and row.outcomes),
        "reached": lambda row: not row.targets,
        "all": lambda row: True,
    }
    wanted = conditions[choice.shown]
    found = [
        row
        for row in rows
        if wanted(row)
        and section in ("", row.section)
        and choice.commitment in ("", row.commitment if row.targets else "-")
        and choice.text.casefold() in label(row.indicator).casefold()
    ]
    keys: dict[str, Callable[[Entry], Any]] = {
        "indicator": lambda row: label(row.indicator),
        "change": lambda row: row.change if row.change is not None else Decimal(-10),
        "commitment": lambda row: _firmness(row.commitment),
        "deadline": lambda row: row.deadline or "9999",
    }
    if key := keys.get(choice.sort):
        found.sort(key=key)
    return found[::-1] if choice.down else found


def anchors(
    rows: Sequence[Comparison], found: Sequence[Entry], sections: Mapping[str, str]
) -> dict[int, str]:
    """The position of the first row of each section, with the number of the section."""
    section = {iri: entry.section for entry in found for iri in entry.statements}
    number = {iri: number for number, iri in sections.items()}
    first: dict[str, int] = {}
    for position, row in enumerate(rows):
        if section[row.first.iri] in number:
            first.setdefault(number[section[row.first.iri]], position)
    return {position: number for number, position in first.items()}


def _firmness(code: str) -> int:
    return _COMMITMENTS.index(code) if code in _COMMITMENTS else len(_COMMITMENTS)


def _exported(rows: Sequence[Comparison], snapshot: Snapshot, form: str) -> Response:
    """The rows as they are shown, one figure a line, with all its properties."""
    figures = [(row, s) for row in rows for s in (*row.outcomes, *row.targets)]
    evidence = passages(snapshot.index, (iri for _, s in figures for iri in s.passages))
    lines = [_line(row, s, snapshot.names, evidence) for row, s in figures]
    return download(lines, form, "targets")


def _line(
    row: Comparison, s: Statement, names: Names, evidence: Mapping[str, Passage]
) -> dict[str, str]:
    stated = [evidence[iri] for iri in s.passages]
    return {
        "statement": s.iri,
        "class": s.kind,
        "indicator": row.indicator,
        "indicatorZh": names.label(row.indicator, "zh"),
        "indicatorEn": names.label(row.indicator, "en"),
        "subject": " ".join(row.subjects),
        "kind": row.kind,
        "period": s.code("period"),
        "deadline": s.text("deadline"),
        "comparator": s.code("comparator"),
        "value": s.text("value"),
        "unit": s.code("unit"),
        "normalizedValue": s.text("normalizedValue"),
        "lowerBound": s.text("lowerBound"),
        "upperBound": s.text("upperBound"),
        "status": s.code("status"),
        "commitment": s.code("commitment"),
        "report": " ".join(dict.fromkeys(one.report_name for one in stated)),
        "passage": " ".join(one.number for one in stated),
    }
