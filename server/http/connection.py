"""HTTP/1.1 connections: uvicorn's h11 protocol, with a time limit for the head of a request."""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from urllib.parse import quote_from_bytes

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.http.errors import Kind
from server.http.responses import Refusal, Reply, written
from server.settings import HEAD_SECONDS

_LINGER = 5.0  # seconds that the connection stays open after an error, so that the client reads it
_AHEAD = 16 << 10  # bytes of pipelined requests that may wait for the one before them
_ASCII = bytes(range(128))


class Connection(H11Protocol):
    """One connection to a `Gateway`, which is the application."""

    app: Any
    _timer: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time limit for the first request, unless there are too many connections."""
        super().connection_made(transport)
        try:
            self.app.connections.enter(transport, self.client[0] if self.client else "")
        except Refusal as refusal:
            self._refuse(self.app.turn_away(self.client, refusal), linger=0)
        else:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self.app.connections.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse more of a request; after an error, discard what comes in."""
        if self._refused:
            return
        if self.conn.their_state is h11.IDLE:
            self._timer = self._timer or self.loop.call_later(HEAD_SECONDS, self._head_timeout)
            data = self._quoted(data)
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_timer()
        if self.conn.their_state is h11.DONE:
            self.flow.resume_reading()  # A client that has sent another request may hang up too.
            if len(self._buffered) > _AHEAD:  # It may not be answered (RFC 9112, 9.3.2).
                self._refused, self.cycle.keep_alive = True, False

    def send_400_response(self, msg: str) -> None:
        """Refuse what h11 could not parse. Called while its exception is handled."""
        self._refuse(self.app.unparsed(self.client, sys.exc_info()[1], self._buffered))

    def _should_upgrade(self) -> bool:
        return False  # The request is answered over HTTP/1.1 (RFC 9110, 7.8).

    @property
    def _buffered(self) -> bytes:
        return self.conn.trailing_data[0]

    def _quoted(self, data: bytes) -> bytes:
        """The data with the request line percent-encoded: people paste 滨江 into URLs as it is."""
        if b"\n" in self._buffered:
            return data
        line, end, rest = data.partition(b"\n")
        return data if line.isascii() else quote_from_bytes(line, _ASCII).encode() + end + rest

    def _head_timeout(self) -> None:
        if self._buffered and not self.transport.is_closing():
            late = Refusal(Kind.HEAD_SECONDS, limit=HEAD_SECONDS)
            self._refuse(self.app.turn_away(self.client, late))
        else:
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _refuse(self, reply: Reply, linger: float = _LINGER) -> None:
        """Send the error response, and close the connection."""
        self._refused = True
        self._stop_timer()
        self.conn = h11.Connection(h11.SERVER)  # in place of all that was read
        if self.cycle and not self.cycle.response_complete:  # The error is in a request's body.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.cycle = None  # type: ignore[assignment] # it has the old h11 connection
        self.transport.write(written(reply, self.server_state.default_headers))
        self.transport.write_eof()
        self.loop.call_later(linger, self.transport.close)
