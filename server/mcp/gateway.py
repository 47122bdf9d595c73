"""The MCP server over HTTP, with the limits of the main server."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from server.http.asgi import Gateway, Receive, Send, send_reply
from server.http.errors import Kind
from server.http.request import ClientGone
from server.http.request_head import Scope, check_head, header_fields
from server.http.responses import Refusal
from server.mcp.server import CLIENT
from server.sparql.service import Service

Application = Callable[[Any, Any, Any], Awaitable[None]]


class McpGateway(Gateway):
    """A gateway for another ASGI application, which receives complete bodies within the limits."""

    def __init__(self, service: Service, application: Application) -> None:
        super().__init__(service, _no_pages)
        self._budgets = service.budgets
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on an event of the server lifespan."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        fields = header_fields(scope["headers"])
        request = self.request(scope, fields)
        try:
            check_head(scope, self.settings)
            if request.method == "GET":  # for server-initiated messages, which are not used
                allow = (("allow", "POST"),)
                raise Refusal(Kind.PAGE_METHOD, allow, method=request.method, allowed="POST")
            body = await self.body(fields, receive)
            async with self.concurrency.acquire(request.client):
                reservation = self._budgets.reserve(request.client, self.settings.seconds)
                CLIENT.set(request.client)
                try:
                    await self._application(scope, _once(body, receive), send)
                finally:
                    reservation.settle(time.perf_counter() - request.started)
        except Refusal as refusal:
            await send_reply(send, request.method, self.refuse(request, refusal))
        except ClientGone:
            return


def _once(body: bytes, receive: Receive) -> Receive:
    """A `receive` that returns the complete body, then the events of the connection."""
    events: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_event() -> dict[str, Any]:
        return events.pop() if events else await receive()

    return next_event


def _no_pages(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("404 Not Found", [])
    return ()
