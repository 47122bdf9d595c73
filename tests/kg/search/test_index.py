"""Search: what people type finds what they mean, first, and at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.manifest import SEARCH
from kg.namespaces import compact
from kg.search.index import Index
from tests.conftest import Built


@pytest.fixture(scope="module")
def index(built: Built) -> Iterator[Index]:
    """The index of the real graph."""
    opened = Index(built.project.current / SEARCH)
    yield opened
    opened.close()


def found(index: Index, text: str, **more: object) -> list[str]:
    return [compact(hit.iri) for hit in index.search(text, **more).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("滨江数创走廊", "place:binjiang-digital-corridor"),
        ("濱江數創走廊", "place:binjiang-digital-corridor"),
        ("一廊", "place:binjiang-digital-corridor"),  # an alias
        ("Binjiang Digital Innovation Corridor", "place:binjiang-digital-corridor"),
        ("binjiang digital", "place:binjiang-digital-corridor"),
        ("binjiangshuchuangzoulang", "place:binjiang-digital-corridor"),
        ("bin jiang shu chuang zou lang", "place:binjiang-digital-corridor"),
        ("bīn jiāng shù chuàng zǒu láng", "place:binjiang-digital-corridor"),
        ("bin1jiang1 shu4chuang4 zou3lang2", "place:binjiang-digital-corridor"),
        ("武昌", "place:wuchang-district"),
        ("武昌区", "place:wuchang-district"),
        ("wuchang", "place:wuchang-district"),
        ("wǔchāng", "place:wuchang-district"),
        ("SaaS", "technology:saas"),
        ("数字经济", "industry:digital-economy"),
        ("招商银行", "org:china-merchants-bank"),
        ("2024年", "period:2024"),
    ],
)
def test_what_is_meant_comes_first(index: Index, text: str, first: str) -> None:
    assert found(index, text)[0] == first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("湖", "内沙湖"),
        ("银行", "平安银行"),
        ("走廊", "滨江数创走廊"),
        ("古城", "武昌古城"),
        ("shuchuang", "滨江数创走廊"),
        ("corrid", "滨江数创走廊"),
        ("ECOLOGICAL", "武九生态长廊"),
        ("古城 论坛", "首届武昌古城保护发展论坛"),
    ],
)
def test_a_part_of_the_name_is_enough(index: Index, text: str, name: str) -> None:
    assert name in {hit.label_zh for hit in index.search(text, ["Thing"], limit=100).hits}


def test_sentences_are_found_by_their_gists(index: Index) -> None:
    hits = index.search("核心企业", ["Passage"]).hits
    assert "r:1.2.2-s03" in {compact(hit.iri) for hit in hits}
    assert {hit.form for hit in hits} == {"gist"}
    assert "r:1.2.2-s03" in found(index, "core enterprises", classes=["Passage"])


def test_statements_are_found_by_their_labels(index: Index) -> None:
    figure = "st:1.2.2-s03-core-firms"
    assert figure in found(index, "集聚数字经济核心企业", classes=["Statement"])
    assert figure in found(index, "corridor: over 130", classes=["Statement"])


def test_a_class_takes_in_what_is_narrower(index: Index) -> None:
    assert found(index, "滨江", classes=["Place"])
    assert found(index, "滨江数创走廊", classes=["Corridor", "Company"]) == [
        "place:binjiang-digital-corridor"
    ]
    assert found(index, "滨江数创走廊", classes=["Bank"]) == []


def test_pages_join_without_gap_or_overlap(index: Index) -> None:
    everything = index.search("武昌", limit=10_000)
    assert everything.total == len(everything.hits) > 50
    pages = [index.search("武昌", limit=20, offset=at) for at in range(0, everything.total, 20)]
    assert [hit for page in pages for hit in page.hits] == list(everything.hits)
    assert {page.total for page in pages} == {everything.total}


def test_the_name_that_was_found_is_told(index: Index) -> None:
    hit = index.search("一廊").hits[0]
    assert (hit.text, hit.language, hit.form) == ("一廊", "zh", "alias")
    assert (hit.label_zh, hit.label_en) == ("滨江数创走廊", "Binjiang Digital Innovation Corridor")
    assert (hit.cls, hit.kind) == ("Corridor", "Place")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "*",
        '"',
        "'; DROP TABLE item; --",
        "AND OR NOT",
        "a" * 5000,
        "NEAR(",
        "湖*",
        "\x00",
        "^湖",
        "-湖",
    ],
)
def test_whatever_is_typed_is_only_looked_for(index: Index, text: str) -> None:
    assert index.search(text).total >= 0
    assert found(index, "滨江数创走廊")


def test_only_the_exact_tone_is_first(index: Index) -> None:
    with_tone = index.search("wǔchāng").hits[0].score
    assert with_tone > index.search("wuchang").hits[0].score
    assert with_tone > index.search("wùcháng").hits[0].score


def test_threads_may_ask_at_once(index: Index) -> None:
    asked = ["武昌", "湖", "binjiang", "corridor"] * 25
    alone = [index.search(text) for text in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, asked)) == alone


def test_nobody_writes_into_the_index(index: Index, built: Built) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index._connection.execute("DELETE FROM item")


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Index(tmp_path / "none.sqlite").search("湖")
