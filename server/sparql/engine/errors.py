"""Errors of an engine: why a query was not answered or a file not written."""

from __future__ import annotations

from server.http.request import ClientGone, DeadlineExceeded
from server.sparql.engine import Form


class EngineError(Exception):
    """The query was not answered. `seconds` is how long it ran, without the time it waited."""

    seconds = 0.0


class QuerySyntaxError(EngineError):
    """The query is malformed. The message is the parser's, `completed` the text that it read."""

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        completed: str = "",
    ) -> None:
        super().__init__(message, line, column, completed)
        self.line = line
        self.column = column
        self.completed = completed

    def __str__(self) -> str:
        return str(self.args[0])


class ServiceNotSupported(EngineError):
    """The query has a SERVICE clause."""


class QueryTooDeep(EngineError):
    """The query is nested too deeply for the stack of the parser."""


class FormatNotAvailable(EngineError):
    """The requested format does not support this form. `completed` is the text of the query."""

    def __init__(self, form: Form, completed: str = "") -> None:
        super().__init__(form, completed)
        self.form: Form = form
        self.completed = completed


class FormatUnsuitable(EngineError):
    """The requested format cannot represent this result."""


class UnknownFunction(EngineError):
    """The query calls a function that the engine does not have. The message is its IRI."""


class TimeLimitExceeded(EngineError, DeadlineExceeded):
    """The deadline passed. No part of the query is still running."""


class MemoryLimitExceeded(EngineError):
    """The query needed more memory than a worker may use."""


class ResultTooLarge(EngineError):
    """The result is larger than the limit."""


class Busy(EngineError):
    """No worker became free before the deadline, or too many queries are waiting."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SlowSlotsFull(EngineError):
    """A long query was stopped because all slots for long queries are in use.

    `retry_after` is the time in seconds after which one of them is free at the latest.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("all slots for long queries are in use")
        self.retry_after = retry_after


class QueryCancelled(EngineError, ClientGone):
    """The query was stopped because its client disconnected."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or does not run. Other queries would fail as well."""


class EngineFailure(EngineError):
    """The engine failed on this query."""
