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
from server.http.logs import Journal
from server.http.metrics import Metrics, Moment
from server.http.rate_limit import Bill, Budgets
from server.http.response_cache import Kept, Words
from server.http.responses import CORS, SECURITY, Headers, Refusal, Reply
from server.settings import Settings
from server.sparql import engine_errors
from server.sparql.engine import Answer, Cancel, ClientGone, EngineError, Query, present, working
from server.sparql.protocol import ACCEPT_QUERY, Call, HttpRequest, parse
from server.sparql.releases import Builds, Generation

ID = "x-request-id"
GONE = 499  # never sent: the status in the log of a client that hung up
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Makes N-Triples a file in a format that the engine does not write.
Convert = Callable[[bytes, Generation, Language], bytes]
_TRIPLES = "application/n-triples"
_COMMON = (*ACCEPT_QUERY, *CORS, *SECURITY)


@dataclass(slots=True)
class Asked:
    """A request on its way: what is asked at which path, by whom, since when, how to end it."""

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
        self.journal = Journal()
        cache = Cache(settings.cache_mb << 20, settings.spool_mb << 20)
        self.budgets = Budgets(settings)
        self.connections = Connections(settings)
        self.kept = Kept(cache)
        self.metrics = Metrics(self._moment)
        self.after_switch: list[Callable[[], None]] = []  # called when a build takes over
        self.builds = Builds(settings, link, self._switched, self._switch_failed)
        self.converters: dict[str, Convert] = {}  # by the name of their format
        self._ids = itertools.count()
        self._id_prefix = os.urandom(4).hex()
        self._log = settings.log
        self._switched(self.builds.current)

    def close(self) -> None:
        """End the engine, and write the rest of the log."""
        self.builds.close()
        self.journal.close()

    def run(self, query: Query, seconds: float | None = None) -> Answer:
        """The answer to a query of our own pages. Raises EngineError."""
        own, seconds = replace(query, own=True), seconds or self.settings.seconds
        with self.builds.lease() as generation:
            return generation.engine.run(own, seconds, present())

    def shortcut(self, asked: Asked) -> Reply | None:
        """The cached answer to a request that came in these very words before, else None."""
        found = self.kept.shortcut(_words(asked), self.builds.current.hash)
        if not found:
            return None
        entry, sent, body = found
        reply = deliver(asked.request, entry, sent, body, immutable=True)
        return self._finish(asked, reply, "hit", entry.text)

    def answer(self, asked: Asked, call: Call | None = None) -> Reply | None:
        """The whole answer; None for a GET without a query, which wants a description.

        `call` is what is asked where the request does not say so in the protocol's own words.
        """
        text, source, error = "", "none", None
        try:
            if asked.request.method == "OPTIONS":
                return self._finish(asked, options(), source, text)
            call = call or parse(asked.request, self.settings)
            if call is None:
                return None
            text = call.text
            with working(asked.cancel):
                reply, source = self._answer(asked, call)
        except Refusal as refusal:
            error, reply = refusal.type, self._refused(asked, refusal)
        except ClientGone:
            error, reply = "client", Reply(GONE, ())
        except Exception:
            self.journal.event("failure", trace=traceback.format_exc(), query=text)
            failed = Refusal(Kind.INTERNAL)
            error, reply = failed.type, _reply(asked, failed)
        return self._finish(asked, reply, source, text, error)

    def refuse(self, asked: Asked, refusal: Refusal) -> Reply:
        """The reply to a request that was refused before it was read; counted, charged, logged."""
        return self._finish(asked, self._refused(asked, refusal), "none", "", refusal.type)

    def common(self, request_id: str | None) -> Headers:
        """The headers that every answer carries, pages included."""
        return ((ID, self._id(request_id)), *_COMMON)

    def logs(self, error: str | None) -> bool:
        """Whether a request is to be logged that ended in this error, or in none."""
        return self._log == "all" or (self._log == "errors" and error is not None)

    def _answer(self, asked: Asked, call: Call) -> tuple[Reply, str]:
        """The reply, and where it came from. Raises Refusal, ClientGone."""
        request = asked.request
        query = Query(
            call.text,
            call.solutions.media_type if call.solutions else None,
            call.graph.media_type if call.graph else None,
            call.default_graphs,
            call.named_graphs,
        )
        convert = self.converters.get(call.graph.format.name) if call.graph else None
        wanted, must = wanted_coding(request)
        with self.builds.lease() as generation:
            key = _key(generation, query, call if convert else None)
            entry = self.kept.cache.get(key)
            source = "hit" if entry else "miss"
            if not entry:
                if generation.hash and (reply := unchanged(request, key)):
                    return reply, "client"
                bill = self.budgets.reserve(asked.client, call.seconds)
                sent_on = replace(query, graph=_TRIPLES) if convert else query
                answer = self._run(asked, bill, generation, sent_on, call.seconds)
                if convert and answer.form == "graph":
                    body = convert(answer.body, generation, call.language)
                    answer = replace(answer, body=body)
                media_type = query.graph if answer.form == "graph" else query.solutions
                key, entry = self.kept.keep(
                    key, generation.hash, query.text, media_type or "", answer
                )
            immutable = generation.hash is not None
        sent, coded = self.kept.coded(key, entry, wanted, must)
        if entry.etag == key and request.method in ("GET", "HEAD"):
            self.kept.remember(_words(asked), generation.hash, key, sent)
        return deliver(request, entry, sent, coded, immutable), source

    def _run(
        self, asked: Asked, bill: Bill, generation: Generation, query: Query, seconds: float
    ) -> Answer:
        cost = 0.0
        try:
            answer = generation.engine.run(query, seconds, asked.cancel)
            cost = answer.seconds
            return answer
        except EngineError as error:
            cost = error.seconds  # to wait for a place in vain costs nothing
            if isinstance(error, ClientGone):
                raise
            raise engine_errors.refusal(error, self.settings, seconds, query) from error
        finally:
            bill.settle(cost)

    def _refused(self, asked: Asked, refusal: Refusal) -> Reply:
        """The refusal's reply; a client that errs too often is told so instead."""
        if 400 <= refusal.status < 500 and refusal.status != 429:
            try:
                self.budgets.check(asked.client)
                self.budgets.error(asked.client)
            except Refusal as over:
                refusal = over
        return _reply(asked, refusal)

    def _finish(
        self, asked: Asked, reply: Reply, source: str, text: str, error: str | None = None
    ) -> Reply:
        """Count and log the request; the reply with what every answer carries."""
        request = asked.request
        request_id = self._id(request.header(ID))
        seconds = time.perf_counter() - asked.started
        self.metrics.request(reply.status, source, seconds, error)
        if self.logs(error):
            self.journal.event(
                "query",
                id=request_id,
                client=asked.client,
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

    def _switched(self, generation: Generation) -> None:
        self.kept.clear()
        self.metrics.serve_build(generation.hash or "remote")
        self.journal.event("build", hash=generation.hash, folder=str(generation.folder))
        for call in self.after_switch:
            call()

    def _switch_failed(self, reason: str) -> None:
        self.metrics.build_failures.inc()
        self.journal.event("build-failed", reason=reason)

    def _moment(self) -> Moment:
        gauges, totals = self.kept.cache.figures()
        totals["log_lines_dropped"] = self.journal.dropped
        gauges["connections"] = len(self.connections)
        totals["connections_refused"] = self.connections.refused
        totals["connections_not_read"] = self.connections.slow
        return Moment({**self.builds.current.engine.gauges(), **gauges}, totals, self.builds.kills)


def _reply(asked: Asked, refusal: Refusal) -> Reply:
    """The refusal as the client reads it: JSON for the JSON API, else what it accepts."""
    header = asked.request.header
    if asked.path.startswith(JSON_PATHS):
        return refusal.reply("application/json", JSON_PATHS[0], header("accept-language"))
    return refusal.reply(header("accept"), accept_language=header("accept-language"))


def _words(asked: Asked) -> Words:
    """All of a GET that the choice of its answer depends on."""
    header = asked.request.header
    return (
        asked.path,
        asked.request.query_string,
        header("accept"),
        header("accept-encoding"),
    )


def _key(generation: Generation, query: Query, converted: Call | None) -> str:
    """What identifies an answer: the build, the programs that write it, the query, the formats."""
    how = (converted.graph.format.name, converted.language) if converted and converted.graph else ()
    parts = (generation.hash, __version__, engine_version, query, how)
    return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=16).hexdigest()
