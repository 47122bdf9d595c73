"""Execution of queries on a build, with answers in several formats."""

from __future__ import annotations

from functools import partial

from kg import manifest
from kg.errors import QueryError
from kg.manifest import Manifest
from kg.model.index import Index
from kg.namespaces import BASE, PREFIXES, rebase
from kg.project import Project
from kg.queries.columns import projected
from kg.queries.label_hints import label_hints
from kg.queries.short_names import complete
from kg.queries.tables import aligned, cell, markdown
from kg.queries.terminal import Reader, readable
from kg.queries.tokens import with_columns
from kg.rdf import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    explain,
    open_store,
    turtle,
)

_NATIVE = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}


def open_current(project: Project) -> tuple[Store, Manifest]:
    """The current build's store, for reading, and its manifest. Raises BuildMissing."""
    about = manifest.read(project.current)
    return open_store(project.current / manifest.STORE), about


def completed(query: str, base: str = BASE) -> str:
    """The query as it is run: `kg.queries.short_names`, and `SELECT *` with its variables."""
    text = complete(query, base)
    return with_columns(text, partial(projected, text))


def finds_nothing(store: Store, query: str, base: str = BASE) -> bool:
    """Whether a query that can be run has no row and no triple, or is an ASK that does not hold."""
    found = store.query(complete(query, base))
    return not found if isinstance(found, QueryBoolean) else next(iter(found), None) is None


def printed(
    store: Store,
    query: str,
    form: str,
    base: str,
    reader: Reader | None,
    index: Index,
    show: bool,
) -> tuple[str, list[str]]:
    """The answer as text, and hints in English where it is empty.

    Where `show`, the query as it is run in place of the answer. Raises QueryError as `answer` does.
    """
    if show:
        try:
            return completed(query, base).rstrip(), []
        except SyntaxError as error:
            raise _malformed(error, query, base) from error
    text = answer(store, query, form, base, reader)
    hints = label_hints(query, index, base)
    empty = hints and finds_nothing(store, query, base)
    return text, [hint.words("en", base) for hint in hints] if empty else []


def answer(
    store: Store,
    query: str,
    form: str = "table",
    base: str = BASE,
    reader: Reader | None = None,
) -> str:
    """The answer as text. Raises QueryError, with line and column, for a malformed query.

    A graph is always written as Turtle. A table is complete and plain, or laid out for a `reader`.
    """
    try:
        result = store.query(completed(query, base))
    except SyntaxError as error:
        raise _malformed(error, query, base) from error
    if isinstance(result, QueryTriples):
        return turtle(result, {name: rebase(iri, base) for name, iri in PREFIXES.items()})
    if form in _NATIVE:
        if form in ("csv", "tsv") and isinstance(result, QueryBoolean):
            return "true" if result else "false"
        return (result.serialize(format=_NATIVE[form]) or b"").decode()
    write = markdown if form == "md" else aligned
    if isinstance(result, QuerySolutions):
        heads = [variable.value for variable in result.variables]
        if reader and form == "table":
            return readable(heads, [tuple(row) for row in result], reader)
        return write(heads, [[cell(term, base) for term in row] for row in result])
    return "true" if result else "false"


def _malformed(error: SyntaxError, query: str, base: str) -> QueryError:
    """What is wrong with a query, at its place in the text as it was given."""
    wrong = explain(error, query, complete(query, base))
    place = f"line {wrong.line}, column {wrong.column}: " if wrong.line else ""
    return QueryError(f"The query is malformed: {place}{wrong.message}")
