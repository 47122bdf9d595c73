"""What views read the graph through: a query of queries/views, with terms bound, -> rows of terms.

A reader stays with one build, so that a page never mixes two.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from kg import namespaces
from kg.project import Project
from kg.queries.catalogue import StoredQuery, bind, read_catalogue
from kg.queries.columns import Words, read_words
from kg.rdf import QueryResultsFormat, QuerySolutions, Term, parse_query_results
from server.sparql import engine_errors
from server.sparql.engine import Answer, ClientGone, EngineError, Query, TimeLimit, present
from server.sparql.releases import Generation
from server.sparql.service import Service

Row = Mapping[str, Term]
Bindings = Term | Sequence[Term]
T = TypeVar("T")
_STALE = 60.0  # seconds after which what was made of an engine elsewhere is made anew
_LOOK = 0.1  # seconds between looks whether to wait on for what somebody else is making
_MOST = 64 << 20  # bytes of an answer that a page reads, whatever the limit for others is
_LIMIT = re.compile(r"LIMIT \d+ OFFSET \d+")


@dataclass(frozen=True)
class Reader:
    """Reads one build. Every method raises Refusal where the engine gives no answer."""

    generation: Generation
    graph: Graph

    @property
    def base(self) -> str:
        return self.generation.base

    def check(self) -> None:
        """Called between the steps of work whose extent clients choose.

        Raises Refusal where the request's time is over, ClientGone where nobody waits any more.
        """
        try:
            present().check()
        except TimeLimit as error:
            raise engine_errors.late(self.graph.service.settings) from error

    def once(self, make: Callable[[Reader], T]) -> T:
        """What `make` makes of the whole build, made on first use and kept as long as it is."""
        return self.graph.kept(self, make)

    def rows(
        self, view: str, part: tuple[int, int] | None = None, /, **terms: Bindings
    ) -> list[Row]:
        """The rows of a view; an unbound variable is not in its row.

        `part` is the limit and the offset where the view has them.
        """
        text = bind(self._view(view), terms)
        if part:
            limit, offset = part
            text = _LIMIT.sub(f"LIMIT {int(limit)} OFFSET {int(offset)}", text)
        body = self.run(text, own=True).body
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [
            {name: term for name, term in zip(names, row, strict=True) if term is not None}
            for row in found
        ]

    def ask(self, view: str, **terms: Bindings) -> bool:
        """Whether a view that is an ASK holds."""
        answer = self.run(bind(self._view(view), terms), own=True)
        return bool(json.loads(answer.body)["boolean"])

    def run(self, text: str, *, own: bool = False) -> Answer:
        """The engine's answer to a query's text; `own` tells that no client wrote it."""
        settings = self.graph.service.settings
        query = Query(text, most=_MOST, own=own)
        try:
            return self.generation.engine.run(query, settings.seconds, present())
        except ClientGone:
            raise
        except EngineError as error:
            raise engine_errors.refusal(error, settings, settings.seconds, query) from error

    def _view(self, name: str) -> str:
        return namespaces.rebase(self.graph.views[name], self.base)


class Graph:
    """The graph that a service serves, with the views and questions of a checkout."""

    def __init__(self, service: Service, project: Project) -> None:
        self.service = service
        self.project = project
        self.views = {
            path.stem: path.read_text(encoding="utf-8") for path in project.views.glob("*.rq")
        }
        self._locks: dict[Callable[[Reader], Any], threading.Lock] = {}
        self._kept: dict[Callable[[Reader], Any], tuple[Generation, float, Any]] = {}

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A reader of the build that is served now."""
        with self.service.builds.lease() as generation:
            yield Reader(generation, self)

    def kept(self, reader: Reader, make: Callable[[Reader], T]) -> T:
        """What was made of the reader's build before, or is made now."""
        now = time.monotonic()
        lock = self._locks.setdefault(make, threading.Lock())
        while not lock.acquire(timeout=_LOOK):
            reader.check()
        try:
            if make in self._kept:
                generation, made, result = self._kept[make]
                fresh = generation.hash is not None or now - made < _STALE
                if generation is reader.generation and fresh:
                    return cast(T, result)
            new = make(reader)
            self._kept[make] = reader.generation, now, new
            return new
        finally:
            lock.release()

    @property
    def base(self) -> str:
        """The base IRI of the build that is served now."""
        return self.service.builds.current.base

    def questions(self) -> dict[str, StoredQuery]:
        """The catalogue, in the IRIs of the build that is served now."""
        return self._catalogue(self.base)

    @cache  # noqa: B019 - there is one graph to a process
    def columns(self) -> Words:
        """What the columns of the catalogue's answers are called."""
        return read_words(self.project.columns)

    @cache  # noqa: B019 - there is one graph to a process
    def tags(self) -> Words:
        """What the tags of the catalogue's questions are called."""
        return read_words(self.project.tags)

    @cache  # noqa: B019 - there is one graph to a process
    def _catalogue(self, base: str) -> dict[str, StoredQuery]:
        return read_catalogue(self.project.examples, base)
