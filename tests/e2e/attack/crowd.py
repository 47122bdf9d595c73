"""Many moderate clients, each from an address of its own, and what others notice of them.

    python -m tests.e2e.attack.crowd [SECONDS] [KIND ...]

measures a server over build/current: beside no crowd, and crowds of 10, 30 and 100 clients of
each kind, how a cheap query every 200 ms and a page every 500 ms fare, and what the server holds.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.e2e.attack.tools import footprint
from tests.served import ROOT, Live, serving, target

CROWDS = (10, 30, 100)
GOAL = 0.25  # seconds within which 95 of 100 cheap queries and pages are answered
_FORM = "Content-Type: application/x-www-form-urlencoded"
_LOOK_UP = "SELECT ?p ?o { <https://w3id.org/wuchang-kg/id/place/wuchang-district> ?p ?o } LIMIT 5"
_PAGE = "/doc/id/place/wuchang-district?lang=en"


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def _post(path: str, **form: str) -> bytes:
    body = urllib.parse.urlencode(form).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{_FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


# What each client of a crowd sends again and again, by kind.
HOSTILE = {
    "queries": _get(target("SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}")),
}


@dataclass
class Noticed:
    """How long each of a client's requests took, in seconds, and how each ended."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """The time within which that share of the requests was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]

    @property
    def failures(self) -> int:
        return sum(number for status, number in self.statuses.items() if status != 200)


@contextmanager
def again_and_again(live: Live, path: Callable[[int], str], every: float) -> Iterator[Noticed]:
    """Ask from 127.0.0.1 every so many seconds until the block ends."""
    noticed, stop = Noticed(), Event()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
        number = 0
        while not stop.wait(max(0.0, every - (noticed.seconds[-1] if number else every))):
            number += 1
            started = time.monotonic()
            try:
                connection.request("GET", path(number), headers={"Accept": "text/html, */*"})
                reply = connection.getresponse()
                reply.read()
                status = reply.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            noticed.seconds.append(time.monotonic() - started)
            noticed.statuses[status] += 1
        connection.close()

    thread = Thread(target=ask)
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
    """What a crowd did to others."""

    cheap: Noticed
    page: Noticed
    hostile: Counter[int]
    megabytes: float
    descriptors: int


def measured(
    live: Live, kind: str, clients: int, seconds: float, look_up: str = _LOOK_UP, page: str = _PAGE
) -> Measured:
    """What cheap queries and pages notice of a crowd in so many seconds."""
    mark = time.time()
    for made_once in ("/card.png", page):  # the one that the server makes last at its start
        while live.request("GET", made_once).status != 200:
            time.sleep(0.1)
    with crowd(live, kind, clients) as hostile:
        time.sleep(3)  # until all have come
        with (
            again_and_again(live, lambda n: target(f"{look_up} # {n} {mark}"), 0.2) as cheap,
            again_and_again(live, lambda _: page, 0.5) as pages,
        ):
            time.sleep(seconds)
            held = footprint(live)
    return Measured(cheap, pages, hostile, held.megabytes, held.descriptors)


def main(seconds: float, kinds: list[str]) -> None:
    """Print the table."""
    print("| Crowd | Cheap p50, p95 | failed | Page p50, p95 | failed | MB | Descriptors | Told |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in kinds:
        for clients in (0, *CROWDS):
            with serving(ROOT / "build" / "current") as live:
                found = measured(live, kind, clients, seconds)
            told = ", ".join(f"{number} × {status}" for status, number in found.hostile.items())
            cells = [f"{clients} {kind}"]
            for one in (found.cheap, found.page):
                cells.append(f"{one.at(0.5) * 1000:.0f}, {one.at(0.95) * 1000:.0f} ms")
                cells.append(f"{one.failures} of {len(one.seconds)}")
            cells += [f"{found.megabytes:.0f}", str(found.descriptors), told or "–"]
            print(f"| {' | '.join(cells)} |", flush=True)


async def _be(kind: str, clients: int, port: int) -> None:
    """Be the crowd until the process is told to stop."""
    ended: Counter[int] = Counter()
    tasks = [
        asyncio.create_task(_hostile(HOSTILE[kind], f"127.0.0.{n + 2}", port, ended))
        for n in range(clients)
    ]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    for task in tasks:
        task.cancel()
    print(json.dumps(ended))


async def _hostile(request: bytes, address: str, port: int, ended: Counter[int]) -> None:
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        try:
            while True:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                (length,) = [line for line in lines if line.startswith(b"content-length:")]
                await reader.readexactly(int(length.split()[1]))
                ended[int(head.split()[1])] += 1
        except (OSError, EOFError):
            ended[0] += 1
        finally:
            writer.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--be"]:
        asyncio.run(_be(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        main(float(sys.argv[1]) if sys.argv[1:] else 15.0, sys.argv[2:] or list(HOSTILE))
