"""The data shapes, one fault a file: `valid` files break none, `invalid.<why>` files what they say.

Each file is added to the tiny world, and all that follows is derived. The report that is expected
stands beside it as `.approved.txt`, and is written anew by `pytest --approve`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kg.authoring.load import load
from kg.build.checks import described
from kg.build.rules import derive
from kg.build.shapes import validate
from kg.namespaces import compact
from kg.project import Project
from kg.rdf import Quad, read
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "shapes").glob("*/*.trig"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    """The tiny world under the real ontology."""
    root = tmp_path_factory.mktemp("shapes")
    shutil.copytree(ROOT / "tests" / "tiny" / "data", root / "data")
    (root / "ontology").symlink_to(ROOT / "ontology")
    return list(load(Project(root)).quads)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_shape(case: Path, world: list[Quad], project: Project, approve: bool) -> None:
    store = derive([*world, *read(case)], project.rule_files).store
    found = validate(described(store), project.shapes)
    report = "".join(f"{compact(node)}: {said}. {repair}\n" for node, said, repair in found)
    approved = case.with_suffix(".approved.txt")
    if case.name.startswith("valid"):
        assert report == "" and not approved.exists()
        return
    assert report, "an invalid file must break a shape"
    if approve:
        approved.write_text(report, encoding="utf-8")
    assert report == approved.read_text(encoding="utf-8")


def test_every_shape_has_a_valid_and_an_invalid_file() -> None:
    text = Project(ROOT).shapes.read_text(encoding="utf-8")
    shapes = set(re.findall(r"^shape:(\w+) a sh:NodeShape", text, re.MULTILINE))
    for kind in ("valid", "invalid"):
        assert shapes == {case.parent.name for case in CASES if case.name.startswith(kind)}
