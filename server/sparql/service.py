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
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kg import __version__
from kg.rdf import engine_version
from server.http.cache import Cache
from server.http.connections import Connections
from server.http.delivery import deliver, options, unchanged, wanted_coding
from server.http.errors import JSON_PATHS, Kind
from server.http.language import Language
from server.http.logs import JsonLogger
from server.http.metrics import Metrics, Moment
from server.http.rate_limit import Budgets, Reservation
from server.http.response_cache import RequestKey, ResponseCache
from server.http.responses import CORS, SECURITY, Headers, Refusal, Reply
from server.http.scheduling import Scheduler
from server.settings import Settings
from server.sparql import engine_errors
from server.sparql.engine import (
    Answer,
    Cancel,
    ClientGone,
    EngineDown,
    EngineError,
    EngineFault,
    Query,
    present,
    working,
)
from server.sparql.protocol import ACCEPT_QUERY, Call, HttpRequest, parse
from server.sparql.releases import Release, Releases

ID = "x-request-id"
GONE = 499  # never sent: the status in the log of a client that hung up
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Makes N-Triples a file in a format that the engine does not write.
Convert = Callable[[bytes, Release, Language], bytes]
_TRIPLES = "application/n-triples"
_COMMON = (*ACCEPT_QUERY, *CORS, *SECURITY)


@dataclass(slots=True)
class RequestContext:
    """What is known of a request: its path, its client, when it started and how to cancel it."""

    request: HttpRequest
    path: str
    client: str
    started: float
    cancel: Cancel


class Service:
    """The service of one server process. `close` ends everything it started.

    Raises KgError or EngineDown where there is nothing to serve.
    """

    def __init__(self, settings: Settings, link: Path) -> None:
        self.settings = settings
        self.logger = JsonLogger()
        cache = Cache(settings.cache_mb << 20, settings.spool_mb << 20)
        self.budgets = Budgets(settings)
        self.connections = Connections(settings)
        self.scheduler = Scheduler(settings)
        self.response_cache = ResponseCache(cache)
        self.metrics = Metrics(self._moment)
        self.after_switch: list[Callable[[], None]] = []  # called when a build takes over
        self.releases = Releases(settings, link, self._switched, self._switch_failed)
        self.converters: dict[str, Convert] = {}  # by the name of their format
        self._ids = itertools.count()
        self._id_prefix = os.urandom(4).hex()
        self._log = settings.log
        self._switched(self.releases.current)

    def close(self) -> None:
        """End the engine, and write the rest of the log."""
        self.releases.close()
        self.logger.close()

    def run(self, query: Query, seconds: float | None = None) -> Answer:
        """The answer to a query of our own pages. Raises EngineError."""
        own, seconds = replace(query, own=True), seconds or self.settings.seconds
        with self.releases.lease() as release:
            return release.engine.run(own, seconds, present())

    def shortcut(self, context: RequestContext) -> Reply | None:
        """The cached answer to a request that came in these very words before, else None."""
        found = self.response_cache.shortcut(_request_key(context), self.releases.current.hash)
        if not found:
            return None
        entry, sent, body = found
        reply = deliver(context.request, entry, sent, body, immutable=True)
        return self._finish(context, reply, "hit", entry.text)

    def answer(self, context: RequestContext, call: Call | None = None) -> Reply | None:
        """The whole answer; None for a GET without a query, which wants a description.

        `call` is what is asked where the request does not say so in the protocol's own words.
        """
        text, source, error = "", "none", None
        try:
            if context.request.method == "OPTIONS":
                return self._finish(context, options(), source, text)
            call = call or parse(context.request, self.settings)
            if call is None:
                return None
            text = call.text
            with working(context.cancel):
                reply, source = self._answer(context, call)
        except Refusal as refusal:
            self.note(refusal)
            error, reply = refusal.type, self._refused(context, refusal)
        except ClientGone:
            error, reply = "client", Reply(GONE, ())
        except Exception:
            self.logger.event("failure", trace=traceback.format_exc(), query=text)
            failed = Refusal(Kind.INTERNAL)
            error, reply = failed.type, _reply(context, failed)
        return self._finish(context, reply, source, text, error)

    def refuse(self, context: RequestContext, refusal: Refusal) -> Reply:
        """The reply to a request that was refused before it was read; counted, charged, logged."""
        return self._finish(context, self._refused(context, refusal), "none", "", refusal.type)

    def note(self, refusal: Refusal) -> None:
        """Log why the engine failed where it did: what the client reads leaves paths out."""
        if isinstance(refusal.__cause__, EngineDown | EngineFault):
            self.logger.event("engine", reason=str(refusal.__cause__))

    def common(self, request_id: str | None) -> Headers:
        """The headers that every answer carries, pages included."""
        return ((ID, self._id(request_id)), *_COMMON)

    def logs(self, error: str | None) -> bool:
        """Whether a request is to be logged that ended in this error, or in none."""
        return self._log == "all" or (self._log == "errors" and error is not None)

    def _answer(self, context: RequestContext, call: Call) -> tuple[Reply, str]:
        """The reply, and where it came from. Raises Refusal, ClientGone."""
        request = context.request
        query = Query(
            call.text,
            call.solutions.media_type if call.solutions else None,
            call.graph.media_type if call.graph else None,
            call.default_graphs,
            call.named_graphs,
        )
        convert = self.converters.get(call.graph.format.name) if call.graph else None
        wanted, must = wanted_coding(request)
        with self.releases.lease() as release:
            key = _key(release, query, call if convert else None)
            entry = self.response_cache.cache.get(key)
            source = "hit" if entry else "miss"
            if not entry:
                if release.hash and (reply := unchanged(request, key)):
                    return reply, "client"
                bill = self.budgets.reserve(context.client, call.seconds)
                sent_on = replace(query, graph=_TRIPLES) if convert else query
                answer = self._run(context, bill, release, sent_on, call.seconds)
                if convert and answer.form == "graph":
                    with self.scheduler.running(context.cancel):
                        body = convert(answer.body, release, call.language)
                    answer = replace(answer, body=body)
                media_type = query.graph if answer.form == "graph" else query.solutions
                key, entry = self.response_cache.keep(
                    key, release.hash, query.text, media_type or "", answer
                )
            immutable = release.hash is not None
        sent, coded = self.response_cache.coded(key, entry, wanted, must)
        if entry.etag == key and request.method in ("GET", "HEAD"):
            self.response_cache.remember(_request_key(context), release.hash, key, sent)
        return deliver(request, entry, sent, coded, immutable), source

    def _run(
        self,
        context: RequestContext,
        bill: Reservation,
        release: Release,
        query: Query,
        seconds: float,
    ) -> Answer:
        cost = 0.0
        try:
            with self.scheduler.blocked():
                answer = release.engine.run(query, seconds, context.cancel)
            cost = answer.seconds
            return answer
        except EngineError as error:
            cost = error.seconds  # to wait for a place in vain costs nothing
            if isinstance(error, ClientGone):
                raise
            raise engine_errors.refusal(error, self.settings, seconds, query) from error
        finally:
            bill.settle(cost)

    def _refused(self, context: RequestContext, refusal: Refusal) -> Reply:
        """The refusal's reply; a client that errs too often is told so instead."""
        if 400 <= refusal.status < 500 and refusal.status != 429:
            try:
                self.budgets.check(context.client)
                self.budgets.error(context.client)
            except Refusal as over:
                refusal = over
        return _reply(context, refusal)

    def _finish(
        self,
        context: RequestContext,
        reply: Reply,
        source: str,
        text: str,
        error: str | None = None,
    ) -> Reply:
        """Count and log the request; the reply with what every answer carries."""
        request = context.request
        request_id = self._id(request.header(ID))
        seconds = time.perf_counter() - context.started
        self.metrics.request(reply.status, source, seconds, error)
        if self.logs(error):
            self.logger.event(
                "query",
                id=request_id,
                client=context.client,
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

    def _switched(self, release: Release) -> None:
        self.response_cache.clear()
        self.metrics.serve_build(release.hash or "remote")
        self.logger.event("build", hash=release.hash, folder=str(release.folder))
        for call in self.after_switch:
            call()

    def _switch_failed(self, reason: str) -> None:
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


def _reply(context: RequestContext, refusal: Refusal) -> Reply:
    """The refusal as the client reads it: JSON for the JSON API, else what it accepts."""
    header = context.request.header
    if context.path.startswith(JSON_PATHS):
        return refusal.reply("application/json", JSON_PATHS[0], header("accept-language"))
    return refusal.reply(header("accept"), accept_language=header("accept-language"))


def _request_key(context: RequestContext) -> RequestKey:
    """All of a GET that the choice of its answer depends on."""
    header = context.request.header
    return (
        context.path,
        context.request.query_string,
        header("accept"),
        header("accept-encoding"),
    )


def _key(release: Release, query: Query, converted: Call | None) -> str:
    """What identifies an answer: the build, the programs that write it, the query, the formats."""
    how = (converted.graph.format.name, converted.language) if converted and converted.graph else ()
    parts = (release.hash, __version__, engine_version, query, how)
    return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=16).hexdigest()
