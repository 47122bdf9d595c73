"""What answers queries: one small interface, so that views do not know what stands behind it.

`server.engine.pool` answers from a build, in worker processes; `server.engine.remote` asks any
SPARQL endpoint. Both return a whole answer or raise what truly happened.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Form = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, its dataset, and the media type for either kind of answer (None: not wanted).

    `most` is how many bytes the answer may have (None: as many as anybody's).
    """

    text: str
    solutions: str | None = "application/sparql-results+json"
    graph: str | None = "text/turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `seconds` is the engine's own time.

    `stable` tells that the same query on the same data gives the same bytes again.
    """

    form: Form
    body: bytes
    seconds: float
    stable: bool


class EngineError(Exception):
    """A query that got no answer, and why."""


class QuerySyntaxError(EngineError):
    """The query is malformed. The message is the parser's."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class ServiceRefused(EngineError):
    """The query has a SERVICE clause."""


class TooDeep(EngineError):
    """The query is nested too deeply for the parser's stack."""


class NotOffered(EngineError):
    """The query's form cannot be written in the format asked for."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.form: Form = form


class UnknownFunction(EngineError):
    """The query calls a function that the engine has not. The message is its IRI."""


class Unwritable(EngineError):
    """The format asked for cannot carry this answer."""


class TimeLimit(EngineError):
    """The deadline came first; nothing of the query runs any more."""


class MemoryLimit(EngineError):
    """The query needed more memory than a worker may have."""


class ResultLimit(EngineError):
    """The answer is larger than an answer may be."""


class Busy(EngineError):
    """No worker came free in time, or too many queries wait already."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ClientGone(EngineError):
    """Whoever asked does not wait any more."""


class EngineDown(EngineError):
    """The engine cannot be reached, or broke down for a reason of its own."""


class Cancel:
    """Tells a running query that nobody waits for its answer. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._action: Callable[[], None] | None = None
        self.requested = False

    def request(self) -> None:
        """End the query, now or when it starts."""
        with self._lock:
            self.requested = True
            action = self._action
        if action:
            action()

    def on_request(self, action: Callable[[], None] | None) -> None:
        """What to do when the query is cancelled; at once where it has been. None: nothing."""
        with self._lock:
            self._action = action
            late = self.requested
        if late and action:
            action()


class Engine(Protocol):
    """Runs queries until it is closed."""

    def run(self, query: Query, seconds: float, cancel: Cancel | None = None) -> Answer:
        """The whole answer, within `seconds`. Raises EngineError."""

    def close(self) -> None:
        """End everything the engine started. Queries that run get EngineDown."""

    def gauges(self) -> dict[str, int]:
        """Figures of the moment for the metrics: workers, queries that wait, and the like."""
