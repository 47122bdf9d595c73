"""The OpenAPI 3.1 document, made from the tables of endpoints and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from kg import __version__
from kg.queries.catalogue import StoredQuery
from kg.queries.tokens import query_form
from kg.rdf import Literal, NamedNode
from server.api import schemas
from server.api.endpoint import Endpoint
from server.api.parameters import Parameter
from server.api.questions import formats_of, parameters_of
from server.http.errors import types
from server.http.responses import JSON

PROBLEM = "application/problem+json"
FORM = "application/x-www-form-urlencoded"
# Of errors that any endpoint may report.
_STATUSES = (400, 404, 406, 409, 413, 429, 503, 504, 507)


def document(
    endpoints: Iterable[Endpoint], questions: Mapping[str, StoredQuery], root: str, title: str
) -> dict[str, Any]:
    """The OpenAPI document; `title` is that of the data set, in English."""
    paths = {e.path: {e.method.lower(): _operation(e)} for e in endpoints}
    for question in questions.values():
        paths[f"/api/queries/{question.name}"] = {"get": _question(question)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title} API",
            "version": __version__,
            "description": "The graph as JSON: lists, descriptions with evidence, search, and "
            "every question of the catalogue. Read-only; docs/api.md says what will not change.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": schemas.SCHEMAS, "responses": _problems()},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.method == "POST":
        given: dict[str, Any] = {"requestBody": _form(endpoint)}
    else:
        given = {
            "parameters": [_parameter(p, _values(endpoint, p.name)) for p in endpoint.parameters]
        }
    return {
        "operationId": endpoint.name,
        "summary": endpoint.en,
        "description": endpoint.zh,
        **given,
        "responses": _responses(_content(endpoint)),
    }


def _form(endpoint: Endpoint) -> dict[str, Any]:
    fields = {p.name: {**_sent(p), "description": f"{p.en}（{p.zh}）"} for p in endpoint.parameters}
    schema = {
        "type": "object",
        "properties": fields,
        "required": [p.name for p in endpoint.parameters if p.required],
        "additionalProperties": False,
    }
    examples = {
        f"example-{number}": {"value": dict(parse_qsl(example))}
        for number, example in enumerate(endpoint.examples, 1)
    }
    return {"required": True, "content": {FORM: {"schema": schema, "examples": examples}}}


def _content(endpoint: Endpoint) -> dict[str, Any]:
    if not endpoint.formats:
        return {JSON: {"schema": dict(endpoint.schema)}}
    return {form.media_type: {"schema": {}} for form in endpoint.formats}


def _question(question: StoredQuery) -> dict[str, Any]:
    tabular = query_form(question.text) in ("SELECT", "ASK")
    kinds = {
        media_type: {"schema": {} if "json" in media_type else {"type": "string"}}
        for form in formats_of(question)
        for media_type in (form.media_types if tabular else (form.media_type,))
    }
    return {
        "operationId": f"query-{question.name}",
        "summary": question.title["en"],
        "description": f"{question.title['zh']}\n\n{question.description['en']}",
        "tags": list(question.tags),
        "parameters": [_parameter(p, _default(question, p)) for p in parameters_of(question)],
        "responses": _responses(kinds),
    }


def _sent(parameter: Parameter) -> dict[str, Any]:
    """The schema of what may be sent: an empty optional parameter is as if absent."""
    schema = dict(parameter.schema)
    if not parameter.required:
        schema.pop("minLength", None)
        if "pattern" in schema:
            schema["pattern"] = f"^$|{schema['pattern']}"
    return schema


def _parameter(parameter: Parameter, examples: Iterable[Any]) -> dict[str, Any]:
    result = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": f"{parameter.en}（{parameter.zh}）",
        "schema": _sent(parameter),
    }
    given = {f"example-{number}": {"value": value} for number, value in enumerate(examples, 1)}
    return result | ({"examples": given} if given else {})


def _values(endpoint: Endpoint, name: str) -> list[Any]:
    """The values of a parameter in the examples of an endpoint."""
    given = [dict(parse_qsl(example)).get(name) for example in endpoint.examples]
    numbers = {p.name for p in endpoint.parameters if p.schema["type"] == "integer"}
    return [int(value) if name in numbers else value for value in given if value]


def _default(question: StoredQuery, parameter: Parameter) -> list[str]:
    """The default value of a parameter of a question."""
    defaults = {p.name: p.default for p in question.parameters}
    term = defaults.get(parameter.name)
    return [term.value] if isinstance(term, NamedNode | Literal) else []


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    links = {
        "Link": {
            "description": "The neighbouring pages: first, prev, next, last",
            "schema": {"type": "string"},
        }
    }
    result = {"200": {"description": "The answer", "headers": links, "content": content}}
    for status in _STATUSES:
        result[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return result


def _problems() -> dict[str, Any]:
    return {
        f"Problem{status}": {
            "description": _described(status),
            "content": {PROBLEM: {"schema": schemas.ref("Problem")}},
        }
        for status in _STATUSES
    }


def _described(status: int) -> str:
    """The titles of the errors that have the status, with their types."""
    result = [one for one in types() if status in one.statuses]
    return "; ".join(f"{one.title['en']} (`{one.name}`)" for one in result)
