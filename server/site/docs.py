"""The documentation: a tutorial that runs, the vocabulary, limits, downloads, how to cite."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, request

from kg import iris
from kg.catalogue import StoredQuery, read_catalogue
from server.graph import Graph
from server.language import of
from server.limits import limits
from server.site.answers import table
from server.site.frame import page
from server.site.guide import guide
from server.site.model import model
from server.site.vocabulary import vocabulary

PAGES = (
    (
        "docs/tutorial",
        "教程：怎样提问",
        "Tutorial: how to ask",
        "八步学会查询，每一步都在页面上运行。",
        "Eight steps; every query runs on the page.",
    ),
    (
        "docs/ontology",
        "词汇：类与属性",
        "Vocabulary: classes and properties",
        "每个类和属性的定义、层级、用量和例子。",
        "Each with its definition, place, use and an example.",
    ),
    (
        "docs/coding",
        "编码指南",
        "Coding guide",
        "句子怎样变成三元组。",
        "How a sentence becomes triples.",
    ),
    (
        "questions",
        "可以问的问题",
        "Questions to ask",
        "现成的查询，条件可改。",
        "Queries that are ready, and can be changed.",
    ),
    ("api", "接口", "API", "JSON接口与OpenAPI说明。", "JSON over HTTP, described by OpenAPI."),
    ("docs/limits", "限额", "Limits", "时间、内存、大小与频次。", "Time, memory, size, rate."),
    (
        "docs/downloads",
        "下载",
        "Downloads",
        "全部数据，多种格式，附校验值。",
        "All of the data, in many formats, with checksums.",
    ),
    (
        "docs/cite",
        "引用与许可",
        "Citing and licences",
        "怎样引用，可以怎样用。",
        "How to cite it, and what you may do with it.",
    ),
)


def blueprint(graph: Graph) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("docs", __name__)

    @cache
    def lessons(base: str) -> dict[str, StoredQuery]:
        return read_catalogue(graph.project.tutorial, base)

    @routes.get("/docs")
    def docs() -> Response:
        with graph.read() as reader:
            return page("docs", reader, pages=PAGES)

    @routes.get("/docs/tutorial")
    def tutorial() -> Response:
        with graph.read() as reader:
            known, language = model(reader), of(request)
            steps = [
                (query, table(reader, query.text, known, language))
                for query in lessons(reader.base).values()
            ]
            prefixes = {name: iris.rebase(iri, reader.base) for name, iri in iris.PREFIXES.items()}
            return page("tutorial", reader, steps=steps, prefixes=prefixes, body=_body)

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


def _body(text: str) -> str:
    """A query without the header that the page shows in words."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
