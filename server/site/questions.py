"""The catalogue of questions: each on its page, with a form for what one may choose in it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import QueryError
from kg.rdf import Term
from server.graph import Graph
from server.language import of
from server.names import read
from server.replies import Refusal
from server.site.answers import Table, bare, table
from server.site.frame import page
from server.site.model import model


def blueprint(graph: Graph) -> Blueprint:
    """The list and the questions, over a graph."""
    routes = Blueprint("questions", __name__)

    @routes.get("/questions")
    def questions() -> Response:
        with graph.read() as reader:
            found = list(graph.questions().values())
            tag = request.args.get("tag", "")
            tags = sorted({tag for q in found for tag in q.tags})
            shown = [q for q in found if not tag or tag in q.tags]
            return page("questions", reader, questions=shown, tags=tags, tag=tag)

    @routes.get("/questions/<name>")
    def question(name: str) -> Response:
        asked = graph.questions().get(name)
        if asked is None:
            raise Refusal(404, "question", f"There is no question {name!r} in the catalogue.")
        with graph.read() as reader:
            known, error = model(reader), ""
            text = asked.text
            given = {p.name: v for p in asked.parameters if (v := request.args.get(p.name))}
            try:
                values: dict[str, Term] = {
                    name: asked.parameter(name).parse(value, reader.base, read(reader).exact)
                    for name, value in given.items()
                }
                text = asked.bound(values)
            except QueryError as problem:
                error = str(problem)
            answer = (
                Table(error=error)
                if error
                else table(reader, text, known, of(request), graph.columns())
            )
            return page(
                "question", reader, question=asked, given=given, text=bare(text), table=answer,
                status=400 if error else 200,
            )  # fmt: skip

    return routes
