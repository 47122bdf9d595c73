"""From a text to a table, and from the table to data that `kg check` proves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.authoring.draft import COLUMNS, read_rows
from kg.authoring.encoding import encodings, wk
from kg.authoring.load import load
from kg.authoring.reports import read_texts
from kg.build.checks import check
from kg.cli import main
from kg.namespaces import DEFAULT_REPORT
from kg.project import Project
from kg.rdf import read
from tests.conftest import ROOT

NAME = "nanhu-2025"
TEXT = """政府工作报告

各位代表：

一、2024年工作回顾

全市生产总值达到800亿元、增长6.1%，单位GDP能耗下降3%。城镇新增就业2万人，一般公共预算收入下降1.5%。

二、2025年工作安排

今年的主要预期目标是：地区生产总值增长6%左右，城镇新增就业2万人以上，一般公共预算收入增长3%，单位GDP能耗完成省下达任务，居民收入增长与经济增长同步。

三、其他

再建公园3座。
"""
SOURCES = (
    "name\tplace\tgbt2260\tlevel\tprovince\tgiven\tfiled_under_year\tsource\tpath\tsha256\n"
    f"{NAME}\t宁波市\t330200\tcity\t浙江省\t2025-01-09\t2025\t\t\t\n"
)
Run = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The real things and ontology without reports, and a text that is nobody's."""
    root = tmp_path / "checkout"
    for folder in ("ontology", "queries", "data"):
        shutil.copytree(ROOT / folder, root / folder)
    # A city has one report in a year; and of another city there is none.
    for pattern in ("ningbo-2025", "qingdao-*"):
        for report in Project(root).reports.glob(pattern):
            shutil.rmtree(report)
    texts = Project(root).texts
    texts.mkdir(parents=True)
    (texts / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
    (texts / "sources.tsv").write_text(SOURCES, encoding="utf-8")
    return Project(root)


@pytest.fixture
def run(project: Project) -> Run:
    return lambda *args: CliRunner().invoke(main, ["--root", str(project.root), *args])


@pytest.fixture
def table(project: Project, run: Run) -> Path:
    """The table of the main targets and their outcomes."""
    result = run("draft", NAME, "--headline")
    assert result.exit_code == 0, result.output
    return project.drafts / NAME / "figures.tsv"


def mark(table: Path, decision: str = "right") -> None:
    """Decide every row of a table."""
    lines = table.read_text(encoding="utf-8").splitlines()
    marked = [decision + line if line.startswith("\t") else line for line in lines]
    table.write_text("\n".join(marked) + "\n", encoding="utf-8")


def test_a_draft_is_a_table_of_targets_then_outcomes(table: Path) -> None:
    rows = [row for _, row in read_rows(table)]
    shown = [
        (r.sentence, r.indicator, r.value, r.comparator, r.status, r.period, r.other) for r in rows
    ]
    target, first, second = "2.0.1-s01", "1.0.1-s01", "1.0.1-s02"
    step, zhejiang = "indicator:economic-growth", "place:zhejiang"
    revenue = "general-public-budget-revenue"
    assert shown == [
        (target, "gross-regional-product", "6", "about", "promised", "2025", ""),
        (target, "new-urban-jobs", "2", "at-least", "promised", "2025", ""),
        (target, revenue, "3", "exactly", "promised", "2025", ""),
        (target, "energy-intensity-decline", "", "delegated", "promised", "2025", zhejiang),
        (target, "income-of-residents", "", "in-step-with", "promised", "2025", step),
        (first, "gross-regional-product", "800", "exactly", "achieved", "2024", ""),
        (first, "gross-regional-product", "6.1", "exactly", "achieved", "2024", ""),
        (first, "energy-intensity-decline", "3", "exactly", "achieved", "2024", ""),
        (second, "new-urban-jobs", "2", "exactly", "achieved", "2024", ""),
        (second, revenue, "-1.5", "exactly", "achieved", "2024", ""),
    ]


def test_the_whole_report_has_a_row_for_each_figure(project: Project, run: Run) -> None:
    assert run("draft", NAME).exit_code == 0
    rows = [row for _, row in read_rows(project.drafts / NAME / "figures.tsv")]
    assert [row.verbatim for row in rows][-1] == "3座"
    assert {row.status for row in rows if row.sentence > "2"} == {"promised"}


def test_a_draft_is_no_data(project: Project, table: Path) -> None:
    assert not (project.reports / NAME).exists()
    assert "/drafts/" in (ROOT / ".gitignore").read_text().splitlines()


def test_a_draft_is_not_written_over(run: Run, table: Path) -> None:
    again = run("draft", NAME, "--headline")
    assert again.exit_code == 1
    assert "--again" in again.output
    assert run("draft", NAME, "--headline", "--again").exit_code == 0


def test_what_is_accepted_passes_the_checks(project: Project, run: Run, table: Path) -> None:
    mark(table)
    result = run("accept", NAME)
    assert result.output == f"data/reports/{NAME}: 10 statements written, 0 were there.\n"
    texts = read_texts(project.texts, project.report_names, DEFAULT_REPORT)
    assert check(project, texts) == []
    assert run("accept", NAME).output.endswith("0 statements written, 10 were there.\n")


def test_only_what_is_named_comes_from_the_lists(project: Project, run: Run, table: Path) -> None:
    mark(table)
    run("accept", NAME)
    subjects = {str(quad.subject) for quad in load(project).quads}
    for name in (
        "place/ningbo",
        "place/zhejiang",
        "org/ningbo-government",
        "indicator/economic-growth",
    ):
        assert any(subject.endswith(f"/id/{name}>") for subject in subjects)
    assert not any(subject.endswith("/id/place/qingdao>") for subject in subjects)


def test_a_sentence_that_is_there_gets_what_it_lacks(
    project: Project, run: Run, table: Path
) -> None:
    whole = table.read_text(encoding="utf-8")
    first = [
        line for line in whole.splitlines() if "城镇新增就业2万人" not in line or line[0] == "#"
    ]
    table.write_text("\n".join(first) + "\n", encoding="utf-8")
    mark(table)
    run("accept", NAME)
    before = (project.reports / NAME / "2.0.trig").read_text(encoding="utf-8")
    table.write_text(whole, encoding="utf-8")
    mark(table)
    assert run("accept", NAME).output.endswith("2 statements written, 8 were there.\n")
    after = (project.reports / NAME / "2.0.trig").read_text(encoding="utf-8")
    assert after.startswith(before)
    graph = next(
        g for iri, g in encodings(load(project).quads).items() if "2.0.1-s01" in iri and NAME in iri
    )
    assert len(graph.statements) == 5


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("decision", "", "is not decided"),
        ("indicator", "", "has no indicator"),
        ("indicator", "no-such-indicator", "which is none"),
        ("period", "1900", "which is none"),
        ("value", "six", "which is no number"),
        ("unit", "", "lacks its value, unit or words"),
        ("verbatim", "7%左右", "does not stand in the sentence"),
        ("comparator", "exactly", "has the comparator exactly, the words say about"),
        ("sentence", "9.9.9-s01", "is no sentence of the text"),
        ("commitment", "", "promises without a commitment"),
        ("subject", "place:nowhere", "which is no thing"),
    ],
)
def test_a_row_that_cannot_be_right(
    project: Project, run: Run, table: Path, column: str, cell: str, said: str
) -> None:
    mark(table)
    lines = table.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("right"))
    cells = lines[place].split("\t")
    cells[COLUMNS.index(column)] = cell
    lines[place] = "\t".join(cells)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("accept", NAME)
    assert result.exit_code == 1
    assert f"figures.tsv:{place + 1}: " in result.output
    assert said in result.output
    assert not (project.reports / NAME).exists()


def test_what_is_wrong_is_left_out(project: Project, run: Run, table: Path) -> None:
    mark(table, "wrong")
    assert run("accept", NAME).output.endswith("0 statements written, 0 were there.\n")
    assert not (project.reports / NAME).exists()


def test_a_report_without_a_source(run: Run, project: Project) -> None:
    (project.texts / "sources.tsv").write_text(SOURCES.splitlines()[0] + "\n", encoding="utf-8")
    result = run("draft", NAME)
    assert result.exit_code == 1
    assert f"has no row for {NAME}" in result.output


def test_an_indicator_of_the_lists_has_a_topic() -> None:
    """Without one a statement that is accepted has none, and `kg check` refuses it."""
    quads = list(read(Project(ROOT).reference / "indicator.ttl"))
    named = {quad.subject for quad in quads}
    assert named == {quad.subject for quad in quads if quad.predicate == wk("topic")}
