"""The remote engine: any SPARQL 1.1 Protocol endpoint, with the same limits.

Queries are first parsed by a worker with an empty store, which determines their form, rejects
SERVICE, and protects the endpoint from queries that crash a parser.
"""

from __future__ import annotations

import http.client
import re
import socket
import time
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from email.message import Message
from http import HTTPStatus
from urllib.parse import unquote_to_bytes, urlencode, urlsplit

from kg.rdf import QueryResultsFormat
from server.http.media_types import Format
from server.http.request import Cancellation
from server.sparql.engine import Answer, Form, GraphFile, Query, dialects, errors
from server.sparql.engine.admission import Limits, QuerySlots
from server.sparql.engine.pool import Pool
from server.sparql.formats import GRAPHS, SOLUTIONS

_CHUNK = 1 << 16
_JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_RETRY_STATUSES = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_TIMEOUT_STATUSES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT}


class Remote:
    """An Engine that sends queries to the endpoint at `url`; `parser` is a pool with no quads.

    The parser completes queries, for data under its base, before they are sent. A user name and
    password in the URL are sent with basic authentication (RFC 7617).
    """

    def __init__(self, url: str, parser: Pool, limits: Limits) -> None:
        self._address = urlsplit(url)
        user, _, self._host = self._address.netloc.rpartition("@")
        secret = b64encode(unquote_to_bytes(user)).decode()
        self._authorization = {"Authorization": f"Basic {secret}"} if user else {}
        self._path = self._address.path or "/"
        if self._address.query:
            self._path += f"?{self._address.query}"
        self._limits = limits
        self._parser = parser
        # The endpoint schedules slow queries itself, so there are no slow slots.
        concurrency = limits.workers + limits.slow_workers
        self._slots = QuerySlots(replace(limits, workers=concurrency, slow_workers=0))
        self._idle: list[http.client.HTTPConnection] = []  # append and pop are atomic

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The complete answer of the endpoint, within `seconds`. Raises EngineError."""
        started = time.monotonic()
        cancel = cancel or Cancellation()
        deadline = min(started + seconds, cancel.deadline)
        form, text = self._parsed(query.text, seconds, cancel)
        accept = _accept(query, form)
        if form == "boolean":
            # The result is converted to the client's format below.
            accept = {"boolean": _format(SOLUTIONS, _JSON)}
        with self._slots.acquire(deadline, cancel, query.internal):
            media_type, body = self._request(replace(query, text=text), accept, deadline, cancel)
        sent = [kind for kind, result in accept.items() if media_type in result.media_types]
        if not sent:
            requested = " or ".join(one.media_type for one in accept.values())
            raise errors.EngineUnavailable(
                f"the endpoint was asked for {requested} but sent {media_type}"
            )
        form = form or sent[0]
        try:
            if form == "boolean":
                written = QueryResultsFormat.from_media_type(query.solutions or _JSON)
                body = dialects.boolean(body, written or QueryResultsFormat.JSON)
            elif media_type in _format(SOLUTIONS, _JSON).media_types:
                body = dialects.solutions(body)
        except (ValueError, LookupError, TypeError) as error:
            raise errors.EngineUnavailable(
                f"the endpoint's answer cannot be read: {error}"
            ) from error
        return Answer(form, body, time.monotonic() - started, stable=False)

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, written by a local worker. Raises EngineError."""
        try:
            return self._parser.write(file, seconds, cancel)
        except errors.EngineFailure as error:
            if not file.triples:
                raise
            raise errors.EngineUnavailable(
                f"the endpoint's answer cannot be read: {error}"
            ) from error

    def close(self) -> None:
        """Stop the parser and all waiting queries."""
        self._slots.close()
        self._parser.close()
        self.disconnect()

    def disconnect(self) -> None:
        """Close idle connections; the next query opens one."""
        while self._idle:
            self._idle.pop().close()

    def revive(self) -> None:
        """Restart the parser if it has exited. Raises EngineUnavailable if that fails."""
        self._parser.revive()

    def short_query_wait(self) -> float:
        """How long, in seconds, the first waiting query that is likely short has waited."""
        return self._slots.short_query_wait()

    def gauges(self) -> dict[str, int]:
        """How many queries run at the endpoint, and how many wait."""
        return {**self._slots.gauges(), "idle": 0}

    def _parsed(self, text: str, seconds: float, cancel: Cancellation) -> tuple[Form | None, str]:
        """The form of the query, and the query with its short names completed.

        The form is None if the query uses a dialect that only the endpoint can parse. A worker
        does both, since they can take long.
        """
        try:
            self._parser.run(Query(text, None, None), seconds, cancel)
        except errors.FormatNotAvailable as result:
            return result.form, result.completed
        except errors.QuerySyntaxError as error:
            if "service" in _unescaped(text).lower():
                raise errors.ServiceNotSupported from None
            return None, error.completed
        raise errors.EngineFailure("the parser answered a query that it was only to parse")

    def _request(
        self, query: Query, accept: dict[Form, Format], deadline: float, cancel: Cancellation
    ) -> tuple[str, bytes]:
        """The media type and body of the endpoint's answer. Raises EngineError."""
        try:
            return self._exchange(query, accept, deadline, cancel)
        except (
            http.client.HTTPException,
            OSError,
            errors.QueryCancelled,
            errors.TimeLimitExceeded,
        ) as error:
            if cancel.requested:
                self._parser.count("client")
                raise errors.QueryCancelled from None
            if time.monotonic() >= deadline:
                self._parser.count("deadline")
                raise errors.TimeLimitExceeded from None
            if isinstance(error, errors.EngineError):
                raise
            # The message does not disclose the address of the endpoint.
            raise errors.EngineUnavailable(f"the endpoint does not answer: {error}") from error

    def _exchange(
        self, query: Query, accept: dict[Form, Format], deadline: float, cancel: Cancellation
    ) -> tuple[str, bytes]:
        """As `_request`; also raises the exceptions of http.client."""
        fields = [("query", query.text)]
        fields += [("default-graph-uri", iri) for iri in query.default_graphs or ()]
        fields += [("named-graph-uri", iri) for iri in query.named_graphs or ()]
        # Registered media types only: an endpoint need not know the aliases.
        types = ", ".join(one.media_type for one in accept.values())
        headers = {"Accept": types, "Content-Type": FORM, **self._authorization}
        form = urlencode(fields)
        connection, reused = self._connection(max(deadline - time.monotonic(), 0.001))
        try:
            try:
                response, sock = self._send(connection, form, headers, deadline, cancel)
            except (ConnectionError, http.client.BadStatusLine):
                # The endpoint may close an idle connection at any time.
                if not reused or cancel.requested:
                    raise
                connection.close()
                response, sock = self._send(connection, form, headers, deadline, cancel)
            with response:
                max_bytes = query.max_bytes or self._limits.result_bytes
                body = _read(response, sock, deadline, max_bytes)
        except BaseException:
            connection.close()
            raise
        finally:
            cancel.on_request(None)
        if connection.sock and not cancel.requested and len(self._idle) < self._limits.workers:
            self._idle.append(connection)
        else:
            connection.close()
        if cancel.requested:
            raise errors.QueryCancelled
        if response.status != HTTPStatus.OK:
            raise _error_of(response.status, body[:2000], response.headers)
        return response.headers.get_content_type(), body

    def _send(
        self,
        connection: http.client.HTTPConnection,
        form: str,
        headers: dict[str, str],
        deadline: float,
        cancel: Cancellation,
    ) -> tuple[http.client.HTTPResponse, socket.socket]:
        """The response to a query, without its body, and the socket of the connection.

        Raises the exceptions of http.client.
        """
        if connection.sock is None:
            connection.connect()
        sock = connection.sock
        sock.settimeout(max(deadline - time.monotonic(), 0.001))
        cancel.on_request(lambda: _shut_down(sock))
        connection.request("POST", self._path, form, headers)
        return connection.getresponse(), sock

    def _connection(self, seconds: float) -> tuple[http.client.HTTPConnection, bool]:
        """A connection for one query at a time, and whether it was used before."""
        with suppress(IndexError):
            return self._idle.pop(), True
        scheme = self._address.scheme
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        return kind(self._host, timeout=seconds), False


def _read(
    response: http.client.HTTPResponse, sock: socket.socket, deadline: float, max_bytes: int
) -> bytes:
    """The complete body. Raises TimeLimitExceeded, ResultTooLarge, and those of http.client."""
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise errors.ResultTooLarge
        left = deadline - time.monotonic()
        if left <= 0:
            raise errors.TimeLimitExceeded
        sock.settimeout(left)
    # Unlike read(), read1() does not raise IncompleteRead.
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def _shut_down(sock: socket.socket) -> None:
    """Shut the socket down, so that a thread that reads from it returns at once."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _accept(query: Query, form: Form | None) -> dict[Form, Format]:
    """The formats to request, by the form of result. Raises FormatNotAvailable."""
    result: dict[Form, Format] = {}
    if form != "graph" and query.solutions:
        result["solutions"] = _format(SOLUTIONS, query.solutions)
    if form in ("graph", None) and query.graph:
        result["graph"] = _format(GRAPHS, query.graph)
    if not result:
        raise errors.FormatNotAvailable(form or "solutions")
    return result


def _format(offered: Sequence[Format], media_type: str) -> Format:
    """The format that has this media type."""
    return next(form for form in offered if media_type in form.media_types)


def _error_of(status: int, body: bytes, headers: Message) -> errors.EngineError:
    """The engine error for an error response of the endpoint."""
    message = body.decode("utf-8", "replace").strip()
    if status == HTTPStatus.BAD_REQUEST:
        position = re.search(r"\b(\d+):(\d+)\b", message)
        line, column = (int(position[1]), int(position[2])) if position else (None, None)
        return errors.QuerySyntaxError(message, line, column)
    if status in _RETRY_STATUSES:
        after = str(headers.get("retry-after", ""))
        return errors.Busy("the endpoint is busy", int(after) if after.isdigit() else 5)
    if status in _TIMEOUT_STATUSES:
        return errors.TimeLimitExceeded()
    return errors.EngineUnavailable(f"the endpoint answered {status}: {message[:500]}")


def _unescaped(text: str) -> str:
    """The query with \\u escapes resolved, as some endpoints do before they parse."""
    return _ESCAPE.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), text)
