"""The front page: what this is, how much it holds, and the questions that can be asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, abort, render_template, request

from kg import iris
from kg.catalogue import StoredQuery, read_catalogue
from kg.project import Project
from server.engine import EngineError, Query
from server.language import choose
from server.service import Service

_COUNTS = (
    ("triples", "三元组", "triples"),
    ("entities", "实体", "entities"),
    ("statements", "陈述", "statements"),
    ("passages", "报告句段", "passages"),
    ("inferred", "推得的三元组", "inferred triples"),
    ("graphs", "命名图", "named graphs"),
)


@dataclass(frozen=True)
class Cell:
    """A value in a table: its text, and its IRI where it has one."""

    text: str
    iri: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Table:
    """The rows of an answer; or the text of one that has no rows; or why there is none."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    error: str = ""


def blueprint(service: Service, project: Project) -> Blueprint:
    """The front page, over a service and the questions of a checkout."""
    routes = Blueprint("pages", __name__)

    @cache
    def catalogue(base: str) -> dict[str, StoredQuery]:
        return read_catalogue(project.examples, base)

    @routes.get("/")
    def front() -> str:
        generation = service.builds.current
        questions = catalogue(generation.base)
        name = request.args.get("ask")
        if name is not None and name not in questions:
            abort(404, f"There is no question {name!r} in the catalogue.")
        asked = questions[name] if name else None
        facts = generation.manifest
        return render_template(
            "front.html",
            lang=choose(request.args.get("lang"), request.headers.get("accept-language")),
            counts=[(facts.counts[k], zh, en) for k, zh, en in _COUNTS if k in facts.counts]
            if facts
            else [],
            questions=questions.values(),
            asked=asked,
            table=_table(service, asked.text, generation.base) if asked else None,
        )

    return routes


def _table(service: Service, text: str, base: str) -> Table:
    try:
        answer = service.run(Query(text))
    except EngineError as error:
        return Table(error=f"{type(error).__name__}: {error}")
    if answer.form == "graph":
        return Table(text=answer.body.decode())
    document = json.loads(answer.body)
    if answer.form == "boolean":
        return Table(text=str(document["boolean"]).lower())
    names = tuple(document["head"]["vars"])
    rows = document["results"]["bindings"]
    return Table(names, tuple(tuple(_cell(r.get(n), base) for n in names) for r in rows))


def _cell(term: dict[str, str] | None, base: str) -> Cell:
    if term is None:
        return Cell("")
    if term["type"] == "uri":
        return Cell(iris.compact(term["value"], base), term["value"])
    return Cell(term["value"], lang=term.get("xml:lang", ""))
