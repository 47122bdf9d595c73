"""/api/search, /api/suggest and /api/hints: search by name, and hints about labels."""

from __future__ import annotations

from typing import Any

from kg.model.names import LANGUAGES, class_key
from kg.queries.label_hints import label_hints
from kg.search.lookup import Hit, SearchResult
from kg.search.lookup import search as find
from server.api import schemas
from server.api.endpoint import ApiRequest, Endpoint
from server.api.parameters import LIMIT, OFFSET, Parameter
from server.api.shapes import page
from server.api.things import summary
from server.repository.references import term

_TEXT = Parameter(
    "q",
    "搜索词：中文、英文、拼音、繁体",
    "What to look for: Chinese, English, pinyin, traditional characters",
    {"type": "string", "minLength": 1, "maxLength": 100},
    required=True,
)
_QUERY = Parameter(
    "query",
    "没有找到什么的SPARQL查询",
    "A SPARQL query that found nothing",
    {"type": "string", "minLength": 1, "maxLength": 10_000},
    required=True,
)
_CLASS = Parameter("class", "只找这一类", "Only things of this class")


def search(call: ApiRequest) -> tuple[Any, list[str]]:
    """A page of the nodes that match a text, best first."""
    limit, offset = call.values["limit"], call.values["offset"]
    result = _result(call, call.values.get("class", ""), limit, offset)
    filters = {k: v for k, v in call.given.items() if k not in ("limit", "offset")}
    items = [_hit(hit, call) for hit in result.hits]
    body, links = page(items, result.total, call.here, "api/search", limit, offset, filters)
    return {**body, "near": result.near}, links


def suggest(call: ApiRequest) -> tuple[Any, list[str]]:
    """Suggestions while a text is typed: things, or the members of `class`."""
    result = _result(call, call.values.get("class", "wk:Thing"), call.values["limit"], 0)
    return {"items": [_hit(hit, call) for hit in result.hits], "near": result.near}, []


def _result(call: ApiRequest, cls: str, limit: int, offset: int) -> SearchResult:
    snapshot = call.snapshot
    classes = [term("class", cls, snapshot, "wk").value] if cls else []
    wanted = [class_key(one, snapshot.base) for one in classes]
    return find(snapshot.index, call.values["q"], wanted, limit, offset)


def _hit(hit: Hit, call: ApiRequest) -> dict[str, Any]:
    """A hit: the summary of the node, the label of its class, and the name that matches."""
    names = call.snapshot.names
    cls = next(iter(names.classes(hit.iri)), "")
    kind = {language: names.label(cls, language) for language in LANGUAGES} if cls else {}
    return {**summary(hit.iri, call), "kind": kind, "matched": hit.text, "score": hit.score}


def hints(call: ApiRequest) -> tuple[Any, list[str]]:
    """Hints for a query without results: the labels, terms and dates that it probably means."""
    base = call.snapshot.base
    found = label_hints(call.values["query"], call.snapshot.index, base)
    items = [
        {
            **summary(hint.iri, call),
            "written": hint.written,
            "meant": {"value": hint.label, "language": hint.language},
            "message": {language: hint.words(language, base) for language in LANGUAGES},
        }
        for hint in found
    ]
    return {"items": items}, []


# True where nothing has what was looked for, and the items only resemble it.
_NEAR = {"type": "boolean"}
_FEW = Parameter(
    "limit",
    "最多返回条数",
    "How many at most",
    {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
)

ENDPOINTS = (
    Endpoint(
        "suggest",
        "/api/suggest",
        "输入联想",
        "Suggestions while someone types",
        (_TEXT, _CLASS, _FEW),
        {
            "type": "object",
            "required": ["items", "near"],
            "properties": {
                "items": {"type": "array", "items": schemas.ref("Hit")},
                "near": _NEAR,
            },
        },
        suggest,
        ("q=武", "q=binj&class=Place"),
    ),
    Endpoint(
        "hints",
        "/api/hints",
        "查询没有结果时的提示：图谱中写法不同的标签",
        "Hints for a query that finds nothing: labels that the graph writes in another way",
        (_QUERY,),
        {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": schemas.ref("LabelHint")}},
        },
        hints,
        ("query=ASK { ?x rdfs:label 'Area' }",),
        method="POST",
    ),
    Endpoint(
        "search",
        "/api/search",
        "按名称、别名、大意、拼音或标识符搜索；没有相符的，给出最接近的",
        "Search by name, alias, gist, pinyin or identifier; where nothing matches, the nearest",
        (_TEXT, _CLASS, LIMIT, OFFSET),
        schemas.page_of("Hit", near=_NEAR),
        search,
        ("q=楼宇", "q=binjiang&class=Corridor", "q=wuchang"),
    ),
)
