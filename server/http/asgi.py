"""An ASGI application that dispatches to a request handler and a WSGI application.

The handler answers requests for its own paths, the WSGI application all others; both run in
threads. If the client disconnects, the work is cancelled. A response body is complete before the
status is sent; large bodies are sent from files.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, Protocol

from server.http import wsgi
from server.http.connection_registry import Connections
from server.http.errors import Kind
from server.http.rate_limit import ConcurrencyLimit, client_of
from server.http.request import Cancellation, ClientGone, HttpRequest
from server.http.request_head import Scope, check_head, header_fields, to_origin_form
from server.http.responses import Refusal, Reply, Spooled, encode_headers
from server.settings import BODY_SECONDS, Settings

_FORM = "application/x-www-form-urlencoded"
_FORM_FIELDS = 1000  # limit for a form: parsing more takes long
_MAX_DISCARDED = 32 << 20  # bytes of a body over the limit that are read before the error response
_CHUNK = 64 << 10  # bytes of a large response in memory while a slow client reads
_PAGE_THREADS = 16
MONITORING_PATHS = (
    "/health",
    "/metrics",
)  # not limited by concurrency
_PAUSE = 1.0  # seconds after which a response with Retry-After is sent
_RETRY_AFTER = 5  # seconds, while the server stops
SHUTDOWN_SECONDS = 2.0  # for cancelled work to end when the server stops

Peer = tuple[str, int] | None  # address and port, if they are available
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Handler(Protocol):
    """Answers requests for some paths. `connections` are those of the server."""

    settings: Settings
    connections: Connections

    @property
    def paths(self) -> Container[str]:
        """The paths that it answers."""

    def cached_reply(self, request: HttpRequest) -> Reply | None:
        """The cached reply to a GET or HEAD of one of the paths, or None."""

    def answer(self, request: HttpRequest) -> Reply | None:
        """The reply to a request for one of the paths; None: the WSGI application answers it."""

    def refuse(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The error response to a request for any path, before any work on it."""

    def close(self) -> None:
        """Release all resources."""


class Gateway:
    """An ASGI application for HTTP. `close` waits for requests and releases all resources."""

    def __init__(self, handler: Handler, wsgi_application: wsgi.Application) -> None:
        self.settings = handler.settings
        self._handler = handler
        self.connections = handler.connections
        self._running: set[Future[Reply | None]] = set()
        self.concurrency = ConcurrencyLimit(self.settings)
        self._wsgi_application = wsgi_application
        self._threads = request_executor(self.settings)
        # A thread of its own, so that monitoring works while all other threads are busy.
        self._monitoring_thread = ThreadPoolExecutor(1, thread_name_prefix="watch")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        to_origin_form(scope)
        fields = header_fields(scope["headers"])
        request = self.request(scope, fields)
        path, cancellation = request.path, request.cancellation
        handled = path in self._handler.paths
        has_body = "content-length" in fields or "transfer-encoding" in fields
        try:
            try:
                check_head(scope, self.settings)
            except Refusal:
                if has_body and "expect" not in fields:
                    await self.body(fields, receive)  # most clients send all of it before they read
                raise
            if handled and request.method in ("GET", "HEAD"):
                reply = self._handler.cached_reply(request)
                if reply:
                    await send_reply(send, request.method, reply)
                    return
            if has_body:
                request.body = await self.body(fields, receive)
            cancellation.deadline = time.monotonic() + self.settings.seconds
            reply = None
            async with self.concurrency.acquire(request.client, free=path in MONITORING_PATHS):
                if handled:
                    answer = partial(self._handler.answer, request)
                    reply = await self._in_thread(receive, cancellation, answer)
                if reply is None:
                    environ = wsgi.environ(scope, fields, request.body, request.client)
                    page = partial(wsgi.answer, self._wsgi_application, environ, cancellation)
                    threads = self._monitoring_thread if path in MONITORING_PATHS else self._threads
                    reply = await self._in_thread(receive, cancellation, page, threads)
                assert reply
                await _pause(reply, request.started)
        except Refusal as refusal:
            reply = self.refuse(request, refusal)
            await _pause(reply, request.started)
        except ClientGone:
            return
        except asyncio.CancelledError:
            cancellation.request()
            await send_reply(send, request.method, self.refuse(request, _stopping()))
            return
        if not cancellation.requested:
            await send_reply(send, request.method, reply)

    def parse_error(self, client: Peer, error: BaseException | None, read: bytes) -> Reply:
        """The reply to input that is not HTTP; `read` is what was read of it."""
        status = getattr(error, "error_status_hint", 400)
        if status == 501:
            return self.reject(client, Refusal(Kind.TRANSFER_ENCODING))
        if status != 431:
            reason = str(error).partition(": bytearray")[0]  # without the bytes themselves
            return self.reject(client, Refusal(Kind.NOT_HTTP, error=reason))
        if b"\n" in read:
            limit = self.settings.head_kb << 10
            return self.reject(client, Refusal(Kind.HEAD_LENGTH, limit=limit))
        limit, body_kb = self.settings.url_kb << 10, self.settings.query_kb
        return self.reject(client, Refusal(Kind.URL_LENGTH, limit=limit, body_kb=body_kb))

    def reject(self, client: Peer, refusal: Refusal) -> Reply:
        """The error response without a parsed request; counted, charged and logged like others."""
        address = self._client(client, None)
        return self.refuse(HttpRequest("-", "", "", lambda name: None, address), refusal)

    def close(self) -> None:
        """Stop all threads. Exits the process if cancelled work does not end."""
        for threads in (self._threads, self._monitoring_thread):
            threads.shutdown(wait=False, cancel_futures=True)
        _, late = wait(self._running, timeout=SHUTDOWN_SECONDS)
        self._handler.close()
        if late:
            os._exit(0)  # threads cannot be killed

    def request(self, scope: Scope, fields: dict[str, str]) -> HttpRequest:
        """The request, without its body."""
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
        """The request body. Raises Refusal if it is too long or late, or has too many fields.

        A body over the limit is read first, up to a second limit: most clients send the whole body
        before they read, and would not see the response if the connection closed (RFC 9112, 9.6).
        """
        limit = self.settings.query_kb << 10
        length = fields.get("content-length", "")
        declared = int(length) if length.isdigit() else 0
        if declared > _MAX_DISCARDED or ("expect" in fields and declared > limit):
            raise Refusal(Kind.QUERY_LENGTH, limit=limit)
        body = bytearray()
        size = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in _chunks(receive):
                    size += len(chunk)
                    if size <= limit:
                        body += chunk
                    elif size > _MAX_DISCARDED:
                        break
        except TimeoutError:
            raise Refusal(Kind.BODY_SECONDS, limit=BODY_SECONDS) from None
        if size > limit:
            raise Refusal(Kind.QUERY_LENGTH, limit=limit)
        form = fields.get("content-type", "").strip().lower().startswith(_FORM)
        if form and body.count(b"&") >= _FORM_FIELDS:
            raise Refusal(Kind.FORM_FIELDS, limit=_FORM_FIELDS)
        return bytes(body)

    def refuse(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The error response before any work on the request; the connection is closed after it."""
        return self._handler.refuse(request, refusal).with_headers(("connection", "close"))

    async def _in_thread(
        self,
        receive: Receive,
        cancellation: Cancellation,
        work: Callable[[], Reply | None],
        threads: ThreadPoolExecutor | None = None,
    ) -> Reply | None:
        """The result of the work, which is cancelled if the client disconnects."""
        running = (threads or self._threads).submit(work)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        task = asyncio.wrap_future(running)
        disconnected = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait((task, disconnected), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                cancellation.request()
            return await task
        finally:
            disconnected.cancel()


def request_executor(settings: Settings) -> ThreadPoolExecutor:
    """Threads for requests: more than can run and wait, so that one is free to reject the next."""
    waiting = settings.workers + settings.slow_workers + 2 * settings.waiting
    return ThreadPoolExecutor(waiting + _PAGE_THREADS, thread_name_prefix="request")


def _stopping() -> Refusal:
    return Refusal(Kind.STOPPING, (("retry-after", str(_RETRY_AFTER)),), retryAfter=_RETRY_AFTER)


async def _pause(reply: Reply, started: float) -> None:
    """Delay a response with Retry-After until `_PAUSE` after the request arrived.

    So a client that ignores the header cannot keep the server busy.
    """
    if any(name == "retry-after" for name, _ in reply.headers):
        await asyncio.sleep(started + _PAUSE - time.perf_counter())


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The chunks of a request body. Raises ClientGone if the client disconnects."""
    more = True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            raise ClientGone
        more = event.get("more_body", False)
        yield event.get("body", b"")


async def _disconnected(receive: Receive) -> None:
    """Return when the client has disconnected, or the response is sent."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_reply(send: Send, method: str, reply: Reply) -> None:
    """Send the reply. The HTTP server closes the connection if the body is shorter than declared.

    That happens to a spooled body that is removed meanwhile, and to one that is sent too slowly
    while the server stops.
    """
    headers = reply.headers
    silent = reply.status in (204, 304)
    # For HEAD, the application gives the length that the body of a GET has.
    if not silent and not any(name == "content-length" for name, _ in headers):
        headers = (*headers, ("content-length", str(reply.size)))
    start = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": encode_headers(headers),
    }
    body = b"" if silent or method == "HEAD" else reply.body
    with suppress(asyncio.CancelledError):
        if isinstance(body, Spooled):
            # Opened first: the path may be reused while the start is sent.
            with open(body.path, "rb") as file:
                await send(start)
                if await _send_file(send, file) < body.size:
                    return
                body = b""
        else:
            await send(start)
        await send({"type": "http.response.body", "body": body})


async def _send_file(send: Send, file: BinaryIO) -> int:
    """Send a file; the number of its bytes."""
    size = 0
    while chunk := file.read(_CHUNK):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        size += len(chunk)
    return size
