"""The MCP server: its tools, its resources and its instructions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from contextvars import ContextVar, copy_context
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from kg import __version__, namespaces
from kg.rdf import NamedNode, Triple, turtle
from server.http.asgi import request_executor
from server.http.request import Cancellation, cancellable
from server.http.responses import Refusal
from server.http.scheduling import Scheduler
from server.http.texts import limited
from server.mcp.tools import tools
from server.repository.snapshot import Repository, Snapshot
from server.settings import Settings

ONTOLOGY = "wuchang://ontology"
GUIDE = "wuchang://coding-guide"

# The client of a call: an address over HTTP.
CLIENT: ContextVar[str] = ContextVar("client", default="")

_MAX_LENGTH = 500  # characters of a text other than a query, as in reconciliation

_INSTRUCTIONS = """\
{title}: {abstract_en}
It holds projects, places, organizations, industries, honours, and statements about them (figures,
targets, milestones, measures, assessments), each with the sentence that states it. Its reports:
{reports}
Stored queries ask the first of them unless their parameter report names another, or all. Names are
in Chinese (zh) and English (en). Start with search or list_queries; call schema before writing
SPARQL; cite the report and the number of the sentence as evidence: 1.2.2-s03. {abstract_zh}
"""


def make_server(repository: Repository) -> MCPServer:
    """The server; its instructions describe the build at start-up."""
    with repository.read() as snapshot:
        dataset, instructions = snapshot.dataset, _instructions(snapshot)
    server = MCPServer(
        dataset.identifier,
        title=" · ".join(dataset.title.values()),
        instructions=instructions,
        version=__version__,
        log_level="WARNING",
    )
    read_only = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    settings, scheduler = repository.settings, repository.scheduler
    threads = request_executor(settings)
    for tool in tools(repository):
        server.add_tool(_in_time(tool, settings, scheduler, threads), annotations=read_only)

    @server.resource(ONTOLOGY, title="Ontology", mime_type="text/turtle")
    def ontology() -> str:
        """Every class, property and code, with definitions in Chinese and English."""
        with repository.read() as snapshot:
            named = NamedNode(namespaces.rebase(namespaces.ONTOLOGY_GRAPH, snapshot.base))
            rows = snapshot.rows("describe_content", (100_000, 0), graph=named)
            triples = [Triple(r["subject"], r["property"], r["value"]) for r in rows]  # type: ignore[arg-type]
            prefixes = {
                p: namespaces.rebase(n, snapshot.base) for p, n in namespaces.PREFIXES.items()
            }
            return turtle(triples, prefixes)

    @server.resource(GUIDE, title="Coding guide", mime_type="text/markdown")
    def coding_guide() -> str:
        """How sentences of the report became triples, with worked examples."""
        return (repository.project.root / "data" / "README.md").read_text(encoding="utf-8")

    return server


def http_application(server: MCPServer) -> ASGIApp:
    """The server at /mcp, for clients of any origin.

    Responses are JSON, not event streams, so that clients need not support those. The data are
    public, so DNS rebinding is harmless.
    """
    application = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return CORSMiddleware(
        application,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=["Mcp-Session-Id", "Mcp-Protocol-Version"],
    )


def _instructions(snapshot: Snapshot) -> str:
    """The instructions for a model: what the graph is, and which reports it has."""
    dataset = snapshot.dataset
    reports = [
        f"- {one.name} ({one.label.get('en', '')}): outcomes of {_year(one.reviews)}, promises for "
        f"{_year(one.plans)}; {one.reading}"
        for one in dataset.in_order()
    ]
    return _INSTRUCTIONS.format(
        title=dataset.title.get("en", ""),
        abstract_en=dataset.abstract.get("en", ""),
        abstract_zh=dataset.abstract.get("zh", ""),
        reports="\n".join(reports),
    )


def _year(period: str) -> str:
    return period.rpartition("/")[2]


def _in_time(
    tool: Callable[..., dict[str, Any]], settings: Settings, scheduler: Scheduler, threads: Executor
) -> Callable[..., Coroutine[Any, Any, dict[str, Any]]]:
    """The tool, run in a thread until its deadline or the cancellation of the call."""

    @wraps(tool)
    async def call(**arguments: Any) -> dict[str, Any]:
        try:
            _check_lengths(arguments, settings)
        except Refusal as refusal:
            raise ToolError(refusal.detail) from refusal
        cancel = Cancellation(CLIENT.get(), time.monotonic() + settings.seconds)

        def work() -> dict[str, Any]:
            try:
                with cancellable(cancel), scheduler.task(cancel):
                    return tool(**arguments)
            except Refusal as refusal:
                raise ToolError(refusal.detail) from refusal

        try:
            loop, context = asyncio.get_running_loop(), copy_context()
            return await loop.run_in_executor(threads, context.run, work)
        finally:
            cancel.request()

    return call


def _check_lengths(arguments: Mapping[str, Any], settings: Settings) -> None:
    """Check the length of texts in a call. Raises Refusal."""
    for name, value in arguments.items():
        if isinstance(value, str):
            limited(name, value, settings.query_kb << 10 if name == "query" else _MAX_LENGTH)
        elif isinstance(value, Mapping):
            for key, text in value.items():
                limited(limited(name, str(key), _MAX_LENGTH), str(text), _MAX_LENGTH)
