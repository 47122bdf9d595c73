"""The systems that are measured, each a server on a port of its own over the same build."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class System:
    """A server: what it is called, how it is started (`{port}` is filled in), where it answers."""

    name: str
    command: tuple[str, ...]
    path: str


@dataclass
class Running:
    """A system that runs: its port and its process."""

    system: System
    port: int
    process: subprocess.Popen[bytes]
    started: float  # seconds from the start to the first answer


def systems(build: Path) -> dict[str, System]:
    """All of them, by a short name."""
    python = sys.executable
    ours: tuple[str, ...] = (python, "-m", "server", "--port", "{port}", "--build", str(build))
    ours += ("--budget-seconds", "0", "--budget-errors", "0", "--client-requests", "0")
    uncached = (*ours, "--cache-mb", "0")
    endpoint = (python, "-m", "bench.endpoint", "{port}", str(build / "data.nq"))
    store = str(build / "store")
    native = (str(BIN / "oxigraph"), "serve-read-only", "-l", store, "-b", "127.0.0.1:{port}")
    return {
        "uncached": System("ours, uncached", uncached, "/sparql"),
        "disk": System(
            "ours, uncached, from disk",
            (*ours, "--cache-mb", "0", "--in-memory-mb", "0"),
            "/sparql",
        ),
        "cached": System("ours, cached", ours, "/sparql"),
        "native": System("oxigraph serve-read-only", native, "/query"),
        "oxrdflib": System("rdflib-endpoint, oxrdflib", (*endpoint, "Oxigraph"), "/"),
        "rdflib": System("rdflib-endpoint, rdflib", (*endpoint, "default"), "/"),
    }


@contextmanager
def running(system: System, patience: float = 120, port: int = 0) -> Iterator[Running]:
    """The system, from its first answer on; stopped afterwards. Without a port, on a free one."""
    port = port or free_port()
    command = [part.format(port=port) for part in system.command]
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port, system.path):
            if process.poll() is not None or time.monotonic() > started + patience:
                raise RuntimeError(f"{system.name} does not start: {' '.join(command)}")
            time.sleep(0.02)
        yield Running(system, port, process, time.monotonic() - started)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", f"{path}?query=ASK%7B%7D", headers={"Accept": "*/*"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def megabytes(pid: int) -> float:
    """The memory of a process and all below it; what they share counts once."""
    total = 0.0
    for number in _family(pid):
        try:
            text = Path(f"/proc/{number}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(text.split("Pss:")[1].split()[0]) / 1024
    return total


def _family(pid: int) -> list[int]:
    """The process and all below it; processes and threads may end meanwhile."""
    found = [pid]
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with suppress(FileNotFoundError, ProcessLookupError):
                text = Path(f"/proc/{pid}/task/{task}/children").read_text()
                for child in text.split():
                    found += _family(int(child))
    return found
