"""The index of a build: one SQLite file for look-up by IRI, by name or by text.

`kg.build.index` writes it; all others open it read-only. It is read from disk, so the memory of
readers does not grow with the corpus. The only module that imports sqlite3.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.errors import BuildMissing
from kg.manifest import INDEX

Row = tuple[Any, ...]

# Statements are numbered in the order of the reports, so that their ids sort them.
_SCHEMA = """
CREATE TABLE node (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, types TEXT NOT NULL, class TEXT NOT NULL,
    order_zh TEXT NOT NULL, order_en TEXT NOT NULL, mentions INTEGER NOT NULL, weight REAL
);
CREATE TABLE member (class TEXT, node INTEGER, PRIMARY KEY (class, node)) WITHOUT ROWID;
CREATE TABLE name (
    id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node, text TEXT NOT NULL,
    language TEXT NOT NULL, form TEXT NOT NULL, graph TEXT NOT NULL, key TEXT NOT NULL,
    normal TEXT NOT NULL, toneless TEXT NOT NULL, marked TEXT NOT NULL, numbered TEXT NOT NULL,
    initials TEXT NOT NULL
);
CREATE INDEX name_node ON name (node);
CREATE INDEX name_text ON name (text);
CREATE INDEX name_key ON name (key);
CREATE VIRTUAL TABLE bag USING fts5(
    own, context, content='', tokenize='unicode61', prefix='1 2 3'
);
CREATE VIRTUAL TABLE alike USING fts5(words, content='', tokenize='unicode61');
CREATE TABLE part (
    node INTEGER PRIMARY KEY, report TEXT NOT NULL, sort TEXT NOT NULL, number TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE passage (
    node INTEGER PRIMARY KEY, report TEXT NOT NULL, section TEXT NOT NULL,
    paragraph TEXT NOT NULL, number TEXT NOT NULL, position INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sha256 TEXT NOT NULL,
    gist_zh TEXT NOT NULL, gist_en TEXT NOT NULL,
    statements INTEGER NOT NULL, relations INTEGER NOT NULL, triples INTEGER NOT NULL
);
CREATE INDEX passage_section ON passage (section);
CREATE INDEX passage_order ON passage (report, position);
CREATE TABLE mention (report TEXT, node INTEGER, PRIMARY KEY (report, node)) WITHOUT ROWID;
CREATE TABLE statement (
    node INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT NOT NULL, passage TEXT NOT NULL,
    report TEXT NOT NULL
);
CREATE INDEX statement_kind ON statement (kind);
CREATE INDEX statement_passage ON statement (passage);
CREATE TABLE role (
    target TEXT, property TEXT, statement INTEGER, PRIMARY KEY (target, property, statement)
) WITHOUT ROWID;
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY, report TEXT NOT NULL, indicator TEXT NOT NULL, kind TEXT NOT NULL,
    section TEXT NOT NULL, targets INTEGER NOT NULL, outcomes INTEGER NOT NULL, change TEXT,
    commitment TEXT NOT NULL, deadline TEXT NOT NULL
);
CREATE TABLE figure (
    comparison INTEGER, statement INTEGER, PRIMARY KEY (comparison, statement)
) WITHOUT ROWID;
CREATE TABLE promise (
    node INTEGER PRIMARY KEY, report TEXT NOT NULL, place TEXT NOT NULL, planned TEXT NOT NULL,
    kind TEXT NOT NULL, due TEXT NOT NULL, specificity TEXT NOT NULL, uptake TEXT NOT NULL
);
CREATE INDEX promise_report ON promise (report);
CREATE TABLE verdict (
    id INTEGER PRIMARY KEY, promise INTEGER NOT NULL, iri TEXT NOT NULL, state TEXT NOT NULL,
    rank INTEGER NOT NULL, finding TEXT NOT NULL, rule TEXT NOT NULL, report TEXT NOT NULL,
    provisional INTEGER NOT NULL, cited INTEGER NOT NULL, own INTEGER NOT NULL,
    superseded INTEGER NOT NULL
);
CREATE INDEX verdict_promise ON verdict (promise);
CREATE TABLE word (
    verdict INTEGER, statement INTEGER, PRIMARY KEY (verdict, statement)
) WITHOUT ROWID;
CREATE TABLE graph (iri TEXT PRIMARY KEY, triples INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE vertex (
    language TEXT, iri TEXT, label TEXT NOT NULL, label_zh TEXT NOT NULL, label_en TEXT NOT NULL,
    class TEXT NOT NULL, kind TEXT NOT NULL, attributes TEXT NOT NULL,
    PRIMARY KEY (language, iri)
) WITHOUT ROWID;
CREATE TABLE edge (
    id INTEGER PRIMARY KEY, language TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    relation TEXT NOT NULL, label TEXT NOT NULL, attributes TEXT NOT NULL
);
CREATE INDEX edge_source ON edge (language, source);
CREATE INDEX edge_target ON edge (language, target);
CREATE TABLE document (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
"""
_MARKS = 500  # values in the list of one query


class Index:
    """An index, open for reading. Safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the index in the folder of a build. Raises BuildMissing if it cannot be read."""
        self._address = f"{(folder / INDEX).resolve().as_uri()}?mode=ro&immutable=1"
        # A connection runs one query at a time; there are as many as concurrent queries.
        self._idle: deque[sqlite3.Connection] = deque()
        weakref.finalize(self, _close, self._idle)
        try:
            self._idle.append(self._open())
        except sqlite3.Error as error:
            problem = f"{folder / INDEX} cannot be read. Run kg build again"
            raise BuildMissing(problem) from error

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a query."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            self._idle.append(connection)

    def row(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(sql, *values)), None)

    def among(self, sql: str, listed: Iterable[Any], *values: Any) -> Iterator[Row]:
        """The rows of a query with `IN (…)`, for any number of `listed` values.

        `values` are those of the parameters before the list.
        """
        listed = list(listed)
        for start in range(0, len(listed), _MARKS):
            part = listed[start : start + _MARKS]
            yield from self.rows(sql.replace("…", ", ".join("?" * len(part))), *values, *part)

    def document(self, name: str) -> Any:
        """The JSON document with a name. Raises KeyError without it."""
        row = self.row("SELECT json FROM document WHERE name = ?", name)
        if row is None:
            raise KeyError(name)
        return json.loads(row[0])

    def close(self) -> None:
        """Close all idle connections."""
        _close(self._idle)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
        connection.execute("SELECT 1 FROM document LIMIT 1")
        return connection


class Writer:
    """Fills a new index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert whole rows, all of one length, into a table."""
        rows = list(rows)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def words(self, table: str, number: int, **columns: Iterable[str]) -> None:
        """Index words in the columns of a full-text table, under a row number."""
        texts = {column: " ".join(words) for column, words in columns.items()}
        if any(texts.values()):
            marks = ", ".join("?" * (len(texts) + 1))
            sql = f"INSERT INTO {table} (rowid, {', '.join(texts)}) VALUES ({marks})"
            self._connection.execute(sql, (number, *texts.values()))

    def document(self, name: str, value: Any) -> None:
        """Write a JSON document with a name."""
        self.insert("document", [(name, json.dumps(value, ensure_ascii=False))])


@contextmanager
def create(folder: Path) -> Iterator[Writer]:
    """A new index in the folder of a build, complete when the block ends."""
    connection = sqlite3.connect(folder / INDEX)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        yield Writer(connection)
        for table in ("bag", "alike"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def _close(connections: deque[sqlite3.Connection]) -> None:
    with suppress(IndexError):
        while True:
            connections.pop().close()
