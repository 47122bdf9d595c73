"""Each failure of the engine has its status, its figure and its way round."""

from __future__ import annotations

import pytest

from server.settings import Settings
from server.sparql import error_mapping
from server.sparql.engine import Query
from server.sparql.engine import errors as e

SETTINGS = Settings(seconds=7, memory_mb=99, result_mb=3)
QUERY = Query("ASK {}", "text/csv", "text/turtle")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (e.QuerySyntaxError("expected x", 3, 14), 400, "line 3, column 14"),
        (e.QuerySyntaxError("unreadable"), 400, "unreadable"),
        (e.FormatNotAvailable("graph"), 406, "text/turtle"),
        (e.FormatNotAvailable("boolean"), 406, "application/sparql-results+json"),
        (e.UnknownFunction("x:f"), 400, "no function <x:f>"),
        (e.FormatUnsuitable("no name"), 406, "no name"),
        (e.ServiceNotSupported(), 403, "SERVICE is not supported"),
        (e.QueryTooDeep(), 400, "nested too deeply"),
        (e.TimeLimitExceeded(), 504, "7 s"),
        (e.MemoryLimitExceeded(), 507, "99 MB"),
        (e.ResultTooLarge(), 507, "3 MB"),
        (e.Busy("all taken", 4), 503, "Try again in 4 s"),
        (e.SlowSlotsFull(4), 503, "in 4 s"),
        (e.EngineUnavailable("broken"), 503, "broken. Try again in 5 s"),
        (e.EngineFailure("broken"), 500, "broken"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_refusal(error: e.EngineError, status: int, words: str) -> None:
    refused = error_mapping.to_refusal(error, SETTINGS, 7, QUERY)
    assert refused.status == status
    assert words in refused.detail
    reply = refused.reply("application/json")
    assert dict(reply.headers)["content-type"] == "application/problem+json; charset=utf-8"
    assert words.encode() in reply.body


def test_every_failure_is_answered() -> None:
    known = {kind for kind in e.EngineError.__subclasses__() if kind.__module__ == e.__name__}
    assert {kind.__name__ for kind in known} == {
        *(
            "QuerySyntaxError",
            "UnknownFunction",
            "FormatNotAvailable",
            "FormatUnsuitable",
            "ServiceNotSupported",
        ),
        *(
            "QueryTooDeep",
            "TimeLimitExceeded",
            "MemoryLimitExceeded",
            "ResultTooLarge",
            "Busy",
            "SlowSlotsFull",
            "EngineUnavailable",
        ),
        *("QueryCancelled", "EngineFailure"),
    }


def test_an_endpoint_s_fault_is_a_bad_gateway() -> None:
    elsewhere = Settings(engine="http://example.org/")
    assert error_mapping.to_refusal(e.EngineUnavailable("x"), elsewhere, 7, QUERY).status == 502


@pytest.mark.parametrize(
    "error", [e.Busy("all taken", 4), e.SlowSlotsFull(4), e.EngineUnavailable("x")]
)
def test_what_is_busy_says_when(error: e.EngineError) -> None:
    refused = error_mapping.to_refusal(error, SETTINGS, 7, QUERY)
    assert dict(refused.headers)["retry-after"] == str(refused.members["retryAfter"]) in ("4", "5")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            e.EngineUnavailable("the build lacks /srv/kg/build/3f2a/data.nq: make it anew"),
            "lacks data.nq:",
        ),
        (e.EngineFailure("IO error: '/srv/kg/build/3f2a/store/7.sst' is cut"), "'7.sst' is cut"),
        (
            e.EngineUnavailable("http://localhost:7878/query/x is down"),
            "http://localhost:7878/query/x",
        ),
    ],
)
def test_clients_see_no_folders(error: e.EngineError, told: str) -> None:
    text = error_mapping.to_refusal(error, Settings(), 7, QUERY).text("en")
    assert told in text
    assert "/srv" not in text
