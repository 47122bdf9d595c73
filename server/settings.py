"""The settings of the server, with their defaults and help texts.

The command line, the list of limits and the error responses read this table.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from kg.errors import KgError

CORES = len(os.sched_getaffinity(0))
_PORT = 65535
LOGS = ("all", "errors", "none")
READERS = ("local", "all")
_ADDRESS = re.compile(r"https?://[^/?#]")
# Time limits for the head and then the body of a request. They are not configurable.
HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
# The least bytes a second that a client must read of a response, averaged over READ_SECONDS.
READ_BYTES = 1024
READ_SECONDS = 10.0
# Waiting requests per client, beside running ones: more than a browser sends.
WAITING = 16


def _setting(default: Any, text: str, least: float = 0) -> Any:
    return field(default=default, metadata={"help": text, "least": least})


def _ascii(address: str) -> str:
    """The address as a URI: its host in punycode, the rest percent-encoded. Raises KgError."""
    parts = urlsplit(address)
    try:
        host = parts.netloc if address.isascii() else parts.netloc.encode("idna").decode()
    except UnicodeError as error:
        raise KgError(f"--public-url {address}: its host has no punycode: {error}.") from None
    return urlunsplit(parts._replace(netloc=host, path=quote(parts.path, safe="/%:@~,;=+$!*'()")))


def option(name: str) -> str:
    """The command line option for a setting."""
    return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Immutable."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    build: str = _setting("", "Folder of the build to serve (default: build/current).")
    report: str = _setting("", "Text of a report, or folder of texts, to show sentences verbatim.")
    engine: str = _setting(
        "", "URL of a SPARQL endpoint that runs the queries instead of the build."
    )
    public_url: str = _setting("", "Public URL of the server.")
    workers: int = _setting(CORES, "Queries that run at once at normal priority.", 1)
    slow_workers: int = _setting(8, "Long queries that may run beside them.")
    waiting: int = _setting(
        64, "Queries that may wait for a worker, and other requests that may wait; more get 503."
    )
    seconds: float = _setting(
        10.0, "Time limit of a query in seconds, including the time it waits.", 0.1
    )
    memory_mb: int = _setting(256, "Memory limit of a query in megabytes.", 1)
    workers_mb: int = _setting(
        2048,
        "Memory limit of all workers in megabytes; above it a long query is stopped. 0: no limit.",
    )
    result_mb: int = _setting(16, "Size limit of an answer in megabytes.", 1)
    query_kb: int = _setting(256, "Size limit of a request body in kilobytes.")
    url_kb: int = _setting(16, "Length limit of a URL in kilobytes.", 1)
    head_kb: int = _setting(
        64,
        "Size limit of the header fields of a request in kilobytes; each counts 32 bytes more.",
        1,
    )
    cache_mb: int = _setting(48, "Size of the response cache in megabytes; 0: none.")
    spool_mb: int = _setting(128, "Size of the spool for large answers in megabytes.")
    in_memory_mb: int = _setting(
        256,
        "The default graph is held in memory unless the build has more megabytes of N-Quads.",
    )
    client_requests: int = _setting(
        4, "Requests of one client that are processed at once; 0: no limit."
    )
    connections: int = _setting(1024, "Open connections; 0: no limit.")
    client_connections: int = _setting(
        64, "Open connections of one client, unless there is a proxy; 0: no limit."
    )
    budget_seconds: float = _setting(120.0, "Query seconds per client and minute; 0: no limit.")
    budget_errors: int = _setting(
        300, "Errors per client and minute, separately at the endpoint and on pages; 0: no limit."
    )
    proxies: int = _setting(0, "Number of proxies whose X-Forwarded-For entries are trusted.")
    log: str = _setting("all", "Requests to log: all, errors or none.")

    metrics: str = _setting("local", "Who may read /metrics: local (from this machine) or all.")

    def __post_init__(self) -> None:
        """Check the values. Raises KgError."""
        for entry in fields(self):
            value, least = getattr(self, entry.name), entry.metadata["least"]
            if not isinstance(value, str) and not value >= least:
                raise KgError(f"{option(entry.name)} {value}: it must be {least} or more.")
        if self.port > _PORT:
            raise KgError(f"--port {self.port}: it must be {_PORT} or less.")
        if self.log not in LOGS:
            raise KgError(f"--log {self.log}: it must be one of {', '.join(LOGS)}.")
        if self.metrics not in READERS:
            raise KgError(f"--metrics {self.metrics}: it must be one of {', '.join(READERS)}.")
        for name in ("engine", "public_url"):
            value = getattr(self, name)
            if value and not _ADDRESS.match(value):
                raise KgError(
                    f"{option(name)} {value}: it must be an address, http://… or https://…."
                )
        object.__setattr__(self, "public_url", _ascii(self.public_url))

    @property
    def result_bytes(self) -> int:
        return self.result_mb << 20
