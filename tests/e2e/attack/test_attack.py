"""Under attack: every request gets a truthful end in time, and cheap queries do not notice."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.settings import Settings
from tests.e2e.attack.tools import (
    CHEAP,
    DEADLINE,
    GRACE,
    HOSTILE,
    TRUTHFUL,
    busy,
    cheap_queries,
    footprint,
    settled,
    timed,
    workers,
)
from tests.served import EX, Live, target

pytestmark = pytest.mark.slow

NAMES = list(HOSTILE)
FOURS = [NAMES[n : n + 4] for n in range(0, len(NAMES), 4)]


@pytest.fixture(autouse=True)
def nothing_is_left_behind(live: Live):
    """Processes, descriptors and memory return to their level after every attack."""
    busy(live)
    before = footprint(live)
    yield
    after = settled(live, before)
    assert after.processes <= before.processes + 2, (before, after)
    assert after.descriptors <= before.descriptors + 15, (before, after)
    assert after.megabytes <= before.megabytes + 60, (before, after)
    assert live.query(CHEAP).status == 200


@pytest.mark.parametrize("names", FOURS, ids=lambda names: " + ".join(names))
def test_four_hostile_queries_at_once(live: Live, names: list[str]) -> None:
    with cheap_queries(live) as beside, ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda name: timed(live, HOSTILE[name]), names))
        while len(beside.seconds) < 40:
            time.sleep(0.05)
    for name, (status, seconds, body) in zip(names, outcomes, strict=True):
        assert status in TRUTHFUL, (name, body[:200])
        assert seconds <= DEADLINE + GRACE, name
        assert body
    assert beside.unharmed()


def test_one_hostile_query_four_times(live: Live) -> None:
    for name in ("cross join, sorted", "cross join, counted"):
        with cheap_queries(live) as beside, ThreadPoolExecutor(4) as threads:
            outcomes = list(threads.map(lambda text: timed(live, text), [HOSTILE[name]] * 4))
        assert {status for status, _, _ in outcomes} <= {504, 507}
        assert max(seconds for _, seconds, _ in outcomes) <= DEADLINE + GRACE
        assert beside.unharmed()


def test_more_hostile_queries_than_places(live: Live) -> None:
    """As many run to their deadline as there are slow places; others are told to come again."""
    text = HOSTILE["cross join, counted"]
    with ThreadPoolExecutor(120) as threads:
        outcomes = list(threads.map(lambda n: timed(live, f"{text} # {n}"), range(120)))
    statuses = Counter(status for status, _, _ in outcomes)
    assert set(statuses) <= {503, 504}
    assert statuses[504] >= Settings().slow_workers
    assert statuses[503] >= 20
    assert max(seconds for _, seconds, _ in outcomes) <= DEADLINE + GRACE


def test_workers_killed_at_random(live: Live) -> None:
    chance = random.Random(4)
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.02):
            for pid in workers(live):
                if chance.random() < 0.5:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        continue

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        query = f"SELECT ?o {{ ?s <{EX}label> ?o }} ORDER BY ?o"
        outcomes = [timed(live, f"{query} # {n}") for n in range(200)]
    finally:
        stop.set()
        killer.join()
    statuses = Counter(status for status, _, _ in outcomes)
    assert set(statuses) <= {200, 503}, "an answer, or that its workers were killed"
    assert statuses[200] >= 120
    whole = {body for status, _, body in outcomes if status == 200}
    assert len(whole) == 1, "every answer is the whole answer"


def test_clients_that_hang_up(live: Live) -> None:
    text = HOSTILE["cross join, counted"]
    with cheap_queries(live) as beside:
        for number in range(150):
            link = socket.create_connection(("127.0.0.1", live.port), timeout=10)
            path = target(f"{text} # {number}")
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.01)
            link.close()
    assert beside.unharmed()


def test_slow_readers(live: Live) -> None:
    """Clients that ask for megabytes and do not read them harm nobody, and the server least."""
    links = []
    before = footprint(live)
    with cheap_queries(live) as beside:
        for number in range(40):
            link = socket.socket()
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.connect(("127.0.0.1", live.port))
            text = f"SELECT * {{ ?s ?p ?o . ?s ?q ?r }} # {number}"
            link.sendall(f"GET {target(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            links.append(link)
            time.sleep(0.15)
        time.sleep(DEADLINE)
        held = footprint(live).megabytes - before.megabytes
        lengths = []
        for link in links[-5:]:
            link.settimeout(30)
            head, _, start = link.recv(4096).partition(b"\r\n\r\n")
            (said,) = [line for line in head.split(b"\r\n") if b"content-length" in line.lower()]
            received = len(start)
            while chunk := link.recv(1 << 20):
                received += len(chunk)
                if received >= int(said.split()[1]):
                    break
            lengths.append((received, int(said.split()[1])))
    for link in links:
        link.close()
    assert all(received == said for received, said in lengths)
    assert min(said for _, said in lengths) > 1 << 20
    assert held < 100, "what is on its way lies in files, not in the server"
    assert beside.unharmed()


def test_slow_senders(live: Live) -> None:
    links = []
    with cheap_queries(live) as beside:
        for _ in range(200):
            link = socket.create_connection(("127.0.0.1", live.port), timeout=10)
            link.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
            links.append(link)
        time.sleep(1)
    for link in links:
        link.close()
    assert beside.unharmed()


ENDLESS_HEADS = {
    "a URL": (b"GET /", b"x" * 65536),
    "a field": (b"GET / HTTP/1.1\r\nX: ", b"x" * 65536),
    "fields": (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 10_000),
    "a trailer": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
        b"x" * 65536,
    ),
    "requests": (b"", b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: x\r\n\r\n" * 2000),
}


@pytest.mark.parametrize("name", ENDLESS_HEADS)
def test_heads_that_do_not_end(live: Live, name: str) -> None:
    """Three hundred clients, one after the other, send what comes before a request, and stay."""
    start, more = ENDLESS_HEADS[name]
    before = footprint(live)
    links = []
    with cheap_queries(live) as beside:
        while len(links) < 300 or len(beside.seconds) < 40:
            link = socket.create_connection(("127.0.0.1", live.port), timeout=10)
            links.append(link)
            try:
                for part in (start, *[more] * 8):
                    link.sendall(part)
            except OSError:
                continue
        held = footprint(live).megabytes - before.megabytes
    for link in links:
        link.close()
    assert held < 60, "of 150 MB that were sent, hardly any is kept"
    assert beside.unharmed()


def mutations(seed: int, count: int) -> list[str]:
    """Queries made of the catalogue of hostile and honest ones by cutting, doubling, swapping."""
    chance = random.Random(seed)
    honest = [
        CHEAP,
        f"PREFIX e: <{EX}> SELECT ?s (COUNT(?o) AS ?n) {{ ?s e:next+ ?o }} GROUP BY ?s LIMIT 3",
        'CONSTRUCT { ?s ?p "节点"@zh } WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 5',
        "ASK { FILTER(REGEX('a', '^a', 'i') && 1 IN (1, 2)) }",
        f"DESCRIBE <{EX}only-1> FROM <{EX}graph/1>",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) ('x'@zh <http://x/>) } OPTIONAL { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?o MINUS { ?s ?p 1.5e0 } } ORDER BY DESC(?o) LIMIT 2 OFFSET 1",
    ]
    pieces = [*honest, *"{}()<>\"'\\^|*+?!#.,;:@$%&=-/\n\t\0", "𝄞", "SERVICE", "FROM", "''' "]
    made = []
    for _ in range(count):
        text = chance.choice(honest)
        for _ in range(chance.randint(1, 4)):
            at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            match chance.randrange(4):
                case 0:
                    text = text[:at] + text[to:]
                case 1:
                    text = text[:at] + chance.choice(pieces) + text[at:]
                case 2:
                    text = text[:to] + text[at:to] + text[to:]
                case _:
                    text = text[:at] + text[at:to][::-1] + text[to:]
        made.append(text)
    return made


def test_five_thousand_mutated_queries(live: Live) -> None:
    texts = mutations(20, 5000)

    def ask(share: list[str]) -> Counter[int]:
        found: Counter[int] = Counter()
        connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
        head = {"Content-Type": "application/sparql-query"}
        for text in share:
            started = time.monotonic()
            connection.request("POST", "/sparql", text.encode("utf-8", "surrogatepass"), head)
            reply = connection.getresponse()
            body = reply.read()
            assert time.monotonic() - started <= DEADLINE + GRACE, text
            assert reply.status == 200 or body, text
            found[reply.status] += 1
        connection.close()
        return found

    with ThreadPoolExecutor(4) as threads:
        counts = sum(threads.map(ask, (texts[n::4] for n in range(4))), Counter[int]())
    assert sum(counts.values()) == 5000
    assert set(counts) <= TRUTHFUL | {403}, counts
    assert counts[200] > 250
    assert counts[400] > 1250


def test_a_thousand_connections(live: Live) -> None:
    """All are open at once, all ask at once, and all get the whole answer."""
    links = [socket.create_connection(("127.0.0.1", live.port), timeout=30) for _ in range(1000)]
    try:
        for number, link in enumerate(links):
            text = CHEAP if number % 2 else f"{CHEAP} # {number}"
            link.sendall(f"GET {target(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        statuses: Counter[int] = Counter()
        for link in links:
            reply = http.client.HTTPResponse(link)
            reply.begin()
            body = reply.read()
            statuses[reply.status] += 1
            if reply.status == 200:
                assert body.endswith(b"}]}}")
    finally:
        for link in links:
            link.close()
    assert set(statuses) <= {200, 503}
    assert statuses[200] >= 500
