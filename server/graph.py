"""What views read the graph through: a query of queries/views, with terms bound, -> rows of terms.

A reader stays with one build, so that a page never mixes two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from kg import iris
from kg.catalogue import StoredQuery, bind, read_catalogue
from kg.project import Project
from kg.rdf import QueryResultsFormat, QuerySolutions, Term, parse_query_results
from server import failures
from server.builds import Generation
from server.engine import Answer, EngineError, Query
from server.service import Service

Row = Mapping[str, Term]
Bindings = Term | Sequence[Term]
_LIMIT = re.compile(r"LIMIT \d+ OFFSET \d+")


@dataclass(frozen=True)
class Reader:
    """Reads one build. Every method raises Refusal where the engine gives no answer."""

    generation: Generation
    service: Service
    views: Mapping[str, str]

    @property
    def base(self) -> str:
        return self.generation.base

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
        found = parse_query_results(self.run(text).body, format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [
            {name: term for name, term in zip(names, row, strict=True) if term is not None}
            for row in found
        ]

    def ask(self, view: str, **terms: Bindings) -> bool:
        """Whether a view that is an ASK holds."""
        return bool(json.loads(self.run(bind(self._view(view), terms)).body)["boolean"])

    def run(self, text: str) -> Answer:
        """The engine's answer to a query's text."""
        query, seconds = Query(text), self.service.settings.seconds
        try:
            return self.generation.engine.run(query, seconds)
        except EngineError as error:
            raise failures.refusal(error, self.service.settings, seconds, query) from error

    def _view(self, name: str) -> str:
        return iris.rebase(self.views[name], self.base)


class Graph:
    """The graph that a service serves, with the views and questions of a checkout."""

    def __init__(self, service: Service, project: Project) -> None:
        self.service = service
        self.project = project
        self._views = {
            path.stem: path.read_text(encoding="utf-8") for path in project.views.glob("*.rq")
        }

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A reader of the build that is served now."""
        with self.service.builds.lease() as generation:
            yield Reader(generation, self.service, self._views)

    @property
    def base(self) -> str:
        """The base IRI of the build that is served now."""
        return self.service.builds.current.base

    def questions(self) -> dict[str, StoredQuery]:
        """The catalogue, in the IRIs of the build that is served now."""
        return self._catalogue(self.base)

    @cache  # noqa: B019 - there is one graph to a process
    def _catalogue(self, base: str) -> dict[str, StoredQuery]:
        return read_catalogue(self.project.examples, base)
