"""The open connections: limits in all and per client, and a check that clients read.

A response that is not read stays in kernel memory, up to a few megabytes per connection.
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

_CHECK_INTERVAL = 1.0  # seconds
_RETRY_AFTER = 5  # seconds
_TCP_INFO_BYTES = 192
_RESET = struct.pack("ii", 1, 0)
_BYTES_ACKED = 120  # where `struct tcp_info` has tcpi_bytes_acked


class Connections:
    """The connections of one server. For one event loop; counts may be read by any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: dict[asyncio.Transport, _ReadProgress] = {}
        self._clients: Counter[str] = Counter()
        self.refused = 0  # connections over a limit
        self.slow = 0  # connections closed because the client did not read
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, transport: asyncio.Transport, client: str) -> None:
        """Register a connection. Raises a 503 over the limit, a 429 over that of the client.

        Behind a proxy there is no limit per client.
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
            raise Refusal(
                kind, (("retry-after", str(_RETRY_AFTER)),), limit=limit, retryAfter=_RETRY_AFTER
            )
        self._open[transport] = _ReadProgress(client)
        self._clients[client] += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(
                _CHECK_INTERVAL, self._check_readers
            )

    def leave(self, transport: asyncio.Transport) -> None:
        """Unregister a connection, if it is registered."""
        if reading := self._open.pop(transport, None):
            self._clients -= Counter((reading.client,))

    def _check_readers(self) -> None:
        """Close connections of clients that read too slowly, and schedule the next check."""
        loop = asyncio.get_running_loop()
        for transport, reading in list(self._open.items()):
            if not transport.is_closing() or transport.get_write_buffer_size():
                try:
                    slow = reading.is_slow(transport, loop.time())
                except OSError:  # closed meanwhile
                    continue
                if slow:
                    self.slow += 1
                    # With a reset, so that the kernel discards unread data.
                    link = transport.get_extra_info("socket")
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    transport.abort()
        self._timer = loop.call_later(_CHECK_INTERVAL, self._check_readers) if self._open else None


@dataclass(slots=True)
class _ReadProgress:
    """The progress of a client: bytes that it had read, and when; None while nothing is unread."""

    client: str
    since: float | None = None
    read: int = 0

    def is_slow(self, transport: asyncio.Transport, now: float) -> bool:
        """Whether it read less than READ_BYTES a second for READ_SECONDS. Raises OSError."""
        link = transport.get_extra_info("socket")
        (sent,) = struct.unpack("i", fcntl.ioctl(link.fileno(), termios.TIOCOUTQ, bytes(4)))
        if not sent and not transport.get_write_buffer_size():
            self.since = None  # nothing is unread
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
