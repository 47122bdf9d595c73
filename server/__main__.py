"""`python -m server`: the production server, in front of the current build."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from threading import Thread
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from kg import manifest
from kg.errors import KgError
from kg.project import find
from server.engine import EngineDown
from server.settings import ENVIRONMENT, Settings, from_environment

_GRACE = 5  # seconds beyond a query's time that a stop waits for queries to finish
_HEADER_MS = 10_000  # in which a request's head must have come in


def _options(command: Any) -> Any:
    """One option for each setting."""
    for entry in reversed(fields(Settings)):
        option = click.option(
            f"--{entry.name.replace('_', '-')}",
            default=entry.default,
            show_default=entry.default != "",
            help=entry.metadata["help"],
        )
        command = option(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@_options
def main(**options: Any) -> None:
    """Serve the graph over HTTP."""
    settings = Settings(**options)
    try:
        greeting = _greeting(settings)
    except KgError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    os.environ[ENVIRONMENT] = settings.to_json()
    server = Server(
        "server.__main__:application",
        factory=True,
        interface=Interfaces.RSGI,
        address=settings.host,
        port=settings.port,
        workers=1,
        http=HTTPModes.http1,  # what a proxy in front speaks to it
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        log_level=LogLevels.warning,
        workers_kill_timeout=int(settings.seconds) + _GRACE,
        respawn_failed_workers=True,
    )
    server.on_startup(lambda: click.echo(greeting))
    server.serve()


def application() -> Any:
    """What the server process runs: the gateway, over the pages and the service."""
    from server import create_app
    from server.gateway import Gateway

    settings = from_environment()
    try:
        app = create_app(settings)
    except (KgError, EngineDown) as error:
        sys.exit(str(error))
    Thread(target=app.extensions["warm"], name="warm", daemon=True).start()
    return Gateway(app.extensions["service"], app)


def _greeting(settings: Settings) -> str:
    """What to print at the start. Raises BuildMissing where there is nothing to serve."""
    address = f"http://{settings.host}:{settings.port}"
    if settings.engine:
        what = f"Answers come from {settings.engine}."
    else:
        folder = Path(settings.build) if settings.build else find().current
        counts = manifest.read(folder).counts
        what = ", ".join(
            f"{counts[name]:,} {name}"
            for name in ("triples", "entities", "passages")
            if name in counts
        )
    ask = "SELECT ?project ?label { ?project a wk:Project ; rdfs:label ?label } LIMIT 5"
    return f"{address}\n{what}\nTry: {_curl(address, ask)}"


def _curl(address: str, query: str) -> str:
    from kg import iris

    used = [p for p in ("wk", "rdfs") if f"{p}:" in query]
    prefixes = " ".join(f"PREFIX {p}: <{iris.PREFIXES[p]}>" for p in used)
    return (
        f"curl {address}/sparql -H 'Accept: text/csv' --data-urlencode 'query={prefixes} {query}'"
    )


if __name__ == "__main__":
    main()
