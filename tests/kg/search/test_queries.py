"""What people type, and what they mean: queries.tsv, measured as a whole."""

from __future__ import annotations

import csv
import time
from collections import Counter

import pytest

from kg.model.index import Index
from kg.namespaces import compact
from kg.search.lookup import search
from kg.search.marks import excerpt, marked
from tests.conftest import ROOT

with (ROOT / "tests/kg/search/queries.tsv").open(encoding="utf-8", newline="") as file:
    QUERIES = [
        (row["query"], row["kind"], row["first"])
        for row in csv.DictReader(file, dialect="excel-tab")
    ]
GOAL = 0.95  # of the queries have what is meant first
SLOWEST = 30  # milliseconds that all but one suggestion of twenty may take


def found(index: Index, text: str, limit: int = 20) -> list[str]:
    return [compact(hit.iri) for hit in search(index, text, limit=limit).hits]


def test_the_list_is_of_every_kind() -> None:
    kinds = Counter(kind for _, kind, _ in QUERIES)
    assert len(QUERIES) >= 60 and len(QUERIES) == len({query for query, _, _ in QUERIES})
    assert min(kinds.values()) >= 2, kinds
    assert kinds.keys() == {
        "zh", "en", "pinyin", "mixed", "traditional", "slip", "identifier",
    }  # fmt: skip


@pytest.mark.parametrize(("query", "first"), [(query, first) for query, _, first in QUERIES])
def test_what_is_meant_is_among_the_first_three(index: Index, query: str, first: str) -> None:
    assert first in found(index, query, 3)


def test_what_is_meant_comes_first(index: Index) -> None:
    missed = [query for query, _, first in QUERIES if found(index, query, 1) != [first]]
    assert len(missed) <= (1 - GOAL) * len(QUERIES), missed


def test_a_suggestion_takes_no_time_to_notice(index: Index) -> None:
    """As somebody types each query letter by letter."""
    took = []
    for query, _, _ in QUERIES:
        for end in range(1, len(query) + 1):
            start = time.process_time()
            search(index, query[:end], ("Thing",), 8)
            took.append((time.process_time() - start) * 1000)
    assert sorted(took)[int(len(took) * 0.95)] < SLOWEST


def test_the_corridor_and_the_district_come_before_the_school(index: Index) -> None:
    order = found(index, "滨江")
    places = ["place:binjiang-digital-corridor", "place:binjiang-business-district"]
    school = order.index("org:binjiang-primary-school")
    assert max(map(order.index, places)) < school


def test_words_may_come_in_any_order(index: Index) -> None:
    for one, other in (("数创走廊 项目", "项目 数创走廊"), ("gdp 2024", "2024 GDP")):
        assert found(index, one) == found(index, other)


def test_projects_of_a_place_are_found_by_the_place(index: Index) -> None:
    assert all(name.startswith("project:") for name in found(index, "数创走廊 项目"))


def test_what_only_resembles_the_text_is_said_to(index: Index) -> None:
    assert search(index, "滨江数字走廊").near and not search(index, "滨江数创走廊").near
    assert len(search(index, "Binjang", limit=1000).hits) <= 20
    assert search(index, "qqqqzzzz").hits == []


def test_a_sentence_is_found_by_its_words_where_they_are_given(index: Index) -> None:
    iri = "https://w3id.org/wuchang-kg/report/wuchang-2023/1.1.1-s01"
    texts = {iri: "这里有一句别处没有的龘龘之词"}
    assert not search(index, "龘龘").hits
    (hit,) = search(index, "龘龘 词", texts=texts).hits
    assert (hit.iri, hit.form) == (iri, "text")
    assert not search(index, "龘龘", ("Thing",), texts=texts).hits


@pytest.mark.parametrize(
    "text",
    [
        "<https://w3id.org/wuchang-kg/id/place/wuhan>",
        "http://127.0.0.1:8000/doc/id/place/wuhan?lang=zh",
        " place:wuhan ",
    ],
)
def test_a_pasted_identifier_finds_what_it_names_alone(index: Index, text: str) -> None:
    assert found(index, text) == ["place:wuhan"]


def test_an_identifier_of_nothing_finds_what_it_resembles(index: Index) -> None:
    assert search(index, "place:wuhann").near or not search(index, "place:wuhann").hits


@pytest.mark.parametrize(
    ("text", "asked", "marks"),
    [
        ("滨江数创走廊", "数创", ["数创"]),
        ("滨江數創走廊", "数创走廊", ["數創走廊"]),
        ("滨江数创走廊", "滨江数字走廊", ["滨江数", "走廊"]),
        ("Two Banks, one bank", "BANKS", ["Banks"]),
        ("one bank", "banks", ["bank"]),
        ("滨江数创走廊", "bjsczl", []),
        ("ﬁve", "five", ["ﬁve"]),
        ("", "x", []),
    ],
)
def test_the_words_are_marked(text: str, asked: str, marks: list[str]) -> None:
    pieces = marked(text, asked)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, hit in pieces if hit] == marks


def test_an_excerpt_holds_the_word() -> None:
    text = "前" * 100 + "走廊" + "后" * 100
    assert "走廊" in excerpt(text, "走廊") and len(excerpt(text, "走廊")) <= 62
    assert excerpt("走廊", "走廊") == "走廊"
    assert excerpt(text, "無").startswith("前") and excerpt(text, "無").endswith("…")
