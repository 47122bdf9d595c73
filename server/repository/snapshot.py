"""The repository: named queries (queries/views) over one release, and the index of its build.

A snapshot belongs to one release, so that a page never mixes two. It keeps the vocabulary and a
bounded cache of nodes in memory.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, TypeVar

from kg import namespaces
from kg.model import vocabulary
from kg.model.names import Names, Nodes
from kg.model.statements import Statement
from kg.model.vocabulary import Vocabulary
from kg.project import Project
from kg.queries.catalogue import StoredQuery, bind, read_catalogue
from kg.queries.columns import ColumnLabels, read_labels
from kg.rdf import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Term,
    parse_query_results,
)
from server.http.request import ClientGone, DeadlineExceeded, current_cancellation
from server.http.responses import Refusal
from server.http.scheduling import Scheduler
from server.repository.recent import Recent
from server.settings import Settings
from server.sparql import error_mapping
from server.sparql.engine import Answer, GraphFile, Query
from server.sparql.engine.errors import EngineError, EngineUnavailable
from server.sparql.releases import Release, Releases

T = TypeVar("T")
Row = Mapping[str, Term]
Bindings = Term | Sequence[Term]
Labels = dict[str, dict[str, tuple[str, str]]]  # by IRI and language: the text, and its graph
_MAX_BYTES = 64 << 20  # bytes of an answer to an internal query, instead of the limit for clients
_LIMIT = re.compile(r"LIMIT \d+ OFFSET \d+")


def text_of(term: Term) -> str:
    """The IRI or the text of a term."""
    assert isinstance(term, NamedNode | Literal)
    return term.value


class Snapshot:
    """One release, open for reading.

    `rows`, `ask` and `run` raise Refusal for engine errors.
    """

    def __init__(self, release: Release, repository: Repository) -> None:
        self.release = release
        self.repository = repository
        self.base = release.base
        self.index = release.index
        self.dataset = release.manifest.dataset.rebased(self.base)
        self.nodes = Nodes(self.index, self.base)
        terms = vocabulary.read(self.index)
        self.names = Names(self.base, self.nodes, terms, terms.external)
        self.statements: Recent[Statement] = Recent(2000)  # some 4 KB each
        self.lines: Recent[Any] = Recent(500)  # sentences as the pages of reports show them
        self._once: dict[tuple[str, ...], Any] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        return self.names.vocabulary

    def check(self) -> None:
        """A checkpoint between steps of work whose size depends on the client's request.

        Raises Refusal after the deadline, ClientGone if the client has disconnected.
        """
        try:
            current_cancellation().check()
        except DeadlineExceeded as error:
            raise error_mapping.time_limit(self.repository.settings) from error
        self.repository.scheduler.checkpoint()

    def once(self, key: tuple[str, ...], compute: Callable[[], T]) -> T:
        """A value that is the same as long as the release is; computed when it is first needed.

        Only for keys that the code chooses: nothing is removed before the release ends.
        """
        if key not in self._once:
            self._once[key] = compute()
        value: T = self._once[key]
        return value

    def labels(self, iris: Iterable[str]) -> Labels:
        """The labels of the IRIs that have any, each with the graph that states it."""
        result: Labels = {}
        for iri in iris:
            labels = node.labels() if (node := self.nodes.get(iri)) else {}
            if labels:
                result[iri] = {tag: (name.text, name.graph) for tag, name in labels.items()}
        return result

    def rows(
        self, view: str, part: tuple[int, int] | None = None, /, **terms: Bindings
    ) -> list[Row]:
        """The rows of a view, without unbound variables.

        `part` sets LIMIT and OFFSET of a view that has them.
        """
        text = bind(self.view(view), terms)
        if part:
            limit, offset = part
            text = _LIMIT.sub(f"LIMIT {int(limit)} OFFSET {int(offset)}", text)
        body = self.run(text, internal=True).body
        try:
            result = parse_query_results(body, format=QueryResultsFormat.JSON)
            assert isinstance(result, QuerySolutions)
            names = [variable.value for variable in result.variables]
            return [
                {name: term for name, term in zip(names, row, strict=True) if term is not None}
                for row in result
            ]
        except (SyntaxError, ValueError) as error:
            # Possible only with a remote engine.
            unread = EngineUnavailable(f"the endpoint's answer cannot be read: {error}")
            raise self._refusal(unread, Query(text)) from error

    def ask(self, view: str, **terms: Bindings) -> bool:
        """The result of a view that is an ASK query."""
        answer = self.run(bind(self.view(view), terms), internal=True)
        return bool(json.loads(answer.body)["boolean"])

    def run(self, text: str, *, internal: bool = False) -> Answer:
        """The answer to a query; `internal` is true if no client wrote it."""
        query = Query(text, max_bytes=_MAX_BYTES, internal=internal)
        return self._result(partial(self.release.engine.run, query), query)

    def write(self, file: GraphFile) -> bytes:
        """The bytes of a graph file. Raises Refusal, ClientGone."""
        return self._result(partial(self.release.engine.write, file)).body

    def _result(self, ask: Callable[..., Answer], query: Query | None = None) -> Answer:
        settings = self.repository.settings
        try:
            with self.repository.scheduler.suspended():
                return ask(settings.seconds, current_cancellation())
        except ClientGone:
            raise
        except EngineError as error:
            raise self._refusal(error, query) from error

    def _refusal(self, error: EngineError, query: Query | None) -> Refusal:
        settings = self.repository.settings
        return error_mapping.to_refusal(error, settings, settings.seconds, query)

    def view(self, name: str) -> str:
        """The text of a view, with the base IRI of the release."""
        return namespaces.rebase(self.repository.views[name], self.base)


class Repository:
    """The releases of a server, with the views and questions of a project."""

    def __init__(
        self, settings: Settings, project: Project, releases: Releases, scheduler: Scheduler
    ) -> None:
        self.settings = settings
        self.project = project
        self.releases = releases
        self.scheduler = scheduler
        self.views = {
            path.stem: path.read_text(encoding="utf-8") for path in project.views.glob("*.rq")
        }
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """A snapshot of the current release, which stays open until the block ends."""
        with self.releases.lease() as release:
            yield self.snapshot(release)

    def snapshot(self, release: Release) -> Snapshot:
        """The snapshot of a release, shared by all requests."""
        with self._lock:
            if self._snapshot is None or self._snapshot.release is not release:
                self._snapshot = Snapshot(release, self)
            return self._snapshot

    @property
    def base(self) -> str:
        """The base IRI of the current build."""
        return self.releases.current.base

    def questions(self) -> dict[str, StoredQuery]:
        """The catalogue, with the base IRI of the current build."""
        return self._catalogue(self.base)

    @cache  # noqa: B019 - there is one repository to a process
    def columns(self) -> ColumnLabels:
        """The labels of columns of answers."""
        return read_labels(self.project.columns)

    @cache  # noqa: B019 - there is one repository to a process
    def tags(self) -> ColumnLabels:
        """The labels of tags of questions."""
        return read_labels(self.project.tags)

    @cache  # noqa: B019 - there is one repository to a process
    def _catalogue(self, base: str) -> dict[str, StoredQuery]:
        return read_catalogue(self.project.examples, base)
