"""Why something is refused, for people: by its kind, in both languages.

What programs get is the refusal's own detail; a page shows these words first and that beneath.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from server.http.responses import Refusal


class Words(NamedTuple):
    """What happened, and what to do, in Chinese and English."""

    zh_title: str
    en_title: str
    zh: str
    en: str


_NO_FORMAT = ("没有这种格式", "No such format")
_NOT_HERE = ("这里没有内容", "Nothing here")
_NOT_ACCEPTED = ("请求有误", "The request cannot be answered")
_TOO_LARGE = ("太大", "Too large")
_TOO_SLOW = ("太慢", "Too slow")
_TOO_MANY = ("请求太多", "Too many requests")
_BROKEN = ("服务器出错了", "The server failed")
_VALUE = "“{label_zh}”填的“{text}”"

# By kind. What stands in braces is a figure or a text of the refusal.
KINDS: Mapping[str, Words] = MappingProxyType(
    {
        "unknown": Words(
            *_NOT_HERE,
            "地址可能写错，或图中没有这个事物。",
            "The address may be mistyped, or the graph holds no such thing.",
        ),
        "question": Words(
            *_NOT_HERE, "目录中没有这个问题。", "The catalogue has no such question."
        ),
        "class": Words(
            *_NOT_HERE,
            "没有这个类，也没有这个代码表。",
            "There is no such class and no such code list.",
        ),
        "section": Words(*_NOT_HERE, "报告没有这一节。", "The report has no such section."),
        "zone": Words(
            *_NOT_HERE, "没有项目属于这个地点。", "No project belongs to such a place."
        ),
        "page": Words(*_NOT_HERE, "没有这一页。", "There is no such page."),
        "retired": Words(
            "这个标识已停用",
            "This identifier is retired",
            "它曾经发布过，现在不再使用。",
            "It was published once and is no longer in use.",
        ),
        "format": Words(
            *_NO_FORMAT,
            "这个答案不能写成所求的格式；可用的格式列在下面。",
            "The answer cannot be written so; what is offered is listed below.",
        ),
        "profile": Words(
            *_NO_FORMAT,
            "没有这种描述方式；可用的列在下面。",
            "There is no such profile; those offered are listed below.",
        ),
        "content-type": Words(
            *_NO_FORMAT,
            "请求的内容类型不被接受；应写什么，见下。",
            "The type of the request’s content is not understood; below it says what to send.",
        ),
        "syntax": Words(
            "查询有语法错误",
            "The query is malformed",
            "查询写得不合语法，没有运行。{where_zh}",
            "It breaks the rules of SPARQL, so it was not run.{where_en}",
        ),
        "depth": Words(
            "查询嵌套太深",
            "Nested too deeply",
            "括号、分组和运算的嵌套最多几百层，请拆开。",
            "Groups, brackets and operators may stand some hundreds deep; take them apart.",
        ),
        "service": Words(
            "不支持 SERVICE",
            "SERVICE is refused",
            "这里只查自己的数据，不替人询问别的服务器；请分别查询，再合并结果。",
            "It answers from its own data only. Ask both endpoints and join the answers.",
        ),
        "update": Words(
            "只读",
            "Read-only",
            "这里只能查询，不能修改；修改语句从不执行。",
            "Here one can ask and not change; updates are never executed.",
        ),
        "seconds": Words(
            "超过时限",
            "Out of time",
            "查询运行满{given}秒仍未完成，已经停止，没有发送任何结果。时限为{limit}秒。"
            "请增加条件，或在子查询中用 LIMIT 缩小范围。",
            "It ran for {given} s without an end, so it was stopped, and nothing was sent. The "
            "limit is {limit} s. Add conditions, or make it smaller by a LIMIT in a subquery.",
        ),
        "memory": Words(
            "超过内存限额",
            "Out of memory",
            "查询需要的内存超过{megabytes} MB，已经停止。"
            "排序、去重、分组和没有公共变量的连接最费内存。",
            "It needed more than {megabytes} MB and was stopped. ORDER BY, DISTINCT, GROUP BY and "
            "joins without a common variable take most.",
        ),
        "result": Words(
            *_TOO_LARGE,
            "答案超过{megabytes} MB，没有发送。"
            "请用 ORDER BY 加 LIMIT 和 OFFSET 分批查询，或下载全部数据。",
            "The answer is larger than {megabytes} MB, so nothing was sent. Ask for parts by ORDER "
            "BY with LIMIT and OFFSET, or download all the data.",
        ),
        "function": Words(
            "没有这个函数",
            "No such function",
            "这里没有函数 {function}。可用的只有 SPARQL 1.1 和 GeoSPARQL 的函数，"
            "以及 XML Schema 类型的构造函数。",
            "There is no function {function} here: only those of SPARQL 1.1 and GeoSPARQL, and the "
            "constructors of the XML Schema types.",
        ),
        "precondition": Words(
            "答案已不同",
            "The answer is another",
            "If-Match 要求的答案与现在的不同。",
            "If-Match asks for another answer than there is now.",
        ),
        "url-length": Words(
            *_TOO_LARGE,
            "地址太长，上限为{kilobytes} KB；请用 POST 发送查询。",
            "The address is longer than {kilobytes} KB; send the query by POST.",
        ),
        "head-length": Words(
            *_TOO_LARGE,
            "请求头字段太长，合计上限为{kilobytes} KB。",
            "The header fields are longer than {kilobytes} KB together.",
        ),
        "query-length": Words(
            *_TOO_LARGE,
            "请求内容太大，上限为{kilobytes} KB。",
            "The request is larger than {kilobytes} KB.",
        ),
        "head-seconds": Words(
            *_TOO_SLOW,
            "请求头没有及时收齐，请再试一次。",
            "The head of the request did not come in in time. Try again.",
        ),
        "body-seconds": Words(
            *_TOO_SLOW,
            "请求正文没有及时收齐，请再试一次。",
            "The body of the request did not come in in time. Try again.",
        ),
        "batch": Words(
            *_TOO_LARGE, "一批太多，请分批发送。", "Too many at once; send several batches."
        ),
        "waiting": Words(
            "服务器正忙",
            "The server is busy",
            "等候的查询太多。请等{retryAfter}秒再试。",
            "Too many queries wait. Try again in {retryAfter} s.",
        ),
        "crowded": Words(
            "服务器正忙",
            "The server is busy",
            "长查询的{limit}个位置都已占用，这个查询较长，已经停止。请等{retryAfter}秒再试，"
            "或把查询改得更快；短查询不受影响。",
            "The {limit} places for long queries are taken, and this is a long one, so it was "
            "stopped. Try again in {retryAfter} s, or make it shorter; short queries are answered.",
        ),
        "client-requests": Words(
            *_TOO_MANY,
            "同时发来的请求太多，请等{retryAfter}秒再试；每个客户端同时处理{limit}个请求，其余排队。",
            "Too many at once: {limit} requests of a client are worked on at a time, and as many "
            "wait as may. Try again in {retryAfter} s.",
        ),
        "budget-seconds": Words(
            *_TOO_MANY,
            "这一分钟的查询时间已经用完，请等{retryAfter}秒再试；正在运行的查询先按时限计入，"
            "缓存过的查询结果不受限制。",
            "The query time of this minute is used up; what still runs counts with its time limit. "
            "Try again in {retryAfter} s; answers that are cached stay free.",
        ),
        "budget-errors": Words(
            *_TOO_MANY,
            "这一分钟出错的请求太多，请等{retryAfter}秒再试；缓存过的查询结果不受限制。",
            "Too many requests failed this minute. Try again in {retryAfter} s; answers that "
            "are cached stay free.",
        ),
        "engine": Words(
            *_BROKEN,
            "查询引擎出了问题；不在您这边，已经记入日志。",
            "The engine of the queries failed. It is not your doing; it has been logged.",
        ),
        "internal": Words(
            *_BROKEN,
            "问题不在您这边；已经记入日志。",
            "It is not your doing; it has been logged.",
        ),
        "method": Words(
            *_NOT_ACCEPTED,
            "这个地址不接受这种请求方法。",
            "This address does not take such a method.",
        ),
        "parameter": Words(
            *_NOT_ACCEPTED,
            "有一个参数写得不对；应怎样写，见下。",
            "A parameter is wrong; below it says what to write.",
        ),
        "ambiguous": Words(
            *_NOT_ACCEPTED,
            "这个名称可指几个事物；请用下面带前缀的名称之一。",
            "Several things bear this name; take one of the prefixed names below.",
        ),
        "value-iri": Words(
            *_NOT_ACCEPTED,
            _VALUE + "不能确定是图中哪一个事物；"
            "请写准确名称、IRI，或像 place:wuhan 这样带前缀的名称。",
            "“{text}” for “{label_en}” names no one thing of the graph.",
        ),
        "value-integer": Words(
            *_NOT_ACCEPTED, _VALUE + "不是整数。", "“{text}” for “{label_en}” is no whole number."
        ),
        "value-decimal": Words(
            *_NOT_ACCEPTED, _VALUE + "不是数。", "“{text}” for “{label_en}” is no number."
        ),
        "value-date": Words(
            *_NOT_ACCEPTED,
            _VALUE + "不是日期；请写成 2024-06-30 这样。",
            "“{text}” for “{label_en}” is no date.",
        ),
        "value-lang": Words(
            *_NOT_ACCEPTED,
            _VALUE + "不是语言代码；请写 zh 或 en。",
            "“{text}” for “{label_en}” is no code of a language.",
        ),
    }
)  # fmt: skip

# Where the kind says only that the request was wrong: by its status.
_WRONG = Words(
    *_NOT_ACCEPTED,
    "下面说明哪里不对、应当怎么写。",
    "Below it says what is wrong and what to write.",
)
STATUSES: Mapping[int, Words] = MappingProxyType(
    {404: KINDS["unknown"], 405: KINDS["method"], 500: KINDS["internal"]}
)


# What the endpoint may refuse a query for.
OF_QUERIES = (
    *("syntax", "depth", "function", "service", "update", "seconds", "memory", "result"),
    *("query-length", "waiting", "crowded", "client-requests", "budget-seconds", "budget-errors"),
    *("engine", "internal"),
)


def of_queries(chosen: str) -> dict[str, tuple[str, str]]:
    """By kind, the title and the words of one language, with the figures still in braces."""
    zh = chosen == "zh"
    found = {kind: KINDS[kind] for kind in OF_QUERIES}
    return {k: (w.zh_title, w.zh) if zh else (w.en_title, w.en) for k, w in found.items()}


def words(refusal: Refusal) -> Words:
    """The words for a refusal, with its own figures in them."""
    found = KINDS.get(refusal.kind) or STATUSES.get(refusal.status)
    if found is None:
        found = _WRONG if refusal.status < 500 else KINDS["internal"]
    given = _Given(refusal.members)
    given |= {k: f"{v:g}" for k, v in refusal.members.items() if isinstance(v, float)}
    given |= {"where_zh": "", "where_en": ""}
    if (line := refusal.members.get("line")) and (column := refusal.members.get("column")):
        given["where_zh"] = f"从第{line}行第{column}列起读不懂。"
        given["where_en"] = f" It cannot be read from line {line}, column {column} on."
    if isinstance(limit := refusal.members.get("limit"), int):
        given |= {"megabytes": limit >> 20, "kilobytes": limit >> 10}
    return Words(*(text.format_map(given) for text in found))


class _Given(dict[str, object]):
    """What a refusal tells; a figure that it does not tell is left open, not a failure."""

    def __missing__(self, name: str) -> str:
        return "…"
