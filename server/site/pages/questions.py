"""The catalogue of questions: each on its page, with a form for what one may choose in it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import QueryError
from kg.queries.catalogue import Parameter
from kg.rdf import Term
from server.http.errors import Kind
from server.http.language import of
from server.http.responses import Refusal
from server.repository.names import read
from server.repository.views import Graph, Reader
from server.site.models.answers import Table, bare, table
from server.site.models.names import model
from server.site.rendering import page

# What is wrong with a text that a parameter of a type cannot take.
_NOT_OF_TYPE = {
    "iri": Kind.VALUE_IRI,
    "integer": Kind.VALUE_INTEGER,
    "decimal": Kind.VALUE_DECIMAL,
    "date": Kind.VALUE_DATE,
    "lang": Kind.VALUE_LANG,
}


def blueprint(graph: Graph) -> Blueprint:
    """The list and the questions, over a graph."""
    routes = Blueprint("questions", __name__)

    @routes.get("/questions")
    def questions() -> Response:
        with graph.read() as reader:
            found = list(graph.questions().values())
            tag = request.args.get("tag", "")
            words = {name: word[of(request)] for name, word in graph.tags().items()}
            shown = [q for q in found if not tag or tag in q.tags]
            return page("questions", reader, questions=shown, tags=words, tag=tag)

    @routes.get("/questions/<name>")
    def question(name: str) -> Response:
        asked = graph.questions().get(name)
        if asked is None:
            raise Refusal(Kind.QUESTION, name=name)
        with graph.read() as reader:
            text = asked.text
            given = {p.name: v for p in asked.parameters if (v := request.args.get(p.name))}
            try:
                terms = {n: _term(asked.parameter(n), value, reader) for n, value in given.items()}
                text = asked.bound(terms)
                answer = table(reader, text, model(reader), of(request), graph.columns())
            except Refusal as refusal:
                answer = Table(refusal=refusal)
            return page(
                "question", reader, question=asked, given=given, text=bare(text), table=answer,
                status=answer.refusal.status if answer.refusal else 200,
            )  # fmt: skip

    return routes


def _term(parameter: Parameter, text: str, reader: Reader) -> Term:
    """The term that somebody wrote for a parameter. Raises Refusal, which shows the text."""
    try:
        return parameter.parse(text, reader.base, read(reader).exact)
    except QueryError as problem:
        kind = _NOT_OF_TYPE[parameter.type]
        raise Refusal(kind, label=parameter.label, text=text) from problem
