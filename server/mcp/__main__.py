"""`python -m server.mcp`: the MCP server on standard input and output, or over HTTP."""

from __future__ import annotations

import signal
import sys

import click

from kg.errors import KgError
from server.cli import listen, uvicorn_server
from server.composition import compose
from server.mcp.gateway import McpGateway
from server.mcp.server import http_application, make_server
from server.settings import Settings
from server.sparql.engine.errors import EngineUnavailable


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--http", is_flag=True, help="Serve streamable HTTP at /mcp instead of standard input."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port to listen on.")
@click.option("--build", default="", help="Folder of the build (default: build/current).")
@click.option("--engine", default="", help="URL of a SPARQL endpoint that runs the queries.")
@click.option("--seconds", default=Settings().seconds, help="Time limit of a query in seconds.")
def main(http: bool, host: str, port: int, build: str, engine: str, seconds: float) -> None:
    """Serve the graph to language models over the Model Context Protocol."""
    settings = Settings(
        host=host, port=port, build=build, engine=engine, seconds=seconds, log="none"
    )
    try:
        components = compose(settings)
    except (KgError, EngineUnavailable) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    try:
        server = make_server(components.repository)
        if http:
            # uvicorn raises the signal again after it has stopped.
            signal.signal(signal.SIGTERM, lambda *_: None)
            click.echo(f"http://{host}:{port}/mcp", err=True)
            with listen(settings) as listening:
                gateway = McpGateway(components.service, http_application(server))
                uvicorn_server(gateway, lifespan="on").run([listening])
        else:
            server.run("stdio")
    finally:
        components.service.close()


if __name__ == "__main__":
    main()
