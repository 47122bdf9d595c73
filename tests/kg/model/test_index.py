"""The index file: read by many threads, written by none of them, missed with a repair."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import BuildMissing
from kg.manifest import INDEX
from kg.model.index import Index, create
from tests.conftest import Built


@pytest.fixture
def small(tmp_path: Path) -> Index:
    """An index of a thousand graphs and one document."""
    with create(tmp_path) as writer:
        writer.insert("graph", ((f"g{number}", number) for number in range(1000)))
        writer.document("facts", {"名": [1, 2]})
    return Index(tmp_path)


def test_what_is_written_is_read(small: Index) -> None:
    assert small.rows("SELECT triples FROM graph WHERE iri = ?", "g7") == [(7,)]
    assert small.row("SELECT triples FROM graph WHERE iri = ?", "g7777") is None
    assert small.document("facts") == {"名": [1, 2]}
    with pytest.raises(KeyError):
        small.document("others")


def test_any_number_of_values_may_be_listed(small: Index) -> None:
    sql = "SELECT iri FROM graph WHERE triples >= ? AND iri IN (…)"
    wanted = [f"g{number}" for number in range(999)]
    assert {iri for (iri,) in small.among(sql, wanted, 10)} == set(wanted[10:])
    assert list(small.among(sql, [], 10)) == []


def test_threads_may_ask_at_once(small: Index) -> None:
    def ask(number: int) -> list[tuple[int]]:
        return small.rows("SELECT triples FROM graph WHERE iri = ?", f"g{number}")  # type: ignore[return-value]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(1000))) == [[(number,)] for number in range(1000)]


def test_nobody_writes_into_it(small: Index) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        small.rows("DELETE FROM graph")
    assert small.rows("SELECT count(*) FROM graph") == [(1000,)]


@pytest.mark.parametrize("content", [None, b"", b"no database, but long enough for one"])
def test_without_an_index_the_build_is_missing(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / INDEX).write_bytes(content)
    with pytest.raises(BuildMissing, match="kg build"):
        Index(tmp_path)


def test_every_graph_is_counted(built: Built) -> None:
    index = Index(built.project.current)
    (total,) = index.rows("SELECT sum(triples), count(*) FROM graph")
    default = sum(1 for quad in built.store if not hasattr(quad.graph_name, "value"))
    assert total[0] == len(built.store) - default
    assert total[1] == sum(1 for _ in built.store.named_graphs())
