"""Many moderate clients, each from an address of its own, and what others notice of them.

    python -m tests.e2e.attack.crowd [SECONDS] [KIND ...]

measures a server over build/current beside no client, and beside crowds of 10, 30 and 100 of each
kind: how a cheap query every 200 ms, a page and /health every 500 ms fare, what the server holds,
and how long it takes to stop. Prints the table of docs/load.md.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import subprocess
import sys
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from tests.e2e.attack.tools import footprint
from tests.served import ROOT, Live, serving, target

CROWDS = (10, 30, 100)
READERS = 1000  # slow ones
GOAL = 0.25  # seconds within which 95 of 100 cheap queries and pages are answered
HEALTH = 0.5  # seconds within which /health is
_GATHER = 3.0  # seconds in which a crowd comes
_PAUSE = 1.0  # seconds between the pieces that a slow reader reads
_FORM = "application/x-www-form-urlencoded"
_THINGS = ("place:wuchang-district", "place:binjiang-digital-corridor", "place:wuhan")


@dataclass(frozen=True)
class Request:
    """What a client sends."""

    path: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"

    def raw(self) -> bytes:
        """The request as it goes over the wire."""
        fields = {"Host": "x", **self.headers}
        if self.body:
            fields["Content-Length"] = str(len(self.body.encode()))
        head = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items())]
        return "\r\n".join([*head, "", self.body]).encode()


Ask = Callable[[int], Request]  # what a client sends the nth time


def form(path: str, **fields: str) -> Request:
    """A form that is sent by POST."""
    return Request(path, urllib.parse.urlencode(fields), {"Content-Type": _FORM})


def query(text: str, **parameters: str) -> Ask:
    """A query that no cache has the answer of."""
    mark = time.time()
    return lambda n: Request(target(f"{text} # {n} {mark}", **parameters))


def page(path: str) -> Ask:
    """A page as a browser asks for it."""
    return lambda _: Request(path, headers={"Accept": "text/html"})


def tool(name: str, **arguments: object) -> Ask:
    """A call of a tool of the MCP server."""
    call = {"name": name, "arguments": arguments}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    accept = "application/json, text/event-stream"
    headers = {"Accept": accept, "Content-Type": "application/json", "Host": "127.0.0.1"}
    return lambda _: Request("/mcp", body, headers)


def batch(queries: int, properties: int, values: int) -> str:
    """A reconciliation by the values of properties, no two of which are the same."""
    return json.dumps(
        {
            f"q{q}": {
                "properties": [
                    {"pid": "name", "v": [f"{(q * 20 + p) * values + v:x}" for v in range(values)]}
                    for p in range(properties)
                ]
            }
            for q in range(queries)
        },
        separators=(",", ":"),
    )


def _around(n: int) -> Request:
    thing, depth = _THINGS[n % len(_THINGS)], 2 + n // len(_THINGS) % 3
    return Request(f"/api/neighbourhood?thing={thing}&depth={depth}&format=graphml")


_PRODUCT = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"
_LOOK_UP = "SELECT ?p ?o { <https://w3id.org/wuchang-kg/id/place/wuchang-district> ?p ?o } LIMIT 5"
_CHEAP = query(_LOOK_UP)
_PAGE = page("/doc/id/place/wuchang-district?lang=en")
_BATCH = Request("/reconcile", f"queries={batch(100, 20, 13)}", {"Content-Type": _FORM})
_DRAWN = form("/api/subgraph", things=" ".join(_THINGS[:2] * 3000), format="gexf")


@dataclass(frozen=True)
class Hostile:
    """A kind of hostile client, and the cheap query and the page that others ask beside it."""

    ask: Ask
    cheap: Ask = _CHEAP
    page: Ask = _PAGE
    health: str = "/health"
    server: tuple[str, ...] = ("server",)
    reads: int = 0  # bytes that it reads of an answer each second; 0: as fast as it comes
    crowds: tuple[int, ...] = CROWDS


KINDS = {
    "queries": Hostile(query(_PRODUCT)),
    "reconciliation": Hostile(lambda _: _BATCH),
    "neighbourhood": Hostile(_around),
    "subgraph": Hostile(lambda _: _DRAWN),
    "export": Hostile(query("CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o} LIMIT 20000", format="gexf")),
    "mcp": Hostile(
        tool("sparql", query=_PRODUCT),
        cheap=tool("sparql", query=_LOOK_UP),
        page=tool("search", text="binjiang"),
        health="",
        server=("server.mcp", "--http"),
    ),
    "slow readers": Hostile(
        lambda _: Request(target("CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o}")),
        reads=1,
        crowds=(READERS,),
    ),
}


@dataclass
class Noticed:
    """How long each of a client's requests took, in seconds, and how each ended."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """The time within which that share of the requests was answered, by the lower rank."""
        return sorted(self.seconds)[int((len(self.seconds) - 1) * share)]

    @property
    def failures(self) -> int:
        return sum(number for status, number in self.statuses.items() if status != 200)


@contextmanager
def again_and_again(live: Live, ask: Ask, every: float) -> Iterator[Noticed]:
    """Ask from 127.0.0.1 every so many seconds until the block ends."""
    noticed, stop = Noticed(), Event()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
        number = 0
        while not stop.wait(max(0.0, every - (noticed.seconds[-1] if number else every))):
            number += 1
            request = ask(number)
            started = time.monotonic()
            try:
                headers = dict(request.headers)
                connection.request(request.method, request.path, request.body or None, headers)
                reply = connection.getresponse()
                reply.read()
                status = reply.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            noticed.seconds.append(time.monotonic() - started)
            noticed.statuses[status] += 1
        connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        yield noticed
    finally:
        stop.set()
        thread.join(timeout=40)


@contextmanager
def crowd(live: Live, kind: str, clients: int) -> Iterator[Counter[int]]:
    """So many hostile clients, in a process of their own; how their requests ended, afterwards."""
    command = [sys.executable, "-m", "tests.e2e.attack.crowd", "--be", kind, str(clients)]
    ended: Counter[int] = Counter()
    process = subprocess.Popen([*command, str(live.port)], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        yield ended
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
        ended.update({int(status): number for status, number in json.loads(said).items()})


@dataclass(frozen=True)
class Measured:
    """What a crowd did to others, to the server, and to its end."""

    cheap: Noticed
    page: Noticed
    health: Noticed
    hostile: Counter[int]
    megabytes: float
    kernel_megabytes: float
    descriptors: int
    stop: float
    status: int


def measured(live: Live, kind: str, clients: int, seconds: float) -> Measured:
    """What others notice of a crowd in so many seconds; then the server is stopped beside it."""
    known = KINDS[kind]
    until = time.monotonic() + 10
    with again_and_again(live, known.page, 0.2) as first:  # what is made once is made
        while first.statuses[200] < 2:
            assert time.monotonic() < until, first.statuses
            time.sleep(0.05)
    with crowd(live, kind, clients) as hostile:
        time.sleep(_GATHER)
        with ExitStack() as stack:
            cheap = stack.enter_context(again_and_again(live, known.cheap, 0.2))
            pages = stack.enter_context(again_and_again(live, known.page, 0.5))
            health = Noticed()
            if known.health:
                asked = page(known.health)
                health = stack.enter_context(again_and_again(live, asked, 0.5))
            kernel = 0.0
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(0.5)
                kernel = max(kernel, _in_kernel())
            held = footprint(live)
        started = time.monotonic()
        live.process.send_signal(signal.SIGTERM)
        status = live.process.wait(timeout=60)
        stop = time.monotonic() - started
    return Measured(
        *(cheap, pages, health, hostile),
        *(held.megabytes, kernel, held.descriptors, stop, status),
    )


def _in_kernel() -> float:
    """The megabytes that the kernel keeps for all TCP connections of the machine."""
    text = Path("/proc/net/sockstat").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("TCP:")]
    return int(line.split()[-1]) * 4096 / (1 << 20)


def main(seconds: float, kinds: list[str]) -> None:
    """Print the table."""
    heads = (
        *("Crowd", "Cheap p50, p95", "failed", "Page p50, p95", "failed", "Health, longest"),
        *("failed", "Memory, of the kernel", "Descriptors", "Stop", "Crowd was told"),
    )
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for kind in kinds:
        for clients in (0, *KINDS[kind].crowds):
            with serving(ROOT / "build" / "current", program=KINDS[kind].server) as live:
                print(_row(f"{clients} {kind}", measured(live, kind, clients, seconds)), flush=True)


def _row(name: str, found: Measured) -> str:
    cells = [name]
    for one in (found.cheap, found.page):
        cells.append(f"{one.at(0.5) * 1000:.0f}, {one.at(0.95) * 1000:.0f} ms")
        cells.append(f"{one.failures} of {len(one.seconds)}")
    health = found.health
    cells.append(f"{max(health.seconds) * 1000:.0f} ms" if health.seconds else "–")
    cells.append(f"{health.failures} of {len(health.seconds)}")
    cells.append(f"{found.megabytes:.0f}, {found.kernel_megabytes:.0f} MB")
    cells += [str(found.descriptors), f"{found.stop:.1f} s"]
    told = sorted(found.hostile.items(), key=lambda one: -one[1])
    cells.append(", ".join(f"{number} × {status}" for status, number in told) or "–")
    return f"| {' | '.join(cells)} |"


async def _be(kind: str, clients: int, port: int) -> None:
    """Be the crowd until the process is told to stop."""
    ended: Counter[int] = Counter()
    tasks = [
        asyncio.create_task(_hostile(KINDS[kind], number, port, ended)) for number in range(clients)
    ]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    for task in tasks:
        task.cancel()
    print(json.dumps(ended))


async def _hostile(kind: Hostile, client: int, port: int, ended: Counter[int]) -> None:
    """One client: asks, reads the answer as its kind does, asks again."""
    address, number = f"127.0.{client // 250}.{client % 250 + 2}", client * 1000
    while True:
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(address, 0), limit=1 << 24 if not kind.reads else 1
            )
        except OSError:
            ended[0] += 1
            await asyncio.sleep(_PAUSE)
            continue
        try:
            while True:
                number += 1
                writer.write(kind.ask(number).raw())
                while kind.reads and await reader.read(kind.reads):
                    await asyncio.sleep(_PAUSE)
                ended[await _answered(reader)] += 1
        except (OSError, EOFError):
            ended[0] += 1
            await asyncio.sleep(_PAUSE)
        finally:
            writer.close()


async def _answered(reader: asyncio.StreamReader) -> int:
    """The status of an answer, all of which is read."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    lengths = [line for line in head.split(b"\r\n") if line.startswith(b"content-length:")]
    if lengths:
        await reader.readexactly(int(lengths[0].split()[1]))
    else:
        await reader.readuntil(b"0\r\n\r\n")
    return int(head.split()[1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--be"]:
        asyncio.run(_be(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        main(float(sys.argv[1]) if sys.argv[1:] else 15.0, sys.argv[2:] or list(KINDS))
