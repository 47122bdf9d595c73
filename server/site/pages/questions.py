"""The catalogue of questions: each on its page, with a form for what one may choose in it."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from kg.errors import QueryError
from kg.queries.catalogue import Parameter, StoredQuery
from kg.rdf import Term
from kg.search.lookup import by_name
from server.http.errors import Kind
from server.http.language import of
from server.http.responses import Refusal
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import Table, table, without_header
from server.site.models.catalogue import parts
from server.site.rendering import page

# What is wrong with a text that a parameter of a type cannot take.
_NOT_OF_TYPE = {
    "iri": Kind.VALUE_IRI,
    "report": Kind.VALUE_IRI,
    "integer": Kind.VALUE_INTEGER,
    "decimal": Kind.VALUE_DECIMAL,
    "date": Kind.VALUE_DATE,
    "lang": Kind.VALUE_LANG,
}


def blueprint(repository: Repository) -> Blueprint:
    """The list and the questions, over a graph."""
    routes = Blueprint("questions", __name__)

    @routes.get("/questions")
    def questions() -> Response:
        with repository.read() as snapshot:
            found = list(repository.questions().values())
            tag = request.args.get("tag", "")
            words = {name: word[of(request)] for name, word in repository.tags().items()}
            shown = [q for q in found if not tag or tag in q.tags]
            return page(
                "questions", snapshot, parts=parts(shown), total=len(found), tags=words, tag=tag
            )

    @routes.get("/questions/<name>")
    def question(name: str) -> Response:
        question = repository.questions().get(name)
        if question is None:
            raise Refusal(Kind.QUESTION, name=name)
        with repository.read() as snapshot:
            text, given = question.text, given_to(question)
            try:
                text = bound(question, snapshot)
                answer = table(snapshot, text, of(request), repository.columns())
            except Refusal as refusal:
                answer = Table(refusal=refusal)
            response = page(
                "question",
                snapshot,
                question=question,
                given=given,
                text=without_header(text),
                table=answer,
                status=answer.refusal.status if answer.refusal else 200,
            )
            if answer.refusal:
                response.headers.update(answer.refusal.headers)
            return response

    return routes


def given_to(question: StoredQuery) -> dict[str, str]:
    """The texts that the address gives for the parameters of a question."""
    return {p.name: v for p in question.parameters if (v := request.args.get(p.name))}


def bound(question: StoredQuery, snapshot: Snapshot) -> str:
    """The query of a question with what the address gives. Raises Refusal for what it cannot be."""
    given = given_to(question)
    return question.bound(
        {name: _term(question.parameter(name), text, snapshot) for name, text in given.items()}
    )


def _term(parameter: Parameter, text: str, snapshot: Snapshot) -> Term | None:
    """The term that the text of a parameter names. Raises Refusal, which shows the text."""
    try:
        return parameter.parse(text, snapshot.base, partial(by_name, snapshot.index))
    except QueryError as problem:
        kind = _NOT_OF_TYPE[parameter.type]
        raise Refusal(kind, label=parameter.label, text=text) from problem
