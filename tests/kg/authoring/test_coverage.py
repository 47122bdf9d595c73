from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from kg.authoring.coverage import Row, page, problems, table
from kg.authoring.encoding import encodings, names
from kg.authoring.load import load
from kg.authoring.segmentation import segment
from kg.namespaces import DEFAULT_REPORT as REPORT
from kg.project import Project

Edit = Callable[[str, str, str], None]
SECTION = "data/reports/wuchang-2023/1.1.trig"


def test_nothing_of_the_tiny_world_is_left(tiny: Project, tiny_text: str) -> None:
    assert problems(load(tiny), {REPORT: tiny_text}) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('wk:verbatim "3万件左右" ;', "", "the figure “3万件” is carried by no statement"),
        ('wk:verbatim "3万件左右" ;', 'wk:verbatim "藏品" ;', "the figure “3万件”"),
    ],
)
def test_a_figure_that_nothing_carries(
    tiny: Project, tiny_text: str, edit: Edit, old: str, new: str, said: str
) -> None:
    edit(SECTION, old, new)
    (problem,) = problems(load(tiny), {REPORT: tiny_text})
    assert problem.message.startswith(said)
    assert (problem.file, problem.node) == (SECTION, "r:1.1.1-s03")


def test_a_quoted_name_that_nothing_carries(tiny: Project, tiny_text: str) -> None:
    (problem,) = problems(load(tiny), {REPORT: tiny_text.replace("建在东湖岸公园", "建在“西园”")})
    assert problem.message == "the name “西园” is carried by nothing"


def test_a_first_without_a_distinction(tiny: Project, tiny_text: str, edit: Edit) -> None:
    text = tiny_text.replace("已经建成", "是全区首个")
    (problem,) = problems(load(tiny), {REPORT: text})
    assert problem.message == "says 首个, and has 0 of wk:Distinction"
    edit(SECTION, "st:1.1.1-s01-room", "st:1.1.1-s01-f a wk:Distinction . st:1.1.1-s01-room")
    assert problems(load(tiny), {REPORT: text}) == []


def test_a_passage_with_a_reason_is_not_asked(tiny: Project, tiny_text: str) -> None:
    assert problems(load(tiny), {REPORT: tiny_text.replace("小城工作报告", "小城第3份报告")}) == []


def test_the_account_of_each_section(tiny: Project, tiny_text: str) -> None:
    authored = load(tiny)
    quads, report = list(authored.quads), authored.dataset.reports[REPORT]
    found = table(segment(tiny_text), report, encodings(quads), names(quads))
    rows = {row.number: row for row in found}
    assert list(rows) == ["0.0", "1.1", "2.1"]
    assert rows["0.0"].not_encoded == {"address": 2}
    assert rows["1.1"] == Row("1.1", 3, 3, figures=Counter(statement=1), statements=2, triples=18)
    total = sum(rows.values(), Row("Σ"))
    assert (total.sentences, total.encoded, total.figures.total()) == (6, 4, 3)


def test_the_page_has_a_row_for_each_section_and_the_sum(tiny: Project, tiny_text: str) -> None:
    authored = load(tiny)
    lines = page(authored, authored.dataset.reports[REPORT], tiny_text).splitlines()
    assert "| 1.1 | 湖边旧事 · By the lake, last year | 3 | 3 | 0 | 1 | 1 |" in lines[-3]
    assert lines[-1].startswith("| Σ |  | 6 | 4 | address 2 | 3 |")


def test_nothing_of_the_report_is_left(project: Project, report_text: str) -> None:
    assert "\n".join(map(str, problems(load(project), {REPORT: report_text}))) == ""


def test_the_published_account_is_current(project: Project, report_text: str) -> None:
    published = (project.root / "docs" / "coverage.md").read_text(encoding="utf-8")
    authored = load(project)
    assert page(authored, authored.dataset.reports[REPORT], report_text) == published, (
        "Run `kg coverage > docs/coverage.md`."
    )
