"""Answers at a terminal: one language, one row for an answer, never wider than the screen."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from kg.model.index import Index
from kg.model.names import Language, open_names
from kg.namespaces import BASE, expand
from kg.project import Project
from kg.queries.answers import answer, open_current
from kg.queries.catalogue import read_catalogue
from kg.queries.columns import Words, read_words
from kg.queries.terminal import Reader, readable
from kg.rdf import Literal, NamedNode, QuerySolutions, Store
from tests.conftest import ROOT, Built

CATALOGUE = read_catalogue(Project(ROOT).examples)
WORDS = read_words(Project(ROOT).columns)
SENTENCES = [NamedNode(expand(name)) for name in ("r:1.2.2-s03", "r:2.2.3-s02")]
TOWER, CLOUD = (NamedNode(expand(f"project:{name}")) for name in ("digital-tower", "haichuang-yun"))


@pytest.fixture(scope="module")
def index(built: Built) -> Index:
    """The index of the real graph."""
    return Index(built.project.current)


@pytest.fixture(scope="module")
def store(built: Built) -> Store:
    """The store of the real graph."""
    return open_current(built.project)[0]


def reader(
    index: Index,
    language: Language = "en",
    width: int | None = 80,
    translated: bool = True,
    words: Words = WORDS,
) -> Reader:
    return Reader(index, open_names(index, BASE), words, language, width, translated)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_answer_of_the_catalogue_is_wider_than_the_screen(
    index: Index, store: Store, language: Language, width: int
) -> None:
    for name, question in CATALOGUE.items():
        if not isinstance(store.query(question.text), QuerySolutions):
            continue
        shown = answer(store, question.text, reader=reader(index, language, width))
        assert max(map(cell_len, shown.splitlines())) <= width, name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_heads_are_words_and_no_cell_is_cut(index: Index, store: Store, language: Language) -> None:
    for question in CATALOGUE.values():
        if not isinstance(store.query(question.text), QuerySolutions):
            continue
        whole = answer(store, question.text, reader=reader(index, language, None))
        head = whole.splitlines()[0]
        assert not {"Zh", "En"} & {word[-2:] for word in head.split()}, head
        narrow = answer(store, question.text, reader=reader(index, language, 80))
        letters = [sorted("".join(text.split()).replace("─", "")) for text in (whole, narrow)]
        heads = set("".join(head.split()))
        assert set(letters[0]) - heads <= set(letters[1])


def test_an_answer_with_two_sentences_is_one_row_and_their_gists_stand_once(index: Index) -> None:
    columns = ["project", "projectEn", "passage", "gistZh", "gistEn"]
    gists = [(Literal("甲", language="zh"), Literal("first", language="en")),
             (Literal("乙", language="zh"), Literal("second", language="en"))]  # fmt: skip
    rows = [
        (thing, Literal(name, language="en"), SENTENCES[n], *gists[n])
        for thing, name, n in ((TOWER, "Tower", 0), (CLOUD, "Cloud", 1), (TOWER, "Tower", 1))
    ]
    assert readable(columns, rows, reader(index)).splitlines() == [
        "Project  Sentence",
        "───────  ────────────────────",
        "Tower    1.2.2-s03, 2.2.3-s02",
        "Cloud    2.2.3-s02",
        "",
        "Sentence   Gist",
        "─────────  ──────",
        "1.2.2-s03  first",
        "2.2.3-s02  second",
    ]


def test_things_of_one_name_stay_two_answers(index: Index) -> None:
    name = Literal("Same", language="en")
    rows = [(TOWER, name, SENTENCES[0]), (CLOUD, name, SENTENCES[1])]
    shown = readable(["thing", "thingEn", "passage"], rows, reader(index))
    assert shown.count("Same") == 2


def test_sentences_that_are_the_answer_are_not_joined(index: Index) -> None:
    shown = readable(["passage"], [(one,) for one in SENTENCES], reader(index))
    assert shown.splitlines()[2:] == ["1.2.2-s03", "2.2.3-s02"]


def test_the_readers_own_query_keeps_its_identifiers(index: Index) -> None:
    rows = [(NamedNode(expand("place:wuhan")), Literal("武汉市", language="zh"))]
    own = readable(["x", "nameZh"], rows, reader(index, translated=False))
    assert "place:wuhan" in own and "武汉市" in own and "Name (Chinese)" in own
    assert "Wuhan" in readable(["x"], [row[:1] for row in rows], reader(index))


def test_a_line_does_not_begin_with_a_closing_mark(index: Index) -> None:
    text = Literal("一二三四，五六七八。" * 6, language="zh")
    for width in range(20, 40):
        lines = readable(["gistZh"], [(text,)], reader(index, "zh", width)).splitlines()
        assert not {line.strip()[0] for line in lines} & set("，。")
        assert max(map(cell_len, lines)) <= width


def test_what_no_table_can_hold_is_told_in_blocks(index: Index) -> None:
    columns = ["indicatorEn", "value", "unit", "comparator", "commitment", "deadline", "outcome"]
    rows = [tuple(Literal(f"{name}-{'x' * 12}") for name in columns)] * 2
    blocks = readable(columns, rows, reader(index)).split("\n\n")
    assert len(blocks) == 1, "equal rows are one answer"
    assert blocks[0].splitlines()[0].split() == ["Indicator", "indicatorEn-xxxxxxxxxxxx"]


def test_an_empty_answer_has_its_heads(index: Index) -> None:
    assert readable(["thing", "thingEn"], [], reader(index)) == "Thing\n─────"


def test_what_is_piped_is_whole_and_plain(store: Store) -> None:
    question = CATALOGUE["projects-of-corridor"]
    plain = answer(store, question.text)
    assert plain.splitlines()[0].split() == [
        "project", "projectZh", "projectEn", "passage", "gistZh", "gistEn",
    ]  # fmt: skip
    assert len(plain.splitlines()) == 13
