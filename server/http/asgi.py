"""An ASGI application in front of a request handler and of a WSGI application.

The handler gets the requests to its own paths, the WSGI application all others; both run in
threads. The work for a client that hangs up is cancelled. Bodies are whole before their status is
sent, large ones as files.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, Protocol

from server.http import wsgi
from server.http.connection_registry import Connections
from server.http.errors import ALLOW, Kind
from server.http.rate_limit import ConcurrencyLimit, client_of
from server.http.request import Cancellation, ClientGone, HttpRequest
from server.http.responses import Refusal, Reply, Spooled, encoded
from server.settings import BODY_SECONDS, Settings

_FORM = "application/x-www-form-urlencoded"
_FORM_FIELDS = 1000  # that a form may have: to read more takes long
_FIELD = 32  # bytes that a header field counts beside its text (RFC 9113, 6.5.2)
_DISCARDED = 32 << 20  # bytes of a body that are read, and thrown away, only to be refused
_PIECE = 64 << 10  # bytes of a large answer that wait in memory for a slow reader
_PAGE_THREADS = 16
WATCHED = ("/health", "/metrics")  # paths that wait for no other request of the same client
_PAUSE = 1.0  # seconds
_RETRY = 5  # seconds after which a server that stops is expected back
LAST_SECONDS = 2.0  # in which cancelled work must end when the server stops

# What a host may be written with (RFC 3986, 3.2.2), and a port.
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::\d*)?")

Scope = dict[str, Any]
Peer = tuple[str, int] | None  # address and port, if they are available
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Handler(Protocol):
    """Answers requests beside the WSGI application. `connections` are those of the server."""

    settings: Settings
    connections: Connections

    @property
    def paths(self) -> Container[str]:
        """The paths of the requests that it answers."""

    def shortcut(self, request: HttpRequest) -> Reply | None:
        """The cached reply to a GET or HEAD of one of the paths, without any work; None: none."""

    def answer(self, request: HttpRequest) -> Reply | None:
        """The reply to a request to one of the paths; None: the WSGI application has it."""

    def refuse(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The reply to a request, to any path, that is refused before it is worked on."""

    def close(self) -> None:
        """End what was started."""


class Gateway:
    """An ASGI application for HTTP. `close` lets requests finish, and ends what was started."""

    def __init__(self, handler: Handler, pages: wsgi.Application) -> None:
        self.settings = handler.settings
        self._handler = handler
        self.connections = handler.connections
        self._running: set[Future[Reply | None]] = set()
        self.at_once = ConcurrencyLimit(self.settings)
        self._pages = pages
        self._threads = request_threads(self.settings)
        # Monitoring is answered while all other threads are busy.
        self._watch = ThreadPoolExecutor(1, thread_name_prefix="watch")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        _origin_form(scope)
        fields = fields_of(scope["headers"])
        request = self.request(scope, fields)
        path, cancellation = request.path, request.cancellation
        handled = path in self._handler.paths
        has_body = "content-length" in fields or "transfer-encoding" in fields
        try:
            try:
                check(scope, self.settings)
            except Refusal:
                if has_body and "expect" not in fields:
                    await self.body(fields, receive)  # clients send all of it before they read
                raise
            if handled and request.method in ("GET", "HEAD"):
                reply = self._handler.shortcut(request)
                if reply:
                    await send_reply(send, request.method, reply)
                    return
            if has_body:
                request.body = await self.body(fields, receive)
            cancellation.deadline = time.monotonic() + self.settings.seconds
            reply = None
            async with self.at_once.turn(request.client, free=path in WATCHED):
                if handled:
                    answer = partial(self._handler.answer, request)
                    reply = await self._in_thread(receive, cancellation, answer)
                if reply is None:
                    environ = wsgi.environ(scope, fields, request.body, request.client)
                    page = partial(wsgi.answer, self._pages, environ, cancellation)
                    threads = self._watch if path in WATCHED else self._threads
                    reply = await self._in_thread(receive, cancellation, page, threads)
                assert reply
                await _pause(reply, request.started)
        except Refusal as refusal:
            reply = self.refused(request, refusal)
            await _pause(reply, request.started)
        except ClientGone:
            return
        except asyncio.CancelledError:
            cancellation.request()
            await send_reply(send, request.method, self.refused(request, _stopping()))
            return
        if not cancellation.requested:
            await send_reply(send, request.method, reply)

    def unparsed(self, client: Peer, error: BaseException | None, read: bytes) -> Reply:
        """The reply to what could not be parsed as HTTP, of which so many bytes were read."""
        status = getattr(error, "error_status_hint", 400)
        if status == 501:
            return self.turn_away(client, Refusal(Kind.TRANSFER_ENCODING))
        if status != 431:
            reason = str(error).partition(": bytearray")[0]  # without the bytes themselves
            return self.turn_away(client, Refusal(Kind.NOT_HTTP, error=reason))
        if b"\n" in read:
            limit = self.settings.head_kb << 10
            return self.turn_away(client, Refusal(Kind.HEAD_LENGTH, limit=limit))
        limit, body_kb = self.settings.url_kb << 10, self.settings.query_kb
        return self.turn_away(client, Refusal(Kind.URL_LENGTH, limit=limit, body_kb=body_kb))

    def turn_away(self, client: Peer, refusal: Refusal) -> Reply:
        """The reply to what never became a request; counted, charged and logged like one."""
        address = self._client(client, None)
        return self.refused(HttpRequest("-", "", "", lambda name: None, address), refusal)

    def close(self) -> None:
        """End what was started, the process included where a request's work goes on regardless."""
        for threads in (self._threads, self._watch):
            threads.shutdown(wait=False, cancel_futures=True)
        _, late = wait(self._running, timeout=LAST_SECONDS)
        self._handler.close()
        if late:
            os._exit(0)  # Nothing else ends a thread that does not look whether it is to end.

    def request(self, scope: Scope, fields: dict[str, str]) -> HttpRequest:
        """The request, still without its body."""
        client = self._client(scope["client"], fields.get("x-forwarded-for"))
        return HttpRequest(
            scope["method"],
            scope["raw_path"].decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            fields.get,
            client,
            cancellation=Cancellation(client),
        )

    def _client(self, peer: Peer, forwarded: str | None) -> str:
        return client_of(peer[0] if peer else "", forwarded, self.settings.proxies)

    async def body(self, fields: dict[str, str], receive: Receive) -> bytes:
        """The request's body. Raises Refusal where it is too long, too late, or in too many parts.

        What is too long is read to its end first, within reason: most clients send all they have
        before they read, and a connection closed meanwhile would hide why (RFC 9112, 9.6).
        """
        limit = self.settings.query_kb << 10
        length = fields.get("content-length", "")
        declared = int(length) if length.isdigit() else 0
        if declared > _DISCARDED or ("expect" in fields and declared > limit):
            raise Refusal(Kind.QUERY_LENGTH, limit=limit)
        body = bytearray()
        size = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for piece in _pieces(receive):
                    size += len(piece)
                    if size <= limit:
                        body += piece
                    elif size > _DISCARDED:
                        break
        except TimeoutError:
            raise Refusal(Kind.BODY_SECONDS, limit=BODY_SECONDS) from None
        if size > limit:
            raise Refusal(Kind.QUERY_LENGTH, limit=limit)
        form = fields.get("content-type", "").strip().lower().startswith(_FORM)
        if form and body.count(b"&") >= _FORM_FIELDS:
            raise Refusal(Kind.FORM_FIELDS, limit=_FORM_FIELDS)
        return bytes(body)

    def refused(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The reply to a request that was not worked on, after which its connection closes."""
        return self._handler.refuse(request, refusal).adding(("connection", "close"))

    async def _in_thread(
        self,
        receive: Receive,
        cancellation: Cancellation,
        work: Callable[[], Reply | None],
        threads: ThreadPoolExecutor | None = None,
    ) -> Reply | None:
        """What the work returns; the work is cancelled when the client hangs up."""
        running = (threads or self._threads).submit(work)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        task = asyncio.wrap_future(running)
        gone = asyncio.ensure_future(_hang_up(receive))
        try:
            await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                cancellation.request()
            return await task
        finally:
            gone.cancel()


def request_threads(settings: Settings) -> ThreadPoolExecutor:
    """Threads to work on requests: more than can wait, so that one is left to refuse the next."""
    waiting = settings.workers + settings.slow_workers + 2 * settings.waiting
    return ThreadPoolExecutor(waiting + _PAGE_THREADS, thread_name_prefix="request")


def _stopping() -> Refusal:
    return Refusal(Kind.STOPPING, (("retry-after", str(_RETRY)),), retryAfter=_RETRY)


def check(scope: Scope, settings: Settings) -> None:
    """Raise Refusal where the request's head is too long, or is not HTTP/1.1."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > settings.url_kb << 10:
        limit = settings.url_kb << 10
        raise Refusal(Kind.URL_LENGTH, limit=limit, body_kb=settings.query_kb)
    size = sum(len(name) + len(value) + _FIELD for name, value in scope["headers"])
    if size > settings.head_kb << 10:
        raise Refusal(Kind.HEAD_LENGTH, limit=settings.head_kb << 10)
    if scope["method"] == "CONNECT":
        raise Refusal(Kind.METHOD, (("allow", ALLOW),), method="CONNECT", allowed=ALLOW)
    if scope["http_version"] not in ("1.0", "1.1"):
        raise Refusal(Kind.HTTP_VERSION, version=scope["http_version"])
    names = [name for name, _ in scope["headers"]]
    if b"content-length" in names and b"transfer-encoding" in names:
        # Two servers in a row could take different bytes for the next request (RFC 9112, 6.1).
        raise Refusal(Kind.LENGTH_AND_CHUNKS)
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise Refusal(Kind.HOST_INVALID)


def _origin_form(scope: Scope) -> None:
    """Replace an absolute target by its path, and Host by its authority (RFC 9112, 3.2.2)."""
    target = scope["raw_path"]
    if not target.startswith(b"/"):
        scheme, _, rest = target.partition(b"://")
        host, slash, path = rest.partition(b"/")
        if scheme.lower() in (b"http", b"https"):
            scope["raw_path"] = slash + path or b"/"
            others = [field for field in scope["headers"] if field[0] != b"host"]
            scope["headers"] = [*others, (b"host", host)]


async def _pause(reply: Reply, started: float) -> None:
    """Delay a refusal with Retry-After until a second after the request arrived.

    So a client that ignores the header cannot keep the server busy with refusals.
    """
    if any(name == "retry-after" for name, _ in reply.headers):
        await asyncio.sleep(started + _PAUSE - time.perf_counter())


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The pieces of a request's body. Raises ClientGone where it breaks off."""
    more = True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            raise ClientGone
        more = event.get("more_body", False)
        yield event.get("body", b"")


async def _hang_up(receive: Receive) -> None:
    """Return when the client is gone, or the answer is sent."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_reply(send: Send, method: str, reply: Reply) -> None:
    """Send the reply. What ends before its length is for the HTTP server to break off.

    So end a spooled body that had to go meanwhile, and what is sent too slowly as the server stops.
    """
    headers = reply.headers
    silent = reply.status in (204, 304)
    # To HEAD the application gives the length of the body that GET would have.
    if not silent and not any(name == "content-length" for name, _ in headers):
        headers = (*headers, ("content-length", str(reply.size)))
    start = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": encoded(headers),
    }
    body = b"" if silent or method == "HEAD" else reply.body
    with suppress(asyncio.CancelledError):
        if isinstance(body, Spooled):
            # Opened at once: its path may be another's by the time that the start is sent.
            with open(body.path, "rb") as file:
                await send(start)
                if await _sent(send, file) < body.size:
                    return
                body = b""
        else:
            await send(start)
        await send({"type": "http.response.body", "body": body})


async def _sent(send: Send, file: BinaryIO) -> int:
    """How many bytes the file had, which are sent."""
    size = 0
    while piece := file.read(_PIECE):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        size += len(piece)
    return size


def fields_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The header fields: several lines of one name are one list (RFC 9110, 5.3).

    A proxy may add a line of its own below the client's, X-Forwarded-For above all.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
