"""The words of the glossary: one fault a test, each with its file, node and repair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authoring.glossary import COLUMNS, Term, Text, faults, problems, read_terms
from kg.authoring.load import Authored
from kg.build.checks import check
from kg.errors import ProblemsFound
from kg.project import Project
from tests.conftest import ROOT

HEAD = "\t".join(COLUMNS)
TERMS = [
    Term("基层", "primary-level", ("grassroots",), ()),
    Term("基层治理", "primary-level governance", ("community governance",), ()),
    Term("集聚区", "cluster area", ("cluster",), ()),
    Term("企业", "enterprise", ("firm",), ()),
    Term("民主党派", "other political parties", ("democratic part*",), ()),
    Term("关系", "relation", ("arrow",), ("箭头",)),
    Term("", "-ise", ("*ize", "*ized", "*ization"), ()),
    Term("", "'", ("’",), ()),
]


def said(zh: str = "", en: str = "", *, paired: bool = True, interface: bool = False) -> list[str]:
    text = Text("data/entities/org.ttl", "org:one", zh, en, paired, interface)
    return [message for message, _ in faults(text, TERMS)]


@pytest.mark.parametrize(
    ("zh", "en", "message"),
    [
        ("基层治理", "Community governance", "says “Community governance” for “基层治理”"),
        ("基层卫生", "Grassroots health", "says “Grassroots” for “基层”"),
        ("民营企业", "Private firms", "says “firms” for “企业”"),
        ("“民主党派”", "Democratic parties", "says “Democratic parties” for “民主党派”"),
        ("碳金融集聚区", "Carbon-finance cluster", "says “cluster” for “集聚区”"),
        ("动员", "Mobilization", "says “Mobilization”"),
        ("人大", "People’s congress", "says “’s”"),
        ("新型产业用地(M0)", "M0 land", "has a half-width bracket beside a Chinese character"),
        ("2024 年", "2024", "has a blank beside a Chinese character"),
    ],
)
def test_what_is_to_be_avoided_is_found(zh: str, en: str, message: str) -> None:
    assert said(zh, en) == [message]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("基层治理", "Primary-level governance"),
        ("碳金融集聚区", "Carbon-finance cluster areas"),
        ("平安建设有力", "Firm work for public safety"),  # no 企业: another word
        ("社区治理", "Community governance"),
        ("中小企业", "Small and medium-sized enterprises, of any size, that win prizes"),
        ("民营企业", "Private enterprises reaffirmed"),
        ("京东MALL超级体验店", "JD MALL super experience store"),
        ("新型产业用地（M0）", "M0 land"),
    ],
)
def test_what_is_right_is_silent(zh: str, en: str) -> None:
    assert said(zh, en) == []


def test_a_longer_term_hides_the_shorter_within_it() -> None:
    terms = [Term("示范区", "zone", ("area",), ()), Term("示范区建设", "area work", (), ())]
    text = Text("", "", "示范区建设", "Area work", True, False)
    assert list(faults(text, terms)) == []


def test_terms_of_the_interface_are_asked_of_the_interface_only() -> None:
    assert said("一个箭头") == []
    assert said("一个箭头", interface=True) == ["says “箭头”"]


def test_translations_are_asked_of_what_is_paired_only() -> None:
    assert said("民营企业的定义", "Of private firms", paired=False) == []
    assert said("民营企业的定义", "Organization", paired=False) == ["says “Organization”"]


def test_a_repair_names_the_word_to_write() -> None:
    text = Text("", "", "民营企业", "Private firms", True, False)
    assert [repair for _, repair in faults(text, TERMS)] == [
        "Write “enterprise”: see data/glossary.tsv."
    ]


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        (("zh\ten",), "has other columns", 1),
        ((HEAD, "企业\tenterprise\tfirm\t"), "is no row of a glossary", 2),
        ((HEAD, "企业\t\tfirm\t\tone word"), "is no row of a glossary", 2),
        ((HEAD, "企业\tenterprise\tfirm\t\t"), "is no row of a glossary", 2),
        ((HEAD, "企业\ta\t\t\tx", "企业\tb\t\t\tx"), "is in the glossary twice", 3),
    ],
)
def test_a_wrong_row_is_named(lines: tuple[str, ...], message: str, line: int) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_terms("\n".join(lines), "data/glossary.tsv")
    (problem,) = found.value.problems
    assert (problem.message, problem.line, problem.file) == (message, line, "data/glossary.tsv")


def test_the_columns_are_read() -> None:
    text = "\n".join((HEAD, "链长\tchain chief\tchain leader | leader\t\ttranslated"))
    assert read_terms(text, "") == [Term("链长", "chain chief", ("chain leader", "leader"), ())]


def test_no_row_of_the_glossary_forbids_what_another_asks_for() -> None:
    terms = read_terms((ROOT / "data" / "glossary.tsv").read_text(encoding="utf-8"), "")
    for term in terms:
        text = Text("", "", term.zh, term.en, True, True)
        assert list(faults(text, terms)) == [], term


def glossary(project: Project, *rows: str) -> None:
    project.glossary.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")


def test_a_checkout_without_a_glossary_is_not_asked(tiny: Project) -> None:
    assert check(tiny) == []


def test_a_fault_names_file_node_and_line(tiny: Project) -> None:
    glossary(tiny, "公园\tgarden\tpark\t\tour translation")
    first = check(tiny)[0]
    text = (tiny.entities / "tiny.ttl").read_text(encoding="utf-8").splitlines()
    assert (first.file, first.node) == ("data/entities/tiny.ttl", "place:lake-park")
    assert first.message == "says “Park” for “公园”"
    assert first.line and text[first.line - 1].startswith("place:lake-park ")


def test_questions_columns_and_tags_are_read(
    tmp_path: Path, authored: Callable[..., Authored]
) -> None:
    empty = authored()
    project = empty.project
    for folder in (project.examples, project.glossary.parent):
        folder.mkdir(parents=True, exist_ok=True)
    glossary(project, "关系\trelation\tarrow\t箭头\tan arrow is drawn")
    project.columns.write_text("link: [箭头, Relation]\n", encoding="utf-8")
    project.tags.write_text("network: [关系, Arrows]\n", encoding="utf-8")
    (project.examples / "1-links.rq").write_text(
        "#+ summary: Links\n#+ summary_zh: 链接\n"
        "#+ description: Each relation.\n#+ description_zh: 每个箭头。\n"
        "#+ params:\n#+   of: {type: iri, label: Arrow, label_zh: 关系}\n"
        "SELECT * { ?a ?b ?c }\n",
        encoding="utf-8",
    )
    assert [(p.file, p.line, p.node, p.message) for p in problems(empty)] == [
        ("queries/examples/1-links.rq", 3, "description", "says “箭头”"),
        ("queries/examples/1-links.rq", 6, "of", "says “Arrow” for “关系”"),
        ("queries/columns.yaml", 1, "link", "says “箭头”"),
        ("queries/tags.yaml", 1, "network", "says “Arrows” for “关系”"),
    ]
