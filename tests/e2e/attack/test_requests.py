"""Requests that are no queries: each ends with its time, with its client, and with the server."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Built
from tests.e2e.attack.tools import slowdown
from tests.served import WITHOUT_BUDGETS, Live, serving

pytestmark = pytest.mark.slow

SECONDS = 4
PROMISED = SECONDS + 5  # in which a stop is over, whatever runs
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def form(queries: int, properties: int, values: int) -> str:
    """A batch that asks for things by their properties' values, no two of which are the same."""
    batch = {
        f"q{q}": {
            "properties": [
                {"pid": "name", "v": [f"{(q * 20 + p) * values + v:x}" for v in range(values)]}
                for p in range(properties)
            ]
        }
        for q in range(queries)
    }
    return f"queries={json.dumps(batch, separators=(',', ':'))}"  # nothing in it needs an escape


LARGEST = form(100, 20, 13)


@pytest.fixture(scope="module")
def live(built: Built) -> Iterator[Live]:
    options = ("--seconds", str(SECONDS), *WITHOUT_BUDGETS)
    with serving(built.project.current, *options) as server:
        yield server


def busy(live: Live) -> float:
    """The processor's time that the server itself has taken so far, in seconds."""
    return int(Path(f"/proc/{live.process.pid}/stat").read_text().split()[13]) / 100


def send(live: Live) -> socket.socket:
    """A connection on which the form has been sent."""
    head = "\r\n".join(f"{name}: {value}" for name, value in FORM.items())
    link = socket.create_connection(("127.0.0.1", live.port), timeout=30)
    length = f"Content-Length: {len(LARGEST)}"
    link.sendall(f"POST /reconcile HTTP/1.1\r\nHost: x\r\n{head}\r\n{length}\r\n\r\n".encode())
    link.sendall(LARGEST.encode())
    return link


def at_work(live: Live) -> None:
    """Return once the server works on the form."""
    before, end = busy(live), time.monotonic() + 10
    while busy(live) < before + 0.2:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_too_many_values_are_refused_at_once(live: Live) -> None:
    text = form(1, 18, 2000)
    assert len(text) > 200_000
    reply = live.request("POST", "/reconcile", FORM, text)
    assert reply.status == 413
    assert json.loads(reply.body)["parameter"] == "v"


def test_a_reconciliation_ends_with_its_time(live: Live) -> None:
    assert len(LARGEST) < 256 << 10
    started = time.monotonic()
    reply = live.request("POST", "/reconcile", FORM, LARGEST)
    assert reply.status == 504
    assert time.monotonic() - started < SECONDS + slowdown()


def test_a_reconciliation_ends_with_its_client(live: Live) -> None:
    link = send(live)
    at_work(live)
    link.close()
    end = time.monotonic() + SECONDS - 1
    while 'page_requests_total{status="499"} 1.0' not in live.request("GET", "/metrics").text:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_stop_is_over_in_its_time_whatever_runs(built: Built) -> None:
    with serving(built.project.current, "--seconds", str(SECONDS)) as own:
        links = [send(own) for _ in range(4)]
        at_work(own)
        own.process.send_signal(signal.SIGTERM)
        assert own.process.wait(timeout=PROMISED) == 0
        for link in links:
            assert link.recv(65536).startswith(b"HTTP/1.1 50")
            link.close()
