"""The limits in force, for the pages that list them. Each has a kind of error."""

from __future__ import annotations

from typing import NamedTuple

from server.http.errors import TABLE, Kind
from server.settings import BODY_SECONDS, HEAD_SECONDS, WAITING, Settings


class Limit(NamedTuple):
    """One limit: the type of its error, what is limited, its value, and the status."""

    name: str
    zh: str
    en: str
    value_zh: str
    value_en: str
    status: int


def limits(settings: Settings) -> list[Limit]:
    """Every limit that is in force."""
    s = settings
    result = [_limit(Kind.SECONDS, f"{s.seconds:g}秒", f"{s.seconds:g} s")]
    if not s.engine:  # a remote endpoint limits its own memory
        result.append(_limit(Kind.MEMORY, f"{s.memory_mb} MB"))
    result += [
        _limit(Kind.RESULT, f"{s.result_mb} MB"),
        _limit(Kind.QUERY_LENGTH, f"{s.query_kb} KB"),
        _limit(Kind.URL_LENGTH, f"{s.url_kb} KB"),
        _limit(Kind.HEAD_LENGTH, f"{s.head_kb} KB"),
        _limit(Kind.HEAD_SECONDS, f"{HEAD_SECONDS:g}秒", f"{HEAD_SECONDS:g} s"),
        _limit(Kind.BODY_SECONDS, f"{BODY_SECONDS:g}秒", f"{BODY_SECONDS:g} s"),
        _limit(Kind.WAITING, str(s.waiting)),
        _limit(Kind.CROWDED, str(s.slow_workers)),
    ]
    if s.connections:
        result.append(_limit(Kind.CONNECTIONS, str(s.connections)))
    if s.client_connections and not s.proxies:
        result.append(_limit(Kind.CLIENT_CONNECTIONS, str(s.client_connections)))
    if s.client_requests:
        result.append(_limit(Kind.CLIENT_REQUESTS, str(s.client_requests)))
    if s.budget_seconds:
        value = s.budget_seconds
        result.append(_limit(Kind.BUDGET_SECONDS, f"{value:g}秒", f"{value:g} s"))
    if s.budget_errors:
        result.append(_limit(Kind.BUDGET_ERRORS, str(s.budget_errors)))
    result += [_limit(kind, "不支持", "not supported") for kind in (Kind.SERVICE, Kind.UPDATE)]
    return result


def _limit(kind: Kind, zh: str, en: str | None = None) -> Limit:
    entry = TABLE[kind]
    assert entry.limit
    zh_words, en_words = (entry.limit[one].format(waiting=WAITING) for one in ("zh", "en"))
    return Limit(entry.type, zh_words, en_words, zh, en or zh, entry.status)
