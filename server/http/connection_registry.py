"""How many connections there are, in all and of one client, and whether their clients read.

A client that does not read keeps its answer in the kernel's memory: up to a few megabytes each.
"""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios
from collections import Counter
from dataclasses import dataclass

from server.http.errors import Kind
from server.http.rate_limit import client_of
from server.http.responses import Refusal
from server.settings import READ_BYTES, READ_SECONDS, Settings

_LOOK = 1.0  # seconds between looks
_RETRY = 5  # seconds after which there may be room again
_TCP_INFO_BYTES = 192
_RESET = struct.pack("ii", 1, 0)
_BYTES_ACKED = 120  # where `struct tcp_info` has tcpi_bytes_acked


class Connections:
    """The connections of one server. For one event loop; the figures may be read by any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: dict[asyncio.Transport, _Reading] = {}
        self._clients: Counter[str] = Counter()
        self.refused = 0  # connections that were too many
        self.slow = 0  # connections that were closed because their clients did not read
        self._looking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, transport: asyncio.Transport, client: str) -> None:
        """Count a connection in. Raises a 503 where there are too many, a 429 for one client's.

        Behind a proxy the client of a connection is unknown.
        """
        most, of_one = self._settings.connections, self._settings.client_connections
        client = client_of(client, None, 0)
        kind, limit = Kind.CONNECTIONS, most
        full = 0 < most <= len(self._open)
        if not full and not self._settings.proxies:
            kind, limit = Kind.CLIENT_CONNECTIONS, of_one
            full = 0 < of_one <= self._clients[client]
        if full:
            self.refused += 1
            raise Refusal(kind, (("retry-after", str(_RETRY)),), limit=limit, retryAfter=_RETRY)
        self._open[transport] = _Reading(client)
        self._clients[client] += 1
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(_LOOK, self._look)

    def leave(self, transport: asyncio.Transport) -> None:
        """Count a connection out, if it was counted in."""
        if reading := self._open.pop(transport, None):
            self._clients -= Counter((reading.client,))

    def _look(self) -> None:
        """Close the connections whose clients read too slowly, and look again later."""
        loop = asyncio.get_running_loop()
        for transport, reading in list(self._open.items()):
            if not transport.is_closing() or transport.get_write_buffer_size():
                try:
                    slow = reading.is_slow(transport, loop.time())
                except OSError:  # closed meanwhile
                    continue
                if slow:
                    self.slow += 1
                    # With a reset: else the kernel would keep what is not read.
                    link = transport.get_extra_info("socket")
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    transport.abort()
        self._looking = loop.call_later(_LOOK, self._look) if self._open else None


@dataclass(slots=True)
class _Reading:
    """How far a client had read when it last had reason to, and when that was."""

    client: str
    since: float | None = None
    read: int = 0

    def is_slow(self, transport: asyncio.Transport, now: float) -> bool:
        """Whether it has read less than READ_BYTES a second in READ_SECONDS. Raises OSError."""
        link = transport.get_extra_info("socket")
        (sent,) = struct.unpack("i", fcntl.ioctl(link.fileno(), termios.TIOCOUTQ, bytes(4)))
        if not sent and not transport.get_write_buffer_size():
            self.since = None  # it has all that it was sent
            return False
        info = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        (read,) = struct.unpack_from("Q", info, _BYTES_ACKED)
        if self.since is None:
            self.since, self.read = now, read
        elif now - self.since >= READ_SECONDS:
            if read - self.read < READ_BYTES * (now - self.since):
                return True
            self.since, self.read = now, read
        return False
