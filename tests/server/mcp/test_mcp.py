"""The MCP server through the SDK's own client: tools, resources, and errors a model can act on."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from kg.rdf import RdfFormat, parse
from server.http.request import DeadlineExceeded, current_cancellation
from server.http.scheduling import Scheduler
from server.mcp import query_hints
from server.mcp.server import GUIDE, ONTOLOGY, _in_time, make_server
from server.repository.snapshot import Repository
from server.settings import Settings
from tests.conftest import ROOT, Built
from tests.served import free_port

TOOLS = {"search", "describe", "list_queries", "run_query", "sparql", "schema"}
Talk = Callable[[Client], Coroutine[Any, Any, Any]]


def finished(talk: Coroutine[Any, Any, Any]) -> Any:
    """What a conversation ends in, in a thread of its own: the browser's tests keep a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, talk).result()


@pytest.fixture
def talk(repository: Repository) -> Callable[[Talk], Any]:
    """Runs a conversation with the server, within this process."""

    def run(conversation: Talk) -> Any:
        async def whole() -> Any:
            async with Client(make_server(repository)) as client:
                return await conversation(client)

        return finished(whole())

    return run


@pytest.fixture
def call(talk: Callable[[Talk], Any]) -> Callable[..., Any]:
    """Calls a tool and returns what it found; an error is raised with its words."""

    def run(tool: str, /, **arguments: Any) -> Any:
        answer = talk(lambda client: client.call_tool(tool, arguments))
        text = "".join(part.text for part in answer.content)
        if answer.is_error:
            raise AssertionError(text)
        assert json.loads(text) == answer.structured_content
        return answer.structured_content

    return run


def test_tools_are_read_only_and_described(talk: Callable[[Talk], Any]) -> None:
    tools = talk(lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint and len(tool.description) > 40


def test_resources_hold_the_vocabulary_and_the_guide(talk: Callable[[Talk], Any]) -> None:
    resources = talk(lambda client: client.list_resources()).resources
    assert {str(resource.uri) for resource in resources} == {ONTOLOGY, GUIDE}
    ontology = talk(lambda client: client.read_resource(ONTOLOGY)).contents[0].text
    assert len(list(parse(ontology, RdfFormat.TURTLE))) > 2000
    guide = talk(lambda client: client.read_resource(GUIDE)).contents[0].text
    assert guide == (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_search_finds_and_says_what_is_alike(call: Callable[..., Any]) -> None:
    found = call("search", text="数创走廊", class_name="wk:Place")
    assert found["things"][0]["id"] == "place:binjiang-digital-corridor"
    assert found["things"][0]["classes"] == ["wk:Corridor"]
    missed = call("search", text="Binjang Digital Coridor")
    assert missed["total"] == 0
    assert missed["like_it"][0]["id"] == "place:binjiang-digital-corridor"


@pytest.mark.parametrize(
    "thing",
    ["滨江数创走廊", "place:binjiang-digital-corridor", "Binjiang Digital Innovation Corridor"],
)
def test_a_description_cites_its_sentences(call: Callable[..., Any], thing: str) -> None:
    found = call("describe", thing=thing)
    assert found["id"] == "place:binjiang-digital-corridor"
    assert "r:1.2.2-s03" in [one["passage"] for one in found["evidence"]]
    parts = found["outgoing"]["wk:hasPart (has part)"]
    assert any("project:" in part for part in parts)
    incoming = json.dumps(found["incoming"], ensure_ascii=False)
    assert "[2.2.3-s02]" in incoming and "[inferred]" in incoming


def test_stored_questions_are_listed_and_run(call: Callable[..., Any]) -> None:
    listed = call("list_queries", word="corridor")["queries"]
    assert "projects-of-corridor" in [one["name"] for one in listed]
    found = call("run_query", name="projects-of-corridor", parameters={"whole": "滨江数创走廊"})
    assert found["total"] == len(found["rows"]) > 5
    assert found["columns"][0] == "project"


def test_a_long_answer_comes_in_parts_that_add_up(call: Callable[..., Any]) -> None:
    query = "SELECT ?s { ?s a wk:Milestone } ORDER BY ?s"
    rows, offset, total = [], 0, 1
    while offset is not None and len(rows) < total:
        part = call("sparql", query=query, offset=offset)
        rows += part["rows"]
        offset, total = part.get("next_offset"), part["total"]
    assert len(rows) == total > 200
    assert len({row[0] for row in rows}) == total


def test_a_graph_and_a_truth_come_as_such(call: Callable[..., Any]) -> None:
    graph = call("sparql", query="CONSTRUCT WHERE { ?x a wk:Corridor }")
    assert len(list(parse(graph["turtle"], RdfFormat.TURTLE))) == 4
    assert call("sparql", query="ASK { ?x a wk:Corridor }") == {"boolean": True}


def test_the_schema_tells_how_to_query(call: Callable[..., Any]) -> None:
    whole = call("schema")
    assert whole["prefixes"]["wk"] == "https://w3id.org/wuchang-kg/ontology/"
    assert any(one.startswith("wk:Observation: ") for one in whole["classes"])
    assert "stage:completed" in {code for codes in whole["code_lists"].values() for code in codes}
    figure = call("schema", class_name="wk:Observation")
    used = {one["id"]: one for one in figure["properties"]}
    assert used["wk:value"]["definition"] and used["wk:value"]["used_by"] > 50


def test_a_name_that_does_not_exist_is_pointed_out(call: Callable[..., Any]) -> None:
    found = call("sparql", query="SELECT ?x { ?x wk:partOf place:binjiang-coridor }")
    assert found["total"] == 0
    assert "place:binjiang-coridor does not occur" in found["hints"][0]
    assert "place:binjiang-digital-corridor" in found["hints"][0]


def test_a_label_without_its_tag_is_pointed_out(call: Callable[..., Any]) -> None:
    found = call("sparql", query='ASK { ?x rdfs:label "武汉市" }')
    assert found["boolean"] is False
    assert '"武汉市"@zh is the label of place:wuhan' in found["hints"][0]
    assert "hints" not in call("sparql", query='ASK { ?x rdfs:label "武汉市"@zh }')


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("sparql", {"query": "SELECT ?x {\n  ?x a wk:Corridor ;; }}"}, ("line 2", "column", "^")),
        ("sparql", {"query": "SELECT ?x { ?x a foo:Bar }"}, ("foo:", "PREFIX", "wk")),
        ("sparql", {"query": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"}, ("SERVICE",)),
        ("sparql", {"query": "DROP ALL"}, ("read-only",)),
        (
            "sparql",
            {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"},
            ("was stopped",),
        ),
        ("run_query", {"name": "projects-of-coridor"}, ("Did you mean projects-of-corridor",)),
        (
            "run_query",
            {"name": "projects-of-corridor", "parameters": {"where": "x"}},
            ("whole (iri)",),
        ),
        (
            "run_query",
            {"name": "projects-of-corridor", "parameters": {"whole": "x"}},
            ("names nothing", "exact label"),
        ),
        ("describe", {"thing": "place:binjiang-coridor"}, ("place:binjiang-digital-corridor",)),
        ("describe", {"thing": "nothing at all"}, ("does not identify",)),
        ("search", {"text": "x", "class_name": "Dragon"}, ("class_name", "does not identify")),
        ("schema", {"class_name": "Dragon"}, ("does not identify",)),
    ],
)
def test_an_error_tells_how_to_repair_it(
    talk: Callable[[Talk], Any], tool: str, arguments: dict[str, Any], words: tuple[str, ...]
) -> None:
    answer = talk(lambda client: client.call_tool(tool, arguments))
    text = answer.content[0].text
    assert answer.is_error
    assert all(word in text for word in words), text
    assert "Traceback" not in text


def test_prefixes_of_ours_may_be_left_out() -> None:
    text, missing = query_hints.completed(
        "SELECT * { ?x a wk:Place # org:x\n; rdfs:label 'st:y' }", "b/"
    )
    assert missing == ["rdfs", "wk"]
    assert text.startswith("PREFIX rdfs: <")
    declared = "PREFIX wk: <http://other/> SELECT * { ?x a wk:Place }"
    assert query_hints.completed(declared, "b/") == (declared, [])


def conversation(server: Any) -> tuple[set[str], Any]:
    async def whole() -> tuple[set[str], Any]:
        async with Client(server) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            found = await client.call_tool("search", {"text": "滨江数创走廊"})
            return tools, found.structured_content

    return finished(whole())


@pytest.mark.slow
def test_it_speaks_over_http(built: Built, tmp_path: Path) -> None:
    port = free_port()
    command = [*(sys.executable, "-m", "server.mcp", "--http", "--port", str(port))]
    command += ["--build", str(built.project.current)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        try:
            until = time.monotonic() + 20
            while True:
                try:
                    tools, found = conversation(f"http://127.0.0.1:{port}/mcp")
                    break
                except Exception:
                    assert time.monotonic() < until and process.poll() is None
                    time.sleep(0.2)
            browser = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            origin = {"Origin": "https://example.org"}
            asks = {"Access-Control-Request-Method": "POST"}
            asks["Access-Control-Request-Headers"] = "content-type, mcp-protocol-version"
            browser.request("OPTIONS", "/mcp", headers={**origin, **asks})
            preflight = browser.getresponse()
            preflight.read()
            assert preflight.status == 200
            assert preflight.headers["access-control-allow-origin"] == "*"
            assert "mcp-protocol-version" in preflight.headers["access-control-allow-headers"]
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            fields = {"Content-Type": "application/json", "Accept": "application/json"}
            browser.request("POST", "/mcp", json.dumps(call), {**origin, **fields})
            listed = browser.getresponse()
            assert listed.status == 200
            assert listed.headers["access-control-allow-origin"] == "*"
            assert len(json.loads(listed.read())["result"]["tools"]) == len(TOOLS)
            browser.close()
            with socket.create_connection(("127.0.0.1", port), timeout=15) as half:
                half.sendall(b"POST /mcp HTTP/1.1\r\nHost:")
                assert half.recv(65536).startswith(b"HTTP/1.1 408 "), "as the main server says"
            large = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            large.request("POST", "/mcp", b" " * 300_000, {"Content-Type": "application/json"})
            assert large.getresponse().status == 413
            large.close()
            stream = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            stream.request("GET", "/mcp", headers={"Accept": "text/event-stream"})
            assert stream.getresponse().status == 405, "nothing stays open without a call"
            stream.close()
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert tools == TOOLS
    assert found["things"][0]["id"] == "place:binjiang-digital-corridor"


def test_a_call_that_is_given_up_ends_its_query(
    talk: Callable[[Talk], Any], repository: Repository
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i) }"
    gauges = repository.releases.current.engine.gauges

    async def until(at_work: int) -> bool:
        end = time.monotonic() + 5
        while gauges()["running"] + gauges()["slow"] != at_work and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return gauges()["running"] + gauges()["slow"] == at_work

    async def give_up(client: Client) -> None:
        call = asyncio.create_task(client.call_tool("sparql", {"query": endless}))
        assert await until(1)
        call.cancel()
        assert await until(0)

    talk(give_up)


def test_a_call_s_work_ends_with_its_time() -> None:
    ended = []

    def tool() -> dict[str, Any]:
        try:
            while True:
                current_cancellation().check()
                time.sleep(0.01)
        except DeadlineExceeded:
            ended.append(time.monotonic())
            raise

    started, settings = time.monotonic(), Settings(seconds=0.2)
    with pytest.raises(DeadlineExceeded), ThreadPoolExecutor(1) as threads:
        asyncio.run(_in_time(tool, settings, Scheduler(settings), threads)())
    assert 0.2 <= ended[0] - started < 5


@pytest.mark.parametrize("tool", ["search", "describe", "list_queries", "schema", "run_query"])
def test_a_text_that_is_too_long_is_refused_by_its_name(
    call: Callable[..., Any], tool: str
) -> None:
    name = {"search": "text", "describe": "thing", "list_queries": "word", "schema": "class_name"}
    arguments = {name.get(tool, "name"): "x" * 100_000}
    with pytest.raises(AssertionError, match=f"{name.get(tool, 'name')}.*500"):
        call(tool, **arguments)
