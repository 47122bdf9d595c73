"""Execution of queries on a build, with answers in several formats."""

from __future__ import annotations

from functools import partial

from kg import manifest
from kg.errors import QueryError
from kg.manifest import Manifest
from kg.namespaces import BASE, PREFIXES, rebase
from kg.project import Project
from kg.queries.columns import projected
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
    text = complete(query, base)
    try:
        result = store.query(with_columns(text, partial(projected, text)))
    except SyntaxError as error:
        wrong = explain(error, query, text)
        place = f"line {wrong.line}, column {wrong.column}: " if wrong.line else ""
        raise QueryError(f"The query is malformed: {place}{wrong.message}") from error
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
