"""The remote engine against a real endpoint: Oxigraph's own server, in a process of its own."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.http.request import Cancellation
from server.settings import Settings
from server.sparql.engine import Query, errors
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.remote import Remote
from server.sparql.engine.zygote import ZygoteConfig
from server.sparql.releases import Releases
from tests.served import (
    BASE,
    EX,
    answers,
    free_port,
    quads,
    serving,
    stamp,
    terminated,
    until,
    write_build,
)

JSON = "application/sparql-results+json"
LIMITS = Limits(2, 2, 2, 200_000)
Handler = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def oxigraph(command: str, store: Path) -> Iterator[str]:
    """The address of an Oxigraph server over a store."""
    port = free_port()
    program = Path(sys.executable).parent / "oxigraph"
    started = [program, command, "-l", store, "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    with terminated(process):
        assert until(lambda: answers(address))
        yield address


@pytest.fixture(scope="module")
def native(build: Path) -> Iterator[str]:
    """Where an Oxigraph server over the small build answers queries."""
    with oxigraph("serve-read-only", build / "store") as address:
        yield f"{address}/query"


@pytest.fixture
def parser() -> Iterator[Pool]:
    """A pool over nothing."""
    made = Pool(ZygoteConfig("", BASE, True, 128 << 20), LIMITS)
    yield made
    made.close()


@pytest.fixture
def remote(native: str, parser: Pool) -> Iterator[Remote]:
    """The engine over the native server."""
    made = Remote(native, parser, LIMITS)
    yield made
    made.close()


@contextmanager
def faulty(parser: Pool, handle: Handler, limits: Limits = LIMITS) -> Iterator[Remote]:
    """An engine over an endpoint that does what the handler does."""

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            handle(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        made = Remote(f"http://127.0.0.1:{server.server_port}/", parser, limits)
        try:
            yield made
        finally:
            made.disconnect()
            server.shutdown()
            thread.join()


def answering(
    status: int, media_type: str, body: bytes, length: int | None = None, **headers: str
) -> Handler:
    def handle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media_type)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return handle


def test_answers(remote: Remote) -> None:
    rows = remote.run(Query(f"SELECT ?o {{ <{EX}shared> ?p ?o }}"), 5)
    assert rows.form == "solutions"
    assert json.loads(rows.body)["results"]["bindings"][0]["o"]["value"] == "7"
    assert not rows.stable, "what is not ours may change"
    assert remote.run(Query("ASK {}", "application/sparql-results+xml"), 5).form == "boolean"
    graph = remote.run(Query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"), 5)
    assert (graph.form, graph.body.count(b" .")) == ("graph", 1)


def test_formats_by_their_other_names(remote: Remote) -> None:
    """Whatever name the client has for a format, the endpoint is asked by the registered one."""
    for media_type in ("application/json", "text/xml"):
        assert remote.run(Query("ASK {}", media_type), 5).form == "boolean"
    for media_type in ("application/x-turtle", "text/plain", "text/xml", "text/x-nquads"):
        query = Query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", None, media_type)
        assert remote.run(query, 5).form == "graph"


def test_the_dataset_is_passed_on(remote: Remote) -> None:
    one = Query("SELECT ?s { ?s ?p ?o }", "text/csv", None, (f"{EX}graph/3",), ())
    assert remote.run(one, 5).body.decode().split() == ["s", f"{EX}only-3"]


def test_refusals(remote: Remote) -> None:
    with pytest.raises(errors.QuerySyntaxError) as wrong:
        remote.run(Query("SELECT * {"), 5)
    assert wrong.value.line == 1
    with pytest.raises(errors.FormatNotAvailable):
        remote.run(Query("ASK {}", solutions=None), 5)
    with pytest.raises(errors.ServiceNotSupported):
        remote.run(Query("ASK { SERVICE <http://127.0.0.1:9/> {} }"), 5)
    with pytest.raises(errors.ServiceNotSupported):
        remote.run(Query(r"ASK { \u0053ERVICE <http://127.0.0.1:9/> {} }"), 5)
    with pytest.raises(errors.ResultTooLarge):
        remote.run(Query("SELECT * { ?s ?p ?o }"), 10)
    assert remote.run(Query("SELECT * { ?s ?p ?o }", max_bytes=64 << 20), 10).body


def test_the_deadline(remote: Remote) -> None:
    started = time.monotonic()
    with pytest.raises(errors.TimeLimitExceeded):
        remote.run(Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"), 0.5)
    assert time.monotonic() - started < 1.5
    assert remote._parser.kills["deadline"] == 1


def test_a_client_that_goes(parser: Pool) -> None:
    release = threading.Event()

    def trickle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/sparql-results+json")
        request.end_headers()
        while not release.wait(0.05):
            try:
                request.wfile.write(b" ")
            except OSError:
                return

    cancel = Cancellation()
    with faulty(parser, trickle) as engine:
        threading.Timer(0.3, cancel.request).start()
        started = time.monotonic()
        with pytest.raises(errors.QueryCancelled):
            engine.run(Query("ASK {}"), 20, cancel)
        assert time.monotonic() - started < 2
        assert parser.kills["client"] == 1
        release.set()


def test_no_more_ask_or_wait_than_may(parser: Pool) -> None:
    release = threading.Event()

    def hold(request: http.server.BaseHTTPRequestHandler) -> None:
        release.wait(10)
        answering(200, "application/sparql-results+json", b'{"boolean":true}')(request)

    ends: list[str] = []

    def ask(engine: Remote) -> None:
        try:
            ends.append(engine.run(Query("ASK {}"), 10).form)
        except errors.Busy:
            ends.append("busy")

    with faulty(parser, hold, Limits(1, 1, 1, 1 << 20)) as engine:
        release.set()
        for _ in range(3):  # a client without short queries leaves one slot to others
            engine.run(Query("ASK {}"), 10)
        release.clear()
        threads = [threading.Thread(target=ask, args=(engine,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert until(lambda: ends == ["busy"])
        assert until(lambda: (engine.gauges()["running"], engine.gauges()["waiting"]) == (2, 1))
        release.set()
        for thread in threads:
            thread.join()
    assert ends == ["busy", "boolean", "boolean", "boolean"]
    assert engine.gauges()["running"] == 0


def test_a_slow_trickle_ends_with_the_deadline(parser: Pool) -> None:
    def trickle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/sparql-results+json")
        request.end_headers()
        for _ in range(100):
            try:
                request.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.05)

    with faulty(parser, trickle) as engine, pytest.raises(errors.TimeLimitExceeded):
        engine.run(Query("ASK {}"), 0.5)


def test_a_name_and_password_are_sent(parser: Pool) -> None:
    seen: list[str | None] = []

    def check(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["authorization"])
        answering(200, "application/sparql-results+json", b'{"boolean":true}')(request)

    with faulty(parser, check) as engine:
        known = Remote(f"http://kg:p%40ss@{engine._host}/", parser, LIMITS)
        assert known.run(Query("ASK {}"), 5).form == engine.run(Query("ASK {}"), 5).form
    assert seen == ["Basic a2c6cEBzcw==", None]


def test_an_endpoint_that_is_not_there(parser: Pool) -> None:
    port = free_port()
    engine = Remote(f"http://127.0.0.1:{port}/", parser, LIMITS)
    with pytest.raises(errors.EngineUnavailable, match="does not answer") as down:
        engine.run(Query("ASK {}"), 5)
    assert str(port) not in str(down.value)  # readers are not told where it would be


def test_connections_are_kept_and_renewed(parser: Pool) -> None:
    ports: list[int] = []

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        ports.append(request.client_address[1])
        # The HTTP/1.1 of a server that keeps connections, until it drops one without a word.
        request.protocol_version = "HTTP/1.1"
        answering(200, JSON, b'{"head": {"vars": []}, "results": {"bindings": []}}')(request)
        request.close_connection = len(ports) == 3

    with faulty(parser, answer) as engine:
        for _ in range(5):
            engine.run(Query("SELECT * {}"), 5)
    assert len(ports) == 5
    assert len(set(ports)) == 2


TABLE = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'


@pytest.mark.parametrize(
    ("handler", "error", "message"),
    [
        (answering(200, JSON, b'{"head":', length=1000), errors.EngineUnavailable, "not answer"),
        (answering(200, "text/html", b"<p>hello"), errors.EngineUnavailable, "text/html"),
        (answering(200, JSON, b"{"), errors.EngineUnavailable, "cannot be read"),
        (answering(200, JSON, b"[]"), errors.EngineUnavailable, "cannot be read"),
        (answering(200, JSON, TABLE), errors.EngineUnavailable, "cannot be read"),
        (answering(302, "text/plain", b"", Location="http://x/"), errors.EngineUnavailable, "302"),
        (answering(500, "text/plain", b"out of luck"), errors.EngineUnavailable, "out of luck"),
        (answering(504, "text/plain", b"too late"), errors.TimeLimitExceeded, "^$"),
        (answering(503, "text/plain", b"later", Retry_After="17"), errors.Busy, "busy"),
    ],
    ids=["cut", "type", "no JSON", "no object", "no boolean", "redirect", "500", "504", "503"],
)
def test_an_endpoint_without_an_answer(
    parser: Pool, handler: Handler, error: type[errors.EngineError], message: str
) -> None:
    with faulty(parser, handler) as engine, pytest.raises(error, match=message) as failure:
        engine.run(Query("ASK {}"), 5)
    if isinstance(failure.value, errors.Busy):
        assert failure.value.retry_after == 17


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The link to a small build that says which one it is, as builds of kg do."""
    folder = tmp_path_factory.mktemp("stamped")
    write_build(folder, quads() + stamp("small"), "small")
    return folder / "current"


def test_the_whole_service_over_it(stamped: Path) -> None:
    with (
        oxigraph("serve-read-only", stamped / "store") as address,
        serving(stamped, "--engine", f"{address}/query") as live,
    ):
        reply = live.query(f"SELECT ?o {{ <{EX}shared> ?p ?o }}", format="csv")
        assert reply.text == "o\r\n7\r\n"
        assert reply.headers["cache-control"] == "no-cache"
        validators = {"If-None-Match": reply.headers["etag"]}
        path = "/sparql?format=csv&query=" + urllib.request.quote(
            f"SELECT ?o {{ <{EX}shared> ?p ?o }}"
        )
        assert live.request("GET", path, validators).status == 304
        assert live.query("SELECT {").status == 400
        assert live.query("ASK { SERVICE ?x {} }").status == 403
        ask = "/sparql?query=ASK%7B%7D"
        assert live.request("GET", ask, {"Accept": "application/json"}).type == "application/json"
        description = live.request("GET", "/sparql").text
        assert "sd:namedGraph" in description
        health = live.request("GET", "/health")
        assert (health.status, json.loads(health.text)["engine"]) == (200, "remote")
        # The rest comes from the build beside it.
        assert live.request("GET", "/explore/graph.json").status == 200
        assert live.request("GET", f"/doc?iri={EX}shared", {"Accept": "text/turtle"}).status == 200


@pytest.mark.parametrize(
    ("held", "told"), [(stamp("other"), "the build other"), ("", "no build of kg")]
)
def test_an_endpoint_with_another_build_is_refused(
    tmp_path: Path, stamped: Path, held: str, told: str
) -> None:
    write_build(tmp_path, quads() + held, "other")
    with oxigraph("serve-read-only", tmp_path / "current" / "store") as address:
        link = stamped
        with pytest.raises(
            errors.EngineUnavailable, match=f"holds {told}, .* the build small"
        ) as refused:
            open_releases(link, f"{address}/query")
    assert "data.nq" in str(refused.value)


def test_an_endpoint_that_is_loaded_anew_is_noticed(tmp_path: Path, stamped: Path) -> None:
    shutil.copytree(stamped / "store", tmp_path / "store")
    with oxigraph("serve", tmp_path / "store") as address:
        releases = open_releases(stamped, f"{address}/query")
        try:
            releases.check()
            update(address, f"DELETE DATA {{ {as_data(stamp('small'))} }}")
            update(address, f"INSERT DATA {{ {as_data(stamp('next'))} }}")
            with pytest.raises(errors.EngineUnavailable, match="holds the build next"):
                releases.check()
            # The build that the endpoint now holds may be taken into service.
            write_build(tmp_path, quads() + stamp("next"), "next")
            releases._link = tmp_path / "current"
            releases.check()
            assert releases.current.manifest.hash == "next"
        finally:
            releases.close()


def open_releases(link: Path, engine: str) -> Releases:
    """The release at a link, with an endpoint for its queries."""
    settings = Settings(workers=1, slow_workers=1, engine=engine)
    return Releases(settings, link)


def as_data(quad: str) -> str:
    """A quad as SPARQL writes it."""
    triple, _, graph = quad.removesuffix(" .\n").rpartition(" ")
    return f"GRAPH {graph} {{ {triple} }}"


def update(address: str, text: str) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    request = urllib.request.Request(f"{address}/update", text.encode(), headers)
    urllib.request.urlopen(request, timeout=5).close()


def test_a_long_query_takes_no_time_of_the_server(remote: Remote) -> None:
    """Reading 256 KB of names for what they leave out is the parser's work, in its process."""
    names = " ".join(f"place:x{n}.a.b" for n in range(12_000))
    text = f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {names} }} }}"
    before = time.thread_time()
    assert remote.run(Query(text, "text/csv"), 20).body.split() == [b"n", b"12000"]
    assert time.thread_time() - before < 0.05
