"""Search: what people type finds what they mean, first, and at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from kg.model.index import Index
from kg.model.names import Names, open_names
from kg.namespaces import BASE, compact, expand
from kg.search.lookup import by_name, containing, nearest, search, similar_names
from kg.search.normalize import key

CORRIDOR = expand("place:binjiang-digital-corridor")


@pytest.fixture(scope="module")
def names(index: Index) -> Names:
    """The names of the real graph."""
    return open_names(index, BASE)


def found(index: Index, text: str, **more: object) -> list[str]:
    return [compact(hit.iri) for hit in search(index, text, **more).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("滨江数创走廊", ["place:binjiang-digital-corridor"]),
        ("一廊", ["place:binjiang-digital-corridor"]),  # an alias
        ("武漢市", ["place:wuhan"]),  # in traditional characters
        ("濱江數創走廊", ["place:binjiang-digital-corridor"]),
        ("ＷＵＨＡＮ", ["place:wuhan"]),
        ("binjiang digital innovation corridor", ["place:binjiang-digital-corridor"]),
        ("no such name", []),
        ("", []),
    ],
)
def test_a_name_is_found_in_any_script(index: Index, text: str, names: list[str]) -> None:
    assert [compact(iri) for iri in by_name(index, text)] == names


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
def test_a_part_of_the_name_is_enough(index: Index, names: Names, text: str, name: str) -> None:
    hits = search(index, text, ["Thing"], limit=100).hits
    assert name in {names.label(hit.iri, "zh") for hit in hits}


def test_sentences_are_found_by_their_gists(index: Index) -> None:
    hits = search(index, "核心企业", ["Passage"]).hits
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
    everything = search(index, "武昌", limit=10_000)
    assert everything.total == len(everything.hits) > 50
    pages = [search(index, "武昌", limit=20, offset=at) for at in range(0, everything.total, 20)]
    assert [hit for page in pages for hit in page.hits] == list(everything.hits)
    assert {page.total for page in pages} == {everything.total}


def test_the_name_that_was_found_is_told(index: Index) -> None:
    hit = search(index, "一廊").hits[0]
    assert (hit.text, hit.language, hit.form) == ("一廊", "zh", "alias")
    assert hit.iri == CORRIDOR


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
    assert search(index, text).total >= 0
    assert found(index, "滨江数创走廊")


def test_only_the_exact_tone_is_first(index: Index) -> None:
    with_tone = search(index, "wǔchāng").hits[0].score
    assert with_tone > search(index, "wuchang").hits[0].score
    assert with_tone > search(index, "wùcháng").hits[0].score


def test_threads_may_ask_at_once(index: Index) -> None:
    asked = ["武昌", "湖", "binjiang", "corridor"] * 25
    alone = [search(index, text) for text in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(partial(search, index), asked)) == alone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("濱江數創走廊", "滨江数创走廊"),
        ("京东ＭＡＬＬ", "京东mall"),
        ("黄鹤楼·星空计划", "黄鹤楼星空计划"),
        ("Binjiang  Digital-Corridor", "binjiang digital corridor"),
    ],
)
def test_the_same_name_differs_only_on_paper(one: str, other: str) -> None:
    assert key(one) == key(other)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@pytest.mark.parametrize("text", ["binjiang-digital-coridor", "滨江数字创走廊", "Binjang Digital"])
def test_the_nearest_comes_first(index: Index, text: str) -> None:
    assert nearest(index, text)[0] == CORRIDOR


def test_nothing_is_near_to_nonsense(index: Index) -> None:
    assert nearest(index, "qqqqzzzzxxxx") == []
    assert nearest(index, "") == similar_names(index, "·") == []
    assert len(nearest(index, "武昌" * 3000 + "a" * 5000)) <= 5


def test_a_misspelt_name_is_found_as_if_all_were_compared(index: Index, names: Names) -> None:
    """The pieces that like names share lead to the name that is most alike of all."""
    keys = {key(name.text): iri for iri, node in names.nodes.items() for name in node.names}
    missed = []
    for right in sorted(keys)[:: len(keys) // 120]:
        middle = len(right) // 2
        wrong = right[:middle] + right[middle + 1 :]
        if len(right) < 4:
            continue
        _, best, _ = process.extractOne(wrong, keys.keys(), scorer=fuzz.ratio)
        near = nearest(index, wrong, 10)
        held = {key(name.text) for iri in near for name in names.nodes[iri].names}
        if best > max((fuzz.ratio(wrong, one) for one in held), default=0):
            missed.append((right, wrong))
    assert missed == []


def test_what_begins_with_a_text_comes_before_what_has_it(index: Index, names: Names) -> None:
    wanted = key("武汉")
    found = containing(index, "武汉", 1000)
    begins = [
        any(key(name.text).startswith(wanted) for name in names.nodes[iri].names) for iri in found
    ]
    assert begins == sorted(begins, reverse=True) and set(begins) == {True, False}
    things = {iri for iri in names.nodes if names.is_thing(iri)}
    having = {
        iri for iri in things if any(wanted in key(name.text) for name in names.nodes[iri].names)
    }
    assert set(found) == having
    pages = [containing(index, "武汉", 10, at) for at in range(0, len(found), 10)]
    assert [iri for page in pages for iri in page] == found


@pytest.mark.parametrize("text", ["", "g", "GDP", "区", "wuhan", "武汉 "])
def test_short_texts_are_looked_for_too(index: Index, text: str) -> None:
    assert containing(index, text, 3)
