"""Fixtures: the application over the real graph, and over it without the report's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.namespaces import DEFAULT_REPORT
from kg.project import Project
from server.app import create_app
from server.composition import Components
from server.repository.snapshot import Snapshot
from server.settings import Settings
from tests.conftest import ROOT, Built
from tests.server.conftest import composed

Get = Callable[..., str]


@pytest.fixture(scope="session")
def components(built: Built) -> Iterator[Components]:
    """The components over the real graph, with the text of the report where it is at hand."""
    text = Project(ROOT).texts / f"{DEFAULT_REPORT}.txt"
    settings = Settings(
        build=str(built.project.current),
        report=str(text) if text.is_file() else "",
        log="none",
        budget_errors=0,
    )
    with composed(settings, built.project) as components:
        yield components


@pytest.fixture(scope="session")
def site(components: Components) -> Flask:
    """The application over the components."""
    return create_app(components)


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    """A client of the application."""
    return site.test_client()


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
def snapshot(components: Components) -> Iterator[Snapshot]:
    """A snapshot of the real graph."""
    with components.repository.read() as snapshot:
        yield snapshot


def downloaded(reader: FlaskClient, address: str) -> list[dict[str, Any]]:
    """The rows that the page at an address offers as JSON."""
    found = reader.get(f"{address}{'&' if '?' in address else '?'}format=json").get_json()
    assert isinstance(found, list)
    return found
