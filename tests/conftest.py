"""Fixtures: this checkout, a tiny world to break, and the real graph."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.authoring.load import Authored, load
from kg.build.pipeline import build
from kg.manifest import Manifest
from kg.project import Project
from kg.queries.answers import open_current
from kg.rdf import Store

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="Write the golden answers anew.")


@pytest.fixture
def approve(request: pytest.FixtureRequest) -> bool:
    """Whether golden answers are to be written, not compared."""
    return bool(request.config.getoption("--approve"))


@pytest.fixture(scope="session")
def project() -> Project:
    """This checkout."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def real(project: Project) -> Authored:
    """The real files, read once."""
    return load(project)


def tiny_world(root: Path) -> Project:
    """A town with one reading room, under the real ontology, rules and checks, in a new folder."""
    shutil.copytree(ROOT / "ontology", root / "ontology")
    for name in ("rules", "checks"):
        shutil.copytree(ROOT / "queries" / name, root / "queries" / name)
    shutil.copytree(ROOT / "tests" / "tiny" / "data", root / "data")
    return Project(root)


@pytest.fixture
def tiny(tmp_path: Path) -> Project:
    """The tiny world, free to break."""
    return tiny_world(tmp_path / "tiny")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The tiny world with its build, which tests do not change: quick to serve."""
    project = tiny_world(tmp_path_factory.mktemp("town") / "tiny")
    build(project)
    return project


@pytest.fixture(scope="session")
def tiny_text() -> str:
    """The report that the tiny world encodes."""
    return (ROOT / "tests" / "tiny" / "report.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Edit:
    """Changes files of a project: the way the tests break one thing at a time."""

    project: Project

    def __call__(self, file: str, old: str, new: str) -> None:
        path = self.project.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must stand once in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def edit(tiny: Project) -> Callable[[str, str, str], None]:
    """A function that replaces what stands once in a file of the tiny world."""
    return Edit(tiny)


@dataclass(frozen=True)
class Built:
    """A finished build of the real files, open for questions."""

    project: Project
    store: Store
    manifest: Manifest


@pytest.fixture(scope="session")
def built(project: Project) -> Built:
    """The real graph: the build of this checkout, made first where its inputs have changed.

    A lock in its folder makes the workers of a session wait for one build, and the next session
    finds it finished.
    """
    build(project)
    return Built(project, *open_current(project))
