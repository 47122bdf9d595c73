"""/api/search and /api/suggest: things found by what they are called."""

from __future__ import annotations

from typing import Any

from server.api import schemas
from server.api.endpoint import Call, Endpoint
from server.api.parameters import LIMIT, OFFSET, Parameter, term
from server.api.shapes import page
from server.api.things import summary
from server.repository.names import read
from server.repository.search import Hit, find

_TEXT = Parameter(
    "q",
    "要找的文字：中文、英文、拼音、繁体",
    "What to look for: Chinese, English, pinyin, traditional characters",
    {"type": "string", "minLength": 1, "maxLength": 100},
    required=True,
)
_CLASS = Parameter("class", "只找这一类", "Only things of this class")


def search(call: Call) -> tuple[Any, list[str]]:
    """A page of what the text finds, the best first."""
    names = read(call.reader)
    classes = []
    if "class" in call.values:
        classes = [term("class", call.values["class"], names, "wk").value]
    limit, offset = call.values["limit"], call.values["offset"]
    total, hits = find(call.reader, call.values["q"], classes, limit, offset)
    kept = {k: v for k, v in call.given.items() if k not in ("limit", "offset")}
    items = [_hit(hit, call) for hit in hits]
    return page(items, total, call.here, "api/search", limit, offset, kept)


def suggest(call: Call) -> tuple[Any, list[str]]:
    """What someone who has typed so much may mean: things, unless told otherwise."""
    names = read(call.reader)
    wanted = call.values.get("class", "wk:Thing")
    classes = [term("class", wanted, names, "wk").value]
    _, hits = find(call.reader, call.values["q"], classes, call.values["limit"], 0)
    return {"items": [_hit(hit, call) for hit in hits]}, []


def _hit(hit: Hit, call: Call) -> dict[str, Any]:
    return {**summary(hit.iri, read(call.reader), call), "matched": hit.text, "score": hit.score}


_FEW = Parameter(
    "limit",
    "至多几条",
    "How many at most",
    {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
)

ENDPOINTS = (
    Endpoint(
        "suggest",
        "/api/suggest",
        "边输入边提示",
        "Suggestions while someone types",
        (_TEXT, _CLASS, _FEW),
        {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": schemas.ref("Hit")}},
        },
        suggest,
        ("q=武", "q=binj&class=Place"),
    ),
    Endpoint(
        "search",
        "/api/search",
        "按名称、别名、大意搜索",
        "Search by name, alias and gist",
        (_TEXT, _CLASS, LIMIT, OFFSET),
        schemas.page_of("Hit"),
        search,
        ("q=楼宇", "q=binjiang&class=Corridor", "q=wuchang"),
    ),
)
