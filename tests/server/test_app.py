"""What holds for every page and interface: budgets, preflights, hosts, headers."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from server import create_app
from server.settings import Settings
from tests.conftest import Built


def test_pages_cost_what_queries_cost(built: Built) -> None:
    settings = Settings(build=str(built.project.current), log="none", budget_seconds=0.001)
    app = create_app(settings, built.project)
    try:
        client = app.test_client()
        assert client.get("/api/statements?limit=500").status_code == 200
        refused = client.get("/doc/id/place/wuhan.ttl")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        other = client.get("/doc/id/place/wuhan.ttl", environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
        assert other.status_code == 200
        assert client.get("/health").status_code == 200
    finally:
        app.extensions["service"].close()


def test_what_a_page_may_take_is_set_aside_while_it_is_made(built: Built) -> None:
    settings = Settings(build=str(built.project.current), log="none", budget_seconds=15)
    app = create_app(settings, built.project)
    service = app.extensions["service"]
    try:
        client = app.test_client()
        bills = [service.budgets.reserve("127.0.0.1", 10) for _ in range(2)]
        answer = client.get("/api/entities")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
        for bill in bills:
            bill.settle(0)
        assert [client.get("/api/entities").status_code for _ in range(6)] == [200] * 6
        assert not service.budgets._open
    finally:
        service.close()


def test_too_many_errors_are_answered_with_429(built: Built) -> None:
    settings = Settings(build=str(built.project.current), log="none", budget_errors=3)
    app = create_app(settings, built.project)
    try:
        client = app.test_client()
        statuses = [client.get("/id/place/nowhere").status_code for _ in range(5)]
    finally:
        app.extensions["service"].close()
    assert statuses == [404, 404, 404, 429, 429]


@pytest.mark.parametrize("path", ["/api/entities", "/reconcile", "/doc/id/place/wuhan"])
def test_a_browser_elsewhere_may_ask(client: FlaskClient, path: str) -> None:
    answer = client.options(path, headers={"origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Accept-Profile" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("host", ['a"b', "a b", "<x>", "evil.org/path", "a\\b"])
@pytest.mark.parametrize("path", ["/doc/id/place/wuhan", "/api/entities", "/id/place/wuhan"])
def test_a_host_that_is_none_composes_no_links(client: FlaskClient, path: str, host: str) -> None:
    for accept in ("*/*", "application/json", "text/html"):
        answer = client.get(path, headers={"host": host, "accept": accept})
        assert answer.status_code == 400


def test_what_is_worth_it_is_compressed(client: FlaskClient) -> None:
    path = "/doc/id/place/wuchang-district.ttl"
    plain = client.get(path)
    tags = {plain.headers["etag"]}
    for coding, decode in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        answer = client.get(path, headers={"accept-encoding": coding})
        assert answer.headers["content-encoding"] == coding
        assert "Accept-Encoding" in answer.headers["vary"]
        assert decode(answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 3
        tags.add(answer.headers["etag"])
        again = client.get(
            path, headers={"accept-encoding": coding, "if-none-match": answer.headers["etag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        head = client.head(path, headers={"accept-encoding": coding})
        assert head.headers["content-length"] == str(len(answer.data))
    assert len(tags) == 3
