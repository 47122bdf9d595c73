"""Fixtures: the index and store of the real graph, the text of a report, authored files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authoring.load import Authored
from kg.model.index import Index
from kg.namespaces import DEFAULT_REPORT, PREFIXES
from kg.project import Project, find
from kg.rdf import RdfFormat, Store, parse
from tests.conftest import Built

PROJECT = find(Path(__file__).parent)


@pytest.fixture(scope="session")
def report_text() -> str:
    """The text of the report of 2023, which is not part of the project."""
    path = PROJECT.texts / f"{DEFAULT_REPORT}.txt"
    if not path.is_file():
        pytest.skip("the report's text is not beside the checkout (../shared/reports)")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def authored(tmp_path: Path) -> Callable[..., Authored]:
    """Authored files from TriG by file name, all prefixes known; they need not be on disk."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def files(**trig: str) -> Authored:
        quads = {name: list(parse(prefixes + text, RdfFormat.TRIG)) for name, text in trig.items()}
        return Authored(Project(tmp_path), quads)

    return files


@pytest.fixture(scope="session")
def index(built: Built) -> Index:
    """The index of the real graph."""
    return Index(built.project.current)


@pytest.fixture(scope="session")
def store(built: Built) -> Store:
    """The store of the real graph."""
    return built.store
