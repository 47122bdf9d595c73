"""The data of the real report, held against the ontology, the checks and the report's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.authoring.reports import read_texts
from kg.build.checks import check
from kg.namespaces import DEFAULT_REPORT
from kg.project import Project
from tests.conftest import ROOT

DATA = sorted(path for path in (ROOT / "data").rglob("*") if path.suffix in (".ttl", ".trig"))


def test_nothing_is_wrong_with_the_data(project: Project) -> None:
    """With the reports' texts beside the checkout, evidence and coverage are checked too."""
    texts = read_texts(project.texts, project.report_names, DEFAULT_REPORT)
    problems = check(project, texts)
    assert problems == [], "\n".join(map(str, problems))


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_plain_text_in_our_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\t" not in text and "\r" not in text
    assert not [number for number, line in enumerate(text.splitlines(), 1) if line != line.rstrip()]
