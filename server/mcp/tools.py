"""What a model can do with the graph: find, describe, ask, and see the vocabulary. Read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError

from kg import namespaces
from kg.errors import QueryError
from kg.queries import catalogue
from kg.rdf import QueryResultsFormat, QuerySolutions, parse_query_results
from server.api.parameters import term
from server.http.responses import Refusal
from server.mcp import formatting, query_hints
from server.mcp.vocabulary import class_, overview
from server.repository import search as searching
from server.repository.descriptions import describe as described
from server.repository.names import nearest, read
from server.repository.views import Graph, Reader

ROWS = 100  # of an answer that are handed to the model at once


def tools(graph: Graph) -> list[Callable[..., dict[str, Any]]]:
    """The tools, over a graph. Their docstrings are what the model is told of them."""

    def search(text: str, class_name: str = "", limit: int = 10) -> dict[str, Any]:
        """Find things by name, alias or part of one, in Chinese, English or pinyin.

        class_name narrows it to a class such as wk:Project. Use the ids that come back in the
        other tools and in SPARQL.
        """
        with _reading(graph) as reader:
            names = read(reader)
            classes = [term("class_name", class_name, names, "wk").value] if class_name else []
            total, hits = searching.find(reader, text, classes, max(1, min(limit, 50)), 0)
            found = [{**formatting.thing(hit.iri, names), "matched": hit.text} for hit in hits]
            if not found:
                near = nearest(reader, text)
                return {
                    "total": 0,
                    "things": [],
                    "like_it": [formatting.thing(i, names) for i in near],
                }
            return {"total": total, "things": found}

    def describe(thing: str, page: int = 1) -> dict[str, Any]:
        """Everything the graph holds of one thing, with the sentences of the report that state it.

        thing is an id (place:wuhan, r:1.2.2-s03, wk:Project), an IRI, or an exact label. Works
        for things, statements, passages (sentences), classes, properties and code lists.
        """
        with _reading(graph) as reader:
            iri = _meant(thing, reader)
            found = described(reader, iri, page)
            if found is None:
                near = nearest(reader, thing.rpartition(":")[2])
                like = ", ".join(namespaces.compact(one, reader.base) for one in near)
                raise ToolError(
                    f"The graph holds nothing of {thing}, page {page}. Like it: {like}."
                )
            return formatting.description(found)

    def list_queries(word: str = "") -> dict[str, Any]:
        """The stored questions, ready to run, with their parameters.

        word keeps those that have it in name, title, description or tags.
        """
        questions = [
            {
                "name": q.name,
                "en": q.title["en"],
                "zh": q.title["zh"],
                "parameters": {
                    p.name: f"{p.type}: {p.label['en']}; default {p.default}" for p in q.parameters
                },
            }
            for q in graph.questions().values()
            if word.casefold() in f"{q.name} {q.title} {q.description} {q.tags}".casefold()
        ]
        return {"queries": questions}

    def run_query(
        name: str, parameters: dict[str, str] | None = None, offset: int = 0
    ) -> dict[str, Any]:
        """Run a stored question by its name; list_queries shows them and their parameters.

        A parameter that is a thing takes an id, an IRI or an exact label. Of long answers 100
        rows come at a time, from offset on.
        """
        with _reading(graph) as reader:
            try:
                question = catalogue.find(graph.questions(), name)
                resolve = read(reader).exact
                values = {
                    key: question.parameter(key).parse(text, reader.base, resolve)
                    for key, text in (parameters or {}).items()
                }
                text = question.bound(values)
            except QueryError as error:
                raise ToolError(str(error).replace("`kg examples`", "list_queries")) from error
            return _answer(reader, text, offset)

    def sparql(query: str, offset: int = 0) -> dict[str, Any]:
        """Run a read-only SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE).

        The default graph holds everything once; GRAPH ?passage { … } tells which sentence states
        a triple. Prefixes of the graph may be left out. Labels: rdfs:label, tagged zh and en.
        Call schema first. Of long answers 100 rows come at a time, from offset on.
        """
        with _reading(graph) as reader:
            text, missing = query_hints.completed(query, reader.base)
            try:
                found = _answer(reader, text, offset)
            except Refusal as refusal:
                raise ToolError(query_hints.advice(refusal, text, len(missing))) from refusal
            if not found.get("total", 1) and (hints := query_hints.unknown(query, reader)):
                found["hints"] = hints
            return found

    def schema(class_name: str = "") -> dict[str, Any]:
        """The vocabulary: classes with counts, properties, code lists, prefixes, how to query.

        With class_name (wk:Observation, wk:Project, …): the properties that its members have,
        with definitions, and an example of a member.
        """
        with _reading(graph) as reader:
            if not class_name:
                return overview(reader)
            iri = term("class_name", class_name, read(reader), "wk").value
            return class_(reader, iri)

    return [search, describe, list_queries, run_query, sparql, schema]


@contextmanager
def _reading(graph: Graph) -> Iterator[Reader]:
    """A reader whose refusals reach the model as words it can act on."""
    with graph.read() as reader:
        try:
            yield reader
        except Refusal as refusal:
            raise ToolError(refusal.detail) from refusal


def _meant(text: str, reader: Reader) -> str:
    return term("thing", text, read(reader)).value


def _answer(reader: Reader, text: str, offset: int) -> dict[str, Any]:
    """A part of an answer's rows, and how many there are in all; a graph as Turtle."""
    answer = reader.run(text)
    if answer.form == "graph":
        lines = answer.body.decode().splitlines()
        return {"turtle": "\n".join(lines[offset : offset + 400]), "lines": len(lines)}
    if answer.form == "boolean":
        return {"boolean": b"true" in answer.body}
    solutions = parse_query_results(answer.body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    rows = [[formatting.cell(term_, reader.base) for term_ in row] for row in solutions]
    part = rows[max(0, offset) : max(0, offset) + ROWS]
    found = {"columns": columns, "rows": part, "total": len(rows), "offset": offset}
    if offset + len(part) < len(rows):
        found["next_offset"] = offset + len(part)
    return found
