"""What answers queries: one small interface, so that views do not know what stands behind it.

`server.sparql.engine.pool` answers from a build, in worker processes; `server.sparql.engine.remote`
asks any SPARQL endpoint. Both return a whole answer or raise what truly happened. Both write files
for graph tools in worker processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from server.http.request import Cancellation, ClientGone, DeadlineExceeded

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
class GraphFile:
    """A file for a graph tool: its format (`kg.export.graph_files.WRITERS`), the labels' language.

    `part` is what it has of the build's property graph, with the arguments of the function of
    that name in `kg.export.indexed_graph`, or else what the `triples` say, which are N-Triples.
    `places` are those that each thing is drawn at (None: the file lays them out).
    """

    form: str
    language: str
    part: Literal["neighbourhood", "subgraph", "triples"]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] | None = None
    triples: bytes = b""


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
    """The query is malformed. The message is the parser's, `completed` the query that it read."""

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        completed: str = "",
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.completed = completed


class ServiceRefused(EngineError):
    """The query has a SERVICE clause."""


class TooDeep(EngineError):
    """The query is nested too deeply for the parser's stack."""


class NotOffered(EngineError):
    """The query's form cannot be written in the format asked for. `completed` is what was read."""

    def __init__(self, form: Form, completed: str = "") -> None:
        super().__init__(form)
        self.form: Form = form
        self.completed = completed


class UnknownFunction(EngineError):
    """The query calls a function that the engine has not. The message is its IRI."""


class Unwritable(EngineError):
    """The format asked for cannot carry this answer."""


class TimeLimit(EngineError, DeadlineExceeded):
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
    """A long query was ended: all places for long ones, or all memory for them, are taken.

    `retry_after` is the time, in seconds, in which one of them comes free at the latest.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("all places or all memory for long queries are taken")
        self.retry_after = retry_after


class QueryCancelled(EngineError, ClientGone):
    """The query was ended because its client is gone."""


class EngineDown(EngineError):
    """The engine cannot be reached, or does not run: another query would get no answer either."""


class EngineFault(EngineError):
    """The engine failed at this very query."""


class Engine(Protocol):
    """Runs queries until it is closed."""

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The whole answer, within `seconds`. Raises EngineError."""

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, within `seconds`. Raises EngineError."""

    def close(self) -> None:
        """End everything the engine started. Queries that run get EngineDown."""

    def revive(self) -> None:
        """Replace what of it has ended. Raises EngineDown where that fails."""

    def short_wait(self) -> float:
        """For how many seconds a query that is likely short has waited by now; 0 where none has."""

    def gauges(self) -> dict[str, int]:
        """Figures of the moment for the metrics: workers, queries that wait, and the like."""
