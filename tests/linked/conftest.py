"""Fixtures of the tests on linked data and exchange: the application over the real graph."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.graph import Graph, Reader
from server.settings import Settings
from tests.conftest import Built


def link_header(value: str) -> dict[str, list[str]]:
    """The addresses of a Link header by their relation."""
    found: dict[str, list[str]] = {}
    for element in value.split(", <"):
        address, _, rest = element.strip("< ").partition(">")
        for part in rest.split(";"):
            if part.strip().startswith("rel="):
                found.setdefault(part.strip()[5:-1], []).append(address)
    return found


@pytest.fixture(scope="session")
def app(built: Built) -> Iterator[Flask]:
    """The application over the real graph, without budgets."""
    settings = Settings(
        build=str(built.project.current), log="none", budget_seconds=0, budget_errors=0
    )
    made = create_app(settings, built.project)
    yield made
    made.extensions["service"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture(scope="session")
def graph(app: Flask, built: Built) -> Graph:
    """The real graph, as views read it."""
    return Graph(app.extensions["service"], built.project)


@pytest.fixture
def reader(graph: Graph) -> Iterator[Reader]:
    """A reader of the real graph."""
    with graph.read() as reading:
        yield reading
