from __future__ import annotations

import pytest

from kg.authoring.load import load
from kg.authoring.review import lines, review
from kg.namespaces import DEFAULT_REPORT as REPORT
from kg.project import Project


def test_a_sentence_beside_its_facts(tiny: Project, tiny_text: str) -> None:
    (passage,) = review(load(tiny), REPORT, "1.1.1-s03", tiny_text, "en")
    assert "".join(piece.text for piece in passage.pieces) == "藏品3万件左右。"
    assert [(piece.text, piece.by) for piece in passage.pieces if piece.by] == [
        ("藏品", "name"),
        ("3万件左右", "statement"),
    ]
    (fact,) = passage.facts
    assert ("indicator", "Items held") in fact.properties
    assert passage.left == ()


def test_what_is_left_over_is_marked(tiny: Project, tiny_text: str) -> None:
    text = tiny_text.replace("左右", "、2座")
    shown = "\n".join(lines(review(load(tiny), REPORT, "1.1.1-s03", text, "zh"), "zh"))
    assert "▲2座▲" in shown
    assert "遗漏: 3万件, 2座" in shown


@pytest.mark.parametrize(
    ("number", "count"), [("1", 3), ("1.1", 3), ("1.1.1", 3), ("1.1.1-s02", 1), ("0", 2)]
)
def test_the_passages_under_a_number(tiny: Project, number: str, count: int) -> None:
    assert len(review(load(tiny), REPORT, number)) == count


def test_without_the_text_the_gist_is_shown(tiny: Project) -> None:
    (passage,) = review(load(tiny), REPORT, "0.0.1-s01", None, "en")
    assert passage.pieces == ()
    shown = list(lines([passage], "en"))
    assert shown[2].strip() == f"0.0.1-s01  {passage.gist}".strip()
    assert shown[3].strip().startswith("nothing encoded: ")


def test_a_number_that_the_report_has_not(tiny: Project) -> None:
    assert review(load(tiny), REPORT, "1.2") == []
