"""The limits in words, for the page that lists them. Each name is the `#…` of an error's type."""

from __future__ import annotations

from typing import NamedTuple

from server.settings import BODY_SECONDS, HEAD_SECONDS, WAITING, Settings


class Limit(NamedTuple):
    """One limit: the name that errors point at, its words, its figure, the status past it."""

    name: str
    zh: str
    en: str
    value: str
    status: int


def limits(settings: Settings) -> list[Limit]:
    """Every limit that is in force."""
    s = settings
    found = [
        Limit(
            "seconds",
            "单个查询的时间（默认值即上限；timeout= 只能调低）",
            "Time of a query (the default is the maximum; timeout= can only lower it)",
            f"{s.seconds:g} s",
            504,
        ),
        Limit("result", "单个结果的大小", "Size of an answer", f"{s.result_mb} MB", 507),
        Limit("query-length", "请求正文的长度", "Length of a body", f"{s.query_kb} KB", 413),
        Limit("url-length", "网址的长度", "Length of a URL", f"{s.url_kb} KB", 414),
        Limit(
            "head-length",
            "请求头字段的总长度",
            "Length of all header fields",
            f"{s.head_kb} KB",
            431,
        ),
        Limit(
            "head-seconds",
            "收齐请求头的时间",
            "Time for a request's head to come in",
            f"{HEAD_SECONDS:g} s",
            408,
        ),
        Limit(
            "body-seconds",
            "收齐请求正文的时间",
            "Time for a body to come in",
            f"{BODY_SECONDS:g} s",
            408,
        ),
        Limit(
            "waiting",
            "排队等候的查询数",
            "Queries that may wait for a worker",
            str(s.waiting),
            503,
        ),
        Limit(
            "crowded",
            "同时运行的长查询数（再有长查询就停止，短查询不受影响）",
            "Long queries that run at once (another is stopped, short ones are not)",
            str(s.slow_workers),
            503,
        ),
    ]
    if not s.engine:  # of an endpoint elsewhere it is not ours to limit
        memory = "单个查询的内存", "Memory of a query", f"{s.memory_mb} MB"
        found.insert(1, Limit("memory", *memory, 507))
    if s.client_requests:
        found.append(
            Limit(
                "client-requests",
                f"每个客户端同时处理的请求数（另有{WAITING}个可以排队）",
                f"Requests of a client that are worked on at once ({WAITING} more may wait)",
                str(s.client_requests),
                429,
            )
        )
    if s.budget_seconds:
        found.append(
            Limit(
                "budget-seconds",
                "每个客户端每分钟的查询时间（缓存的结果不计）",
                "Query time per client and minute (cached answers are free)",
                f"{s.budget_seconds:g} s",
                429,
            )
        )
    if s.budget_errors:
        found.append(
            Limit(
                "budget-errors",
                "每个客户端每分钟的出错次数",
                "Errors per client and minute",
                str(s.budget_errors),
                429,
            )
        )
    return [
        *found,
        Limit("service", "联邦查询 SERVICE", "Federated queries (SERVICE)", "0", 403),
        Limit("update", "更新", "Updates", "0", 403),
    ]
