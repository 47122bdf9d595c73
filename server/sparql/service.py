"""The SPARQL service: a request -> a whole, truthful answer, whatever HTTP server carries it.

Reads the request, looks for a cached answer, checks the client's budget, runs the query, and
turns whatever happened into a reply; counts and logs it.
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
from server.http.metrics import Metrics, Moment
from server.http.rate_limit import Budgets
from server.http.request import ClientGone, HttpRequest, cancellable, current_cancellation
from server.http.response_cache import RequestKey, ResponseCache
from server.http.responses import CORS, SECURITY, Body, Headers, Refusal, Reply
from server.http.scheduling import Scheduler
from server.settings import Settings
from server.sparql import error_mapping
from server.sparql.engine import Answer, GraphFile, Query
from server.sparql.engine.errors import EngineError, EngineFailure, EngineUnavailable
from server.sparql.protocol import ACCEPT_QUERY, PATHS, Call, options, parse
from server.sparql.releases import Release, Releases

ID = "x-request-id"
GONE = 499  # never sent: the status in the log of a client that hung up
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
        self.metrics = Metrics(self._moment)
        self._ids = itertools.count()
        self._id_prefix = os.urandom(4).hex()
        self._log = settings.log
        self.switched(releases.current)

    def close(self) -> None:
        """End the engine, and write the rest of the log."""
        self.releases.close()
        self.logger.close()

    def run(self, query: Query, seconds: float | None = None) -> Answer:
        """The answer to a query of our own pages. Raises EngineError."""
        own, seconds = replace(query, internal=True), seconds or self.settings.seconds
        with self.releases.lease() as release:
            return release.engine.run(own, seconds, current_cancellation())

    def shortcut(self, request: HttpRequest) -> Reply | None:
        """The cached answer to a request that came in these very words before, else None."""
        found = self.response_cache.shortcut(_request_key(request), self.releases.current.hash)
        if not found:
            return None
        entry, sent, body = found
        reply = _respond(request, entry, sent, body, FRESH)
        return self._finish(request, reply, "hit", entry.text)

    def answer(self, request: HttpRequest, call: Call | None = None) -> Reply | None:
        """The whole answer; None for a GET without a query, which wants a description.

        `call` replaces what `parse` would read from the request.
        """
        text, source, error = "", "none", None
        try:
            if request.method == "OPTIONS":
                return self._finish(request, options(), source, text)
            call = call or parse(request, self.settings)
            if call is None:
                return None
            text = call.query.text
            with cancellable(request.cancellation):
                reply, source = self._answer(request, call)
        except Refusal as refusal:
            self.note(refusal)
            error, reply = refusal.type, self._refused(request, refusal)
        except ClientGone:
            error, reply = "client", Reply(GONE, ())
        except Exception:
            self.logger.event("failure", trace=traceback.format_exc(), query=text)
            failed = Refusal(Kind.INTERNAL)
            error, reply = failed.type, _reply(request, failed)
        return self._finish(request, reply, source, text, error)

    def refuse(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The reply to a request that was refused before it was read; counted, charged, logged."""
        return self._finish(request, self._refused(request, refusal), "none", "", refusal.type)

    def note(self, refusal: Refusal) -> None:
        """Log why the engine failed where it did: what the client reads leaves paths out."""
        if isinstance(refusal.__cause__, EngineUnavailable | EngineFailure):
            self.logger.event("engine", reason=str(refusal.__cause__))

    def common(self, request_id: str | None) -> Headers:
        """The headers that every answer carries, pages included."""
        return ((ID, self._id(request_id)), *_COMMON)

    def logs(self, error: str | None) -> bool:
        """Whether a request is to be logged that ended in this error, or in none."""
        return self._log == "all" or (self._log == "errors" and error is not None)

    def _answer(self, request: HttpRequest, call: Call) -> tuple[Reply, str]:
        """The reply, and where it came from. Raises Refusal, ClientGone."""
        wanted, must = content_coding(request)
        with self.releases.lease() as release:
            key = _key(release, call)
            entry = self.response_cache.cache.get(key)
            source = "hit" if entry else "miss"
            if not entry:
                if release.hash and (tag := matching_tag(request, key)):
                    vary = ("vary", ", ".join(_VARY))
                    return Reply(304, (("etag", tag), ("cache-control", FRESH), vary)), "client"
                key, entry = self._executed(request, release, call, key)
            cache_control = FRESH if release.hash else "no-cache"
        sent, coded = self.response_cache.coded(key, entry, wanted, must)
        if entry.etag == key and request.method in ("GET", "HEAD"):
            self.response_cache.store_shortcut(_request_key(request), release.hash, key, sent)
        return _respond(request, entry, sent, coded, cache_control), source

    def _executed(
        self, request: HttpRequest, release: Release, call: Call, key: str
    ) -> tuple[str, Entry]:
        """The engine's answer in the cache, and its key there. Raises Refusal, ClientGone."""
        reservation = self.budgets.reserve(request.client, call.seconds)
        query, cost = call.query, 0.0
        deadline = time.monotonic() + call.seconds
        try:
            with self.scheduler.suspended():
                answer = release.engine.run(query, call.seconds, request.cancellation)
                cost, body = answer.seconds, answer.body
                if call.graph_tool and answer.form == "graph":
                    tool, left = call.graph_tool.name, deadline - time.monotonic()
                    file = GraphFile(tool, call.language, "triples", triples=body)
                    written = release.engine.write(file, left, request.cancellation)
                    cost, body = cost + written.seconds, written.body
        except EngineError as error:
            cost += error.seconds  # to wait for a place in vain costs nothing
            if isinstance(error, ClientGone):
                raise
            raise error_mapping.to_refusal(error, self.settings, call.seconds, query) from error
        finally:
            reservation.settle(cost)
        media_type = query.graph if answer.form == "graph" else query.solutions
        if call.graph_tool and answer.form == "graph":
            media_type = call.graph_tool.media_type
        kind = content_type(media_type or "")
        return self.response_cache.store(key, release.hash, query.text, kind, body, answer.stable)

    def _refused(self, request: HttpRequest, refusal: Refusal) -> Reply:
        """The refusal's reply, or a 429 for a client with too many errors."""
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
        """Count and log the request; the reply with what every answer carries."""
        request_id = self._id(request.header(ID))
        seconds = time.perf_counter() - request.started
        self.metrics.request(reply.status, source, seconds, error)
        if self.logs(error):
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
        return reply.adding(("server-timing", timing), (ID, request_id), *_COMMON)

    def _id(self, given: str | None) -> str:
        """The id that the client or a proxy gave the request, or a new one."""
        if given and _ID.fullmatch(given):
            return given
        return f"{self._id_prefix}-{next(self._ids):x}"

    def switched(self, release: Release) -> None:
        """Forget the answers of another release, and log which one is served now."""
        self.response_cache.clear()
        self.metrics.serve_build(release.hash or "remote")
        self.logger.event("build", hash=release.hash, folder=str(release.folder))

    def switch_failed(self, reason: str) -> None:
        """Count and log a build that could not take over."""
        self.metrics.build_failures.inc()
        self.logger.event("build-failed", reason=reason)

    def _moment(self) -> Moment:
        gauges, totals = self.response_cache.cache.figures()
        totals["log_lines_dropped"] = self.logger.dropped
        gauges["connections"] = len(self.connections)
        totals["connections_refused"] = self.connections.refused
        totals["connections_not_read"] = self.connections.slow
        return Moment(
            {**self.releases.current.engine.gauges(), **self.scheduler.gauges(), **gauges},
            totals,
            self.releases.kills,
        )


def _reply(request: HttpRequest, refusal: Refusal) -> Reply:
    """The refusal as the client reads it: JSON for the JSON API, else what it accepts."""
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
    """All of a GET that the choice of its answer depends on."""
    header = request.header
    return (
        request.path,
        request.query_string,
        header("accept"),
        header("accept-encoding"),
    )


def _key(release: Release, call: Call) -> str:
    """What identifies an answer: the build, the programs that write it, the query, the formats."""
    tool = (call.graph_tool.name, call.language) if call.graph_tool else ()
    parts = (release.hash, __version__, engine_version, call.query, tool)
    return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=16).hexdigest()
