"""Finding the checkout: here, above, or where the code is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.project import Project, find


def test_a_checkout_is_found_from_inside_it(tiny: Project) -> None:
    assert find(tiny.reports).root == tiny.root


def test_elsewhere_it_is_the_checkout_of_the_code(tmp_path: Path, project: Project) -> None:
    assert find(tmp_path).root == project.root


def test_code_without_a_checkout_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.project._CODE", tmp_path / "kg")
    with pytest.raises(ProjectError, match="ontology/ and data/"):
        find(tmp_path)


def test_files_are_named_as_seen_from_the_checkout(tiny: Project) -> None:
    assert tiny.relative(tiny.entities / "a.ttl") == "data/entities/a.ttl"
    assert tiny.relative(Path("/elsewhere/a.ttl")) == "/elsewhere/a.ttl"


def test_the_reports_are_the_folders_and_their_texts_lie_beside_the_checkout(tiny: Project) -> None:
    assert tiny.report_names == ["wuchang-2023"]
    assert tiny.texts == tiny.root.parent / "shared" / "reports"
