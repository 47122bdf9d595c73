"""A refusal as a page, for people; programs get the same words as text or as problem details."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, render_template, request

from server import language
from server.formats import PAGE, SOLUTIONS, content_type
from server.negotiation import choose
from server.replies import Refusal

# By status: what happened and what to do, in both languages.
_WORDS: Mapping[int, tuple[str, str, str, str]] = MappingProxyType(
    {
        404: (
            "这里没有内容",
            "Nothing here",
            "地址可能写错，或图中没有这个事物。",
            "The address may be mistyped, or the graph holds no such thing.",
        ),
        410: (
            "这个标识已停用",
            "This identifier is retired",
            "它曾经发布过，现在不再使用。",
            "It was published once and is no longer in use.",
        ),
        406: (
            "没有这种格式",
            "No such format",
            "下面列出可用的格式。",
            "What is offered is listed below.",
        ),
        429: (
            "请求太多",
            "Too many requests",
            "稍等片刻再试；缓存过的页面不受限制。",
            "Wait a little; what is cached stays free.",
        ),
        503: (
            "服务器正忙",
            "The server is busy",
            "稍等片刻，再刷新这一页。",
            "Wait a moment and load the page again.",
        ),
        504: (
            "超过时限",
            "Out of time",
            "查询在时限内没有完成，结果没有发送。请缩小范围再试。",
            "The query did not end within its time, and nothing was sent. Ask for less at once.",
        ),
    }
)
_WRONG = (
    "请求有误",
    "The request cannot be answered",
    "下面说明哪里不对、应当怎么写。",
    "Below it says what is wrong and what to write.",
)
_BROKEN = (
    "服务器出错了",
    "The server failed",
    "问题不在您这边；已经记入日志。",
    "It is not your doing; it has been logged.",
)


def wants_page(accept: str | None) -> bool:
    """Whether whoever asks reads pages: browsers do, SPARQL clients and curl do not."""
    if not accept or "text/html" not in accept:
        return False
    choice = choose(accept, (PAGE, *SOLUTIONS))
    return choice is not None and choice.format is PAGE


def page(refusal: Refusal) -> Response:
    """The page that says what happened; it asks nothing of the engine, which may be down."""
    words = _WORDS.get(refusal.status, _WRONG if refusal.status < 500 else _BROKEN)
    chosen = language.of(request)
    text = render_template("site/failure.html", lang=chosen, refusal=refusal, words=words)
    response = Response(text, refusal.status, content_type=content_type(PAGE.media_type))
    for name, value in refusal.headers:
        response.headers[name] = value
    response.headers["cache-control"] = "no-store"
    response.headers["content-language"] = chosen
    return response
