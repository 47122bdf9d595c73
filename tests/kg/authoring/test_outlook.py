"""Which years drafted figures are of: traps in the shapes of headings and sentences."""

from __future__ import annotations

import pytest

from kg.authoring.clauses import readings
from kg.authoring.lexicon import Lexicon, read_lexicon
from kg.authoring.outlook import Outlook, is_review, outlooks, status_and_period
from kg.authoring.segmentation import Document, segment
from kg.project import find

YEAR = 2022


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(find())


def report(*parts: tuple[str, str]) -> Document:
    """A report of these parts, each a title and its sentences."""
    numbered = zip("一二三四五", parts, strict=False)
    lines = [f"{numeral}、{title}\n\n{text}" for numeral, (title, text) in numbered]
    return segment("政府工作报告\n\n各位代表：\n\n" + "\n\n".join(lines) + "\n")


def by_text(document: Document, plan: str) -> dict[str, Outlook]:
    """The outlook of each sentence by its text."""
    found = outlooks(document, plan, YEAR)
    return {s.text: found[s.number] for s in document.sentences if s.number in found}


def test_headings_tell_what_is_promised_and_for_which_years() -> None:
    found = by_text(
        report(
            ("2021年工作回顾", "建成公园3座。"),
            ("今后五年发展目标", "建设公园9座。"),
            ("2022年重点工作", "建设公园2座。"),
            ("名词解释", "公园：3座。"),
        ),
        "3",
    )
    assert found["建成公园3座。"] == Outlook(False, "2021", YEAR)
    assert found["建设公园9座。"] == Outlook(True, "2022-2026", YEAR)
    assert found["建设公园2座。"] == Outlook(True, "2022", YEAR)
    assert "公园:3座。" not in found


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("“十四五”时期主要目标任务", "2021-2025"),
        ("“十五五”时期的主要考虑", "2026-2030"),
        ("“十四五”时期目标和2022年主要工作", "2022"),
        ("确保“十四五”开好局的主要工作", "2022"),
    ],
)
def test_a_plan_of_five_years(title: str, period: str) -> None:
    found = by_text(report(("工作回顾", "建成公园3座。"), (title, "建设公园9座。")), "2")
    assert found["建设公园9座。"].period == period


def test_a_plan_turns_from_five_years_to_this_one() -> None:
    text = "建设公园9座。\n\n今年工作的总体要求如下。建设公园2座。"
    found = by_text(report(("工作回顾", "建成公园3座。"), ("今后五年考虑和今年安排", text)), "2")
    assert found["建设公园9座。"].period == "2022-2026"
    assert found["建设公园2座。"].period == "2022"


def test_a_review_turns_from_five_years_to_the_last_one() -> None:
    found = by_text(
        report(
            (
                "过去五年和2021年工作回顾",
                "改造小区8万户。\n\n2021年是不平凡的一年。改造小区2万户。\n\n五年来,成绩不易。建学校9所。",
            )
        ),
        "",
    )
    assert found["改造小区8万户。"].several
    assert not found["改造小区2万户。"].several
    assert found["建学校9所。"].several


def test_a_part_that_looks_back_and_then_ahead() -> None:
    title = "“十三五”时期发展成就和“十四五”时期主要目标任务"
    ahead = "“十四五”时期,任务艰巨。建公园9座。"
    found = by_text(report(("2021年工作回顾", "好。"), (title, f"建公园5座。\n\n{ahead}")), "")
    assert found["建公园5座。"] == Outlook(False, "2021", YEAR, several=True)
    assert found["建公园9座。"] == Outlook(True, "2021-2025", YEAR)


def test_a_heading_names_the_plan_where_no_main_targets_are_found() -> None:
    found = by_text(report(("工作回顾", "建公园3座。"), ("2022年工作安排", "建公园9座。")), "")
    assert found["建公园9座。"] == Outlook(True, "2022", YEAR)


def test_a_review_that_looks_ahead_too_is_none() -> None:
    parts = report(("2021年工作回顾", "好。"), ("“十三五”成就和“十四五”目标", "好。")).parts
    assert [is_review(part) for part in parts[1:]] == [True, False]


REVIEW, PLAN = Outlook(False, "2021", YEAR), Outlook(True, "2022", YEAR)
FIVE_BACK, FIVE_AHEAD = (
    Outlook(False, "2021", YEAR, several=True),
    Outlook(True, "2022-2026", YEAR),
)


@pytest.mark.parametrize(
    ("sentence", "outlook", "expected"),
    [
        ("出口总额增长4%", REVIEW, ("achieved", "2021")),
        ("出口总额增长4%", PLAN, ("promised", "2022")),
        ("力争到2025年出口总额达到30亿元", PLAN, ("promised", "2025")),
        # 预计 at the head of a list is said of all of it, within a list of itself.
        ("预计出口总额增长3%,工业投资增长4%", REVIEW, ("estimated", "2021")),
        ("研发投入强度预计3%,工业投资增长4%", REVIEW, ("achieved", "2021")),
        ("预计出口总额增长3%;工业投资增长4%", REVIEW, ("achieved", "2021")),
        # What sums up five years, and what is so at their end.
        ("五年来,城镇新增就业30万人", REVIEW, ("achieved", "2017-2021")),
        ("改造小区8万户", FIVE_BACK, ("achieved", "2017-2021")),
        ("高新技术企业总数达900家", FIVE_BACK, ("achieved", "2021")),
        ("森林覆盖率66%", FIVE_BACK, ("achieved", "2021")),
        ("出口总额年均增长4%", FIVE_BACK, ("achieved", "2017-2021")),
        ("出口总额年均增长4%", REVIEW, ("achieved", "")),
        ("城镇化率达到65%", FIVE_AHEAD, ("promised", "2026")),
        ("城镇新增就业50万人", FIVE_AHEAD, ("promised", "2022-2026")),
        ("实施国企改革五年行动,建成公园30座", REVIEW, ("achieved", "2021")),
    ],
)
def test_the_status_and_period_of_the_last_figure(
    sentence: str, outlook: Outlook, expected: tuple[str, str], lexicon: Lexicon
) -> None:
    last = readings(sentence, lexicon)[-1]
    assert status_and_period(sentence, last, outlook) == expected


def test_where_it_stood_before_is_no_promise(lexicon: Lexicon) -> None:
    sentence = "城镇化率从60%提高到65%"
    before, after = readings(sentence, lexicon)
    assert status_and_period(sentence, before, PLAN) == ("achieved", "2021")
    assert status_and_period(sentence, after, PLAN) == ("promised", "2022")
    assert status_and_period(sentence, before, REVIEW) == ("achieved", "")
