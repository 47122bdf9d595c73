"""The SPARQL service: answers requests to the endpoint, independent of the HTTP server.

It parses the request, looks up the response cache, checks the budget of the client, runs the query,
and makes the reply or error response; requests are counted and logged.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import time
import traceback
from dataclasses import replace

from kg import __version__
from kg.rdf import engine_version
from server.http.cache import Cache, Entry
from server.http.conditional import FRESH, Representation, content_coding, matching_tag, respond
from server.http.connection_registry import Connections
from server.http.errors import JSON_PATHS, Kind
from server.http.logs import JsonLogger
from server.http.media_types import content_type
from server.http.metrics import Metrics, Sample
from server.http.rate_limit import Budgets
from server.http.request import ClientGone, HttpRequest, cancellable, current_cancellation
from server.http.response_cache import RequestKey, ResponseCache
from server.http.responses import CORS, SECURITY, Body, Headers, Refusal, Reply
from server.http.scheduling import Scheduler
from server.settings import Settings
from server.sparql import error_mapping
from server.sparql.engine import Answer, GraphFile, Query
from server.sparql.engine.errors import EngineError, EngineFailure, EngineUnavailable
from server.sparql.protocol import ACCEPT_QUERY, PATHS, QueryOperation, options, parse
from server.sparql.releases import Release, Releases

REQUEST_ID = "x-request-id"
CLIENT_CLOSED_REQUEST = 499  # status in the log if the client disconnected
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_COMMON = (*ACCEPT_QUERY, *CORS, *SECURITY)
_VARY = ("Accept", "Accept-Encoding")


class Service:
    """The service of one server process. `close` closes the releases and the log."""

    paths = PATHS

    def __init__(
        self,
        settings: Settings,
        releases: Releases,
        scheduler: Scheduler,
        logger: JsonLogger,
    ) -> None:
        self.settings = settings
        self.releases = releases
        self.scheduler = scheduler
        self.logger = logger
        cache = Cache(settings.cache_mb << 20, settings.spool_mb << 20)
        self.budgets = Budgets(settings)
        self.connections = Connections(settings)
        self.response_cache = ResponseCache(cache)
        self.metrics = Metrics(self._sample)
        self._ids = itertools.count()
        self._id_prefix = os.urandom(4).hex()
        self._log = settings.log
        self.on_switch(releases.current)

    def close(self) -> None:
        """Close the releases, and flush the log."""
        self.releases.close()
        self.logger.close()

    def run(self, query: Query, seconds: float | None = None) -> Answer:
        """The answer to an internal query. Raises EngineError."""
        own, seconds = replace(query, internal=True), seconds or self.settings.seconds
        with self.releases.lease() as release:
            return release.engine.run(own, seconds, current_cancellation())

    def cached_reply(self, request: HttpRequest) -> Reply | None:
        """The cached reply to an identical earlier request, or None."""
        result = self.response_cache.lookup(_request_key(request), self.releases.current.hash)
        if not result:
            return None
        entry, sent, body = result
        reply = _respond(request, entry, sent, body, FRESH)
        return self._finish(request, reply, "hit", entry.text)

    def answer(self, request: HttpRequest, operation: QueryOperation | None = None) -> Reply | None:
        """The complete reply; None for a GET without a query, which gets the description.

        `operation` replaces what `parse` would read from the request.
        """
        text, source, error = "", "none", None
        try:
            if request.method == "OPTIONS":
                return self._finish(request, options(), source, text)
            operation = operation or parse(request, self.settings)
            if operation is None:
                return None
            text = operation.query.text
            with cancellable(request.cancellation):
                reply, source = self._answer(request, operation)
        except Refusal as refusal:
            self.log_engine_error(refusal)
            error, reply = refusal.type, self._refusal_reply(request, refusal)
        except ClientGone:
            error, reply = "client", Reply(CLIENT_CLOSED_REQUEST, ())
        except Exception:
            self.logger.event("failure", trace=traceback.format_exc(), query=text)
            failed = Refusal(Kind.INTERNAL)
            error, reply = failed.type, _reply(request, failed)
        return self._finish(request, reply, source, text, error)

    def refuse(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The error response before the request was parsed; counted, charged and logged."""
        return self._finish(
            request, self._refusal_reply(request, refusal), "none", "", refusal.type
        )

    def log_engine_error(self, refusal: Refusal) -> None:
        """Log the reason of an engine error in full, since clients get it without paths."""
        if isinstance(refusal.__cause__, EngineUnavailable | EngineFailure):
            self.logger.event("engine", reason=str(refusal.__cause__))

    def common_headers(self, request_id: str | None) -> Headers:
        """The headers of every response, including pages."""
        return ((REQUEST_ID, self._id(request_id)), *_COMMON)

    def should_log(self, error: str | None) -> bool:
        """Whether to log a request with this error, or None."""
        return self._log == "all" or (self._log == "errors" and error is not None)

    def _answer(self, request: HttpRequest, operation: QueryOperation) -> tuple[Reply, str]:
        """The reply and its source: hit, miss or client. Raises Refusal, ClientGone."""
        wanted, must = content_coding(request)
        with self.releases.lease() as release:
            key = _key(release, operation)
            entry = self.response_cache.cache.get(key)
            source = "hit" if entry else "miss"
            if not entry:
                if release.hash and (tag := matching_tag(request, key)):
                    vary = ("vary", ", ".join(_VARY))
                    return Reply(304, (("etag", tag), ("cache-control", FRESH), vary)), "client"
                key, entry = self._execute(request, release, operation, key)
            cache_control = FRESH if release.hash else "no-cache"
        sent, coded = self.response_cache.select_coding(key, entry, wanted, must)
        if entry.etag == key and request.method in ("GET", "HEAD"):
            self.response_cache.store_request(_request_key(request), release.hash, key, sent)
        return _respond(request, entry, sent, coded, cache_control), source

    def _execute(
        self, request: HttpRequest, release: Release, operation: QueryOperation, key: str
    ) -> tuple[str, Entry]:
        """Run the query; the key and entry of its answer. Raises Refusal, ClientGone."""
        reservation = self.budgets.reserve(request.client, operation.seconds)
        query, cost = operation.query, 0.0
        deadline = time.monotonic() + operation.seconds
        try:
            with self.scheduler.suspended():
                answer = release.engine.run(query, operation.seconds, request.cancellation)
                cost, body = answer.seconds, answer.body
                if operation.graph_tool and answer.form == "graph":
                    tool, left = operation.graph_tool.name, deadline - time.monotonic()
                    file = GraphFile(tool, operation.language, "triples", triples=body)
                    written = release.engine.write(file, left, request.cancellation)
                    cost, body = cost + written.seconds, written.body
        except EngineError as error:
            cost += error.seconds  # without the time it waited
            if isinstance(error, ClientGone):
                raise
            raise error_mapping.to_refusal(
                error, self.settings, operation.seconds, query
            ) from error
        finally:
            reservation.settle(cost)
        media_type = query.graph if answer.form == "graph" else query.solutions
        if operation.graph_tool and answer.form == "graph":
            media_type = operation.graph_tool.media_type
        kind = content_type(media_type or "")
        return self.response_cache.store(key, release.hash, query.text, kind, body, answer.stable)

    def _refusal_reply(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The error response, or a 429 for a client with too many errors."""
        if 400 <= refusal.status < 500 and refusal.status != 429:
            try:
                self.budgets.check(request.client)
                self.budgets.error(request.client)
            except Refusal as over:
                refusal = over
        return _reply(request, refusal)

    def _finish(
        self,
        request: HttpRequest,
        reply: Reply,
        source: str,
        text: str,
        error: str | None = None,
    ) -> Reply:
        """Count and log the request; the reply with the common headers."""
        request_id = self._id(request.header(REQUEST_ID))
        seconds = time.perf_counter() - request.started
        self.metrics.request(reply.status, source, seconds, error)
        if self.should_log(error):
            self.logger.event(
                "query",
                id=request_id,
                client=request.client,
                method=request.method,
                status=reply.status,
                ms=round(seconds * 1000, 3),
                cache=source,
                bytes=reply.size,
                error=error,
                query=text,
            )
        timing = f'cache;desc="{source}", total;dur={seconds * 1000:.2f}'
        return reply.with_headers(("server-timing", timing), (REQUEST_ID, request_id), *_COMMON)

    def _id(self, request_id: str | None) -> str:
        """The request id that the client or a proxy sent, or a new one."""
        if request_id and _ID.fullmatch(request_id):
            return request_id
        return f"{self._id_prefix}-{next(self._ids):x}"

    def on_switch(self, release: Release) -> None:
        """Clear the cache after a switch to a release, and log the release."""
        self.response_cache.clear()
        self.metrics.set_build(release.hash or "remote")
        self.logger.event("build", hash=release.hash, folder=str(release.folder))

    def on_switch_failed(self, reason: str) -> None:
        """Count and log a build that could not be loaded."""
        self.metrics.build_failures.inc()
        self.logger.event("build-failed", reason=reason)

    def _sample(self) -> Sample:
        gauges, totals = self.response_cache.cache.statistics()
        totals["log_lines_dropped"] = self.logger.dropped
        gauges["connections"] = len(self.connections)
        totals["connections_refused"] = self.connections.refused
        totals["connections_not_read"] = self.connections.slow
        return Sample(
            {**self.releases.current.engine.gauges(), **self.scheduler.gauges(), **gauges},
            totals,
            self.releases.kills,
        )


def _reply(request: HttpRequest, refusal: Refusal) -> Reply:
    """The error response: JSON for the JSON API, otherwise as the client accepts."""
    header = request.header
    if request.path.startswith(JSON_PATHS):
        return refusal.reply("application/json", JSON_PATHS[0], header("accept-language"))
    return refusal.reply(header("accept"), accept_language=header("accept-language"))


def _respond(
    request: HttpRequest, entry: Entry, coding: str, body: Body, cache_control: str
) -> Reply:
    if entry.etag is None:
        cache_control = "no-store"
    current = Representation(entry.content_type, entry.etag, cache_control, _VARY)
    return respond(request, current, coding, lambda: body)


def _request_key(request: HttpRequest) -> RequestKey:
    """The parts of a GET that select its answer."""
    header = request.header
    return (
        request.path,
        request.query_string,
        header("accept"),
        header("accept-encoding"),
    )


def _key(release: Release, operation: QueryOperation) -> str:
    """The cache key: a hash of build, program versions, query and formats."""
    tool = (operation.graph_tool.name, operation.language) if operation.graph_tool else ()
    parts = (release.hash, __version__, engine_version, operation.query, tool)
    return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=16).hexdigest()
