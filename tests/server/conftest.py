"""Fixtures of the server's tests: a small build, the application over it, a live server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.project import Project
from server import create_app
from server.engine.nursery import Plan
from server.engine.places import Limits
from server.engine.pool import Pool
from server.settings import Settings
from tests.served import BASE, WITHOUT_BUDGETS, Live, quads, serving, write_build


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The link to a small build."""
    folder = tmp_path_factory.mktemp("builds")
    write_build(folder, quads(), "small")
    return folder / "current"


@pytest.fixture(scope="session")
def app(build: Path, project: Project) -> Iterator[Flask]:
    """The application over the small build."""
    made = create_app(Settings(build=str(build), log="none"), project)
    yield made
    made.extensions["service"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture(scope="session")
def pool(build: Path) -> Iterator[Pool]:
    """A pool over the small build, in memory."""
    made = Pool(Plan(str(build), BASE, True, 256 << 20), Limits(2, 4, 8, 1 << 20))
    yield made
    made.close()


@pytest.fixture(scope="session")
def live(build: Path) -> Iterator[Live]:
    """A server process over the small build, without budgets."""
    with serving(build, *WITHOUT_BUDGETS) as server:
        yield server
