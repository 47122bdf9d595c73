"""Several reports in one graph: the tiny world with a second report, read in part."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import namespaces
from kg.authoring.encoding import encodings
from kg.authoring.load import load
from kg.authoring.reports import read_texts
from kg.build.checks import check
from kg.build.pipeline import build
from kg.build.rules import Derived, derive
from kg.cli import main
from kg.errors import ProblemsFound
from kg.manifest import DATA, FILE, read
from kg.namespaces import DEFAULT_REPORT, expand
from kg.project import Project
from kg.rdf import NamedNode
from tests.conftest import ROOT, tiny_world

MORE = ROOT / "tests" / "tiny" / "more"
SECOND = "east-shore-2025"
FOLDER = f"data/reports/{SECOND}"

Edit = Callable[[str, str, str], None]
Run = Callable[..., Result]


def two_reports(project: Project) -> Project:
    """The tiny world with the second report in it."""
    shutil.copytree(MORE / "reports" / SECOND, project.reports / SECOND)
    return project


@pytest.fixture
def two(tiny: Project) -> Project:
    return two_reports(tiny)


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Derived:
    """All that follows from both reports."""
    project = two_reports(tiny_world(tmp_path_factory.mktemp("two") / "tiny"))
    return derive(load(project).quads, project.rule_files)


@pytest.fixture
def texts(two: Project, tiny_text: str) -> dict[str, str]:
    return {DEFAULT_REPORT: tiny_text, **read_texts(MORE, two.report_names, DEFAULT_REPORT)}


@pytest.fixture
def run(two: Project) -> Run:
    return lambda *args: CliRunner().invoke(main, ["--root", str(two.root), *args])


def of(derived: Derived, subject: str, predicate: str) -> set[str]:
    """The short names of the values, in the merged graph."""
    found = derived.store.quads_for_pattern(
        NamedNode(expand(subject)), NamedNode(expand(predicate)), None, None
    )
    return {
        namespaces.compact(quad.object.value)
        for quad in found
        if isinstance(quad.object, NamedNode)
    }


def test_nothing_is_wrong_with_two_reports(two: Project, texts: dict[str, str]) -> None:
    assert texts.keys() == {DEFAULT_REPORT, SECOND}
    assert check(two, texts) == []


def test_same_numbers_do_not_collide(two: Project, derived: Derived) -> None:
    graphs = encodings(load(two).quads)
    ours, theirs = (namespaces.passage(name, "1.1.1-s01") for name in (DEFAULT_REPORT, SECOND))
    assert graphs[ours].statements == [expand("st:1.1.1-s01-room")]
    assert graphs[theirs].statements[0] == expand(f"st-{SECOND}:1.1.1-s01-items")
    for own in ("", f"-{SECOND}"):
        assert of(derived, f"st{own}:2.1.1-s01-items", "wk:statedIn") == {f"r{own}:2.1.1-s01"}
        name = SECOND if own else DEFAULT_REPORT
        assert of(derived, f"r{own}:2.1.1-s01", "wk:inReport") == {namespaces.report(name)}
        assert of(derived, f"st{own}:2.1.1-s01-items", "wk:inReport") == {namespaces.report(name)}


def test_a_figure_without_subject_is_about_the_place_of_its_report(derived: Derived) -> None:
    assert of(derived, f"st-{SECOND}:1.1.1-s02-items", "wk:subject") == {"place:east-shore"}


def test_a_target_is_compared_with_the_period_its_own_report_reviews(derived: Derived) -> None:
    assert of(derived, "st:2.1.1-s01-items", "wk:comparableWith") == {"st:1.1.1-s03-items"}
    later = f"st-{SECOND}:2.1.1-s01-items"
    assert of(derived, later, "wk:comparableWith") == {f"st-{SECOND}:1.1.1-s02-items"}


def test_the_result_of_a_target_stands_in_a_later_report(derived: Derived) -> None:
    result = f"st-{SECOND}:1.1.1-s01-items"
    assert of(derived, "st:2.1.1-s01-items", "wk:result") == {result}
    assert of(derived, result, "wk:resultOf") == {"st:2.1.1-s01-items"}
    assert of(derived, f"st-{SECOND}:2.1.1-s01-items", "wk:result") == set()


def test_a_promise_continues_nothing_that_a_later_report_says(derived: Derived) -> None:
    assert of(derived, "st:2.1.1-s01-nights", "wk:continues") == {"st:1.1.1-s01-room"}


def test_without_an_outcome_of_its_own_a_report_is_compared_with_another(
    two: Project, edit: Edit
) -> None:
    edit(f"{FOLDER}/report.ttl", "wk:reviews period:2024", "wk:reviews period:2023")
    edit(f"{FOLDER}/report.ttl", "wk:plans period:2025-h1", "wk:plans period:2024")
    edit(f"{FOLDER}/1.1.trig", "kind:count ;\n    wk:value 9", "kind:count ;\n"
         "    wk:subject project:reading-room ; wk:value 9")  # fmt: skip
    found = derive(load(two).quads, two.rule_files)
    assert of(found, f"st-{SECOND}:2.1.1-s01-items", "wk:comparableWith") == {"st:1.1.1-s03-items"}


def test_the_folder_of_a_report_leaves_no_trace_when_it_is_removed(tiny: Project) -> None:
    before = build(tiny)
    data = (tiny.builds / before.hash / DATA).read_bytes()
    two_reports(tiny)
    between = build(tiny)
    assert between.hash != before.hash and set(between.dataset.reports) == {DEFAULT_REPORT, SECOND}
    shutil.rmtree(tiny.reports / SECOND)
    shutil.rmtree(tiny.builds / before.hash)
    after = build(tiny)
    assert after.hash == before.hash
    assert (tiny.builds / after.hash / DATA).read_bytes() == data


def test_what_only_a_removed_report_named_is_listed(two: Project) -> None:
    entity = (
        "\n<https://w3id.org/wuchang-kg/id/place/reeds> a wk:Park ;\n"
        '    rdfs:label "芦苇荡"@zh , "Reeds"@en .\n'
    )
    with (two.entities / "tiny.ttl").open("a", encoding="utf-8") as out:
        out.write(entity)
    with (two.reports / SECOND / "1.1.trig").open("a", encoding="utf-8") as out:
        out.write(
            "\nr:1.1.1-s02 { <https://w3id.org/wuchang-kg/id/place/reeds> wk:partOf "
            "<https://w3id.org/wuchang-kg/id/place/east-shore> . }\n"
        )
    assert check(two) == []
    shutil.rmtree(two.reports / SECOND)
    (problem,) = check(two)
    assert (problem.node, problem.message) == (
        "place:reeds",
        "is a thing that no sentence mentions",
    )


def test_only_selected_sentences_are_passages(two: Project, texts: dict[str, str]) -> None:
    described = load(two).dataset.reports[SECOND]
    assert described.reading == "selected" and described.place == expand("place:east-shore")
    assert check(two, texts) == []
    path = two.reports / SECOND / "report.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("reading:selected", "reading:whole"), encoding="utf-8")
    lacking = [
        problem for problem in check(two, texts) if "a sentence of the text" in problem.message
    ]
    assert len(lacking) == 3 and all(problem.file == f"{FOLDER}/report.ttl" for problem in lacking)


def test_the_build_says_what_the_data_set_is(two: Project) -> None:
    about = build(two)
    assert read(two.current) == about
    assert about.dataset.title == {"zh": "小城知识图谱", "en": "Small Town Knowledge Graph"}
    assert about.dataset.default_report == DEFAULT_REPORT
    assert about.dataset.reports[SECOND].plans == expand("period:2025-h1")
    data = (two.current / DATA).read_text(encoding="utf-8")
    assert f'shacl#prefix> "r-{SECOND}" ' in data
    assert "ontology/defaultReport> <https://w3id.org/wuchang-kg/report/wuchang-2023> ." in data


REPORT = f"{FOLDER}/report.ttl"
BAD = [
    pytest.param(REPORT, None, None, f"{FOLDER}: has no report.ttl", "kg new-report",
                 id="no report.ttl"),
    pytest.param(REPORT, f"<{namespaces.report(SECOND)}>", f"<{namespaces.report(DEFAULT_REPORT)}>",
                 f"{REPORT}: <{namespaces.report(DEFAULT_REPORT)}>: is described here",
                 f"Describe <{namespaces.report(SECOND)}> here", id="two reports with one IRI"),
    pytest.param(REPORT, '"东岸工作报告"@zh', '"小城工作报告"@zh',
                 "is the name of east-shore-2025 too", "a name of its own",
                 id="two reports with one name"),
    pytest.param(f"{FOLDER}/1.1.trig", f"report/{SECOND}/> .", f"report/{DEFAULT_REPORT}/> .",
                 f"{FOLDER}/1.1.trig:2: r:: stands for <{namespaces.report(DEFAULT_REPORT)}/> here",
                 "another report has r-NAME:", id="a prefix of another report"),
    pytest.param(f"{FOLDER}/1.1.trig", "r:1.1.1-s02 {",
                 f"<{namespaces.report(DEFAULT_REPORT)}/1.1.1-s02> {{",
                 "is a graph of another report", "move it to the folder of its report",
                 id="a graph of another report"),
    pytest.param(f"{FOLDER}/1.1.trig", "st:1.1.1-s02-items", "st:1.1.2-s02-items",
                 f"{FOLDER}/1.1.trig:24: st-{SECOND}:1.1.2-s02-items: stands in the graph of "
                 f"r-{SECOND}:1.1.1-s02", f"Name it st-{SECOND}:1.1.1-s02-",
                 id="a statement named after another passage"),
    pytest.param(f"{FOLDER}/passages.ttl", "r:2.1.1-s01 a wk:Passage", "r:2.1.1-s09 a wk:Passage",
                 f"r-{SECOND}:2.1.1-s09: the report has no such sentence", "kg passages --accept",
                 id="a number that is not in the text"),
    pytest.param(REPORT, "reading:selected", "reading:cited", "breaks Or of shape:Report",
                 "a cited one has none", id="a cited page with a digest"),
    pytest.param("data/entities/tiny.ttl", '"2025-06-30"^^xsd:date', '"2024-06-30"^^xsd:date',
                 "period:2025-h1: wk:begins breaks LessThanOrEquals", "first day",
                 id="a period that ends before it begins"),
    pytest.param(REPORT, "wk:plans period:2025-h1", "wk:plans period:2024",
                 f"{namespaces.report(SECOND)}: wk:plans breaks Disjoint",
                 "does not plan the period it reviews", id="plans what it reviews"),
    pytest.param(REPORT, "dcterms:spatial place:east-shore ;", "",
                 "dcterms:spatial breaks MinCount", "of exactly one place", id="no place"),
    pytest.param("data/dataset.ttl", "report/wuchang-2023> .", "report/atlantis-2020> .",
                 "data/dataset.ttl: wk:defaultReport: is atlantis-2020, which is no report here",
                 "Name one of the reports", id="no such default report"),
    pytest.param("data/dataset.ttl", None, None, "data/dataset.ttl: is missing", "Write it",
                 id="no dataset.ttl"),
    pytest.param("data/dataset.ttl", ' , "Small Town Knowledge Graph"@en', "",
                 "data/dataset.ttl: dcterms:title: is not given in zh and en", "once in each",
                 id="a title in one language"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said", "repair"), BAD)
def test_bad_input_is_named_and_the_last_build_stays(
    two: Project, edit: Edit, texts: dict[str, str],
    file: str, old: str | None, new: str | None, said: str, repair: str,
) -> None:  # fmt: skip
    (two.builds / "before").mkdir(parents=True)
    two.current.symlink_to("before")
    if old is None or new is None:
        (two.root / file).unlink()
    else:
        edit(file, old, new)
    with pytest.raises(ProblemsFound) as caught:
        build(two, texts=texts)
    assert any(
        said in str(problem) and repair in problem.repair for problem in caught.value.problems
    ), str(caught.value)
    assert two.current.resolve() == (two.builds / "before").resolve()


def test_another_text_than_the_one_that_was_read(two: Project, texts: dict[str, str]) -> None:
    texts[SECOND] += "完。"
    (problem,) = check(two, texts)
    assert (problem.file, problem.message) == (REPORT, "was read from another text than this")
    assert problem.repair.endswith('".') and "kg passages --accept" in problem.repair


def test_a_folder_whose_name_is_no_name(two: Project) -> None:
    (two.reports / "EastShore").mkdir()
    with pytest.raises(ProblemsFound, match="data/reports/EastShore: is no name for a report"):
        load(two)


def test_reports_are_listed(run: Run) -> None:
    lines = run("reports").stdout.splitlines()
    assert lines[0].split() == [
        "report", "reading", "reviews", "plans", "sentences", "statements",
    ]  # fmt: skip
    assert lines[2].split() == [SECOND, "selected", "period:2024", "period:2025-h1", "3", "4"]
    assert lines[3].split() == [DEFAULT_REPORT, "whole", "period:2023", "period:2024", "6", "4"]


def test_commands_take_a_report(run: Run, two: Project) -> None:
    texts = ("--report", str(MORE))
    before = (two.reports / SECOND / "passages.ttl").read_text(encoding="utf-8")
    assert "0 passages lack a gist" in run("passages", "--in", SECOND, *texts).stdout
    assert (two.reports / SECOND / "passages.ttl").read_text(encoding="utf-8") == before
    assert f"Of `{SECOND}` only selected sentences were read: 3 of 6." in run(
        "coverage", "--in", SECOND, *texts
    ).stdout  # fmt: skip
    shown = run("review", "1.1.1-s01", "--in", "all", *texts).stdout
    assert "\n1.1.1-s01  " in shown and f"\n{SECOND} 1.1.1-s01  湖边书屋" not in shown
    assert f"{SECOND} 1.1.1-s01" in shown and "【5.2万件】" in shown
    assert SECOND not in run("review", "1.1.1-s01").stdout
    assert run("check", "--in", SECOND, *texts).stdout == "No problems found.\n"
    unknown = run("review", "1.1", "--in", "atlantis-2020")
    assert unknown.exit_code == 1 and f"Reports: {SECOND}, {DEFAULT_REPORT}." in unknown.stderr
    nothing = run("review", "9.9", "--in", SECOND)
    assert nothing.exit_code == 1 and "No sentence 9.9 was read" in nothing.stderr


def test_check_of_one_report_shows_its_own_problems(run: Run, edit: Edit) -> None:
    edit(f"{FOLDER}/1.1.trig", "stage:opened", "stage:oppened")
    assert FOLDER in run("check", "--in", SECOND).stdout
    assert run("check", "--in", DEFAULT_REPORT).stdout == "No problems found.\n"
    assert run("check").exit_code == 1


def test_a_selected_report_takes_in_further_sentences(run: Run, two: Project) -> None:
    result = run("passages", "--in", SECOND, "--report", str(MORE), "--select", "1.1.1-s03")
    assert "1 passages lack a gist" in result.stdout
    assert "r:1.1.1-s03 a wk:Passage" in (two.reports / SECOND / "passages.ttl").read_text("utf-8")
    wrong = run("passages", "--in", SECOND, "--report", str(MORE), "--select", "7")
    assert wrong.exit_code == 1 and "The text has no 7." in wrong.stderr


def test_a_new_report(run: Run, two: Project, tmp_path: Path) -> None:
    text = str(MORE / f"{SECOND}.txt")
    made = run("new-report", "lake-town-2026", "--text", text, "--select", "2")
    assert made.exit_code == 0 and "data/reports/lake-town-2026 made." in made.stdout
    about = load(two).dataset.reports["lake-town-2026"]
    assert about.reading == "selected" and len(about.sha256) == 64
    report = (two.reports / "lake-town-2026" / "report.ttl").read_text("utf-8")
    assert 'r:2 rdfs:label "今年"@zh .' in report and "r:1 " not in report
    lacking = run("check", "--in", "lake-town-2026").stdout
    for said in (
        "one place",
        "one government",
        "wk:reviews",
        "wk:plans",
        "zh and one in en",
        "gist",
    ):
        assert said in lacking
    assert run("new-report", "lake-town-2027", "--text", text).exit_code == 0
    passages = (two.reports / "lake-town-2027" / "passages.ttl").read_text("utf-8")
    assert passages.count("a wk:Passage") == 6
    for name, said in ((SECOND, "is there already"), ("lake", "is no name for a report")):
        refused = run("new-report", name, "--text", text)
        assert refused.exit_code == 1 and said in refused.stderr


def test_search_finds_what_the_report_names(run: Run, two: Project) -> None:
    build(two)
    ours = run("search", "书屋").stdout
    assert "project:reading-room" in ours and "r:1.1.1-s01" in ours and SECOND not in ours
    theirs = run("search", "书屋", "--in", SECOND).stdout
    assert "project:reading-room" in theirs and f"r-{SECOND}:1.1.1-s01" in theirs
    assert " r:1.1.1-s01" not in theirs and "place:lake-park" in run("search", "东湖岸公园").stdout
    assert "place:lake-park" not in run("search", "东湖岸公园", "--in", SECOND).stdout
    both = run("search", "书屋", "--in", "all").stdout
    assert "\nr:1.1.1-s01" in both and f"\nr-{SECOND}:1.1.1-s01" in both


def test_texts_by_file_and_by_folder(tmp_path: Path) -> None:
    names = [SECOND, DEFAULT_REPORT]
    assert set(read_texts(MORE, names, DEFAULT_REPORT)) == {SECOND}
    assert set(read_texts(MORE / f"{SECOND}.txt", names, DEFAULT_REPORT)) == {SECOND}
    (tmp_path / "any.txt").write_text("甲。", encoding="utf-8")
    assert read_texts(tmp_path / "any.txt", names, DEFAULT_REPORT) == {DEFAULT_REPORT: "甲。"}
    assert read_texts(tmp_path / "none", names, DEFAULT_REPORT) == {}


def test_a_build_without_its_description_is_made_anew(two: Project) -> None:
    build(two)
    path = two.current / FILE
    path.write_text(path.read_text("utf-8").replace('"dataset"', '"other"'), encoding="utf-8")
    assert build(two).dataset.reports.keys() == {SECOND, DEFAULT_REPORT}
