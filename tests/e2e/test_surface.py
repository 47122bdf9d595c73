"""Every name that clients rely on, replayed: surface.tsv lists them as they were at version 0.1.0.

The list is authored: a row changes only when a promise does. A name may go only where the answer
says so: an IRI through data/retired.tsv, with 410. The columns:

kind     What the row is about; each kind is one test, and a failure lists all rows that differ.
method   The HTTP method; for a command or an option the program; else what the name is of.
target   The path and query, not percent-encoded where it can be read; the arguments; the name.
send     Header fields of the request, separated by ` | `; the names of parameters or labels.
body     What is sent as the body, on standard input, or as arguments; the value of an option.
status   The HTTP status, or the exit status.
type     The media type of the answer, without parameters.
headers  Header fields of the answer, separated by ` | `: a name alone must be there, a value must
         be contained in what is there; a Location is compared whole, without the server's root.
holds    Texts of the answer, separated by ` | `; one after a `!` must not be in it.
removed  What issue 11 removes: such a row is to answer 410 and to name what to take instead.

`{long}` is 70,000 characters, `{deep}` 20,000 nested groups, `{etag}` the ETag of the same target,
`{script}` the name of a script of the workbench, `{real}` and `{tiny}` checkouts, `{text}` the
report's text of the tiny one.
"""

from __future__ import annotations

import asyncio
import csv
import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from mcp import Client, StdioServerParameters

from tests.conftest import ROOT, Built, tiny_world
from tests.served import Live, Reply, free_port, serving, terminated, wait_for

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
REPORT = ROOT / "tests" / "tiny" / "report.txt"
PROGRAMS = {
    "kg": [str(BIN / "kg")],
    "python -m kg": [sys.executable, "-m", "kg"],
    "python -m server": [sys.executable, "-m", "server"],
    "python -m server.mcp": [sys.executable, "-m", "server.mcp"],
}
HTTP = (
    *(
        "page",
        "anchor",
        "parameter",
        "sparql",
        "format",
        "identifier",
        "document",
        "api",
        "question",
    ),
    *("reconcile", "file", "operation", "validator", "method", "error"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; all its cells are texts."""

    line: int
    kind: str
    method: str
    target: str
    send: str
    body: str
    status: str
    type: str
    headers: str
    holds: str
    removed: str

    def __str__(self) -> str:
        named = f"{self.method} {self.target}", self.send, self.body
        return f"surface.tsv:{self.line}: {' | '.join(filter(None, named))[:300]}"


def listed(cell: str) -> list[str]:
    """The parts of a cell."""
    return cell.split(" | ") if cell else []


def read() -> list[Row]:
    """The rows of the list."""
    with (HERE / "surface.tsv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert head == [field.name for field in fields(Row)][1:]
    return [Row(number, *cells) for number, cells in enumerate(lines, 2)]


ROWS = read()


def of(kind: str) -> list[Row]:
    """The rows of a kind, of which there must be some."""
    found = [row for row in ROWS if row.kind == kind]
    assert found, f"no row of kind {kind}"
    return found


def agree(rows: list[Row], differences: Callable[[Row], list[str]]) -> None:
    """Fail where rows differ from what is found, and list every one of them."""
    found = [(row, differences(row)) for row in rows]
    told = [f"{row}\n    " + "\n    ".join(lines) for row, lines in found if lines]
    if told:
        pytest.fail(f"{len(told)} of {len(rows)} rows differ:\n" + "\n".join(told), pytrace=False)


def test_every_row_is_of_a_kind_that_is_replayed() -> None:
    others = {"vocabulary", "metric", "log", "build", "option", "command", "mcp", "remote"}
    assert {row.kind for row in ROWS} == others | set(HTTP)


@pytest.fixture(scope="module")
def live(built: Built) -> Iterator[Live]:
    """A server over the real graph, started with every option of the list that has a value."""
    rows = [row for row in of("option") if row.method == "python -m server" and row.body]
    options = [part for row in rows for part in (row.target, row.body)]
    with serving(built.project.current, *options, seconds=60) as server:
        yield server


def fill(text: str, live: Live, row: Row) -> str:
    """The text with what stands in braces filled in."""
    text = text.replace("{long}", "x" * 70_000).replace("{deep}", "{" * 20_000 + "}" * 20_000)
    if "{etag}" in text:
        given = [one for one in listed(row.send) if "{etag}" not in one]
        text = text.replace("{etag}", ask(live, row, "GET", given).headers["etag"])
    if "{script}" in text:
        page = live.request("GET", "/workbench").text
        found = re.search(r"assets/(workbench-[\w-]+\.js)", page)
        assert found
        text = text.replace("{script}", found[1])
    return text


def ask(live: Live, row: Row, method: str, send: list[str]) -> Reply:
    """The answer to the row's request."""
    path = quote(fill(row.target, live, row), safe="/?&=%:+,;@!$'()*~#")
    headers = dict(one.split(": ", 1) for one in send)
    body = fill(row.body, live, row).encode() if row.body else None
    return live.request(method, path, {k: fill(v, live, row) for k, v in headers.items()}, body)


def replayed(live: Live, row: Row) -> list[str]:
    """In what the answer to the row's request differs from the row."""
    found = ask(live, row, row.method, listed(row.send))
    told = []
    if str(found.status) != row.status:
        told.append(f"status {found.status}, not {row.status}: {found.body[:200]!r}")
    if found.type != row.type:
        told.append(f"type {found.type!r}, not {row.type!r}")
    for one in listed(row.headers):
        name, colon, wanted = one.partition(": ")
        value = found.headers.get(name.lower())
        if value is None:
            told.append(f"no header {name}")
        elif colon and not header_agrees(name, value.replace(live.url, ""), wanted):
            told.append(f"{name}: {value}, not {wanted}")
    text = found.body.decode("utf-8", "replace")
    return told + wrong(row, text)


def wrong(row: Row, text: str) -> list[str]:
    """What a text lacks that the row holds, and what it should lack."""
    told = []
    for one in listed(row.holds):
        if one[0] == "!" and one[1:] in text:
            told.append(f"{one[1:]!r} is in it")
        if one[0] != "!" and one not in text:
            told.append(f"no {one!r} in it")
    return told


def header_agrees(name: str, value: str, wanted: str) -> bool:
    """Whether a header holds what is wanted; a list may hold more, in any order."""
    if name == "Location":
        return value == wanted
    if name in ("Vary", "Allow"):
        return set(wanted.split(", ")) <= set(value.split(", "))
    return wanted in value


@pytest.mark.parametrize("kind", HTTP)
def test_every_address_answers_as_before(live: Live, kind: str) -> None:
    agree(of(kind), lambda row: replayed(live, row))


def test_every_name_of_the_vocabulary_is_described(live: Live) -> None:
    query = "SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }"
    base = "https://w3id.org/wuchang-kg/"
    known = set(live.query(query, format="csv").text.split())

    def missing(row: Row) -> list[str]:
        names = row.holds.split()
        gone = [name for name in names if base + row.target + name not in known]
        # What had to go is listed in data/retired.tsv.
        return [
            f"{row.target}{name} is neither described nor retired"
            for name in gone
            if live.request("GET", f"/{row.target}{name}").status != 410
        ]

    agree(of("vocabulary"), missing)


def test_every_metric_has_its_name_and_its_labels(live: Live) -> None:
    live.query("ASK {}")
    live.query("ASK {}")  # from the cache
    live.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="0.1")
    live.request("GET", "/")
    text = live.request("GET", "/metrics").text

    def differences(row: Row) -> list[str]:
        if f"# TYPE {row.target} {row.method}\n" not in text:
            return [f"no {row.method} of this name"]
        name = row.target + ("_count" if row.method == "histogram" else "")
        lines = re.findall(rf"^{name}(?:\{{(.*)\}})? \S+$", text, re.MULTILINE)
        labels = [" ".join(sorted(re.findall(r'(\w+)="', line))) for line in lines]
        told = wrong(row, text)
        return told if row.send in labels else [*told, f"labels are {labels}"]

    agree(of("metric"), differences)


def test_every_event_of_the_log_has_its_fields(live: Live) -> None:
    live.query("ASK {}")
    live.request("GET", "/")
    until = time.monotonic() + 10
    while not (live.events("query") and live.events("page")) and time.monotonic() < until:
        time.sleep(0.02)

    def differences(row: Row) -> list[str]:
        events = live.events(row.target)
        wanted = set(row.send.split())
        return [f"has not all of {row.send}"] if not any(wanted <= e.keys() for e in events) else []

    agree(of("log"), differences)


def test_a_build_holds_its_files(built: Built) -> None:
    def differences(row: Row) -> list[str]:
        path = built.project.current / row.target
        if not path.is_file():
            return ["no such file"]
        text = path.read_text(encoding="utf-8") if row.holds else ""
        return wrong(row, text)

    agree(of("build"), differences)


@pytest.fixture(scope="module")
def places(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `{real}`, `{tiny}` and `{text}` stand for in a command."""
    tiny = tiny_world(tmp_path_factory.mktemp("surface") / "tiny")
    return {"{real}": str(built.project.root), "{tiny}": str(tiny.root), "{text}": str(REPORT)}


def run(program: str, arguments: list[str], given: str = "") -> tuple[int, str]:
    """A program's exit status, and what it wrote on both outputs."""
    command = [*PROGRAMS[program], *arguments]
    found = subprocess.run(
        command, input=given, capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    return found.returncode, found.stdout + found.stderr


def test_every_command_does_as_before(places: dict[str, str]) -> None:
    def differences(row: Row) -> list[str]:
        arguments = row.target
        for name, path in places.items():
            arguments = arguments.replace(name, path)
        status, text = run(row.method, shlex.split(arguments), row.body)
        told = wrong(row, text)
        if str(status) != row.status:
            told.append(f"exit status {status}, not {row.status}")
        return [*told, text[:300]] if told else []

    agree(of("command"), differences)


def test_every_command_has_its_options() -> None:
    said: dict[str, set[str]] = {}

    def differences(row: Row) -> list[str]:
        if row.method not in said:
            program = row.method if row.method in PROGRAMS else "kg"
            command = row.method.removeprefix(program).split()
            status, text = run(program, [*command, "--help"])
            assert status == 0, text
            said[row.method] = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", text))
        return [] if row.target in said[row.method] else ["no such option"]

    agree(of("option"), differences)


@contextmanager
def running(*command: str) -> Iterator[Live]:
    """A server that a command starts; `--port` is added."""
    port = free_port()
    null = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--port", str(port)], stdout=null, stderr=null, text=True)
    with terminated(process):
        yield Live(port, process)


def test_another_endpoint_is_served_under_another_address(live: Live, built: Built) -> None:
    options = ("--engine", f"{live.url}/sparql", "--public-url", "https://kg.example.org")
    kg = str(BIN / "kg"), "--root", str(built.project.root)
    with running(*kg, "serve", "--report", str(REPORT), *options) as server:
        wait_for(server, 60)
        agree(of("remote"), lambda row: replayed(server, row))


def spoken(row: Row, tools: dict[str, Any], answers: dict[str, str]) -> list[str]:
    """In what a tool or a resource differs from its row."""
    if row.target not in answers:
        return [f"there is no such {row.method}"]
    told = wrong(row, answers[row.target])
    if row.method == "tool":
        names = set(tools[row.target].input_schema["properties"])
        told += [f"no parameter {name}" for name in row.send.split() if name not in names]
    return told


async def conversation(server: Any) -> list[str]:
    """What differs in a talk with an MCP server, over either transport."""
    async with Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        resources = {str(one.uri) for one in (await client.list_resources()).resources}
        answers = {}
        for row in of("mcp"):
            if row.method == "tool" and row.target in tools:
                answer = await client.call_tool(row.target, json.loads(row.body))
                answers[row.target] = json.dumps(answer.structured_content, ensure_ascii=False)
            if row.method == "resource" and row.target in resources:
                found = await client.read_resource(row.target)
                answers[row.target] = found.contents[0].text
    return [f"{row}: {one}" for row in of("mcp") for one in spoken(row, tools, answers)]


def talked(server: Any) -> list[str]:
    """The end of a conversation, in a thread of its own: other tests keep an event loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, conversation(server)).result()


def test_every_tool_answers_over_standard_input_and_output(built: Built) -> None:
    arguments = ["--root", str(built.project.root), "mcp", "--build", str(built.project.current)]
    assert talked(StdioServerParameters(command=str(BIN / "kg"), args=arguments)) == []


def test_every_tool_answers_over_http(built: Built) -> None:
    options = "--http", "--host", "127.0.0.1", "--build", str(built.project.current)
    with running(sys.executable, "-m", "server.mcp", *options) as server:
        until = time.monotonic() + 60
        while time.monotonic() < until and server.process.poll() is None:
            with suppress(OSError):
                server.request("GET", "/mcp", timeout=5)
                break
            time.sleep(0.05)
        assert talked(f"{server.url}/mcp") == []
