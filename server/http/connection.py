"""HTTP/1.1 connections: uvicorn's h11 protocol with a time limit for request heads."""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from urllib.parse import quote_from_bytes

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.http.errors import Kind
from server.http.responses import Refusal, Reply, serialize
from server.settings import HEAD_SECONDS

_LINGER = 5.0  # seconds that the connection stays open after an error response
_MAX_PIPELINED = 16 << 10  # bytes of pipelined requests that may wait
_ASCII = bytes(range(128))


class Connection(H11Protocol):
    """One connection to a `Gateway`, which is the application."""

    app: Any
    _timer: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time limit for the first request, or reject the connection."""
        super().connection_made(transport)
        try:
            self.app.connections.enter(transport, self.client[0] if self.client else "")
        except Refusal as refusal:
            self._refuse(self.app.reject(self.client, refusal), linger=0)
        else:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Unregister the connection."""
        self.app.connections.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse more of a request; after an error, discard the input."""
        if self._refused:
            return
        if self.conn.their_state is h11.IDLE:
            self._timer = self._timer or self.loop.call_later(HEAD_SECONDS, self._head_timeout)
            data = self._percent_encoded(data)
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_timer()
        if self.conn.their_state is h11.DONE:
            self.flow.resume_reading()  # to notice if the client disconnects
            if len(self._buffered) > _MAX_PIPELINED:  # no keep-alive (RFC 9112, 9.3.2)
                self._refused, self.cycle.keep_alive = True, False

    def send_400_response(self, msg: str) -> None:
        """Respond to input that h11 cannot parse. Called in the handler of its exception."""
        self._refuse(self.app.parse_error(self.client, sys.exc_info()[1], self._buffered))

    def _should_upgrade(self) -> bool:
        return False  # The request is answered over HTTP/1.1 (RFC 9110, 7.8).

    @property
    def _buffered(self) -> bytes:
        return self.conn.trailing_data[0]

    def _percent_encoded(self, data: bytes) -> bytes:
        """The data with the request line percent-encoded: people paste 滨江 into URLs unencoded."""
        if b"\n" in self._buffered:
            return data
        line, end, rest = data.partition(b"\n")
        return data if line.isascii() else quote_from_bytes(line, _ASCII).encode() + end + rest

    def _head_timeout(self) -> None:
        if self._buffered and not self.transport.is_closing():
            late = Refusal(Kind.HEAD_SECONDS, limit=HEAD_SECONDS)
            self._refuse(self.app.reject(self.client, late))
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
        self.conn = h11.Connection(h11.SERVER)  # discards all input
        if self.cycle and not self.cycle.response_complete:  # The error is in a request's body.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.cycle = None  # type: ignore[assignment] # it has the old h11 connection
        self.transport.write(serialize(reply, self.server_state.default_headers))
        self.transport.write_eof()
        self.loop.call_later(linger, self.transport.close)
