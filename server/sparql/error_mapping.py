"""Maps engine errors to error responses, with the limits in force."""

from __future__ import annotations

import re

from kg.queries.tokens import is_update
from server.http.errors import Kind
from server.http.media_types import not_acceptable
from server.http.responses import Refusal
from server.settings import Settings
from server.sparql.engine import Query, errors
from server.sparql.formats import GRAPHS, SOLUTIONS

# The folders in a path of this machine: /srv/kg/build/3f2a/store.
_FOLDERS = re.compile(r"(?<![\w.:/<])/(?:[^\s/'\"<>:]+/)+")
_REPLACED = 5  # seconds after which a failed engine is expected to run again


def without_folders(reason: object) -> str:
    """A reason with only the last name of each path, for clients. The log has full paths."""
    return _FOLDERS.sub("", str(reason))


def time_limit(settings: Settings) -> Refusal:
    """The 504 for a request whose deadline passed between two steps."""
    return Refusal(Kind.SECONDS, limit=settings.seconds, given=settings.seconds)


def to_refusal(
    error: errors.EngineError, settings: Settings, seconds: float, query: Query | None = None
) -> Refusal:
    """The error response for an engine error; `seconds` was the time limit of the query.

    `query` is None if a file was to be written.
    """
    match error:
        case errors.QuerySyntaxError() if query and is_update(query.text):
            return Refusal(Kind.UPDATE_AS_QUERY)
        case errors.QuerySyntaxError() if error.line:
            return Refusal(Kind.SYNTAX, error=error, line=error.line, column=error.column)
        case errors.QuerySyntaxError():
            return Refusal(Kind.SYNTAX, error=error)
        case errors.UnknownFunction():
            return Refusal(Kind.FUNCTION, function=str(error))
        case errors.FormatNotAvailable() if query:
            if error.form == "graph":
                return not_acceptable(GRAPHS, query.solutions or "?")
            return not_acceptable(SOLUTIONS, query.graph or "?")
        case errors.FormatUnsuitable():
            return Refusal(Kind.FORMAT_UNSUITABLE, error=error)
        case errors.ServiceNotSupported():
            return Refusal(Kind.SERVICE)
        case errors.QueryTooDeep():
            return Refusal(Kind.DEPTH)
        case errors.TimeLimitExceeded():
            return Refusal(Kind.SECONDS, limit=settings.seconds, given=seconds)
        case errors.MemoryLimitExceeded():
            return Refusal(Kind.MEMORY, limit=settings.memory_mb << 20)
        case errors.ResultTooLarge():
            return Refusal(Kind.RESULT, limit=settings.result_bytes)
        case errors.Busy():
            after = error.retry_after
            return Refusal(Kind.WAITING, (("retry-after", str(after)),), retryAfter=after)
        case errors.SlowSlotsFull():
            after, most = error.retry_after, settings.slow_workers
            headers = (("retry-after", str(after)),)
            return Refusal(Kind.CROWDED, headers, limit=most, retryAfter=after)
        case errors.EngineUnavailable() if settings.engine:
            return Refusal(Kind.ENGINE_REMOTE, error=without_folders(error))
        case errors.EngineUnavailable():
            headers = (("retry-after", str(_REPLACED)),)
            return Refusal(
                Kind.ENGINE_DOWN, headers, error=without_folders(error), retryAfter=_REPLACED
            )
        case _:
            return Refusal(Kind.ENGINE, error=without_folders(error))
