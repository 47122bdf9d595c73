"""The documentation: a tutorial that runs, the vocabulary, limits, downloads, how to cite."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, request

from kg import iris
from kg.catalogue import StoredQuery, read_catalogue
from server.graph import Graph
from server.language import of
from server.limits import limits
from server.site.answers import bare, table
from server.site.frame import page
from server.site.guide import guide
from server.site.model import model
from server.site.sections import DOCUMENTATION
from server.site.vocabulary import vocabulary


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
            steps = [
                (
                    query,
                    table(reader, query.text, known, language, graph.columns(), translated=False),
                )
                for query in lessons(reader.base).values()
            ]
            prefixes = {name: iris.rebase(iri, reader.base) for name, iri in iris.PREFIXES.items()}
            return page("tutorial", reader, steps=steps, prefixes=prefixes, body=bare)

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
            return page("limits", reader, limits=limits(graph.service.settings))

    @routes.get("/docs/downloads")
    def downloads() -> Response:
        with graph.read() as reader:
            return page("downloads", reader, manifest=reader.generation.manifest)

    @routes.get("/docs/cite")
    def cite() -> Response:
        with graph.read() as reader:
            return page("cite", reader, manifest=reader.generation.manifest)

    return routes
