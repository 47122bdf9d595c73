"""What the attacks share: hostile queries, a client that measures, and a look at the processes."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from tests.served import EX, Live, descendants, target

DEADLINE = 3.0  # seconds
GRACE = 1.0  # seconds beyond it in which the truth must be told
CHEAP_P95 = 0.1  # seconds
# What a query may end with: an answer, a mistake of its own, or a limit that is named.
TRUTHFUL = {200, 400, 413, 414, 503, 504, 507}

_DEEP = 5000
HOSTILE = {
    "cross join, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
    "cross join, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross join, all of it": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "distinct": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path, any to any": f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}next>* ?b . ?b <{EX}next>+ ?c }}",
    "path, negated": f"SELECT (COUNT(*) AS ?n) {{ ?a (!<{EX}x>|^!<{EX}y>)* ?b }}",
    "groups, nested": "SELECT * {" + "{" * _DEEP + "?s ?p ?o" + "}" * _DEEP + "}",
    "brackets, nested": "SELECT (" + "(" * _DEEP + "1" + ")" * _DEEP + " AS ?x) {}",
    "bind, nested": "SELECT * { BIND(" + "!" * 20_000 + "true AS ?x) }",
    "subqueries, nested": "SELECT * {" + "{SELECT * {" * 1500 + "?s ?p ?o" + "}}" * 1500 + "}",
    "regex": "SELECT * { ?a ?b ?c . ?d ?e ?f "
    'FILTER REGEX(CONCAT(STR(?a), STR(?f)), "(a+)+$|(x|xx)+y") }',
    "regex, large": 'SELECT * { ?s ?p ?o FILTER REGEX(?o, "((a{0,100}){0,100}){0,100}b") }',
    "replace": 'SELECT (REPLACE(REPLACE(REPLACE(?x, ".", ?x), ".", ?x), ".", ?x) AS ?y) '
    '{ BIND("' + "x" * 500 + '" AS ?x) }',
    "values": "SELECT * {" + "".join(
        f" VALUES ?v{n} {{ {' '.join(map(str, range(2000)))} }}" for n in range(5)
    ) + " }",
    "concat": "SELECT (STRLEN(?x20) AS ?n) { BIND('" + "x" * 1000 + "' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(20)) + " }",
    "group concat": "SELECT (GROUP_CONCAT(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "not exists": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?a ?x ?f . ?f ?y ?c } }",
    "construct": "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}  # fmt: skip
CHEAP = f"SELECT ?o {{ <{EX}shared> ?p ?o }}"


@dataclass
class Beside:
    """What happened to cheap queries beside an attack: how long each took, how each ended."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    slowdown: float = 1.0  # of the machine before the attack

    def unharmed(self) -> bool:
        """Whether all were answered, and 95 of 100 within 100 ms."""
        p95 = sorted(self.seconds)[int((len(self.seconds) - 1) * 0.95)]
        return set(self.statuses) == {200} and p95 < CHEAP_P95 * self.slowdown


def timed(live: Live, text: str) -> tuple[int, float, bytes]:
    """The status, time and body of a query by POST."""
    started = time.monotonic()
    head = {"Content-Type": "application/sparql-query"}
    reply = live.request("POST", "/sparql", head, text, timeout=DEADLINE + 20)
    return reply.status, time.monotonic() - started, reply.body


def slowdown() -> float:
    """How much longer work takes than the processor spends on it, because others use it too.

    The figures to reach are for a server that has the machine to itself; 1 then.
    """
    wall, spent = time.perf_counter(), time.process_time()
    while time.process_time() < spent + 0.1:
        sum(range(1000))
    return max(1.0, (time.perf_counter() - wall) / (time.process_time() - spent))


@contextmanager
def cheap_queries(live: Live, every: float = 0.02) -> Iterator[Beside]:
    """Ask a cheap query, never twice the same, again and again until the block ends."""
    beside = Beside(slowdown=slowdown())
    stop = Event()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
        number = 0
        while not stop.is_set():
            number += 1
            started = time.monotonic()
            connection.request("GET", target(f"{CHEAP} # {number} {id(beside)}"))
            reply = connection.getresponse()
            reply.read()
            beside.seconds.append(time.monotonic() - started)
            beside.statuses.append(reply.status)
            time.sleep(every)
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    try:
        yield beside
    finally:
        stop.set()
        thread.join(timeout=30)


@dataclass(frozen=True)
class Footprint:
    """What the server's processes hold. Spooled answers are kept on purpose, within a bound."""

    processes: int
    descriptors: int
    megabytes: float


def processes(live: Live) -> list[int]:
    """The server's processes."""
    return [live.process.pid, *descendants(live.process.pid)]


def links(pid: int) -> list[str]:
    """What the process's descriptors stand for."""
    return [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]


def footprint(live: Live) -> Footprint:
    """What they hold now. Memory that they share counts once."""
    pids = processes(live)
    proportional, descriptors = 0, 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            descriptors += sum(1 for link in links(pid) if "memfd:answer" not in link)
        except OSError:
            continue
        (line,) = [line for line in rollup.splitlines() if line.startswith("Pss:")]
        proportional += int(line.split()[1])
    return Footprint(len(pids), descriptors, proportional / 1024)


def busy(live: Live) -> None:
    """Run queries in all slots, after which the server keeps as many idle workers as it may.

    Half of them have the word "graph" in a comment, so that workers open the store on disk.
    """
    text = (
        "SELECT (COUNT(DISTINCT CONCAT(?k, ?l, ?m)) AS ?n) { "
        f"?a <{EX}next> ?b . ?b <{EX}next> ?c . "
        f"?a <{EX}label> ?k . ?b <{EX}label> ?l . ?c <{EX}label> ?m }}"
    )
    with ThreadPoolExecutor(10) as threads:
        marks = (f"{'graph' * (n % 2)} {n} {time.time()}" for n in range(60))
        list(threads.map(lambda mark: timed(live, f"{text} # {mark}"), marks))


def settled(live: Live, before: Footprint, seconds: float = 10) -> Footprint:
    """The footprint once it is back at its level, or when the time is over."""
    until = time.monotonic() + seconds
    while True:
        now = footprint(live)
        level = (
            now.processes <= before.processes + 2
            and now.descriptors <= before.descriptors + 15
            and now.megabytes <= before.megabytes + 60
        )
        if level or time.monotonic() > until:
            return now
        time.sleep(0.2)


def workers(live: Live) -> list[int]:
    """The workers that may be killed without harm: children of the zygote."""
    found = []
    for pid in processes(live):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            above = Path(f"/proc/{parent}/cmdline").read_bytes()
        except OSError:
            continue
        if b"zygote" in words and b"zygote" in above:
            found.append(pid)
    return found
