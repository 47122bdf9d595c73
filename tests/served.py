"""A small build to serve in tests, and a real server in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import __version__, namespaces
from kg.build import index
from kg.export.dumps import CONTEXT
from kg.export.property_graph import whole_graphs
from kg.manifest import DATA, DUMPS, STORE, Data, Manifest, checksum
from kg.model.extract import names
from kg.model.records import records
from kg.rdf import RdfFormat, Store, write_store

EX = "http://example.org/"
BASE = "https://w3id.org/wuchang-kg/"
ROOT = Path(__file__).resolve().parent.parent
# A server that refuses a client nothing for what the client asked before.
WITHOUT_BUDGETS = (
    *("--budget-seconds", "0", "--budget-errors", "0"),
    *("--client-requests", "0", "--client-connections", "0"),
)

# What is hard to carry: languages, types, quotes, tabs, line ends, characters beyond the BMP,
# IRIs with percent signs beside the same IRI without them.
HARD = {
    "zh": '"滨江数创走廊"@zh',
    "en": '"Binjiang Digital Corridor"@en',
    "decimal": '"1900.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    "date": '"2024-06-30"^^<http://www.w3.org/2001/XMLSchema#date>',
    "own-type": f'"12"^^<{EX}亿元>',
    "quotes": r'"say \"yes\" or \'no\'"',
    "lines": r'"first\nsecond\r\nthird\ttabbed"',
    "backslash": r'"C:\\path\\100%"',
    "percent": '"100%25"',
    "beyond": '"𝄞 𠮷野家 🏙"@zh',
    "markup": '"<b>&amp; ]]> </b>"',
    "commas": '"a, b; c"',
    "empty": '""',
    "blank": '"  two  "',
    "encoded-iri": f"<{EX}%E4%B8%AD>",
    "plain-iri": f"<{EX}中>",
    "plus-iri": f"<{EX}a+b?x=1&y=2>",
}


def quads() -> str:
    """The N-Quads of the small world: each triple in its graphs, and once in the default graph.

    Graphs 1 and 2 share a triple; graph 3 is alone; `all` holds the rest.
    """
    stated = [(f"<{EX}hard> <{EX}p/{name}> {term}", ("all",)) for name, term in HARD.items()]
    stated += [(f"<{EX}only-{n}> <{EX}in> <{EX}graph/{n}>", (n,)) for n in "123"]
    seven = '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    stated.append((f"<{EX}shared> <{EX}value> {seven}", ("1", "2")))
    for number in range(2000):
        node = f"<{EX}n/{number}>"
        stated.append((f"{node} <{EX}next> <{EX}n/{(number * 7 + 1) % 2000}>", ("all",)))
        stated.append((f'{node} <{EX}label> "节点{number}"@zh', ("all",)))
        stated.append((f'{node} <{EX}label> "node {number}"@en', ("all",)))
    named = [f"{triple} <{EX}graph/{graph}> ." for triple, graphs in stated for graph in graphs]
    return "\n".join([f"{triple} ." for triple, _ in stated] + named) + "\n"


def stamp(name: str) -> str:
    """The quad by which an endpoint tells that it holds the build of that name."""
    about = f"<{namespaces.DATASET}> <{namespaces.STAMP}>"
    return f'{about} "{name}" <{namespaces.METADATA_GRAPH}> .\n'


def write_build(folder: Path, data: str, name: str) -> Path:
    """A build in the layout of `kg build`, under the folder, with `current` pointing to it."""
    made = folder / name
    made.mkdir(parents=True)
    (made / DATA).write_text(data, encoding="utf-8")
    write_store(made / DATA, made / STORE)
    held = Store()
    held.bulk_load(data.encode(), format=RdfFormat.N_QUADS)
    index.write(made, held, whole_graphs(records(held, names(held))))
    (made / DUMPS).mkdir()
    (made / DUMPS / CONTEXT).write_text('{"@context": {}}')
    lines = data.splitlines()
    counts = {"triples": len(lines), "quads": len(lines), "entities": 3, "passages": 1}
    about = Data(len(set(filter(None, lines))), checksum(made / DATA))
    built = "2026-01-01T00:00:00+00:00"
    Manifest(name, __version__, BASE, built, {}, counts, {}, about).write(made)
    switch(folder, name)
    return made


def switch(folder: Path, name: str) -> None:
    """Point `current` to another build, as `kg build` does it."""
    temporary = folder / "current.new"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(name)
    os.replace(temporary, folder / "current")


@dataclass(frozen=True)
class Reply:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Live:
    """A server process under test, on a free port of this machine."""

    port: int
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        timeout: float = 30,
    ) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, dict(headers or {}))
            answer = connection.getresponse()
            names = {k.lower(): v for k, v in answer.getheaders()}
            return Reply(answer.status, names, answer.read())
        finally:
            connection.close()

    def query(self, text: str, **parameters: str) -> Reply:
        """A query by GET."""
        return self.request("GET", target(text, **parameters))

    def events(self, name: str) -> list[dict[str, object]]:
        """What the server has logged under that name so far."""
        found = [json.loads(line) for line in self.log if line.startswith("{")]
        return [event for event in found if event["event"] == name]


def target(text: str, **parameters: str) -> str:
    """The path and query string that ask the query."""
    return "/sparql?" + urllib.parse.urlencode({"query": text, **parameters})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition became true in time."""
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return met


def descendants(pid: int) -> list[int]:
    """All processes below this one, whichever of its threads started them."""
    text = ""
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        with suppress(OSError):
            text += f"{task.read_text()} "
    found = [int(number) for number in text.split()]
    return found + [below for child in found for below in descendants(child)]


def answers(address: str) -> bool:
    """Whether a server answers at an address, with whatever status."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def terminated(process: subprocess.Popen[Any], seconds: float = 30) -> Iterator[None]:
    """Terminate a process after the block; it must end in time."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=seconds)
        finally:
            process.kill()
            process.wait()


@contextmanager
def serving(
    build: Path,
    *options: str,
    seconds: float = 20,
    prefix: Sequence[str] = (),
    python: str = sys.executable,
    program: Sequence[str] = ("server",),
) -> Iterator[Live]:
    """A server over the build, once it answers; stopped afterwards, and it must stop."""
    port = free_port()
    command = [*prefix, python, "-m", *program, "--port", str(port), "--build", str(build)]
    process = subprocess.Popen(
        [*command, *options], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    live = Live(port, process)
    assert process.stdout
    reader = threading.Thread(target=lambda: live.log.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        with terminated(process):
            wait_for(live, seconds)
            yield live
    finally:
        reader.join(timeout=5)
        process.stdout.close()


def wait_for(live: Live, seconds: float) -> None:
    """Return when the server answers; fail when it ends or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if live.process.poll() is not None:
            break
        try:
            if live.request("GET", "/health", timeout=5).status < 500:  # the MCP server has none
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server does not answer:\n" + "".join(live.log))
