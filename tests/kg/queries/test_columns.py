"""What columns and tags are called: a word in both languages for each in use, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.project import Project
from kg.queries.catalogue import read_catalogue
from kg.queries.columns import column_label, parts, projected, read_labels
from tests.conftest import ROOT

PROJECT = Project(ROOT)
WORDS = read_labels(PROJECT.columns)
TAGS = read_labels(PROJECT.tags)
EXAMPLES = read_catalogue(PROJECT.examples)
LESSONS = read_catalogue(PROJECT.tutorial)
QUESTIONS = [*EXAMPLES.values(), *LESSONS.values()]
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_column_of_a_question_has_its_words() -> None:
    missing = [
        (question.file, name)
        for question in QUESTIONS
        for name in projected(question.text)
        if parts(name)[0] not in WORDS
    ]
    assert not missing, "add these to queries/columns.yaml"


def test_no_word_is_unused_and_the_words_stand_in_order() -> None:
    used = {parts(name)[0] for question in QUESTIONS for name in projected(question.text)}
    assert [*WORDS] == sorted(used)


def test_every_tag_has_its_words_and_no_word_is_unused() -> None:
    used = {tag for question in EXAMPLES.values() for tag in question.tags}
    assert [*TAGS] == sorted(used)
    assert all(HAN.search(both["zh"]) and both["en"][0].isupper() for both in TAGS.values())


def test_each_word_is_in_its_language() -> None:
    zh = {name: both["zh"] for name, both in WORDS.items()}
    en = {name: both["en"] for name, both in WORDS.items()}
    assert [n for n, text in zh.items() if not HAN.search(text) or re.search("[a-z]", text)] == []
    assert [n for n, text in en.items() if not text[0].isupper() or HAN.search(text)] == []


def test_no_two_columns_of_a_question_have_the_same_words() -> None:
    same = [
        (question.file, language)
        for question in QUESTIONS
        for language in ("zh", "en")
        for called in [[column_label(WORDS, name, language) for name in projected(question.text)]]
        if len(called) != len({*called})
    ]
    assert same == []


def test_a_column_of_names_says_their_language() -> None:
    assert column_label(WORDS, "thing", "en") == "Thing"
    assert column_label(WORDS, "thingZh", "en") == "Thing (Chinese)"
    assert column_label(WORDS, "thingEn", "zh") == "实体（英文）"
    assert column_label(WORDS, "whatever", "zh") == "whatever"


def test_a_query_for_a_graph_has_no_columns() -> None:
    assert projected("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }") == ()
    assert projected("SELECT ?b (COUNT(*) AS ?n) { ?a ?c ?b } GROUP BY ?b") == ("b", "n")


@pytest.mark.parametrize("text", ["thing: 事物", "thing: [事物]", "thing: [事物, 1]", "thing: ["])
def test_a_line_without_both_words_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=r"columns\.yaml"):
        read_labels(path)
