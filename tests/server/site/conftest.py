"""Fixtures: the application over the real graph, and over it without the report's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from kg.project import Project
from server import create_app
from server.repository.snapshot import Repository, Snapshot
from server.settings import Settings
from tests.conftest import ROOT, Built

Get = Callable[..., str]


@pytest.fixture(scope="session")
def site(built: Built) -> Iterator[Flask]:
    """The application over the real graph."""
    text = Project(ROOT).report_text()
    settings = Settings(
        build=str(built.project.current),
        report=str(text) if text else "",
        log="none",
        budget_errors=0,
    )
    made = create_app(settings, built.project)
    yield made
    made.extensions["service"].close()


@pytest.fixture
def get(site: Flask) -> Get:
    """A function that gets a page in a language and returns its text; it must be there."""
    client = site.test_client()

    def page(path: str, language: str = "en", status: int = 200) -> str:
        headers = {"Accept": "text/html", "Accept-Language": language}
        response = client.get(path, headers=headers)
        assert response.status_code == status, response.get_data(as_text=True)[:500]
        return response.get_data(as_text=True)

    return page


@pytest.fixture(scope="session")
def snapshot(site: Flask, built: Built) -> Iterator[Snapshot]:
    """A snapshot of the real graph."""
    with Repository(site.extensions["service"], built.project).read() as found:
        yield found
