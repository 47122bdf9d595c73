"""The server's face to HTTP: Granian's RSGI protocol in front of the service and the pages.

Queries go straight to the service, in threads; everything else goes to Flask. A client that
hangs up ends its query. Bodies are whole before their status is sent, large ones as files.
"""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from server.budget import client_of
from server.engine import Cancel
from server.protocol import PATHS, HttpRequest, too_long_body
from server.replies import Refusal, Reply, Spooled
from server.service import ID, Asked, Service

_BODY_SECONDS = 30.0  # in which a request's body must have come in
_DISCARDED = 32 << 20  # bytes of a body that are read, and thrown away, only to be refused
_PAGE_THREADS = 16

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Scope(Protocol):
    """The parts of Granian's scope that are used here."""

    proto: str
    http_version: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class Gateway:
    """An RSGI application. `__rsgi_del__` is called when the server stops."""

    def __init__(self, service: Service, pages: Wsgi) -> None:
        settings = service.settings
        self._service = service
        self._pages = pages
        self._settings = settings
        # More threads than queries can wait, so that one is left to say that too many wait.
        threads = settings.workers + settings.slow_workers + settings.waiting + _PAGE_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Scope, proto: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            proto.close(404)
            return
        started = time.perf_counter()
        header = _reader(scope.headers)
        request = HttpRequest(scope.method, scope.query_string, header)
        asked = Asked(request, scope.path, self._client(scope, header), started, Cancel())
        to_query = scope.path in PATHS
        if scope.http_version == "1.1" and len(scope.headers.get_all("host")) != 1:
            astray = Refusal(400, "request", "The request must have one Host header.")
            _send(scope, proto, self._refused(asked, astray, to_query))
            return
        if to_query and scope.method in ("GET", "HEAD"):
            reply = self._service.shortcut(asked)
            if reply:
                _send(scope, proto, reply)
                return
        body = b""
        try:
            if header("content-length") or header("transfer-encoding"):
                body = await asyncio.wait_for(self._body(scope, proto), _BODY_SECONDS)
        except Refusal as refusal:
            _send(scope, proto, self._refused(asked, refusal, to_query))
            return
        except TimeoutError:
            late = Refusal(408, "request", "The request's body did not come in within 30 s.")
            _send(scope, proto, self._refused(asked, late, to_query))
            return
        reply = None
        if to_query:
            asked.request = HttpRequest(scope.method, scope.query_string, header, body)
            reply = await self._in_thread(proto, asked.cancel, self._service.answer, asked)
        if reply is None:
            environ = _environ(scope, body, asked.client)
            page = partial(_page, self._pages, environ)
            reply = await self._in_thread(proto, asked.cancel, page)
        if not asked.cancel.requested:
            _send(scope, proto, reply)

    def __rsgi_del__(self, loop: Any) -> None:
        """Let queries finish, and end what was started."""
        self._threads.shutdown(wait=True)
        self._service.close()

    def _client(self, scope: Scope, header: Callable[[str], str | None]) -> str:
        address = scope.client.rpartition(":")[0]
        forwarded = header("x-forwarded-for") if self._settings.proxies else None
        return client_of(address, forwarded, self._settings.proxies)

    async def _body(self, scope: Scope, proto: Any) -> bytes:
        """The request's body. Raises Refusal where it is too long.

        What is too long is read to its end first, within reason: most clients send all they have
        before they read, and a connection closed meanwhile would hide why (RFC 9112, 9.6).
        """
        limit = self._settings.query_kb << 10
        length = scope.headers.get("content-length") or ""
        declared = int(length) if length.isdigit() else 0
        waits = scope.headers.get("expect") is not None  # for leave to send
        if declared > _DISCARDED or (waits and declared > limit):
            raise too_long_body(self._settings)
        body = bytearray()
        size = 0
        async for chunk in proto:
            size += len(chunk)
            if size <= limit:
                body += chunk
            elif size > _DISCARDED:
                break
        if size > limit:
            raise too_long_body(self._settings)
        return bytes(body)

    def _refused(self, asked: Asked, refusal: Refusal, to_query: bool) -> Reply:
        if to_query:
            reply = self._service.refuse(asked, refusal)
        else:
            header = asked.request.header
            reply = refusal.reply(header("accept"))
            reply = reply.adding(*self._service.common(header(ID)))
        return reply.adding(("connection", "close"))

    async def _in_thread(
        self, proto: Any, cancel: Cancel, work: Callable[..., Any], *arguments: Any
    ) -> Any:
        """What the work returns; the work is cancelled when the client hangs up."""
        loop = asyncio.get_running_loop()
        task = loop.run_in_executor(self._threads, work, *arguments)
        gone = asyncio.ensure_future(proto.client_disconnect())
        try:
            await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                cancel.request()
            return await task
        finally:
            gone.cancel()


def _send(scope: Scope, proto: Any, reply: Reply) -> None:
    headers = list(reply.headers)
    if scope.method == "HEAD" or reply.status in (204, 304):
        known = any(name == "content-length" for name, _ in headers)
        if reply.status not in (204, 304) and not known:
            headers.append(("content-length", str(reply.size)))
        proto.response_empty(reply.status, headers)
    elif isinstance(reply.body, Spooled):
        headers.append(("content-length", str(reply.size)))
        proto.response_file(reply.status, headers, reply.body.path)
    else:
        proto.response_bytes(reply.status, headers, reply.body)


def _page(pages: Wsgi, environ: dict[str, Any]) -> Reply:
    """What the WSGI application answers."""
    head: list[Any] = [500, []]

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        head[:] = int(status.split(" ", 1)[0]), headers

    parts = pages(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    # To HEAD the application gives the length of the body that GET would have.
    counted = environ["REQUEST_METHOD"] != "HEAD"
    headers = tuple(
        (name.lower(), value)
        for name, value in head[1]
        if not (counted and name.lower() == "content-length")
    )
    return Reply(head[0], headers, body)


def _reader(headers: Any) -> Callable[[str], str | None]:
    """Reads a header whole: several lines of one name are one list (RFC 9110, 5.3).

    A proxy may add a line of its own below the client's, X-Forwarded-For above all.
    """

    def read(name: str) -> str | None:
        lines = headers.get_all(name)
        return ", ".join(lines) if lines else None

    return read


def _environ(scope: Scope, body: bytes, client: str) -> dict[str, Any]:
    """The request as WSGI has it."""
    host, _, port = (scope.headers.get("host") or scope.authority or "").rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or port or "localhost",
        "SERVER_PORT": port if host and port.isdigit() else "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    read = _reader(scope.headers)
    for name in dict.fromkeys(scope.headers.keys()):
        if "_" in name:  # else X_Forwarded_Host would pass for X-Forwarded-Host
            continue
        value = read(name)
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = value
        elif key != "CONTENT_LENGTH":
            environ[f"HTTP_{key}"] = value
    return environ
