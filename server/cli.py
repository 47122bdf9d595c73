"""The command line of the production server, in front of the current build."""

from __future__ import annotations

import logging
import resource
import signal
import socket
import sys
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from threading import Thread
from typing import Any, Literal
from urllib.parse import urlsplit

import click
import uvicorn

from kg import manifest
from kg.errors import KgError
from kg.project import find
from server.app import create_app
from server.composition import compose
from server.http.asgi import Gateway
from server.http.connection import Connection
from server.http.logs import Handler
from server.settings import READ_SECONDS, Settings, option
from server.site.prefetch import prefetch
from server.sparql.engine.errors import EngineUnavailable

# Seconds beyond a request's time that a stop waits for requests to finish; the gateway then waits
# LAST_SECONDS more for the work on them to end.
_GRACE = 3
_IDLE = 75  # seconds that a connection may rest: longer than proxies keep theirs
_UNREAD = int(3 * READ_SECONDS * 1000)  # milliseconds that the kernel waits for a reader
# Seconds for which a thread that computes keeps the interpreter while others wait for it. A page
# gives it up at each look-up in the index; with Python's 5 ms it would wait as long each time.
_SWITCH = 0.001
_BACKLOG = 2048  # connections that may wait to be accepted


def _options(command: Any) -> Any:
    """One option for each setting."""
    for entry in reversed(fields(Settings)):
        add = click.option(
            option(entry.name),
            default=entry.default,
            show_default=entry.default != "",
            help=entry.metadata["help"],
        )
        command = add(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@_options
def main(**options: Any) -> None:
    """Serve the graph over HTTP."""
    sys.setswitchinterval(_SWITCH)
    stop = _Stop()
    for number in (signal.SIGTERM, signal.SIGINT):  # before and after uvicorn's own handlers
        signal.signal(number, stop)
    try:
        settings = Settings(**options)
        greeting = _greeting(settings)
        listening = listen(settings)
        gateway = _gateway(settings)
    except (KgError, EngineUnavailable) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    with listening, closing(gateway):
        stop.server = uvicorn_server(gateway)
        if not stop.requested:
            click.echo(greeting)
            stop.server.run([listening])


class _Stop:
    """A signal handler that asks the server to stop, whether it serves or still starts.

    It does not raise: Python prints and ignores exceptions that a handler raises in a callback.
    """

    def __init__(self) -> None:
        self.requested = False
        self.server: uvicorn.Server | None = None

    def __call__(self, *_: Any) -> None:
        self.requested = True
        if self.server:
            self.server.should_exit = True


def listen(settings: Settings) -> socket.socket:
    """A socket that takes connections. Raises KgError where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        address = settings.host, settings.port
        listening = socket.create_server(address, family=family, backlog=_BACKLOG)
    except OSError as error:
        where = f"{settings.host}, port {settings.port}"
        repair = "Choose another with --host or --port."
        raise KgError(f"cannot listen on {where}: {error.strerror}. {repair}") from None
    # Of what was sent before a connection closed the kernel waits no longer for a reader, either.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD)
    return listening


def _gateway(settings: Settings) -> Gateway:
    """The gateway, over the pages and the service. Raises KgError or EngineUnavailable."""
    components = compose(settings, prefetch=prefetch)
    service = components.service
    app = create_app(components)
    logging.basicConfig(handlers=[Handler(service.logger)], level=logging.WARNING)
    logging.captureWarnings(True)
    first = components.repository, service.logger
    Thread(target=prefetch, args=first, name="prefetch", daemon=True).start()
    return Gateway(service, app)


def uvicorn_server(gateway: Gateway, lifespan: Literal["on", "off"] = "off") -> uvicorn.Server:
    """What serves a gateway over our own connections."""
    # Each connection takes a descriptor.
    settings = gateway.settings
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return uvicorn.Server(
        uvicorn.Config(
            gateway,
            http=Connection,
            loop="uvloop",
            interface="asgi3",
            lifespan=lifespan,
            ws="none",
            proxy_headers=False,  # The gateway reads them, as --proxies says.
            server_header=False,
            access_log=False,
            log_config=None,
            h11_max_incomplete_event_size=(settings.url_kb + settings.head_kb) << 10,
            timeout_keep_alive=_IDLE,
            timeout_graceful_shutdown=int(settings.seconds) + _GRACE,
        )
    )


def _greeting(settings: Settings) -> str:
    """What to print at the start. Raises BuildMissing where there is nothing to serve."""
    address = f"http://{settings.host}:{settings.port}"
    if settings.engine:
        address_of = urlsplit(settings.engine)
        host = address_of.netloc.rpartition("@")[2]  # without a password
        what = f"Answers come from {address_of._replace(netloc=host).geturl()}."
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
    from kg import namespaces

    used = [p for p in ("wk", "rdfs") if f"{p}:" in query]
    prefixes = " ".join(f"PREFIX {p}: <{namespaces.PREFIXES[p]}>" for p in used)
    return (
        f"curl {address}/sparql -H 'Accept: text/csv' --data-urlencode 'query={prefixes} {query}'"
    )
