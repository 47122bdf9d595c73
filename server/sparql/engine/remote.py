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

from kg.queries.short_names import complete
from server.http.media_types import Format
from server.http.request import Cancellation
from server.sparql.engine import (
    Answer,
    Busy,
    EngineDown,
    EngineError,
    Form,
    GraphFile,
    NotOffered,
    Query,
    QueryCancelled,
    QuerySyntaxError,
    ResultLimit,
    ServiceRefused,
    TimeLimit,
)
from server.sparql.engine.admission import Limits, QuerySlots
from server.sparql.engine.pool import Pool
from server.sparql.formats import GRAPHS, SOLUTIONS

_CHUNK = 1 << 16
FORM = "application/x-www-form-urlencoded"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_TOO_LATE = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT}


class Remote:
    """An Engine that asks the endpoint at `url`, after `parser`, a pool over no quads.

    What queries leave out is completed for data below `base` before they are sent.
    A name and password in the URL are sent to it as HTTP has them (RFC 7617).
    """

    def __init__(self, url: str, parser: Pool, limits: Limits, base: str) -> None:
        self._base = base
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

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The endpoint's whole answer, within `seconds`. Raises EngineError."""
        started = time.monotonic()
        cancel = cancel or Cancellation()
        deadline = min(started + seconds, cancel.deadline)
        form = self._form(query.text, seconds, cancel)
        accept = _accept(query, form)
        with self._slots.take(deadline, cancel, query.own):
            media_type, body = self._ask(query, accept, deadline, cancel)
        sent = [kind for kind, found in accept.items() if media_type in found.media_types]
        if not sent:
            asked = " or ".join(found.media_type for found in accept.values())
            raise EngineDown(f"the endpoint was asked for {asked} but sent {media_type}")
        form = form or sent[0]
        return Answer(form, body, time.monotonic() - started, stable=False)

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, written here, within `seconds`. Raises EngineError."""
        return self._parser.write(file, seconds, cancel)

    def close(self) -> None:
        """End the parser's processes, and let nobody wait any more."""
        self._slots.close()
        self._parser.close()

    def revive(self) -> None:
        """Replace the parser's zygote where it has ended. Raises EngineDown where that fails."""
        self._parser.revive()

    def short_wait(self) -> float:
        """For how many seconds a query that is likely short has waited by now; 0 where none has."""
        return self._slots.short_wait()

    def gauges(self) -> dict[str, int]:
        """How many queries run at the endpoint, and how many wait for that."""
        return {**self._slots.gauges(), "idle": 0}

    def _form(self, text: str, seconds: float, cancel: Cancellation) -> Form | None:
        """The query's form; None where only the endpoint can tell, in a dialect of its own."""
        try:
            self._parser.run(Query(text, None, None), seconds, cancel)
        except NotOffered as found:
            return found.form
        except QuerySyntaxError:
            if "service" in _unescaped(text).lower():
                raise ServiceRefused from None
        return None

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
        fields = [("query", complete(query.text, self._base))]
        fields += [("default-graph-uri", iri) for iri in query.default_graphs or ()]
        fields += [("named-graph-uri", iri) for iri in query.named_graphs or ()]
        # By their registered names: of the others no endpoint need know all.
        types = ", ".join(found.media_type for found in accept.values())
        headers = {"Accept": types, "Content-Type": FORM, **self._known}
        connection = self._connection(max(deadline - time.monotonic(), 0.001))
        try:
            connection.connect()
            link = connection.sock
            cancel.on_request(lambda: _hang_up(link))
            connection.request("POST", self._path, urlencode(fields), headers)
            link.settimeout(max(deadline - time.monotonic(), 0.001))
            with connection.getresponse() as response:
                most = query.most or self._limits.result_bytes
                body = _read(response, link, deadline, most)
        finally:
            cancel.on_request(None)
            connection.close()
        if cancel.requested:
            raise QueryCancelled
        if response.status != HTTPStatus.OK:
            raise _failure(response.status, body[:2000], response.headers)
        return response.headers.get_content_type(), body

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        # One for each query: only so can any query be ended without harm to another.
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(self._host, timeout=seconds)
        return http.client.HTTPConnection(self._host, timeout=seconds)


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
