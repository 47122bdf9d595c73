"""/api/entities and /api/describe: lists and descriptions of things."""

from __future__ import annotations

from typing import Any

from kg import namespaces
from server.api import schemas
from server.api.endpoint import ApiRequest, Endpoint
from server.api.parameters import LIMIT, OFFSET, Parameter
from server.api.shapes import page, reference, value
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.descriptions import Description, describe
from server.repository.references import term, thing_classes

_CLASS = Parameter(
    "class", "类，如 wk:Project 或“项目”", "A class: wk:Project, Project or its label"
)
_PAGE = Parameter(
    "page",
    "入向关系的页码",
    "Which page of incoming relations",
    {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1},
)


def entities(call: ApiRequest) -> tuple[Any, list[str]]:
    """A page of the things of a class, in the order of their English labels."""
    cls = term("class", call.values.get("class", "wk:Thing"), call.snapshot, "wk").value
    limit, offset = call.values["limit"], call.values["offset"]
    total, result = call.snapshot.nodes.members(cls, limit, offset)
    items = [summary(iri, call) for iri in result]
    return page(items, total, call.here, "api/entities", limit, offset, _filters(call))


def summary(iri: str, call: ApiRequest) -> dict[str, Any]:
    """A node in a list: its names, most specific classes and document."""
    names = call.snapshot.names
    return {
        **reference(iri, call.snapshot.labels([iri]), call.here),
        "classes": thing_classes(names, iri),
        "document": call.here.document(iri),
    }


def entity(call: ApiRequest) -> tuple[Any, list[str]]:
    """The description of a thing, by its kind and slug."""
    iri = call.here.iri(f"id/{call.values['kind']}/{call.values['slug']}")
    return _described(call, iri)


def any_iri(call: ApiRequest) -> tuple[Any, list[str]]:
    """The description of the thing, passage, term or graph with an IRI, prefixed name or label."""
    return _described(call, term("iri", call.values["iri"], call.snapshot).value)


def _described(call: ApiRequest, iri: str) -> tuple[Any, list[str]]:
    description = describe(call.snapshot, iri, call.values["page"])
    if description is None:
        raise Refusal(Kind.DESCRIPTION_PAGE, iri=iri, page=call.values["page"])
    pages = {"prev": description.page - 1, "next": description.page + 1}
    links = [
        f'<{_same(call, page=number)}>; rel="{rel}"'
        for rel, number in pages.items()
        if 1 <= number <= description.pages
    ]
    return described(description, call), links


def described(description: Description, call: ApiRequest) -> dict[str, Any]:
    """A description as JSON: values by the short name of their property."""

    def groups_of(groups: Any) -> list[dict[str, Any]]:
        return [
            {
                "property": reference(group.property, description.labels, call.here),
                "total": group.total,
                "values": [
                    {
                        **value(item.term, description.labels, call.here),
                        "inferred": description.inferred(item),
                        "graphs": list(item.graphs),
                    }
                    for item in group.values
                ],
            }
            for group in groups
        ]

    return {
        **reference(description.iri, description.labels, call.here),
        "document": call.here.document(description.iri),
        "outgoing": groups_of(description.outgoing),
        "incoming": groups_of(description.incoming),
        "page": description.page,
        "pages": description.pages,
        "evidence": [
            {
                "iri": passage.iri,
                "report": passage.report_name,
                "number": passage.number,
                "gist": dict(sorted(passage.gist.items())),
            }
            for passage in description.passages
        ],
    }


def _same(call: ApiRequest, **changed: int) -> str:
    """The URL of the same request with some parameters changed."""
    if "slug" in call.values:
        path = f"api/entities/{call.values['kind']}/{call.values['slug']}"
    else:
        path = "api/describe"
    parameters: dict[str, str | int | None] = {**call.given, **changed}
    return call.here.to(path, **parameters)


def _filters(call: ApiRequest) -> dict[str, str]:
    return {k: v for k, v in call.given.items() if k not in ("limit", "offset")}


_KIND = Parameter(
    "kind",
    "实体种类",
    "The kind of thing",
    {"type": "string", "enum": list(namespaces.ENTITY_KINDS)},
    "path",
    True,
)
_SLUG = Parameter(
    "slug",
    "实体的短名",
    "The last part of the thing's IRI",
    {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 200},
    "path",
    True,
)
_IRI = Parameter(
    "iri",
    "IRI、带前缀的名称或确切标签",
    "An IRI, a prefixed name or an exact label",
    {"type": "string", "minLength": 1, "maxLength": 300},
    "query",
    True,
)

ENDPOINTS = (
    Endpoint(
        "entities",
        "/api/entities",
        "列出某类事物",
        "The things of a class",
        (_CLASS, LIMIT, OFFSET),
        schemas.page_of("Entity"),
        entities,
        ("class=wk:Corridor", "class=Organization&limit=5"),
    ),
    Endpoint(
        "entity",
        "/api/entities/{kind}/{slug}",
        "一个事物的完整描述与出处",
        "One thing: the whole description, with its evidence",
        (_KIND, _SLUG, _PAGE),
        schemas.ref("Description"),
        entity,
        ("kind=place&slug=binjiang-digital-corridor",),
    ),
    Endpoint(
        "describe",
        "/api/describe",
        "任何 IRI 的描述：事物、陈述、句段、术语、命名图",
        "The description of any IRI: things, statements, passages, terms, graphs",
        (_IRI, _PAGE),
        schemas.ref("Description"),
        any_iri,
        ("iri=r:1.2.2-s03", "iri=滨江数创走廊"),
    ),
)
