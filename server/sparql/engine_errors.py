"""What happened to a query -> what the client is told: the status, the figure, the way round."""

from __future__ import annotations

from kg.queries.tokens import is_update
from server.http.errors import not_acceptable, read_only
from server.http.responses import Refusal
from server.settings import Settings
from server.sparql.engine import (
    Busy,
    Crowded,
    EngineDown,
    EngineError,
    MemoryLimit,
    NotOffered,
    Query,
    QuerySyntaxError,
    ResultLimit,
    ServiceRefused,
    TimeLimit,
    TooDeep,
    UnknownFunction,
    Unwritable,
)
from server.sparql.formats import GRAPHS, SOLUTIONS


def late(settings: Settings) -> Refusal:
    """504: the time for a request was over between two steps of the work on it."""
    return Refusal(
        504,
        "seconds",
        f"The request was stopped after its {settings.seconds:g} s. Nothing of the answer was "
        "sent. Ask for less at once.",
        members={"limit": settings.seconds, "given": settings.seconds},
    )


def refusal(error: EngineError, settings: Settings, seconds: float, query: Query) -> Refusal:
    """The refusal for an error of the engine; `seconds` is the time that the query had."""
    match error:
        case QuerySyntaxError() if is_update(query.text):
            return read_only()
        case QuerySyntaxError():
            where = f"line {error.line}, column {error.column}: " if error.line else ""
            members = {"line": error.line, "column": error.column} if error.line else {}
            return Refusal(400, "syntax", f"The query is malformed. {where}{error}.", (), members)
        case UnknownFunction():
            return Refusal(
                400,
                "function",
                f"There is no function <{error}> here: only those of SPARQL 1.1 and GeoSPARQL, and "
                "the constructors of the XML Schema types.",
                members={"function": str(error)},
            )
        case NotOffered():
            if error.form == "graph":
                return not_acceptable(GRAPHS, query.solutions or "?")
            return not_acceptable(SOLUTIONS, query.graph or "?")
        case Unwritable():
            return Refusal(406, "format", f"This answer cannot be written so: {error}.")
        case ServiceRefused():
            return Refusal(
                403,
                "service",
                "SERVICE is refused: this endpoint answers from its own data and asks no other "
                "server for anybody. Ask both endpoints and join the answers, or run the "
                "federated query at an engine of your own.",
            )
        case TooDeep():
            return Refusal(
                400,
                "depth",
                "The query is nested too deeply: the parser's stack overflowed. Groups, "
                "brackets and operators within one another must be some hundreds at most.",
            )
        case TimeLimit():
            return Refusal(
                504,
                "seconds",
                f"The query was stopped after its {seconds:g} s. The limit is "
                f"{settings.seconds:g} s; `timeout=` can only lower it. Nothing of the answer "
                "was sent. Ask for less at once: add conditions, or LIMIT within a subquery.",
                members={"limit": settings.seconds, "given": seconds},
            )
        case MemoryLimit():
            return Refusal(
                507,
                "memory",
                f"The query was stopped: it needed more than its {settings.memory_mb} MB of "
                "memory. Large ORDER BY, DISTINCT, GROUP BY and joins without a common "
                "variable need most.",
                members={"limit": settings.memory_mb << 20},
            )
        case ResultLimit():
            return Refusal(
                507,
                "result",
                f"The answer is larger than {settings.result_mb} MB, so nothing of it was sent. "
                "Ask for parts with LIMIT and OFFSET over an ORDER BY, or take the dump.",
                members={"limit": settings.result_bytes},
            )
        case Busy():
            return Refusal(
                503,
                "waiting",
                f"The server is busy: {error}. Try again in {error.retry_after} s.",
                (("retry-after", str(error.retry_after)),),
                {"retryAfter": error.retry_after},
            )
        case Crowded():
            return Refusal(
                503,
                "crowded",
                "The query was stopped: it is a long one, and the places for long ones, "
                f"{settings.slow_workers} in number, are taken. One comes free within "
                f"{error.retry_after} s. Short queries are answered meanwhile.",
                (("retry-after", str(error.retry_after)),),
                {"limit": settings.slow_workers, "retryAfter": error.retry_after},
            )
        case EngineDown() if settings.engine:
            return Refusal(502, "engine", f"The engine behind this service failed: {error}.")
        case _:
            return Refusal(500, "engine", f"The engine failed: {error}.")
