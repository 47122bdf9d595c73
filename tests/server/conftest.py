"""Fixtures: the application over the real graph, and a small build served by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from kg.project import Project
from server.app import create_app
from server.composition import Components, compose
from server.http.request import HttpRequest
from server.http.wsgi import flask_response
from server.repository.snapshot import Repository, Snapshot
from server.settings import Settings
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.zygote import ZygoteConfig
from tests.conftest import Built
from tests.served import BASE, WITHOUT_BUDGETS, Live, quads, serving, write_build


def link_header(value: str) -> dict[str, list[str]]:
    """The addresses of a Link header by their relation."""
    found: dict[str, list[str]] = {}
    for element in value.split(", <"):
        address, _, rest = element.strip("< ").partition(">")
        for part in rest.split(";"):
            if part.strip().startswith("rel="):
                found.setdefault(part.strip()[5:-1], []).append(address)
    return found


def ask(components: Components, parameters: Mapping[str, str], **headers: str) -> Response:
    """The response of /sparql to a GET."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = components.service.answer(
        HttpRequest("GET", "/sparql", urlencode(parameters), fields.get)
    )
    assert reply
    return flask_response(reply)


@contextmanager
def composed(settings: Settings, project: Project) -> Iterator[Components]:
    """The components over a build, closed when the block ends."""
    components = compose(settings, project)
    try:
        yield components
    finally:
        components.service.close()


@pytest.fixture(scope="session")
def components(built: Built) -> Iterator[Components]:
    """The components over the real graph, without budgets."""
    settings = Settings(
        build=str(built.project.current), log="none", budget_seconds=0, budget_errors=0
    )
    with composed(settings, built.project) as components:
        yield components


@pytest.fixture(scope="session")
def app(components: Components) -> Flask:
    """The application over the components."""
    return create_app(components)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture(scope="session")
def repository(components: Components) -> Repository:
    """The repository over the real graph."""
    return components.repository


@pytest.fixture
def snapshot(repository: Repository) -> Iterator[Snapshot]:
    """A snapshot of the real graph."""
    with repository.read() as reading:
        yield reading


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The link to a small build."""
    folder = tmp_path_factory.mktemp("builds")
    write_build(folder, quads(), "small")
    return folder / "current"


@pytest.fixture(scope="session")
def small(build: Path, project: Project) -> Iterator[Components]:
    """The components over the small build."""
    with composed(Settings(build=str(build), log="none"), project) as components:
        yield components


@pytest.fixture(scope="session")
def pool(build: Path) -> Iterator[Pool]:
    """A pool over the small build, in memory."""
    made = Pool(ZygoteConfig(str(build), BASE, True, 256 << 20), Limits(2, 4, 8, 1 << 20))
    yield made
    made.close()


@pytest.fixture(scope="session")
def live(build: Path) -> Iterator[Live]:
    """A server process over the small build, without budgets."""
    with serving(build, *WITHOUT_BUDGETS) as server:
        yield server
