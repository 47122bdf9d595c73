"""/api/queries: the catalogue's questions as endpoints, answered in every format of /sparql."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response, request

from kg.errors import QueryError
from kg.queries.catalogue import Parameter as QuestionParameter
from kg.queries.catalogue import StoredQuery
from kg.queries.columns import ColumnLabels, column_label, projected
from kg.queries.tokens import prologue, query_form
from kg.rdf import Term
from server.api import schemas
from server.api.endpoint import ApiRequest, Endpoint
from server.api.parameters import (
    LIMIT,
    NAME,
    OFFSET,
    Parameter,
    format_parameter,
    given_texts,
    language_parameter,
    read,
)
from server.api.shapes import page_links
from server.http.errors import Kind
from server.http.media_types import Format, not_acceptable
from server.http.negotiation import by_name, choose
from server.http.responses import Refusal
from server.http.urls import Urls
from server.http.wsgi import LoggedResponse, flask_request, flask_response
from server.repository.references import term
from server.repository.snapshot import Snapshot
from server.sparql.engine import Query
from server.sparql.formats import GRAPHS, SOLUTIONS
from server.sparql.protocol import QueryOperation
from server.sparql.service import Service

_TOP = re.compile(r"\bLIMIT\s+(\d+)\s*(?:OFFSET\s+(\d+)\s*)?\Z")
_DATE = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
# What is wrong with a text that a question's parameter cannot take, where its schema does not say.
_NOT_OF_TYPE = {"integer": Kind.PARAMETER_INTEGER, "decimal": Kind.PARAMETER_DECIMAL}


def listed(call: ApiRequest) -> tuple[Any, list[str]]:
    """All questions, with their parameters and columns, and where each is answered."""
    questions = call.snapshot.repository.questions()
    words = call.snapshot.repository.columns()
    return {"queries": [_shown(q, call.here, words) for q in questions.values()]}, []


def _shown(question: StoredQuery, here: Urls, words: ColumnLabels) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": dict(sorted(question.title.items())),
        "description": dict(sorted(question.description.items())),
        "tags": list(question.tags),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "label": dict(sorted(p.label.items())),
                "default": str(p.default) if p.default is not None else None,
            }
            for p in question.parameters
        ],
        "columns": [
            {"name": name, "label": {one: column_label(words, name, one) for one in ("en", "zh")}}
            for name in projected(question.text)
        ],
        "query": question.text,
        "href": here.to(f"api/queries/{question.name}"),
    }


def formats_of(question: StoredQuery) -> tuple[Format, ...]:
    """What the question's answer can be written in."""
    return SOLUTIONS if query_form(question.text) in ("SELECT", "ASK") else GRAPHS


def parameters_of(question: StoredQuery) -> tuple[Parameter, ...]:
    """The question's parameters and those of every question."""
    own = [_own(p) for p in question.parameters]
    form = format_parameter("结果格式", "The format", formats_of(question))
    paging = (_without_default(LIMIT, 10_000), _without_default(OFFSET, 1_000_000))
    return (*own, form, *(paging if query_form(question.text) == "SELECT" else ()))


def _own(parameter: QuestionParameter) -> Parameter:
    """A question's parameter as one of the API."""
    zh, en = parameter.label["zh"], parameter.label["en"]
    if parameter.type == "lang":
        return replace(language_parameter(zh, en), name=parameter.name)
    return Parameter(parameter.name, zh, en, _DATE if parameter.type == "date" else NAME)


def _without_default(parameter: Parameter, maximum: int) -> Parameter:
    schema = {k: v for k, v in parameter.schema.items() if k != "default"}
    return replace(parameter, schema={**schema, "maximum": maximum})


def answer(service: Service, snapshot: Snapshot, here: Urls, name: str) -> Response:
    """The answer to a question, under the limits, the budget and the cache of /sparql."""
    question = snapshot.repository.questions().get(name)
    if question is None:
        raise Refusal(Kind.API_QUESTION, name=name)
    declared = parameters_of(question)
    texts = given_texts(request.args, declared)
    values = read(texts, declared)
    text = question.bound(_terms(question, values, snapshot))
    links: list[str] = []
    if "limit" in values or "offset" in values:
        limit, offset = values.get("limit", LIMIT.schema["default"]), values.get("offset", 0)
        total = _charged(service, lambda: _total(text, snapshot))
        filters = {k: v for k, v in texts.items() if k not in ("limit", "offset")}
        pages = page_links(total, here, f"api/queries/{name}", limit, offset, filters)
        links = [f'<{address}>; rel="{rel}"' for rel, address in pages.items()]
        text = part(text, limit, offset)
    return _run(service, question, text, values.get("format"), links)


def part(text: str, limit: int, offset: int) -> str:
    """The query for a part of a query's rows; a LIMIT that it has itself still holds."""
    match = _TOP.search(text)
    if not match:
        return f"{text.rstrip()}\nLIMIT {limit} OFFSET {offset}\n"
    own_limit, own_offset = int(match[1]), int(match[2] or 0)
    left = max(0, min(limit, own_limit - offset))
    return f"{text[: match.start()]}LIMIT {left} OFFSET {own_offset + offset}\n"


def _terms(
    question: StoredQuery, values: Mapping[str, str], snapshot: Snapshot
) -> dict[str, Term | None]:
    """The terms that the request binds. Raises Refusal, naming the parameter."""
    terms: dict[str, Term | None] = {}
    for parameter in question.parameters:
        if parameter.name in values:
            text = values[parameter.name]
            if parameter.type == "iri":
                terms[parameter.name] = term(parameter.name, text, snapshot)
                continue
            try:
                terms[parameter.name] = parameter.parse(text, snapshot.base)
            except QueryError as error:
                if parameter.type == "report":
                    terms[parameter.name] = term(parameter.name, text, snapshot)
                    continue
                kind = _NOT_OF_TYPE[parameter.type]
                raise Refusal(kind, parameter=parameter.name, text=text) from error
    return terms


def _charged(service: Service, ask: Callable[[], int]) -> int:
    """What `ask` returns; its time is charged to the client, as that of the answer will be."""
    started = time.perf_counter()
    reservation = service.budgets.reserve(
        flask_request().client, service.settings.seconds, pages=True
    )
    try:
        return ask()
    finally:
        reservation.settle(time.perf_counter() - started)


def _total(text: str, snapshot: Snapshot) -> int:
    """How many rows the query has."""
    _, first = prologue(text)
    assert first
    head, body = text[: first.start], text[first.start :]
    count = f"{head}SELECT (COUNT(*) AS ?rows_in_all) {{ {{ {body} }} }}"
    answer_ = json.loads(snapshot.run(count).body)
    return int(answer_["results"]["bindings"][0]["rows_in_all"]["value"])


def _run(
    service: Service, question: StoredQuery, text: str, requested: str | None, links: list[str]
) -> Response:
    """The answer in the requested format, else in the one that the client accepts best."""
    offered = formats_of(question)
    accept = request.headers.get("accept")
    choice = by_name(requested, offered) if requested else choose(accept, offered)
    if choice is None:
        raise not_acceptable(offered, f"Accept: {accept}")
    media_type = choice.media_type
    query = Query(text, media_type, None) if offered is SOLUTIONS else Query(text, None, media_type)
    reply = service.answer(flask_request(), QueryOperation(query, service.settings.seconds))
    assert reply
    if links and reply.status < HTTPStatus.BAD_REQUEST:
        reply = reply.with_headers(("link", ", ".join(links)))
    return flask_response(reply, LoggedResponse)


ENDPOINTS = (
    Endpoint(
        "queries",
        "/api/queries",
        "目录中的全部问题",
        "All questions of the catalogue",
        (),
        {
            "type": "object",
            "required": ["queries"],
            "properties": {"queries": {"type": "array", "items": schemas.ref("Question")}},
        },
        listed,
    ),
)
