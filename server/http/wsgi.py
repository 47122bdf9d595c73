"""Conversion of requests and replies to and from WSGI and Flask."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Response, request

from server.http.rate_limit import client_of
from server.http.request import Cancellation, HttpRequest, cancellable, current_cancellation
from server.http.responses import Headers, Reply, Spooled

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def answer(application: Application, environ: dict[str, Any], cancellation: Cancellation) -> Reply:
    """The reply of the application, whose work can be cancelled."""
    with cancellable(cancellation):
        return _answer(application, environ)


def _answer(application: Application, environ: dict[str, Any]) -> Reply:
    head: list[Any] = [500, []]

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        head[:] = int(status.split(" ", 1)[0]), headers

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    # The connection adds Date and, except for HEAD, Content-Length.
    dropped = ("date",) if environ["REQUEST_METHOD"] == "HEAD" else ("date", "content-length")
    headers: Headers = tuple(
        (name.lower(), value) for name, value in head[1] if name.lower() not in dropped
    )
    return Reply(head[0], headers, body)


def environ(
    scope: Mapping[str, Any], fields: Mapping[str, str], body: bytes, client: str
) -> dict[str, Any]:
    """The WSGI environ of a request (PEP 3333)."""
    host, _, port = fields.get("host", "").rpartition(":")
    result = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host or port or "localhost",
        "SERVER_PORT": port if host and port.isdigit() else "80",
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in fields.items():
        if "_" in name:  # X_Forwarded_Host would become X-Forwarded-Host
            continue
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            result[key] = value
        elif key != "CONTENT_LENGTH":
            result[f"HTTP_{key}"] = value
    return result


def client() -> str:
    """The client of the current request of Flask."""
    return client_of(request.remote_addr or "", None, 0)


def flask_request() -> HttpRequest:
    """The current request of Flask, without its body."""
    return HttpRequest(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        request.headers.get,
        client(),
        cancellation=current_cancellation(),
    )


class LoggedResponse(Response):
    """A response that the SPARQL service has counted and logged, with the common headers."""


def flask_response(reply: Reply, response: type[Response] = Response) -> Response:
    """The reply as a response of Flask."""
    body = reply.body.read() if isinstance(reply.body, Spooled) else reply.body
    return response(body, reply.status, reply.headers)
