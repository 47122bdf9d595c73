"""Answers at a terminal: one language, one row for an answer, never wider than the screen."""

from __future__ import annotations

from collections import Counter

import pytest
from rich.cells import cell_len

from kg.model.index import Index
from kg.model.names import Language, open_names
from kg.namespaces import BASE, expand
from kg.project import Project
from kg.queries.answers import answer
from kg.queries.catalogue import read_catalogue
from kg.queries.columns import ColumnLabels, read_labels
from kg.queries.terminal import Reader, Values, readable
from kg.rdf import Literal, NamedNode, QuerySolutions, Store
from tests.conftest import ROOT

CATALOGUE = read_catalogue(Project(ROOT).examples)
WORDS = read_labels(Project(ROOT).columns)
SENTENCES = [NamedNode(expand(name)) for name in ("r:1.2.2-s03", "r:2.2.3-s02")]
TOWER, CLOUD = (NamedNode(expand(f"project:{name}")) for name in ("digital-tower", "haichuang-yun"))


def reader(
    index: Index,
    language: Language = "en",
    width: int | None = 80,
    translated: bool = True,
    words: ColumnLabels = WORDS,
) -> Reader:
    return Reader(index, open_names(index, BASE), words, language, width, translated)


@pytest.fixture(scope="module")
def answers(store: Store) -> dict[str, tuple[list[str], list[Values]]]:
    """The columns and rows of every question of the catalogue that is answered by a table."""
    found = {}
    for name, question in CATALOGUE.items():
        rows = store.query(question.text)
        if isinstance(rows, QuerySolutions):
            found[name] = [one.value for one in rows.variables], [tuple(row) for row in rows]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_fits_the_screen_and_is_whole(
    index: Index, answers: dict[str, tuple[list[str], list[Values]]], language: Language
) -> None:
    for name, (variables, rows) in answers.items():
        whole = readable(variables, rows, reader(index, language, None))
        heads = whole.splitlines()[0].split()
        assert not {"Zh", "En"} & {head[-2:] for head in heads}, name
        for width in (80, 120):
            shown = readable(variables, rows, reader(index, language, width))
            assert max(map(cell_len, shown.splitlines())) <= width, name
            # Where answers are blocks, a column that is empty has no head.
            said = Counter("".join(whole.partition("\n")[2].replace("─", "").split()))
            assert said - Counter(shown) == Counter(), name


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
