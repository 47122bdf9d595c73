"""Connections: uvicorn's HTTP/1.1, with limits to a request's head and a reason for each refusal.

uvicorn itself keeps a head of any length, for as long as it takes to come in, and queues whatever
is sent ahead. What never becomes a request is answered here like one that the service refuses.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import quote_from_bytes

import httptools
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from server.http.asgi import REFUSAL
from server.http.errors import ALLOW, Kind
from server.http.responses import Refusal, Reply, encoded
from server.settings import HEAD_SECONDS

_LINGERING = 5.0  # seconds that a client which was turned away gets to read why
_FIELD = 32  # what a field counts beside its text (RFC 9113, 6.5.2)
_AHEAD = 32  # requests that may wait on a connection for the one before them
_ASCII = bytes(range(128))
_METHOD = re.compile(rb"([A-Za-z-]{1,20}) ")


class _TooManyAhead(Exception):
    """More requests were sent ahead than may wait."""


class Connection(HttpToolsProtocol):
    """One connection to a `Gateway`, which is the application."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        settings = self.app.settings
        self._url_limit = settings.url_kb << 10
        self._head_limit = settings.head_kb << 10
        self._timer: asyncio.TimerHandle | None = None
        self._between = True  # before the first byte of a request
        self._in_line = False  # in its first line, of which no more has come in
        self._in_head = False
        self._unparsed = 0  # bytes that came in, of which no URL, body or chunk has been made yet
        self._kept = 0  # bytes of the request's header fields
        self._offered = False  # another protocol, by Upgrade
        self._answered: RequestResponseCycle | None = None  # the request that is, or was last
        self._deaf = False  # Whatever else comes in is thrown away.

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the waiting, and what is being answered."""
        self._wait_no_more()
        if self._answered:  # uvicorn tells the last that came in, which may be another
            self._answered.disconnected = not self._answered.response_complete
            self._answered.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._deaf:
            return
        if self._between or self._in_line:
            data = self._quoted(data)
        self._unparsed += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            self._decline(data[offer.args[0] :])
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _TooManyAhead):
                self._hear_no_more()
            else:
                self._turn_away(_unreadable(data, error))
        else:
            if self._unparsed > self._head_limit:
                self._turn_away(Refusal(Kind.HEAD_LENGTH, limit=self._head_limit))

    def on_message_begin(self) -> None:
        """A request begins."""
        self._unset_keepalive_if_required()
        self._between = False
        self._in_head = True
        self._unparsed = self._kept = 0
        if self._timer is None:
            self._wait()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Keep no more of the URL than shows that it is too long."""
        self._unparsed -= len(url)
        if len(self.url) <= self._url_limit:
            super().on_url(url[: self._url_limit + 1])

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field. Raises Refusal where they are too long, and the parser stops.

        Those that follow a body in chunks are passed by: no proxy has checked them, and whether
        they would count hung on when they came in (RFC 9110, 6.5.1).
        """
        self._kept += len(name) + len(value) + _FIELD
        if self._kept > self._head_limit:
            raise Refusal(Kind.HEAD_LENGTH, limit=self._head_limit)
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Have the request answered, unless too many are sent ahead."""
        self._in_head = False
        self._wait_no_more()
        # The answer to the request before may have ended, and begun a rest, since this one began.
        self._unset_keepalive_if_required()
        self._offered = self.parser.should_upgrade()
        if self._offered:
            return
        if len(self.pipeline) >= _AHEAD:
            # A client must expect that not all of them are answered (RFC 9112, 9.3.2).
            self.cycle.keep_alive = False
            raise _TooManyAhead
        if len(self.url) > self._url_limit:
            self.scope["state"][REFUSAL] = Refusal(
                Kind.URL_LENGTH, limit=self._url_limit, body_kb=self.app.settings.query_kb
            )
        if not self.url.startswith(b"/"):
            self._be_origin_form()
        if self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # RFC 9110, 10.1.1
        super().on_headers_complete()
        self.flow.resume_reading()  # Who has sent another request ahead may hang up, too.

    def on_body(self, body: bytes) -> None:
        """A piece of the request's body."""
        self._unparsed -= len(body)
        super().on_body(body)

    def on_chunk_header(self) -> None:
        """A chunk begins; after the last one there may be fields again."""
        self._unparsed = 0

    def on_message_complete(self) -> None:
        """The request is whole, unless it is to be read once more."""
        if not self._offered:
            self._between = True
            super().on_message_complete()

    def _be_origin_form(self) -> None:
        """Take an absolute target for a request to the host that it names (RFC 9112, 3.2.2)."""
        target = httptools.parse_url(self.url)
        self.url = target.path or b"/"
        if target.query is not None:
            self.url += b"?" + target.query
        others = [field for field in self.headers if field[0] != b"host"]
        if target.host and len(self.headers) - len(others) == 1:  # else it is refused as any other
            name = b"[%b]" % target.host if b":" in target.host else target.host
            port = b":%d" % target.port if target.port else b""
            self.headers[:] = [*others, (b"host", name + port)]

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _wait(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _wait_no_more(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        if self._in_head:
            self._turn_away(Refusal(Kind.HEAD_SECONDS, limit=HEAD_SECONDS))
        else:
            self.transport.close()

    def _quoted(self, data: bytes) -> bytes:
        """The bytes with a URL as the parser reads it: people paste 滨江 as it is."""
        line, end, rest = data.partition(b"\n")
        self._in_line = not end
        return data if line.isascii() else quote_from_bytes(line, _ASCII).encode() + end + rest

    def _decline(self, rest: bytes) -> None:
        """Read the request as if no other protocol had been offered (RFC 9110, 7.8).

        After such an offer the parser takes for that protocol what is this request's body.
        """
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            self._turn_away(_not_allowed("CONNECT"))
            return
        fields = [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        head = b"\r\n".join([b"%b %b HTTP/%b" % (method, self.url, version), *fields, b"", b""])
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(head + rest)

    def _hear_no_more(self) -> None:
        """Throw away whatever else comes in, and what was kept to read it."""
        self._deaf = True
        self._in_head = False
        self._wait_no_more()
        self.parser, self.url, self.headers, self.scope = None, b"", [], None  # type: ignore[assignment]

    def _turn_away(self, refusal: Refusal) -> None:
        """Answer what is no request, and close."""
        self._hear_no_more()
        if self.transport.is_closing():
            return
        cycle = self._answered
        if cycle and not cycle.response_complete:
            self.pipeline.clear()
            if cycle.response_started or not cycle.more_body:
                cycle.keep_alive = False  # It is answered, and what follows it is not.
                return
            cycle.disconnected = True
            cycle.message_event.set()
        reply = self.app.turn_away(self.client, refusal)
        date = self.server_state.default_headers
        self.transport.write(_bytes(reply, date))
        self.transport.write_eof()
        self.loop.call_later(_LINGERING, self.transport.close)


def _unreadable(data: bytes, error: httptools.HttpParserError) -> Refusal:
    """Why the bytes are not read on: what was refused here, or what the parser says."""
    if isinstance(error.__context__, Refusal):
        return error.__context__
    word = _METHOD.match(data)
    if word and isinstance(error, httptools.HttpParserInvalidMethodError):
        return _not_allowed(word[1].decode())
    return Refusal(Kind.NOT_HTTP, error=error.__context__ or error)


def _not_allowed(method: str) -> Refusal:
    return Refusal(Kind.METHOD, (("allow", ALLOW),), method=method, allowed=ALLOW)


def _bytes(reply: Reply, date: list[tuple[bytes, bytes]]) -> bytes:
    """The reply as it goes over the wire."""
    assert isinstance(reply.body, bytes)
    headers = (*reply.headers, ("content-length", str(reply.size)))
    lines = [b"%b: %b\r\n" % field for field in (*date, *encoded(headers))]
    return b"".join([STATUS_LINE[reply.status], *lines, b"\r\n", reply.body])
