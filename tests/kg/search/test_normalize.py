"""How a text is taken apart to be found."""

from __future__ import annotations

import pytest

from kg.search.normalize import grams, is_han, joined, normal, pinyin, query_terms, toneless


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("濱江數創走廊", "滨江数创走廊"),
        ("ＳａａＳ平台", "saas平台"),
        ("  Wuchang ", "wuchang"),
        ("發展", "发展"),
    ],
)
def test_what_is_compared_is_simplified_and_small(text: str, same: str) -> None:
    assert normal(text) == same


def test_what_a_text_is_found_by() -> None:
    assert grams("数创SaaS，湖") == ["数", "创", "数创", "saas", "湖"]
    assert grams("") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("湖", ["湖"]),
        ("数字", ["数字"]),
        ("数字经", ["数字", "字经"]),
        ("数字 economy", ["数字", "economy"]),
        ("“*” AND", ["and"]),
        ("!?", []),
    ],
)
def test_what_is_asked_for(text: str, words: list[str]) -> None:
    assert query_terms(text) == words


def test_rare_characters_are_chinese_too() -> None:
    assert is_han("𠀀") and not is_han("Wuchang 2023 ü")


def test_pinyin_has_a_syllable_for_each_character() -> None:
    assert [marked for marked, _ in pinyin("长江、绿地")] == ["cháng", "jiāng", "lǜ", "dì"]
    assert [joined(numbered) for _, numbered in pinyin("绿地")] == ["lv4", "di4"]


@pytest.mark.parametrize("text", ["lvdi", "lǜ dì", "lv4 di4", "LÜDI", "lü di", "lv4di4", "lǜ’dì"])
def test_pinyin_without_tones(text: str) -> None:
    assert toneless(text) == "lvdi"


def test_numbers_of_words_are_no_tones() -> None:
    assert toneless("G20") == "g20"
    assert joined("wǔ chāng") == "wǔchāng"
