"""What holds for every page and interface: budgets, preflights, hosts, headers."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from flask import Response
from flask.testing import FlaskClient

from kg.project import Project
from server.app import create_app
from server.http.request import Cancellation, cancellable
from server.settings import Settings
from tests.server.conftest import ask, composed

ROOM = "/doc/id/project/reading-room"


def test_pages_cost_what_queries_cost(town: Project, project: Project) -> None:
    settings = Settings(build=str(town.current), log="none", budget_seconds=0.001)
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        assert client.get("/api/statements?limit=500").status_code == 200
        refused = client.get(f"{ROOM}.ttl")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        other = client.get(f"{ROOM}.ttl", environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
        assert other.status_code == 200
        assert client.get("/health").status_code == 200


def test_what_a_page_may_take_is_set_aside_while_it_is_made(
    town: Project, project: Project
) -> None:
    settings = Settings(build=str(town.current), log="none", budget_seconds=15)
    with composed(settings, project) as components:
        service = components.service
        client = create_app(components).test_client()
        bills = [service.budgets.reserve("127.0.0.1", 10) for _ in range(2)]
        answer = client.get("/api/entities")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
        for bill in bills:
            bill.settle(0)
        assert [client.get("/api/entities").status_code for _ in range(6)] == [200] * 6
        assert not service.budgets._open


WORKED_ON = [
    "/doc/id/place/wuhan",
    "/api/statements?limit=1",
    "/questions/ranks",
    "/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22x%22%7D%7D",
    "/reconcile?extend=%7B%22ids%22%3A%5B%22place%2Fwuhan%22%5D%2C%22properties%22%3A%5B%5D%7D",
    "/reconcile/properties?type=Place",
    "/api/neighbourhood?thing=place:wuhan",
]


@pytest.mark.parametrize("path", WORKED_ON)
def test_a_request_s_work_ends_with_its_time_and_with_its_client(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).status_code == 200
    with cancellable(Cancellation("a", time.monotonic())):
        late = client.get(path)
    assert late.status_code == 504
    assert "10 s" in late.text
    gone = Cancellation("a")
    gone.request()
    with cancellable(gone):
        assert client.get(path).status_code == 499


HUGE = "9" * 5000  # Python makes no int of more than 4,300 digits
UNFIT = ["1e400", "Infinity", "-Infinity", "NaN", "2.5", "true", "[1]", HUGE, f'"{HUGE}"', '"²"']


@pytest.mark.parametrize("number", UNFIT)
def test_a_number_in_json_that_is_unfit_is_refused_by_its_name(
    client: FlaskClient, number: str
) -> None:
    properties = f'[{{"id": "partOf", "settings": {{"limit": {number}}}}}]'
    for form in (
        {"extend": f'{{"ids": ["place/wuhan"], "properties": {properties}}}'},
        {"queries": f'{{"q7": {{"query": "x", "limit": {number}}}}}'},
    ):
        answer = client.post("/reconcile", data=form)
        assert answer.status_code == 400, answer.text
        assert ("limit" if number != HUGE else "is not valid JSON") in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (path, number)
        for path in (
            "/api/entities?limit=",
            "/api/entities?offset=",
            "/api/queries/ranks?limit=",
            "/reconcile/suggest/entity?prefix=x&cursor=",
            "/doc/id/place/wuhan?page=",
            "/doc/id/place/wuhan.ttl?page=",
        )
        for number in ("1e400", "Infinity", "-1", "2.5", "²", "", " 1", HUGE)
        if number or not path.startswith("/api/")  # the API takes an empty parameter for none
    ],
)
def test_a_number_in_an_address_that_is_unfit_is_refused_by_its_name(
    client: FlaskClient, path: str, number: str
) -> None:
    answer = client.get(path + quote(number), headers={"accept": "application/json"})
    assert answer.status_code == 400, answer.text
    name = path.rpartition("=")[0].rpartition("?")[2].rpartition("&")[2]
    assert answer.json["parameter"] == name


@pytest.mark.parametrize("number", ["1e400", "-1", "²", HUGE, "0"])
def test_a_page_whose_number_is_unfit_is_the_first(client: FlaskClient, number: str) -> None:
    html = {"accept": "text/html"}
    first = client.get("/browse/Project", headers=html)
    found = client.get(f"/browse/Project?page={quote(number)}", headers=html)
    assert (found.status_code, first.status_code) == (200, 200)
    titles = [text.text.partition("<h1")[2].partition("</h1>")[0] for text in (first, found)]
    assert titles[0] == titles[1]


def test_too_many_errors_are_answered_with_429(town: Project, project: Project) -> None:
    settings = Settings(build=str(town.current), log="none", budget_errors=3)
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        statuses = [client.get("/id/place/nowhere").status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_no_error_is_free(town: Project, project: Project) -> None:
    """Neither is one of what costs nothing where it succeeds, or of what there is not."""
    settings = Settings(build=str(town.current), log="none", budget_errors=3)
    wrong = {
        "10.0.0.1": ("GET", "/api/queries/nowhere", 404),
        "10.0.0.2": ("GET", "/api/queries/projects-of-corridor?colour=red", 400),
        "10.0.0.3": ("GET", "/api/queries/projects-of-corridor?format=gif", 400),
        "10.0.0.4": ("POST", "/read", 405),
        "10.0.0.5": ("GET", "/static/nothing.js", 404),
        "10.0.0.6": ("GET", "/sparql?format=gif", 406),
        "10.0.0.7": ("GET", "/metrics", 403),
    }
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        budgets = components.service.budgets
        for address, (method, path, status) in wrong.items():
            asked = [
                client.open(path, method=method, environ_overrides={"REMOTE_ADDR": address})
                for _ in range(5)
            ]
            assert [one.status_code for one in asked] == [status] * 3 + [429] * 2, path
            assert budgets._seconds.sum(address) > 0, path
        assert not budgets._open
        assert (
            client.get("/health", environ_overrides={"REMOTE_ADDR": "10.0.0.7"}).status_code == 200
        )


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


def assert_unavailable(answer: Response, words: str) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code == 503, text
    assert int(answer.headers["retry-after"]) > 0
    assert words in text


def test_without_its_engine_and_its_files_the_server_says_so(
    town: Project, project: Project, tmp_path: Path
) -> None:
    shutil.copytree(town.current.resolve(), tmp_path / "build")
    settings = Settings(build=str(tmp_path / "build"), log="none")
    with composed(settings, project) as components:
        service = components.service
        client = create_app(components).test_client()
        assert ask(components, {"query": "ASK {}"}).status_code == 200
        shutil.rmtree(tmp_path / "build")
        zygote = service.releases.current.engine._zygote
        os.kill(zygote.pid, signal.SIGKILL)
        zygote._process.wait()
        for path, words in {
            "/questions/ranks": "query engine is not available",
            "/api/queries/ranks": "query engine is not available",
            "/dumps/cube.ttl": "have been removed",
            "/context.jsonld": "have been removed",
            "/explore/graph.json": "have been removed",
        }.items():
            for _ in range(2):
                assert_unavailable(client.get(path), words)
        for parameters in ({"query": "ASK{?s ?p 1}"}, {"query": "DESCRIBE<x:>", "format": "gexf"}):
            assert_unavailable(ask(components, parameters), "query engine is not available")


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::/64", {}, 200),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 403),
        ("192.0.2.1", {}, 403),
        ("2001:db8::/64", {}, 403),
        ("unknown", {}, 403),
    ],
)
def test_metrics_are_for_this_machine(
    client: FlaskClient, address: str, fields: dict[str, str], status: int
) -> None:
    asked = client.get("/metrics", headers=fields, environ_overrides={"REMOTE_ADDR": address})
    assert asked.status_code == status


def test_metrics_are_for_all_where_the_operator_says_so(town: Project, project: Project) -> None:
    settings = Settings(build=str(town.current), log="none", metrics="all")
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/doc/id/place/wuhan.ttl", "/api/entities", "/.well-known/void", "/id/place/wuhan"]
)
def test_no_cache_gives_the_links_of_one_host_to_another(client: FlaskClient, path: str) -> None:
    answers = [client.get(path, headers={"host": host}) for host in ("one.example", "two.example")]
    for answer in answers:
        assert answer.status_code in (200, 303)
        assert "Host" in answer.headers["vary"].split(", "), path


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
