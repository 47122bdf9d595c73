"""The server as a process: hanging up, stopping, switching builds, logs, budgets, rights."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.settings import CORES
from server.sparql.engine.admission import Limits
from tests.served import (
    EX,
    ROOT,
    WITHOUT_BUDGETS,
    Live,
    descendants,
    quads,
    serving,
    target,
    until,
    write_build,
)

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i) }"


def metric(live: Live, name: str) -> float:
    """One figure of /metrics; 0 where it is not there yet."""
    lines = live.request("GET", "/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def test_a_client_that_hangs_up_frees_its_worker(live: Live) -> None:
    before = metric(live, 'sparql_kills_total{cause="client"}')
    with socket.create_connection(("127.0.0.1", live.port)) as link:
        link.sendall(f"GET {target(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert until(lambda: metric(live, "sparql_running") + metric(live, "sparql_slow") > 0)
    assert until(lambda: metric(live, "sparql_running") + metric(live, "sparql_slow") == 0, 2)
    assert metric(live, 'sparql_kills_total{cause="client"}') == before + 1


def test_the_time_limit_is_kept_and_told(live: Live) -> None:
    started = time.monotonic()
    reply = live.query(ENDLESS, timeout="0.5")
    assert reply.status == 504
    assert "0.5 s" in reply.text
    assert time.monotonic() - started < 1.5


def test_a_body_in_chunks(live: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    parts = iter([b"ASK ", b"{}"])
    head = {"Content-Type": "application/sparql-query"}
    connection.request("POST", "/sparql", parts, head, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()


def test_a_long_body_is_read_before_it_is_refused(live: Live) -> None:
    """So that a client which sends all before it reads is told why."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(5):
        reply = live.request("POST", "/sparql", form, "query=" + "#" * (16 << 20))
        assert reply.status == 413
        assert "256 KB" in reply.text


@pytest.mark.parametrize("path", ["/sparql", "/reconcile", "/api/subgraph"])
def test_a_form_of_very_many_fields_is_refused(live: Live, path: str) -> None:
    head = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    few = live.request("POST", path, head, "query=ASK{}" + "&a=b" * 999)
    assert few.status != 413
    many = live.request("POST", path, head, "query=ASK{}" + "&a=b" * 1000)
    assert many.status == 413
    assert "more than 1000 fields" in many.text
    query = "ASK { FILTER(true" + " && true" * 1000 + ") }"
    kind = {"Content-Type": "application/sparql-query"}
    assert live.request("POST", "/sparql", kind, query).status == 200


def test_a_long_body_that_waits_for_leave_gets_none(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as link:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        link.sendall(f"{head}Content-Length: 9000000\r\nExpect: 100-continue\r\n\r\n".encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("hosts", ["", "Host: a\r\nHost: b\r\n"])
@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/health"])
def test_a_request_without_a_host_of_its_own_is_refused(live: Live, path: str, hosts: str) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\n{hosts}\r\n".encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as link:
        link.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        assert b" 200 " in link.recv(65536).partition(b"\r\n")[0], "HTTP/1.0 knew none"


def test_an_endless_body_is_refused_early(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as link:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        link.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
        try:
            for _ in range(2000):
                link.sendall(chunk)
        except OSError:
            pass
        assert b" 413 " in link.recv(65536)
    assert metric(live, 'sparql_requests_total{source="none",status="413"}') >= 1
    assert metric(live, 'sparql_refusals_total{kind="query-length"}') >= 1


@pytest.mark.parametrize("path", ["/api/search?q=", "/reconcile?queries="])
def test_the_json_api_refuses_in_json_whatever_is_accepted(live: Live, path: str) -> None:
    reply = live.request("GET", path + "x" * 20_000, {"Accept": "*/*"})
    assert (reply.status, reply.type) == (414, "application/problem+json")
    assert json.loads(reply.text)["limit"] == 16 << 10


def test_one_connection_serves_many_requests(live: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    for method, path in [
        ("GET", target("ASK {}")),
        ("HEAD", target("ASK {}")),
        ("OPTIONS", "/sparql"),
        ("GET", target("SELECT {")),
        ("HEAD", target("SELECT {")),
        ("DELETE", "/sparql"),
        ("GET", "/nowhere"),
        ("GET", target("SELECT * { ?s ?p ?o }")),
        ("GET", target("ASK {}")),
    ]:
        connection.request(method, path)
        reply = connection.getresponse()
        reply.read()
        assert reply.status < 500
        assert reply.getheader("connection") != "close"
    connection.close()


def test_the_request_s_id_comes_back_and_is_logged(live: Live) -> None:
    reply = live.request("GET", target("ASK {}"), {"X-Request-Id": "proxy-7.1"})
    assert reply.headers["x-request-id"] == "proxy-7.1"
    assert until(lambda: any(e["id"] == "proxy-7.1" for e in live.events("query")))
    (event,) = [e for e in live.events("query") if e["id"] == "proxy-7.1"]
    assert event["status"] == 200
    assert event["query"] == "ASK {}"
    assert event["client"] == "127.0.0.1"


def test_pages_are_counted_and_logged_too(live: Live) -> None:
    """Their ids lead to a line of the log, whoever refused them."""
    before = metric(live, 'page_requests_total{status="404"}')
    lost = metric(live, "sparql_refusals_total")
    for path, fields in (("/nowhere?a=%0A", {}), ("/health", {}), ("/", {"Host": "a b"})):
        reply = live.request("GET", path, fields)
        name = reply.headers["x-request-id"]
        assert "total;dur=" in reply.headers["server-timing"]
        logged = ("page", "query")
        assert until(lambda: any(e["id"] == name for n in logged for e in live.events(n)))  # noqa: B023
        (event,) = [e for n in logged for e in live.events(n) if e["id"] == name]
        assert event["status"] == reply.status
    assert metric(live, 'page_requests_total{status="404"}') == before + 1
    assert metric(live, "sparql_refusals_total") == lost + 2


@pytest.mark.parametrize("given", ["a b", "x" * 65, "<b>", '"'])
def test_an_id_that_is_none_is_replaced(live: Live, given: str) -> None:
    reply = live.request("GET", target("ASK {}"), {"X-Request-Id": given})
    assert reply.headers["x-request-id"] != given


def test_no_query_forges_a_line_of_the_log(live: Live) -> None:
    forged = 'ASK {} #\n{"event": "query", "id": "forged"}\r\n\x1b[2J'
    assert live.query(forged).status == 400
    assert until(lambda: any(e["query"] == forged for e in live.events("query")))
    assert all(line.isascii() for line in live.log[3:])
    assert not any(e["id"] == "forged" for e in live.events("query"))


def test_nothing_given_reaches_a_page_unescaped(live: Live) -> None:
    script = "<script>alert(1)</script>"
    for path in ("/?ask=", "/?lang=", "/sparql?lang=", "/sparql?format=", "/"):
        reply = live.request("GET", path + urllib.parse.quote(script), {"Accept": "text/html"})
        assert script not in reply.text or reply.type == "text/plain"
        assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "//etc/passwd", "/static/"]
)
def test_no_path_leads_to_the_files(live: Live, path: str) -> None:
    reply = live.request("GET", path)
    assert reply.status in (400, 404)
    assert "import" not in reply.text


def test_health(live: Live) -> None:
    document = json.loads(live.request("GET", "/health").body)
    assert (document["live"], document["ready"], document["build"]) == (True, True, "small")


def test_health_is_told_at_once_beside_long_queries(build: Path) -> None:
    options = ("--workers", "1", "--slow-workers", "1", "--waiting", "1", "--seconds", "3")
    with serving(build, *options) as busy:
        asking = [
            threading.Thread(target=busy.query, args=(ENDLESS,), daemon=True) for _ in range(3)
        ]
        for thread in asking:
            thread.start()
        assert until(lambda: metric(busy, "sparql_slow") == 1)
        started = time.monotonic()
        reply = busy.request("GET", "/health")
        assert time.monotonic() - started < 0.5
        document = json.loads(reply.body)
        assert (reply.status, document["ready"]) == (200, True)
        for thread in asking:
            thread.join()


def test_health_does_not_ask_the_engine_and_says_that_it_is_down(tmp_path: Path) -> None:
    folder = write_build(tmp_path, quads(), "small")
    with serving(tmp_path / "current") as own:
        (zygote,) = descendants(own.process.pid)[:1]
        os.kill(zygote, signal.SIGKILL)
        told = lambda: json.loads(own.request("GET", "/health").body)["ready"]  # noqa: E731
        assert until(lambda: own.query("ASK {}").status == 200)
        assert until(told), "it is replaced"
        (zygote,) = descendants(own.process.pid)[:1]
        (folder / "data.nq").unlink()
        os.kill(zygote, signal.SIGKILL)
        assert until(lambda: not told())
        reply = own.request("GET", "/health")
        document = json.loads(reply.body)
        assert (reply.status, document["shortQueries"]) == (503, False)
        assert "cannot be loaded" in document["reason"]


def test_metrics(live: Live) -> None:
    live.query("ASK { ?metrics ?p ?o }")
    live.query("SELECT {")
    text = live.request("GET", "/metrics").text
    for name in (
        'sparql_requests_total{source="miss",status="200"}',
        'sparql_requests_total{source="none",status="400"}',
        "sparql_request_seconds_bucket",
        'sparql_refusals_total{kind="syntax"}',
        "sparql_waiting",
        "sparql_cache_hits_total",
        "sparql_cache_bytes",
        'build_info{hash="small"} 1.0',
    ):
        assert name in text


def test_a_new_build_without_a_failed_request(tmp_path: Path) -> None:
    """Requests run all the time; after the switch they see the new data, and none fails."""
    version = f"SELECT ?v {{ <{EX}x> <{EX}version> ?v }}"
    write_build(tmp_path, f'<{EX}x> <{EX}version> "0" .\n', "build0")
    with serving(tmp_path / "current", *WITHOUT_BUDGETS) as live:
        seen: list[tuple[int, str]] = []
        stop = threading.Event()

        def ask(number: int) -> None:
            count = 0
            while not stop.is_set():
                count += 1
                text = version if number else f"{version} # {count}"
                reply = live.query(text, format="csv")
                seen.append((reply.status, reply.text.split()[-1]))

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 4):
            write_build(tmp_path, f'<{EX}x> <{EX}version> "{number}" .\n', f"build{number}")
            assert until(
                lambda n=number: live.query(version, format="csv").text.split()[-1] == str(n)
            )  # type: ignore[misc]
        stop.set()
        for thread in threads:
            thread.join()
        assert {status for status, _ in seen} == {200}
        assert {value for _, value in seen} == {"0", "1", "2", "3"}
        assert live.query(version).headers["etag"]
        # A zygote, and the workers that a pool keeps; those of builds before may still be ending.
        kept = Limits(CORES, 8, 64, 1).max_idle
        assert until(lambda: len(descendants(live.process.pid)) <= 1 + kept)


def test_a_stop_lets_queries_finish(build: Path) -> None:
    with serving(build) as live:
        result: list[int] = []
        slow = f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}next> ?b . ?c <{EX}label> ?d FILTER(?b = ?d) }}"
        started = time.monotonic()
        live.query(slow)
        took = time.monotonic() - started
        ask = threading.Thread(target=lambda: result.append(live.query(slow + " #").status))
        ask.start()
        time.sleep(min(0.1, took / 2))
        live.process.send_signal(signal.SIGTERM)
        ask.join(timeout=20)
        assert result == [200]
        assert live.process.wait(timeout=20) == 0
    assert not descendants(live.process.pid)


def test_work_that_does_not_heed_a_stop_ends_with_the_process() -> None:
    code = """
import time, types
from server.http.asgi import Gateway
from server.http.connection_registry import Connections
from server.settings import Settings

settings = Settings()
service = types.SimpleNamespace(
    settings=settings, connections=Connections(settings), close=lambda: print("closed")
)
gateway = Gateway(service, None)
gateway._running.add(gateway._threads.submit(time.sleep, 60))
gateway.close()
"""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-u", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=50
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "closed\n", "")
    assert time.monotonic() - started < 40


def test_who_is_to_come_again_later_is_told_after_a_second(build: Path) -> None:
    with serving(build, "--budget-errors", "1", "--seconds", "5") as live:
        assert live.query("SELECT {").status == 400
        started = time.monotonic()
        assert live.query("SELECT {").status == 429
        assert time.monotonic() - started >= 0.9, "so that it cannot come 1,000 times a second"


def test_budgets(build: Path) -> None:
    options = ("--budget-seconds", "1", "--budget-errors", "3", "--proxies", "1")
    with serving(build, *options) as live:

        def ask(client: str, text: str, **more: str) -> tuple[int, str | None]:
            forwarded = {"X-Forwarded-For": f"1.2.3.4, {client}"}
            reply = live.request("GET", target(text, **more), forwarded)
            return reply.status, reply.headers.get("retry-after")

        assert ask("192.0.2.1", "ASK {}") == (200, None)
        assert ask("192.0.2.1", ENDLESS, timeout="1.1")[0] == 504
        status, after = ask("192.0.2.1", "ASK { ?s ?p ?o }")
        assert status == 429
        assert 0 < int(after or 0) <= 60
        assert ask("192.0.2.1", "ASK {}")[0] == 200, "what is cached costs nothing"
        assert [ask("192.0.2.2", "SELECT {")[0] for _ in range(4)] == [400, 400, 400, 429]
        assert ask("192.0.2.2", "ASK { ?a ?b ?c }")[0] == 429
        assert ask("192.0.2.3", "ASK { ?s ?p ?o }")[0] == 200


def test_a_client_with_too_many_requests_is_told_and_others_are_served(build: Path) -> None:
    off = ("--budget-seconds", "0", "--proxies", "1", "--client-requests", "2")
    with serving(build, *off) as live, contextlib.ExitStack() as links:
        head = f"GET {target(ENDLESS)} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"
        for _ in range(18):
            link = links.enter_context(socket.create_connection(("127.0.0.1", live.port)))
            link.sendall(head.encode())
        assert until(lambda: metric(live, "sparql_slow") == 2)
        status, headers = 0, {}
        while status != 429:  # the others may not all have come in
            one = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
            one.request("GET", target("ASK {}"), headers={"X-Forwarded-For": "192.0.2.1"})
            reply = one.getresponse()
            status, headers = reply.status, dict(reply.getheaders())
        assert 0 < int(headers["retry-after"]) <= 10
        mine = live.request("GET", target("ASK {}"), {"X-Forwarded-For": "192.0.2.2"})
        assert mine.status == 200
        assert live.request("GET", "/health", {"X-Forwarded-For": "192.0.2.1"}).status == 200
        assert metric(live, "sparql_slow") == 2


def test_several_lines_of_a_header_are_one_list(build: Path) -> None:
    with serving(build, "--budget-seconds", "0", "--budget-errors", "3", "--proxies", "1") as live:

        def ask(path: str, *lines: str) -> bytes:
            head = "\r\n".join((f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *lines))
            with socket.create_connection(("127.0.0.1", live.port), timeout=10) as link:
                link.sendall(f"{head}\r\n\r\n".encode())
                return b"".join(iter(lambda: link.recv(65536), b"")).partition(b"\r\n\r\n")[0]

        def err(mine: int, *lines: str) -> bytes:
            """The status of a mistake through a proxy that adds a line below the client's own."""
            return ask(target("SELECT {"), f"X-Forwarded-For: 1.2.3.{mine}", *lines).split()[1]

        below = "X-Forwarded-For: 192.0.2.1"
        assert [err(i, below) for i in range(5)] == [b"400"] * 3 + [b"429"] * 2
        wanted = ("Accept: text/csv;q=0.5", "Accept: text/tab-separated-values")
        found = ask(target("SELECT * {}"), *wanted)
        assert b"tab-separated" in found
        (tag,) = [line for line in found.split(b"\r\n") if line.lower().startswith(b"etag: ")]
        both = ('If-None-Match: "x"', f"If-None-Match: {tag[6:].decode()}")
        assert b" 304 " in ask(target("SELECT * {}"), *wanted, *both)
        page = ask("/sparql?lang=en", "Accept: application/n-triples", "Accept: text/html;q=0.5")
        assert b"application/n-triples" in page


def test_an_underscore_does_not_pass_for_a_hyphen(build: Path) -> None:
    with serving(build, "--proxies", "1") as live:
        for name, believed in (("X-Forwarded-Host", True), ("X_Forwarded_Host", False)):
            page = live.request("GET", "/sparql", {name: "its.example", "Accept": "text/turtle"})
            assert page.status == 200
            assert ("its.example" in page.text) is believed


def test_a_missing_build_says_which_command_makes_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server", "--build", str(tmp_path / "current")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert ended.returncode == 1
    assert "kg build" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_named(build: Path, live: Live) -> None:
    command = [sys.executable, "-m", "server", "--build", str(build), "--port", str(live.port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert ended.returncode == 1
    assert f"port {live.port}: Address already in use" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_greets_with_its_address_counts_and_a_curl_line(live: Live) -> None:
    text = "".join(live.log)
    assert live.url in text
    assert "triples" in text
    assert "entities" in text
    assert "passages" in text
    (curl,) = [line for line in text.splitlines() if "curl" in line]
    assert live.url in curl


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is not installed")
def test_an_ordinary_user_who_may_write_nothing(build: Path) -> None:
    """Root becomes nobody, for whom the code and the build are read-only, before it serves."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    python = next((p for p in (sys.executable, "/usr/bin/python3") if usable(nobody, p)), None)
    if not python:
        pytest.skip("nobody can run no Python here")
    packages = os.pathsep.join(path for path in sys.path if path)
    prefix = [*nobody, "env", f"PYTHONPATH={packages}", "PYTHONDONTWRITEBYTECODE=1"]
    with (
        tempfile.TemporaryDirectory() as folder,  # pytest closes its own to all others
        serving(readable(build, Path(folder)), prefix=prefix, python=python) as live,
    ):
        assert live.query("ASK {}").status == 200
        large = live.query("SELECT * { ?s ?p ?o }")
        assert int(large.headers["content-length"]) == len(large.body)
        processes = [live.process.pid, *descendants(live.process.pid)]
        assert len(processes) >= 3, "server, zygote, worker"
        for pid in processes:
            assert Path(f"/proc/{pid}").stat().st_uid in (65534, 0), "0 where it is not dumpable"
            assert "Uid:\t65534\t65534" in Path(f"/proc/{pid}/status").read_text()


def readable(build: Path, folder: Path) -> Path:
    """The same build in a folder that everybody may read."""
    builds = shutil.copytree(build.parent, folder / "builds", symlinks=True)
    for closed in (folder, builds):
        closed.chmod(0o755)
    return builds / build.name


def usable(prefix: list[str], python: str) -> bool:
    """Whether the user can run this Python, also from within itself, and it is as new as ours."""
    code = (
        "import subprocess, sys; "
        f"sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r} or "
        "subprocess.run([sys.executable, '-c', '1'], stderr=subprocess.DEVNULL).returncode)"
    )
    tried = subprocess.run([*prefix, python, "-c", code], stderr=subprocess.DEVNULL, cwd="/")
    return tried.returncode == 0


@contextmanager
def not_reading(live: Live, text: str) -> Iterator[socket.socket]:
    """A client that has asked for megabytes, and has read the beginning of the answer only."""
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.settimeout(15)
        link.connect(("127.0.0.1", live.port))
        link.sendall(f"GET {target(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert link.recv(12) == b"HTTP/1.1 200"
        yield link


LARGE = f"SELECT * {{ ?a <{EX}next> ?b . ?c <{EX}next> ?d }} LIMIT 40000"


def test_an_answer_that_had_to_go_ends_short_and_quietly(build: Path) -> None:
    with serving(build, "--spool-mb", "1") as own:
        with not_reading(own, LARGE) as link:
            for number in range(3):
                assert own.query(f"{LARGE} # {number}").status == 200
            data = b"".join(iter(lambda: link.recv(1 << 20), b""))
        head, _, body = data.partition(b"\r\n\r\n")
        (length,) = re.findall(rb"content-length: (\d+)", head)
        assert 0 < len(body) < int(length)
    assert not any(line.startswith("Traceback") for line in own.log)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_does_not_wait_for_ever(build: Path, how: signal.Signals) -> None:
    """Not for a slow reader, nor for a body: who sent half of one is told."""
    with serving(build, "--seconds", "1") as own, socket.socket() as half:
        half.connect(("127.0.0.1", own.port))
        half.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nASK")
        with not_reading(own, LARGE):
            own.process.send_signal(how)
            assert own.process.wait(timeout=20) == 0
        data = b"".join(iter(lambda: half.recv(65536), b""))
    assert data.startswith(b"HTTP/1.1 503 ")
    assert b"The server is stopping" in data
    assert not any(line.startswith("Traceback") for line in own.log)
