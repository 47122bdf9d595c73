"""What is sent before, between and instead of requests, byte by byte."""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from server.http.asgi import Receive, Send
from server.http.connection import Connection
from server.http.connection_registry import Connections
from server.http.request_head import Scope
from server.settings import Settings
from tests.served import EX, WITHOUT_BUDGETS, Live, serving, target, until
from tests.server.http.test_asgi import ENDLESS, LARGE, metric, not_reading

ASK = target("ASK {}")
QUERY = b"Content-Type: application/sparql-query\r\n"
# What Java's client says on a connection's first request, whatever the method.
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"


@contextmanager
def connected(live: Live) -> Iterator[socket.socket]:
    """A connection to the server."""
    with socket.create_connection(("127.0.0.1", live.port), timeout=15) as link:
        yield link


def get(path: str, *fields: bytes) -> bytes:
    """A GET as it goes over the wire."""
    return b"".join([f"GET {path} HTTP/1.1\r\nHost: x\r\n".encode(), *fields, b"\r\n"])


def post(body: bytes, *fields: bytes) -> bytes:
    """A POST of a query, with its length."""
    length = b"Content-Length: %d\r\n" % len(body)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\n"
    return b"".join([head, QUERY, length, *fields, b"\r\n", body])


def chunked(*chunks: bytes) -> bytes:
    """A POST of a query in chunks, their lengths included."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    return b"".join([head, QUERY, b"\r\n", *chunks])


def answers(link: socket.socket, count: int) -> list[tuple[int, str]]:
    """The next answers on a connection: status and body of each."""
    return [(reply.status, body) for reply, body in map(read, [link] * count)]


def read(link: socket.socket) -> tuple[HTTPResponse, str]:
    """The next answer; no more is read than that, so that another may follow."""
    reply = HTTPResponse(link)
    reply.fp = link.makefile("rb", buffering=0)
    reply.begin()
    return reply, reply.read().decode()


REFUSED = {
    "a URL over the limit": (get(target("ASK {}" + "#" * 17_000)), 414, "16 KB"),
    "a URL of 100 KB": (get(target("ASK {}" + "#" * 100_000)), 414, "16 KB"),
    "a URL of 1 MB": (get(target("ASK {}" + "#" * 1_000_000)), 414, "16 KB"),
    "a page's URL": (get("/?" + "x" * 1_000_000), 414, "16 KB"),
    "a page's URL on another server": (get("http://" + "h" * 1_000_000 + "/sparql"), 414, "16 KB"),
    "a long field": (get(ASK, b"X: " + b"y" * 66_000 + b"\r\n"), 431, "64 KB"),
    "a field of 2 MB": (get(ASK, b"X: " + b"y" * 2_000_000 + b"\r\n"), 431, "64 KB"),
    "many fields": (get(ASK, *(b"X%d: y\r\n" % n for n in range(20_000))), 431, "64 KB"),
    "no such version": (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "HTTP/2.0"),
    "no version": (b"GET /\r\n\r\n", 400, "HTTP/1.1"),
    "no such method": (b"BREW /sparql HTTP/1.1\r\nHost: x\r\n\r\n", 405, "BREW"),
    "a tunnel": (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 405, "CONNECT"),
    "TLS": (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n",
        400,
        "Not a valid HTTP/1.1",
    ),
    "no field": (b"GET / HTTP/1.1\r\nHost: x\r\nHost\r\n\r\n", 400, "Not a valid HTTP/1.1"),
    "two lengths": (post(b"ASK {}", b"Content-Length: 5\r\n"), 400, "Not a valid HTTP/1.1"),
    "length and chunks": (
        post(b"0\r\n\r\n", b"Transfer-Encoding: chunked\r\n"),
        400,
        "both Content-Length",
    ),
    "a host that is none": (b"GET / HTTP/1.1\r\nHost: a b<c>\r\n\r\n", 400, "Host"),
    "a coding that is not read": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        501,
        "Transfer-Encoding",
    ),
    "a chunk without length": (chunked(b"3\r\nASK\r\n", b"x\r\n {}\r\n"), 400, "chunk"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_whatever_is_refused_is_told_why(live: Live, name: str) -> None:
    sent, status, words = REFUSED[name]
    before = metric(live, "sparql_requests_total")
    with connected(live) as link:
        link.sendall(sent)
        reply, body = read(link)
        assert (reply.status, words in body) == (status, True), body
        assert reply.getheader("x-request-id")
        assert reply.getheader("date")
        if "method" not in name:  # that is a valid request
            assert reply.getheader("connection") == "close"
            assert link.recv(1) == b""
    if (
        "a page" not in name and "version" not in name and "a host" not in name
    ):  # those are not the endpoint's
        assert until(lambda: metric(live, "sparql_requests_total") == before + 1)
        logged = reply.getheader("x-request-id")
        assert until(lambda: logged in [event["id"] for event in live.events("query")[-1:]])


def test_a_refused_request_is_read_to_its_end(live: Live) -> None:
    """Else the connection would break while its body is sent, and nobody would read why."""
    body = b" " * 200_000
    sent = post(body).replace(b"/sparql", b"/sparql?" + b"x" * 20_000)
    with connected(live) as link:
        link.sendall(sent[: -len(body)])
        for start in range(0, len(body), 20_000):
            time.sleep(0.02)
            link.sendall(body[start : start + 20_000])
        reply, _ = read(link)
        assert reply.status == 414
        assert link.recv(1) == b""


def test_errors_are_charged_before_they_are_requests(build: Path) -> None:
    with serving(build, "--budget-errors", "2") as own:
        found = []
        for _ in range(4):
            with connected(own) as link:
                link.sendall(b"GET / HTTP/1.1\r\n\r\n")
                found += answers(link, 1)
        assert [status for status, _ in found] == [400, 400, 429, 429]


def test_the_host_of_an_absolute_target_counts(live: Live) -> None:
    with connected(live) as link:
        head = b"GET http://good.example:81/sparql HTTP/1.1\r\nHost: other.example\r\n"
        link.sendall(head + b"Accept: text/turtle\r\n\r\n" + get("http://good.example/health"))
        (status, body), (health, _) = answers(link, 2)
    assert (status, health) == (200, 200)
    assert "http://good.example:81/sparql" in body
    assert "other.example" not in body


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_url_is_read_as_it_was_pasted(live: Live, size: int) -> None:
    """In UTF-8, without percent signs, in however many pieces."""
    text = f"SELECT?o{{<{EX}hard><{EX}p/zh>?o.FILTER(?o='滨江数创走廊'@zh)}}"
    sent = f"GET /sparql?format=csv&query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with connected(live) as link:
        for start in range(0, len(sent), size):
            link.sendall(sent[start : start + size])
        assert answers(link, 1) == [(200, "o\r\n滨江数创走廊\r\n")]


@pytest.mark.parametrize(
    "sent",
    [get(ASK, UPGRADE), post(b"ASK {}", UPGRADE), chunked(b"6\r\nASK {}\r\n0\r\n\r\n")],
    ids=["GET", "POST", "chunks"],
)
def test_an_offer_of_another_protocol_is_passed_by(live: Live, sent: bytes) -> None:
    with connected(live) as link:
        for _ in range(3):
            link.sendall(sent)
            ((status, body),) = answers(link, 1)
            assert status == 200
            assert "true" in body
        link.sendall(sent * 3)
        assert [status for status, _ in answers(link, 3)] == [200] * 3


def test_an_offer_in_pieces(live: Live) -> None:
    sent = post(b"ASK {}", UPGRADE)
    with connected(live) as link:
        for start in range(0, len(sent), 3):
            link.sendall(sent[start : start + 3])
        assert answers(link, 1)[0][0] == 200


def test_requests_sent_ahead_are_answered_in_turn(live: Live) -> None:
    with connected(live) as link:
        asked = [get(target(f"SELECT ({n} AS ?n) {{}}", format="csv")) for n in range(20)]
        link.sendall(b"".join(asked) + post(b"ASK {}") + get("/health"))
        found = answers(link, 22)
    assert [body for _, body in found[:20]] == [f"n\r\n{n}\r\n" for n in range(20)]
    assert [status for status, _ in found] == [200] * 22


def test_too_many_pipelined_requests_are_not_answered(live: Live) -> None:
    """The request before them is answered; then the connection closes, so that clients can tell."""
    slow = f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}next> ?b . ?c <{EX}next> ?d }} # before others"
    with connected(live) as link:
        link.sendall(get(target(slow)))
        link.sendall(b"".join(get(target(f"ASK {{}} # {n}")) for n in range(1000)))
        reply, body = read(link)
        assert (reply.status, "4000000" in body) == (200, True)
        assert link.recv(1) == b""


def test_what_follows_a_request_does_not_harm_it(live: Live) -> None:
    slow = f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}next> ?b . ?c <{EX}next> ?d }} # once"
    with connected(live) as link:
        link.sendall(get(target(slow)) + b"\x00\x01\x02 nonsense\r\n\r\n")
        reply, body = read(link)
        assert reply.status == 200
        assert "4000000" in body
        assert answers(link, 1)[0][0] == 400
        assert link.recv(1) == b""


def test_who_sent_another_request_ahead_may_hang_up(live: Live) -> None:
    with connected(live) as link:
        link.sendall(get(target(ENDLESS + "# ahead")) + get(ASK))
        assert until(lambda: metric(live, "sparql_running") + metric(live, "sparql_slow") > 0)
    assert until(lambda: metric(live, "sparql_running") + metric(live, "sparql_slow") == 0, 2)


def test_a_body_that_breaks_off_is_no_query(live: Live) -> None:
    """The first half of a query may be a query too; it is not asked."""
    marked = b"ASK {} # half of it"
    for sent in (post(marked + b" " * 9)[:-9], chunked(b"%x\r\n%b\r\n" % (len(marked), marked))):
        with connected(live) as link:
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            assert link.recv(1) == b""
    time.sleep(0.2)
    assert not any(event["query"] == marked.decode() for event in live.events("query"))


@pytest.mark.slow
def test_a_head_that_does_not_come_in_is_waited_for_no_longer(live: Live) -> None:
    silent = connected(live)
    with silent as none, connected(live) as half, connected(live) as second:
        half.sendall(b"GET / HTTP/1.1\r\nHost:")
        second.sendall(get("/health"))
        assert answers(second, 1)[0][0] == 200
        second.sendall(b"GET /")
        started = time.monotonic()
        for link in (half, second):
            reply, body = read(link)
            assert reply.status == 408
            assert "10 s" in body
            assert link.recv(1) == b""
        assert none.recv(1) == b"", "nothing was asked, so there is nothing to answer"
        assert 8 < time.monotonic() - started < 13


@pytest.mark.parametrize("cut", [5, 25, 60])
def test_a_body_sent_ahead_in_pieces_is_read_as_it_is(live: Live, cut: int) -> None:
    """Only a request's first line is read as a URL, however the pieces fall."""
    sent = get("/health") + post('SELECT ("滨江走廊" AS ?x) {}'.encode(), b"Accept: text/csv\r\n")
    with connected(live) as link:
        link.sendall(sent[:-cut])
        assert answers(link, 1)[0][0] == 200
        link.sendall(sent[-cut:])
        assert answers(link, 1) == [(200, "x\r\n滨江走廊\r\n")]


@pytest.mark.parametrize("field", [b"Host: y", b"X-Request-Id: trailer"])
def test_what_follows_a_chunked_body_is_no_header(live: Live, field: bytes) -> None:
    with connected(live) as link:
        link.sendall(chunked(b"6\r\nASK {}\r\n0\r\n", field, b"\r\n\r\n"))
        reply, _ = read(link)
    assert reply.status == 200
    assert reply.getheader("x-request-id") != "trailer"


def test_http_1_0_is_not_told_to_continue(live: Live) -> None:
    with connected(live) as link:
        link.sendall(post(b"ASK {}", b"Expect: 100-continue\r\n").replace(b"1.1", b"1.0"))
        assert link.recv(12) == b"HTTP/1.1 200"


def test_an_absolute_target_has_a_host_too(live: Live) -> None:
    with connected(live) as link:
        head = b"GET http://[::1]:81/sparql HTTP/1.1\r\nHost: x\r\n"
        link.sendall(head + b"Accept: text/turtle\r\n\r\n")
        ((status, body),) = answers(link, 1)
        assert status == 200
        assert "http://[::1]:81/sparql" in body
    for hosts in (b"", b"Host: x\r\nHost: x\r\n"):
        with connected(live) as link:
            link.sendall(b"GET http://x/health HTTP/1.1\r\n" + hosts + b"\r\n")
            assert answers(link, 1)[0][0] == 400


class Slow:
    """An application whose answers take as many seconds as their paths say."""

    settings = Settings()
    connections = Connections(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(float(scope["path"][1:]))
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})


def test_an_answer_may_take_longer_than_a_rest() -> None:
    """Also where its request began before the answer to the one before it had ended."""
    config = uvicorn.Config(
        Slow(),
        http=Connection,
        interface="asgi3",
        lifespan="off",
        ws="none",
        proxy_headers=False,
        log_config=None,
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                sent = get("/0.2") + get("/2")
                link.sendall(sent[:-9])
                found = answers(link, 1)
                link.sendall(sent[-9:])
                found += answers(link, 1)
        finally:
            server.should_exit = True
            thread.join(timeout=5)
    assert found == [(200, "ok")] * 2


def gone(link: socket.socket, seconds: float) -> bool:
    """Whether the server breaks off the connection within so many seconds, nothing being read."""
    poll = select.poll()
    poll.register(link, 0)
    return bool(poll.poll(seconds * 1000))


@pytest.mark.slow
def test_who_does_not_read_is_not_waited_for(build: Path) -> None:
    """Whereas one who reads slowly, but reads, gets all of it."""
    with serving(build, *WITHOUT_BUDGETS) as own:
        with not_reading(own, LARGE) as idle, not_reading(own, LARGE) as slow:
            started = time.monotonic()
            while not gone(idle, 0.5):
                assert time.monotonic() < started + 20
                assert slow.recv(8 << 10)
            assert time.monotonic() > started + 8
            assert not gone(slow, 0)
        assert metric(own, "sparql_connections_not_read") == 1
        assert until(lambda: metric(own, "sparql_connections ") == 1)


def test_too_many_connections_are_told_so(build: Path) -> None:
    limits = ("--connections", "6", "--client-connections", "4")
    with serving(build, *limits) as own, ExitStack() as held:

        def connect(address: str) -> socket.socket:
            link = socket.create_connection(
                ("127.0.0.1", own.port), timeout=5, source_address=(address, 0)
            )
            return held.enter_context(link)

        assert until(lambda: metric(own, "sparql_connections ") == 1)  # that of this request
        mine = [connect("127.0.0.2") for _ in range(5)]
        reply, body = read(mine[-1])
        assert (reply.status, "4 connections" in body) == (429, True)
        assert int(reply.getheader("retry-after") or 0) > 0
        others = [connect(f"127.0.0.{n}") for n in (3, 4, 5)]
        reply, body = read(others[-1])
        assert (reply.status, "6 connections" in body) == (503, True)
        mine[0].sendall(get(ASK))
        assert answers(mine[0], 1)[0][0] == 200, "those that are open are served"
        for link in mine:
            link.close()
        assert until(lambda: metric(own, "sparql_connections_refused") == 2)
        assert until(lambda: metric(own, "sparql_connections ") == 3)
