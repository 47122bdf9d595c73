"""How a page is sent: in the reader's language, with validators, kept for a minute."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, render_template, request

from kg.model.dataset import Report
from server.http import language
from server.http.conditional import conditional_response
from server.http.media_types import PAGE, content_type
from server.http.numbers import whole_number
from server.http.responses import Refusal
from server.repository.references import report
from server.repository.snapshot import Snapshot
from server.site.wording.sentences import Writer

_YEAR = 365 * 24 * 3600


def page(template: str, snapshot: Snapshot, *, status: int = 200, **context: Any) -> Response:
    """The page that a template of `templates/site` makes of the context.

    In the context, `report` is the report that all of the page is about.
    """
    chosen = language.of(request)
    text = render_template(
        f"site/{template}.html",
        lang=chosen,
        names=snapshot.names,
        base=snapshot.base,
        dataset=snapshot.dataset,
        **context,
    )
    kind = content_type(PAGE.media_type)
    headers: dict[str, str] = {"content-language": chosen}
    if status != HTTPStatus.OK:
        headers |= {"cache-control": "no-store", "vary": ", ".join(language.VARY)}
        return Response(text, status, headers, content_type=kind)
    return conditional_response(text, kind, vary=language.VARY, headers=headers)


def download(lines: Sequence[Mapping[str, str]], form: str, name: str) -> Response:
    """A table as the CSV file of that name, or as JSON where `form` is json."""
    if form == "json":
        text = json.dumps(lines, ensure_ascii=False, indent=1) + "\n"
        return conditional_response(text, "application/json")
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(lines[0]) if lines else ["statement"])
    table.writeheader()
    table.writerows(lines)
    response = conditional_response("\ufeff" + out.getvalue(), "text/csv")
    response.headers["content-disposition"] = f'attachment; filename="{name}.csv"'
    return response


def query_parameter(name: str, allowed: tuple[str, ...], default: str = "") -> str:
    """A parameter of the page's address, if it is one of the allowed values, else the default."""
    value = request.args.get(name, default)
    return value if value in allowed else default


def chosen_report(snapshot: Snapshot) -> Report | None:
    """The report that the address names, the default one where it names none; None for all.

    Raises Refusal for one that is not there.
    """
    if text := request.args.get("report"):
        return report(text, snapshot)
    return snapshot.dataset.default


def report_or_all(snapshot: Snapshot) -> Report | None:
    """The report that the address names; None, which is all of them, where it names none."""
    text = request.args.get("report")
    return report(text, snapshot) if text else None


def number(name: str, most: int) -> int:
    """A whole number from 1 that the address gives, at most `most`; 1 where it gives none."""
    try:
        return min(whole_number(name, request.args.get(name, "1"), 1), most)
    except Refusal:
        return 1


def keep_language(response: Response) -> Response:
    """The response, with the cookie that keeps the language which its address chose."""
    chosen = language.named(request.args.get("lang"))
    if chosen and response.mimetype == PAGE.media_type:
        response.set_cookie(
            language.COOKIE,
            chosen,
            max_age=_YEAR,
            path=request.script_root + "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def writer(snapshot: Snapshot, report: Report | None, about: str = "") -> Writer:
    """What writes sentences in the reader's language, for a page of one report or about a thing.

    A report is about its place and government throughout, so its sentences need not name them.
    """
    return Writer(
        language.of(request),
        snapshot.names.label,
        snapshot.vocabulary.units,
        {report.iri: frozenset((report.place, report.government))} if report else {},
        about,
    )
