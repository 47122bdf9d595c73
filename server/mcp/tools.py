"""The tools: search, descriptions, queries and the vocabulary. All are read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError

from kg import namespaces
from kg.errors import QueryError
from kg.model.names import class_key
from kg.queries import catalogue
from kg.queries.label_hints import label_hints
from kg.rdf import QueryResultsFormat, QuerySolutions, parse_query_results
from kg.search.lookup import by_name, nearest
from kg.search.lookup import search as find
from server.http.responses import Refusal
from server.mcp import formatting, query_hints
from server.mcp.vocabulary import class_, overview
from server.repository.descriptions import describe as described
from server.repository.references import term
from server.repository.snapshot import Repository, Snapshot

ROWS = 100  # of an answer that are returned at once


def tools(repository: Repository) -> list[Callable[..., dict[str, Any]]]:
    """The tools. Their docstrings are the descriptions that models read."""

    def search(text: str, class_name: str = "", limit: int = 10) -> dict[str, Any]:
        """Find things by name, alias or part of one, in Chinese, English or pinyin.

        class_name narrows it to a class such as wk:Project. Use the ids that come back in the
        other tools and in SPARQL.
        """
        with _reading(repository) as snapshot:
            names, wanted = snapshot.names, []
            if class_name:
                cls = term("class_name", class_name, snapshot, "wk").value
                wanted = [class_key(cls, snapshot.base)]
            result = find(snapshot.index, text, wanted, max(1, min(limit, 50)))
            if result.near:
                near = [formatting.thing(hit.iri, names) for hit in result.hits]
                return {"total": 0, "things": [], "like_it": near}
            things = [
                {**formatting.thing(hit.iri, names), "matched": hit.text} for hit in result.hits
            ]
            return {"total": result.total, "things": things}

    def describe(thing: str, page: int = 1) -> dict[str, Any]:
        """Everything the graph holds of one thing, with the sentences of the report that state it.

        thing is an id (place:wuhan, r:1.2.2-s03, wk:Project), an IRI, or an exact label. Works
        for things, statements, passages (sentences), classes, properties and code lists.
        """
        with _reading(repository) as snapshot:
            iri = _iri(thing, snapshot)
            result = described(snapshot, iri, page)
            if result is None:
                near = nearest(snapshot.index, thing.rpartition(":")[2])
                like = ", ".join(namespaces.compact(one, snapshot.base) for one in near)
                raise ToolError(f"The graph has no {thing}, page {page}. Similar names: {like}.")
            return formatting.description(result)

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
            for q in repository.questions().values()
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
        with _reading(repository) as snapshot:
            try:
                question = catalogue.find(repository.questions(), name)
                resolve = partial(by_name, snapshot.index)
                values = {
                    key: question.parameter(key).parse(text, snapshot.base, resolve)
                    for key, text in (parameters or {}).items()
                }
                text = question.bound(values)
            except QueryError as error:
                raise ToolError(str(error).replace("`kg examples`", "list_queries")) from error
            return _answer(snapshot, text, offset)

    def sparql(query: str, offset: int = 0) -> dict[str, Any]:
        """Run a read-only SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE).

        The default graph holds everything once; GRAPH ?passage { … } tells which sentence states
        a triple. Prefixes of the graph may be left out. Labels: wk:labelZh and wk:labelEn, plain
        strings, or rdfs:label, tagged zh and en.
        Call schema first. Of long answers 100 rows come at a time, from offset on.
        """
        with _reading(repository) as snapshot:
            text, missing = query_hints.completed(query, snapshot.base)
            try:
                result = _answer(snapshot, text, offset)
            except Refusal as refusal:
                raise ToolError(query_hints.advice(refusal, text, len(missing))) from refusal
            if _nothing(result):
                labels = label_hints(query, snapshot.index, snapshot.base)
                # `unknown` names the terms that do not exist.
                hints = [h.words("en", snapshot.base) for h in labels if h.kind != "term"]
                if hints := [*query_hints.unknown(query, snapshot), *hints]:
                    result["hints"] = hints
            return result

    def schema(class_name: str = "") -> dict[str, Any]:
        """The vocabulary: classes with counts, properties, code lists, prefixes, how to query.

        With class_name (wk:Observation, wk:Project, …): the properties that its members have,
        with definitions, and an example of a member.
        """
        with _reading(repository) as snapshot:
            if not class_name:
                return overview(snapshot)
            iri = term("class_name", class_name, snapshot, "wk").value
            return class_(snapshot, iri)

    return [search, describe, list_queries, run_query, sparql, schema]


@contextmanager
def _reading(repository: Repository) -> Iterator[Snapshot]:
    """A snapshot; a Refusal in the block becomes a ToolError."""
    with repository.read() as snapshot:
        try:
            yield snapshot
        except Refusal as refusal:
            raise ToolError(refusal.detail) from refusal


def _iri(text: str, snapshot: Snapshot) -> str:
    return term("thing", text, snapshot).value


def _nothing(found: dict[str, Any]) -> bool:
    """Whether an answer has no row and no line, or is that of an ASK that does not hold."""
    return not found.get("total", found.get("lines", found.get("boolean")))


def _answer(snapshot: Snapshot, text: str, offset: int) -> dict[str, Any]:
    """A part of the rows and their total number; a graph as Turtle."""
    answer = snapshot.run(text)
    if answer.form == "graph":
        lines = answer.body.decode().splitlines()
        return {"turtle": "\n".join(lines[offset : offset + 400]), "lines": len(lines)}
    if answer.form == "boolean":
        return {"boolean": b"true" in answer.body}
    solutions = parse_query_results(answer.body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    rows = [[formatting.cell(term_, snapshot.base) for term_ in row] for row in solutions]
    part = rows[max(0, offset) : max(0, offset) + ROWS]
    result = {"columns": columns, "rows": part, "total": len(rows), "offset": offset}
    if offset + len(part) < len(rows):
        result["next_offset"] = offset + len(part)
    return result
