"""The interface of query engines, which hides how a query is executed.

`server.sparql.engine.pool` runs queries on a build, in worker processes; `….remote`
sends them to a SPARQL endpoint. Both return a complete answer or raise an `EngineError`. Both write
files for graph tools in worker processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from server.http.request import Cancellation

Form = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, its dataset, and the media type for each form of result (None: not acceptable).

    `max_bytes` is the limit for the result (None: the limit for clients). `internal` is true if the
    text comes from a file of the server, not from a client.
    """

    text: str
    solutions: str | None = "application/sparql-results+json"
    graph: str | None = "text/turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    max_bytes: int | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A file for a graph tool: its format, a key of `kg.export.graph_files.WRITERS`, and language.

    `part` names the function of `kg.export.indexed_graph` that selects part of the property graph,
    with its `arguments`; or the file is made from `triples`, in N-Triples. `positions` are the
    coordinates of nodes by IRI (None: a layout is computed).
    """

    format: str
    language: str
    part: Literal["neighbourhood", "subgraph", "triples"]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    positions: Mapping[str, tuple[float, float]] | None = None
    triples: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. `seconds` is the execution time in the engine.

    `stable` is true if the same query on the same data returns the same bytes.
    """

    form: Form
    body: bytes
    seconds: float
    stable: bool


class Engine(Protocol):
    """Runs queries until it is closed."""

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The complete answer, within `seconds`. Raises EngineError."""

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, within `seconds`. Raises EngineError."""

    def close(self) -> None:
        """Stop everything that the engine started. Running queries raise EngineUnavailable."""

    def revive(self) -> None:
        """Restart processes that have exited. Raises EngineUnavailable if that fails."""

    def short_query_wait(self) -> float:
        """How long, in seconds, the first waiting query that is likely short has waited."""

    def gauges(self) -> dict[str, int]:
        """Current values for the metrics: workers, waiting queries and the like."""
