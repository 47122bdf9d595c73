"""The data of the real report, held against the ontology, the checks and the report's text."""

from __future__ import annotations

import re

from kg.authoring import coverage, evidence, glossary
from kg.authoring.load import Authored
from kg.authoring.reports import read_texts
from kg.namespaces import DEFAULT_REPORT
from kg.project import Project
from tests.conftest import ROOT, Built

DATA = sorted(path for path in (ROOT / "data").rglob("*") if path.suffix in (".ttl", ".trig"))


def test_nothing_is_wrong_with_the_data(built: Built, real: Authored, project: Project) -> None:
    """Only sound files become a build. What its hash does not cover is checked here.

    These are the glossary and, where they are beside the checkout, the texts of the reports.
    """
    assert built.manifest.counts["triples"]
    texts = read_texts(project.texts, project.report_names, DEFAULT_REPORT)
    problems = [
        *evidence.problems(real, texts),
        *glossary.problems(real),
        *coverage.problems(real, texts),
    ]
    assert problems == [], "\n".join(map(str, problems))


def test_every_file_is_plain_text_in_our_form() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in DATA
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1)
        if line != line.rstrip() or b"\t" in line or b"\r" in line
    ]
    ends = [path for path in DATA if not re.search(rb"[^\n]\n\Z", path.read_bytes())]
    assert len(DATA) > 300 and faults == [] and ends == []
