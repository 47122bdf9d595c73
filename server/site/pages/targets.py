"""Targets and outcomes: what was reached in 2023 beside what is promised for 2024."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, request

from server.http.conditional import answered
from server.http.language import of
from server.repository.views import Graph
from server.site.models.figures import Comparison, comparisons
from server.site.models.names import Model, model
from server.site.models.statements import Statement
from server.site.rendering import asked, page, writer

SHOWN = (
    ("promised", "有目标的", "With a target"),
    ("both", "目标与实绩都有的", "With both"),
    ("reached", "只有实绩的", "Only outcomes"),
    ("all", "全部", "All"),
)
SORTS = ("report", "indicator", "change", "commitment", "deadline")
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


def blueprint(graph: Graph) -> Blueprint:
    """The table, as a page, as CSV and as JSON."""
    routes = Blueprint("targets", __name__)

    @routes.get("/targets")
    def targets() -> Response:
        with graph.read() as reader:
            known, language = model(reader), of(request)
            every = comparisons(reader)

            def section(number: str) -> str:
                return known.label(known.iri(f"r:{number}"), language)

            themes = sorted({row.section for row in every}, key=_numbers)
            choice = Choice(
                asked("show", tuple(name for name, _, _ in SHOWN), "promised"),
                asked("theme", tuple(themes)),
                asked("commitment", _COMMITMENTS),
                request.args.get("text", "").strip(),
                asked("sort", SORTS, "report"),
                asked("order", ("up", "down"), "up") == "down",
            )
            rows = chosen(every, choice, lambda iri: known.label(iri, language))
            form = asked("format", ("csv", "json"))
            if form:
                return _exported(rows, known, form)
            return page(
                "targets",
                reader,
                rows=rows,
                themes={t: [row for row in rows if row.section == t] for t in themes},
                choice=choice,
                shown=SHOWN,
                commitments=[known.iri(f"commitment:{name}") for name in _COMMITMENTS],
                districts=frozenset({known.iri("place:wuchang-district")}),
                section=section,
                write=writer(reader),
                given={k: v for k, v in request.args.items() if k not in ("format", "lang")},
            )

    return routes


def chosen(
    rows: Sequence[Comparison], choice: Choice, label: Callable[[str], str]
) -> list[Comparison]:
    """The rows to show, in the order to show them in."""
    conditions: dict[str, Callable[[Comparison], bool]] = {
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
        and choice.theme in ("", row.section)
        and choice.commitment in ("", row.targets[0].code("commitment") if row.targets else "-")
        and choice.text.casefold() in label(row.indicator).casefold()
    ]
    keys: dict[str, Callable[[Comparison], Any]] = {
        "indicator": lambda row: label(row.indicator),
        "change": lambda row: row.change if row.change is not None else Decimal(-10),
        "commitment": lambda row: _firmness(row.targets),
        "deadline": lambda row: row.first.text("deadline") or "9999",
    }
    if key := keys.get(choice.sort):
        found.sort(key=key)
    return found[::-1] if choice.down else found


def _firmness(targets: Sequence[Statement]) -> int:
    code = targets[0].code("commitment") if targets else ""
    return _COMMITMENTS.index(code) if code in _COMMITMENTS else len(_COMMITMENTS)


def _numbers(section: str) -> tuple[int, ...]:
    return tuple(map(int, section.split(".")))


def _exported(rows: Sequence[Comparison], known: Model, form: str) -> Response:
    """The rows as they are shown, one figure a line, with all that is known of it."""
    lines = [_line(row, s, known) for row in rows for s in (*row.outcomes, *row.targets)]
    if form == "json":
        text = json.dumps(lines, ensure_ascii=False, indent=1) + "\n"
        return answered(text, "application/json")
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(lines[0]) if lines else ["statement"])
    table.writeheader()
    table.writerows(lines)
    response = answered(out.getvalue(), "text/csv; charset=utf-8")
    response.headers["content-disposition"] = 'attachment; filename="targets.csv"'
    return response


def _line(row: Comparison, s: Statement, known: Model) -> dict[str, str]:
    return {
        "statement": s.iri,
        "class": s.kind,
        "indicator": row.indicator,
        "indicatorZh": known.label(row.indicator, "zh"),
        "indicatorEn": known.label(row.indicator, "en"),
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
        "passage": " ".join(s.passages),
    }
