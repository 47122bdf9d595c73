"""What answers queries: one small interface, so that views do not know what stands behind it.

`server.engine.pool` answers from a build, in worker processes; `server.engine.remote` asks any
SPARQL endpoint. Both return a whole answer or raise what truly happened.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, Protocol

Form = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, its dataset, and the media type for either kind of answer (None: not wanted).

    `most` is how many bytes the answer may have (None: as many as anybody's). `own` tells that
    the text is the server's, from one of its files, not a client's.
    """

    text: str
    solutions: str | None = "application/sparql-results+json"
    graph: str | None = "text/turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    most: int | None = None
    own: bool = False


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
    """A query that got no answer, and why. `seconds` is how long it ran, waiting not included."""

    seconds = 0.0


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


class Crowded(EngineError):
    """A long query was ended: all places for long ones are taken.

    `retry_after` is the time, in seconds, in which one of them comes free at the latest.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("all places for long queries are taken")
        self.retry_after = retry_after


class ClientGone(EngineError):
    """Whoever asked does not wait any more."""


class EngineDown(EngineError):
    """The engine cannot be reached, or does not run: another query would get no answer either."""


class EngineFault(EngineError):
    """The engine failed at this very query."""


class Cancel:
    """Tells the work on a request that nobody waits for its answer. Safe to use from any thread.

    `deadline` is when its time is over, on the clock of `time.monotonic`; `client` is who asked
    ("": the server itself); `used` is how many seconds of the processor's time the work has taken.
    """

    def __init__(self, client: str = "", deadline: float = math.inf) -> None:
        self._lock = threading.Lock()
        self._action: Callable[[], None] | None = None
        self.requested = False
        self.client = client
        self.deadline = deadline
        self.used = 0.0

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

    def check(self) -> None:
        """Raise ClientGone or TimeLimit where the work is to end: called between its steps."""
        if self.requested:
            raise ClientGone
        if time.monotonic() >= self.deadline:
            raise TimeLimit


_PRESENT: ContextVar[Cancel] = ContextVar("present")


def present() -> Cancel:
    """That of the request which this thread works on; one that nobody requests where it is none."""
    return _PRESENT.get(None) or Cancel()


@contextmanager
def working(cancel: Cancel) -> Iterator[None]:
    """Work on a request in this thread until the block ends."""
    token = _PRESENT.set(cancel)
    try:
        yield
    finally:
        _PRESENT.reset(token)


class Engine(Protocol):
    """Runs queries until it is closed."""

    def run(self, query: Query, seconds: float, cancel: Cancel | None = None) -> Answer:
        """The whole answer, within `seconds`. Raises EngineError."""

    def close(self) -> None:
        """End everything the engine started. Queries that run get EngineDown."""

    def revive(self) -> None:
        """Replace what of it has ended. Raises EngineDown where that fails."""

    def short_wait(self) -> float:
        """For how many seconds a query that is likely short has waited by now; 0 where none has."""

    def gauges(self) -> dict[str, int]:
        """Figures of the moment for the metrics: workers, queries that wait, and the like."""
