"""Names in memory: what a text means exactly, and what it nearly means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server.repository.names import key, nearest, read
from server.repository.views import Reader

from kg import namespaces


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


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


def test_a_label_means_what_bears_it_before_what_it_is_an_alias_of(reader: Reader) -> None:
    names = read(reader)
    assert names.exact("滨江数创走廊") == [namespaces.expand("place:binjiang-digital-corridor")]
    assert names.exact("一廊") == [namespaces.expand("place:binjiang-digital-corridor")]
    assert names.exact("no such name") == []


def test_types_are_all_and_stated_ones_are_narrow(reader: Reader) -> None:
    names = read(reader)
    iri = namespaces.expand("place:binjiang-digital-corridor")
    assert namespaces.expand("wk:Place") in names.types[iri]
    assert names.stated[iri] == (namespaces.expand("wk:Corridor"),)


@pytest.mark.parametrize("text", ["binjiang-digital-coridor", "滨江数字创走廊", "Binjang Digital"])
def test_the_nearest_comes_first(reader: Reader, text: str) -> None:
    assert nearest(reader, text)[0] == namespaces.expand("place:binjiang-digital-corridor")


def test_nothing_is_near_to_nonsense(reader: Reader) -> None:
    assert nearest(reader, "qqqqzzzzxxxx") == []


def test_names_are_read_once_for_each_build(reader: Reader) -> None:
    assert read(reader) is read(reader)
