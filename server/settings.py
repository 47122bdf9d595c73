"""What an operator can set. Each limit is written here once, with the words that explain it.

The command line, the page of limits and the answers that hit a limit all read this table.
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
# In which a request's head, and then its body, must have arrived. These are no settings.
HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
# A client that has not read all of its answer must read so many bytes a second, over so many.
READ_BYTES = 1024
READ_SECONDS = 10.0
# Requests of one client that may wait beside those that are worked on: more than a browser sends.
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
    """A setting's name as the command line has it."""
    return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what to serve, and every limit. Immutable once the server runs."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    build: str = _setting("", "Folder of the build to serve (default: build/current).")
    report: str = _setting("", "Text of a report, or folder of texts, to show sentences verbatim.")
    engine: str = _setting("", "URL of a SPARQL endpoint to ask instead of the build.")
    public_url: str = _setting("", "Address by which the world knows the server.")
    workers: int = _setting(CORES, "Queries that run at once at full priority.", 1)
    slow_workers: int = _setting(8, "Longer queries that may run beside them.")
    waiting: int = _setting(
        64, "Queries that may wait for a worker, and as many other requests; more get 503."
    )
    seconds: float = _setting(10.0, "Seconds a query may take, waiting included.", 0.1)
    memory_mb: int = _setting(256, "Megabytes one query may use.", 1)
    workers_mb: int = _setting(
        2048, "Megabytes all workers may hold; above, a long query is stopped. 0: no such limit."
    )
    result_mb: int = _setting(16, "Megabytes one answer may have.", 1)
    query_kb: int = _setting(256, "Kilobytes a request's body may have.")
    url_kb: int = _setting(16, "Kilobytes a request's URL may have.", 1)
    head_kb: int = _setting(
        64, "Kilobytes of a request's header fields, 32 bytes added to each.", 1
    )
    cache_mb: int = _setting(48, "Megabytes of whole answers to keep; 0 keeps none.")
    spool_mb: int = _setting(128, "Megabytes of large answers on their way to clients.")
    in_memory_mb: int = _setting(256, "Builds whose N-Quads are larger are read from disk.")
    client_requests: int = _setting(
        4, "Requests of one client that are worked on at once; 0: as many as it sends."
    )
    connections: int = _setting(1024, "Connections at once; 0: as many as come.")
    client_connections: int = _setting(
        64, "Connections of one client at once, where no proxy is in front; 0: as many as it opens."
    )
    budget_seconds: float = _setting(120.0, "Query seconds per client and minute; 0: no budget.")
    budget_errors: int = _setting(
        300, "Errors per client and minute, at the endpoint and on pages each; 0: no budget."
    )
    proxies: int = _setting(0, "Proxies in front whose X-Forwarded-For entries are trusted.")
    log: str = _setting("all", "What to log of requests: all, errors or none.")

    metrics: str = _setting("local", "Who may read /metrics: local (from this machine) or all.")

    def __post_init__(self) -> None:
        """Raise KgError where a setting cannot be kept."""
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
