"""The documentation: a tutorial that runs, the vocabulary, limits, downloads, how to cite."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, request

from kg import namespaces
from kg.queries.catalogue import StoredQuery, read_catalogue
from server.http.errors import types
from server.http.language import Language, of
from server.repository.views import Graph, Reader
from server.site.models.answers import Table, bare, table
from server.site.models.names import Model, model
from server.site.models.ontology import vocabulary
from server.site.navigation import DOCUMENTATION
from server.site.pages.coding_guide import guide
from server.site.rendering import page
from server.sparql.limits import limits

_ROWS, _ROWS_RUN = 6, 50  # shown of the answer to a lesson, and to what a reader made of it


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson as the page shows it: the query in its field, the answer, how much of that."""

    lesson: StoredQuery
    text: str
    answer: Table
    rows: int


def blueprint(graph: Graph) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("docs", __name__)

    @cache
    def lessons(base: str) -> dict[str, StoredQuery]:
        return read_catalogue(graph.project.tutorial, base)

    @routes.get("/docs")
    def docs() -> Response:
        with graph.read() as reader:
            return page("docs", reader, pages=DOCUMENTATION)

    @routes.get("/docs/tutorial")
    def tutorial() -> Response:
        with graph.read() as reader:
            known, language = model(reader), of(request)
            asked = request.args.get("lesson"), request.args.get("query", "").strip()
            steps = [
                _step(reader, lesson, asked[1] if lesson.name == asked[0] else "", known, language)
                for lesson in lessons(reader.base).values()
            ]
            prefixes = {
                name: namespaces.rebase(iri, reader.base)
                for name, iri in namespaces.PREFIXES.items()
            }
            return page("tutorial", reader, steps=steps, prefixes=prefixes)

    @routes.get("/docs/ontology")
    def ontology() -> Response:
        with graph.read() as reader:
            return page("ontology", reader, vocabulary=vocabulary(reader))

    @routes.get("/docs/coding")
    def coding() -> Response:
        with graph.read() as reader:
            return page("coding", reader, guide=guide(graph.project, of(request)))

    @routes.get("/docs/limits")
    def bounds() -> Response:
        with graph.read() as reader:
            return page("limits", reader, limits=limits(graph.service.settings), errors=types())

    @routes.get("/docs/downloads")
    def downloads() -> Response:
        with graph.read() as reader:
            return page("downloads", reader, manifest=reader.generation.manifest)

    @routes.get("/docs/cite")
    def cite() -> Response:
        with graph.read() as reader:
            return page("cite", reader, manifest=reader.generation.manifest)

    return routes


def _step(
    reader: Reader, lesson: StoredQuery, written: str, known: Model, language: Language
) -> Step:
    """The lesson with its own query, or with what a reader has made of that and run."""
    text = "\n".join(written.splitlines())
    own = bare(lesson.text)
    if not text or text == own.strip():
        words = reader.graph.columns()
        answer = table(reader, lesson.text, known, language, words, translated=False)
        return Step(lesson, own, answer, _ROWS)
    return Step(lesson, text, table(reader, text, known, language), _ROWS_RUN)
