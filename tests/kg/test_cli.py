"""The command line: what each command prints, and its exit status."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.project import Project
from tests.conftest import tiny_world
from tests.terminal import at_terminal

Edit = Callable[[str, str, str], None]
Run = Callable[..., Result]

ROOT = Path(__file__).resolve().parents[2]
TEXT = str(ROOT / "tests" / "tiny" / "report.txt")
TRIG = "data/reports/wuchang-2023/1.1.trig"

QUESTION = """#+ summary: What belongs to a place?
#+ summary_zh: 什么属于某地点？
#+ description: However deep.
#+ description_zh: 不论几层。
#+ params:
#+   place: {type: iri, label: Place, label_zh: 地点}
PREFIX place: <https://w3id.org/wuchang-kg/id/place/>
PREFIX wk: <https://w3id.org/wuchang-kg/ontology/>
SELECT DISTINCT ?thing
WHERE { VALUES ?place { place:east-shore } ?thing wk:belongsTo ?place }
ORDER BY ?thing
"""


def with_question(project: Project) -> Project:
    """The project with one question in its catalogue."""
    project.examples.mkdir()
    (project.examples / "01-parts.rq").write_text(QUESTION, encoding="utf-8")
    project.columns.write_text("thing: [实体, Thing]", encoding="utf-8")
    return project


def runner(project: Project) -> Run:
    """A function that runs `kg` on the project."""

    def invoke(*args: str, **options: str) -> Result:
        return CliRunner().invoke(main, ["--root", str(project.root), *args], **options)  # type: ignore[arg-type]

    return invoke


@pytest.fixture
def run(tiny: Project) -> Run:
    """Runs `kg` on a tiny world that is not built yet."""
    return runner(with_question(tiny))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A tiny world that is built, for those who only ask."""
    project = with_question(tiny_world(tmp_path_factory.mktemp("asked") / "tiny"))
    assert runner(project)("build").exit_code == 0
    return project


@pytest.fixture
def ask(asked: Project) -> Run:
    """Runs `kg` on the tiny world that is built."""
    return runner(asked)


def test_build_shows_stages_and_counts_then_that_nothing_changed(run: Run) -> None:
    first, second = run("build"), run("build")
    assert first.exit_code == second.exit_code == 0
    for word in ("read", "derive", "check", "store", "9 entities, 6 passages, 4 statements"):
        assert word in first.output
    assert second.output == "Nothing has changed since the last build.\n"


def test_build_fails_with_one_line_a_problem(run: Run, edit: Edit) -> None:
    edit(TRIG, "wk:partOf place:east-shore", "wk:partOff place:east-shore")
    result = run("build")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[-1] == "1 problem found."
    assert lines[-2].startswith(f"{TRIG}:27: wk:partOff: is used as a property")


def test_check(run: Run, edit: Edit) -> None:
    sound = run("check", "--report", TEXT)
    assert (sound.exit_code, sound.output) == (0, "No problems found.\n")
    edit(TRIG, '"3万件左右"', '"3万件上下"')
    result = run("check", "--report", TEXT)
    assert result.exit_code == 1 and f"{TRIG}:" in result.stdout
    assert "found." in result.stderr


def test_ask_in_a_table_and_in_json(ask: Run) -> None:
    assert ask("ask", "parts").stdout.splitlines() == [
        "thing", "────────────────────", "place:lake-park", "project:reading-room",
    ]  # fmt: skip
    found = json.loads(ask("ask", "parts", "-p", "place=东湖岸公园", "--format", "json").stdout)
    assert len(found["results"]["bindings"]) == 1


def test_a_chosen_language_is_for_tables_only(ask: Run) -> None:
    assert ask("ask", "parts", "--lang", "en").stdout.splitlines() == [
        "Thing", "─────────────────────", "Lake Park", "Lakeside Reading Room",
    ]  # fmt: skip
    assert ask("ask", "parts", "--lang", "zh").stdout.split()[0] == "实体"
    refused = ask("ask", "parts", "--lang", "zh", "--format", "csv")
    assert refused.exit_code == 2 and "--lang is for tables" in refused.stderr


@pytest.mark.parametrize(
    ("locale", "name"), [("zh_CN.UTF-8", "东湖岸公园"), ("en_GB.UTF-8", "Park"), ("C", "Park")]
)
def test_a_terminal_is_answered_in_the_language_of_its_locale(
    asked: Project, locale: str, name: str
) -> None:
    program = [sys.executable, "-m", "kg", "--root", str(asked.root), "ask", "parts"]
    assert name in at_terminal(program, ROOT, 80, locale)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("part",), "Did you mean parts?"),
        (("parts", "-p", "place"), "write NAME=VALUE"),
        (("parts", "-p", "town=x"), "Parameters: place (iri)"),
        (("parts", "-p", "place=月球"), "names nothing in the graph"),
    ],
)
def test_ask_explains_what_it_cannot_do(ask: Run, args: tuple[str, ...], message: str) -> None:
    result = ask("ask", *args)
    assert result.exit_code == 1 and message in result.stderr and not result.stdout


def test_asking_without_a_build_says_which_command_makes_one(run: Run) -> None:
    result = run("ask", "parts")
    assert result.exit_code == 1 and "kg build" in result.stderr


def test_query_reads_a_file_or_standard_input(ask: Run, asked: Project) -> None:
    file = ask("query", str(asked.examples / "01-parts.rq"), "--format", "csv")
    stdin = ask("query", "-", "--format", "csv", input=QUESTION)
    assert file.stdout == stdin.stdout and "lake-park" in file.stdout
    broken = ask("query", "-", input="SELECT")
    assert broken.exit_code == 1 and "line 1, column" in broken.stderr


def test_a_query_is_shown_as_it_is_run(ask: Run) -> None:
    text = "SELECT ?x { GRAPH r:1.2.2-s03 { ?x a wk:Place } }"
    shown = ask("query", "-", "--show", input=text).stdout
    assert shown.startswith("PREFIX r: <") and "PREFIX wk: <" in shown
    assert r"r:1.2\.2-s03" in shown or r"r:1\.2\.2-s03" in shown
    question = ask("ask", "parts", "--show", "-p", "place=place:lake-park").stdout
    assert "VALUES ?place { <https://w3id.org/wuchang-kg/id/place/lake-park> }" in question


def test_a_malformed_query_is_explained_where_it_is_to_be_shown(ask: Run) -> None:
    broken = ask("query", "-", "--show", input="SELECT * {")
    assert broken.exit_code == 1 and broken.stderr.startswith("The query is malformed: line 1")


def test_a_query_that_finds_nothing_gets_a_hint(ask: Run) -> None:
    tagged = ask("query", "-", input='SELECT ?x { ?x rdfs:label "East Shore"@en }')
    assert "east-shore" in tagged.stdout and tagged.stderr == ""
    bare = ask("query", "-", input='SELECT ?x { ?x rdfs:label "East Shore" }')
    assert bare.exit_code == 0
    assert bare.stderr.startswith('Hint: "East Shore"@en') and "wk:labelEn" in bare.stderr


def test_examples_in_both_languages(run: Run) -> None:
    assert "What belongs to a place?" in run("examples").stdout
    assert "什么属于某地点？" in run("examples", "--lang", "zh").stdout


def test_passages_coverage_and_review_read_the_text(run: Run, tiny: Project) -> None:
    before = (tiny.reports / "wuchang-2023" / "passages.ttl").read_text(encoding="utf-8")
    assert run("passages", "--report", TEXT).exit_code == 0
    after = (tiny.reports / "wuchang-2023" / "passages.ttl").read_text(encoding="utf-8")
    assert after == before
    assert "| 2.1 |" in run("coverage", "--report", TEXT).stdout
    assert "湖边书屋" in run("review", "1.1", "--report", TEXT, "--lang", "zh").stdout
    missing = run("coverage")
    assert missing.exit_code == 1 and "--report" in missing.stderr


def test_reason_finds_the_tiny_world_consistent(run: Run) -> None:
    result = run("reason")
    assert result.exit_code == 0
    assert "Consistent" in result.stdout or "No Java" in result.stdout


def test_reason_says_what_contradicts(run: Run, edit: Edit) -> None:
    if "No Java" in run("reason").stdout:
        pytest.skip("HermiT needs Java")
    edit(
        "data/entities/tiny.ttl",
        "place:lake-park a wk:Park",
        "place:lake-park a wk:Park , wk:Event",
    )
    result = run("reason")
    assert result.exit_code == 1 and "Inconsistent" in result.stderr


def test_reason_is_skipped_without_java(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("reason")
    assert result.exit_code == 0 and "No Java" in result.stdout


def test_serve_builds_and_hands_over_to_the_server(
    run: Run, tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda path, args: calls.append([path, *args]))
    monkeypatch.chdir(tiny.root)
    assert run("serve", "--port", "8001").exit_code == 0
    assert calls == [[sys.executable, sys.executable, "-m", "server", "--port", "8001"]]
    assert tiny.current.exists()


def test_no_checkout_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.project._CODE", tmp_path / "kg")
    result = CliRunner().invoke(main, ["--root", str(tmp_path), "build"])
    assert result.exit_code == 1 and "--root" in result.stderr
