"""The remote engine: any SPARQL 1.1 Protocol endpoint, behind the same limits and manners.

Queries are parsed here first, in a worker that holds nothing: that tells their form, refuses
SERVICE, and keeps what would crash a parser away from the endpoint.
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
from server.sparql.engine import (
    Answer,
    Busy,
    EngineDown,
    EngineError,
    EngineFault,
    Form,
    GraphFile,
    NotOffered,
    Query,
    QueryCancelled,
    QuerySyntaxError,
    ResultLimit,
    ServiceRefused,
    TimeLimit,
    dialects,
)
from server.sparql.engine.admission import Limits, QuerySlots
from server.sparql.engine.pool import Pool
from server.sparql.formats import GRAPHS, SOLUTIONS

_CHUNK = 1 << 16
_JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_TOO_LATE = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT}


class Remote:
    """An Engine that asks the endpoint at `url`, after `parser`, a pool over no quads.

    The parser completes what queries leave out, for data below its base, before they are sent.
    A name and password in the URL are sent to it as HTTP has them (RFC 7617).
    """

    def __init__(self, url: str, parser: Pool, limits: Limits) -> None:
        self._address = urlsplit(url)
        user, _, self._host = self._address.netloc.rpartition("@")
        secret = b64encode(unquote_to_bytes(user)).decode()
        self._known = {"Authorization": f"Basic {secret}"} if user else {}
        self._path = self._address.path or "/"
        if self._address.query:
            self._path += f"?{self._address.query}"
        self._limits = limits
        self._parser = parser
        # Whether a query is slow is the endpoint's affair, so one that may be slow is like others.
        at_once = limits.workers + limits.slow_workers
        self._slots = QuerySlots(replace(limits, workers=at_once, slow_workers=0))
        self._idle: list[http.client.HTTPConnection] = []  # append and pop are atomic

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The endpoint's whole answer, within `seconds`. Raises EngineError."""
        started = time.monotonic()
        cancel = cancel or Cancellation()
        deadline = min(started + seconds, cancel.deadline)
        form, text = self._parsed(query.text, seconds, cancel)
        accept = _accept(query, form)
        if form == "boolean":
            # Written in the client's format below.
            accept = {"boolean": _format(SOLUTIONS, _JSON)}
        with self._slots.take(deadline, cancel, query.own):
            media_type, body = self._ask(replace(query, text=text), accept, deadline, cancel)
        sent = [kind for kind, found in accept.items() if media_type in found.media_types]
        if not sent:
            asked = " or ".join(found.media_type for found in accept.values())
            raise EngineDown(f"the endpoint was asked for {asked} but sent {media_type}")
        form = form or sent[0]
        try:
            if form == "boolean":
                written = QueryResultsFormat.from_media_type(query.solutions or _JSON)
                body = dialects.boolean(body, written or QueryResultsFormat.JSON)
            elif media_type in _format(SOLUTIONS, _JSON).media_types:
                body = dialects.solutions(body)
        except (ValueError, LookupError, TypeError) as error:
            raise EngineDown(f"the endpoint's answer cannot be read: {error}") from error
        return Answer(form, body, time.monotonic() - started, stable=False)

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, written here, within `seconds`. Raises EngineError."""
        try:
            return self._parser.write(file, seconds, cancel)
        except EngineFault as error:
            if not file.triples:
                raise
            raise EngineDown(f"the endpoint's answer cannot be read: {error}") from error

    def close(self) -> None:
        """End the parser's processes, and let nobody wait any more."""
        self._slots.close()
        self._parser.close()
        self.disconnect()

    def disconnect(self) -> None:
        """Close the connections that wait for a query; the next query opens one."""
        while self._idle:
            self._idle.pop().close()

    def revive(self) -> None:
        """Replace the parser's zygote where it has ended. Raises EngineDown where that fails."""
        self._parser.revive()

    def short_wait(self) -> float:
        """For how many seconds a query that is likely short has waited by now; 0 where none has."""
        return self._slots.short_wait()

    def gauges(self) -> dict[str, int]:
        """How many queries run at the endpoint, and how many wait for that."""
        return {**self._slots.gauges(), "idle": 0}

    def _parsed(self, text: str, seconds: float, cancel: Cancellation) -> tuple[Form | None, str]:
        """The query's form, None where only the endpoint can tell (a dialect of its own), and the
        query with its short names completed: both take too long for this process."""
        try:
            self._parser.run(Query(text, None, None), seconds, cancel)
        except NotOffered as found:
            return found.form, found.completed
        except QuerySyntaxError as error:
            if "service" in _unescaped(text).lower():
                raise ServiceRefused from None
            return None, error.completed
        raise EngineFault("the parser answered a query that it was only to read")

    def _ask(
        self, query: Query, accept: dict[Form, Format], deadline: float, cancel: Cancellation
    ) -> tuple[str, bytes]:
        """The media type and body of the endpoint's answer. Raises EngineError."""
        try:
            return self._exchange(query, accept, deadline, cancel)
        except (http.client.HTTPException, OSError, QueryCancelled, TimeLimit) as error:
            if cancel.requested:
                self._parser.count("client")
                raise QueryCancelled from None
            if time.monotonic() >= deadline:
                self._parser.count("deadline")
                raise TimeLimit from None
            if isinstance(error, EngineError):
                raise
            # Its address is the operator's affair, not the reader's.
            raise EngineDown(f"the endpoint does not answer: {error}") from error

    def _exchange(
        self, query: Query, accept: dict[Form, Format], deadline: float, cancel: Cancellation
    ) -> tuple[str, bytes]:
        """As `_ask`. Raises what http.client raises as well."""
        fields = [("query", query.text)]
        fields += [("default-graph-uri", iri) for iri in query.default_graphs or ()]
        fields += [("named-graph-uri", iri) for iri in query.named_graphs or ()]
        # By their registered names: of the others no endpoint need know all.
        types = ", ".join(found.media_type for found in accept.values())
        headers = {"Accept": types, "Content-Type": FORM, **self._known}
        form = urlencode(fields)
        connection, reused = self._connection(max(deadline - time.monotonic(), 0.001))
        try:
            try:
                response, link = self._send(connection, form, headers, deadline, cancel)
            except (ConnectionError, http.client.BadStatusLine):
                # The endpoint may end a connection that waits, at any time.
                if not reused or cancel.requested:
                    raise
                connection.close()
                response, link = self._send(connection, form, headers, deadline, cancel)
            with response:
                most = query.most or self._limits.result_bytes
                body = _read(response, link, deadline, most)
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
            raise QueryCancelled
        if response.status != HTTPStatus.OK:
            raise _failure(response.status, body[:2000], response.headers)
        return response.headers.get_content_type(), body

    def _send(
        self,
        connection: http.client.HTTPConnection,
        form: str,
        headers: dict[str, str],
        deadline: float,
        cancel: Cancellation,
    ) -> tuple[http.client.HTTPResponse, socket.socket]:
        """The head of the response to a query, and the socket that its body comes from.

        Raises what http.client raises.
        """
        if connection.sock is None:
            connection.connect()
        link = connection.sock
        link.settimeout(max(deadline - time.monotonic(), 0.001))
        cancel.on_request(lambda: _hang_up(link))
        connection.request("POST", self._path, form, headers)
        return connection.getresponse(), link

    def _connection(self, seconds: float) -> tuple[http.client.HTTPConnection, bool]:
        """A connection for one query at a time, and whether it has carried one before."""
        with suppress(IndexError):
            return self._idle.pop(), True
        scheme = self._address.scheme
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        return kind(self._host, timeout=seconds), False


def _read(
    response: http.client.HTTPResponse, link: socket.socket, deadline: float, most: int
) -> bytes:
    """The whole body. Raises TimeLimit, ResultLimit, and what http.client raises."""
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > most:
            raise ResultLimit
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeLimit
        link.settimeout(left)
    # Unlike read(), read1() does not complain when the other side closes too early.
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def _hang_up(link: socket.socket) -> None:
    """Let whoever reads from the socket see its end at once."""
    with suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)


def _accept(query: Query, form: Form | None) -> dict[Form, Format]:
    """The formats to ask the endpoint for, by the form of their answer. Raises NotOffered."""
    found: dict[Form, Format] = {}
    if form != "graph" and query.solutions:
        found["solutions"] = _format(SOLUTIONS, query.solutions)
    if form in ("graph", None) and query.graph:
        found["graph"] = _format(GRAPHS, query.graph)
    if not found:
        raise NotOffered(form or "solutions")
    return found


def _format(offered: Sequence[Format], media_type: str) -> Format:
    """The format that has this media type among its own."""
    return next(found for found in offered if media_type in found.media_types)


def _failure(status: int, body: bytes, headers: Message) -> EngineError:
    """What the endpoint's refusal means here."""
    words = body.decode("utf-8", "replace").strip()
    if status == HTTPStatus.BAD_REQUEST:
        place = re.search(r"\b(\d+):(\d+)\b", words)
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        return QuerySyntaxError(words, line, column)
    if status in _LATER:
        after = str(headers.get("retry-after", ""))
        return Busy("the endpoint is busy", int(after) if after.isdigit() else 5)
    if status in _TOO_LATE:
        return TimeLimit()
    return EngineDown(f"the endpoint answered {status}: {words[:500]}")


def _unescaped(text: str) -> str:
    """The query as an endpoint reads it that resolves \\u escapes before it parses."""
    return _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), text)
