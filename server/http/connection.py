"""HTTP/1.1 connections: uvicorn's h11 protocol, with a time limit for the head of a request.

A request that cannot be parsed is refused, counted and logged as the application does it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from urllib.parse import quote_from_bytes

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from server.http.errors import Kind
from server.http.responses import Refusal, encoded
from server.settings import HEAD_SECONDS

_LINGER = 5.0  # seconds that the connection stays open after an error, so that the client reads it
_AHEAD = 16 << 10  # bytes of pipelined requests that may wait for the one before them
_ASCII = bytes(range(128))


class Connection(H11Protocol):
    """One connection to a `Gateway`, which is the application."""

    _timer: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time limit for the first request."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(HEAD_SECONDS, self._head_timeout)

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
        error = sys.exc_info()[1]
        status = getattr(error, "error_status_hint", 400)
        settings = self.app.settings
        if status == 501:
            self._refuse(Refusal(Kind.TRANSFER_ENCODING))
        elif status != 431:
            reason = str(error).partition(": bytearray")[0]  # without the bytes themselves
            self._refuse(Refusal(Kind.NOT_HTTP, error=reason))
        elif b"\n" in self._buffered:
            self._refuse(Refusal(Kind.HEAD_LENGTH, limit=settings.head_kb << 10))
        else:
            limit = settings.url_kb << 10
            self._refuse(Refusal(Kind.URL_LENGTH, limit=limit, body_kb=settings.query_kb))

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
            self._refuse(Refusal(Kind.HEAD_SECONDS, limit=HEAD_SECONDS))
        else:
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _refuse(self, refusal: Refusal) -> None:
        """Send the error response, and close the connection."""
        self._refused = True
        self._stop_timer()
        self.conn = h11.Connection(h11.SERVER)  # in place of all that was read
        if self.cycle and not self.cycle.response_complete:  # The error is in a request's body.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.cycle = None  # type: ignore[assignment] # it has the old h11 connection
        reply: Any = self.app.turn_away(self.client, refusal)
        length = (b"content-length", b"%d" % reply.size)
        fields = [*self.server_state.default_headers, *encoded(reply.headers), length]
        first = b"HTTP/1.1 %d %b" % (reply.status, STATUS_PHRASES[reply.status])
        lines = [first, *(b"%b: %b" % field for field in fields), b"", reply.body]
        self.transport.write(b"\r\n".join(lines))
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
