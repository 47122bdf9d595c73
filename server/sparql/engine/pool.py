"""The embedded engine: a pool of worker processes that answer from one build.

Whatever overruns its deadline, its memory or its client is killed, and another worker is forked.
A query that takes long steps aside, or is killed where there is no room for it, and is reniced, so
that it leaves the processor to short ones. So does, and is, the writing of a file.
"""

from __future__ import annotations

import select
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from server.http.request import Cancellation
from server.sparql.engine import (
    Answer,
    Crowded,
    EngineDown,
    EngineError,
    EngineFault,
    GraphFile,
    MemoryLimit,
    NotOffered,
    Query,
    QueryCancelled,
    QuerySyntaxError,
    ResultLimit,
    ServiceRefused,
    TimeLimit,
    TooDeep,
    UnknownFunction,
    Unwritable,
)
from server.sparql.engine.admission import Limits, QuerySlots, Slot
from server.sparql.engine.ipc import receive, send
from server.sparql.engine.zygote import Plan, WorkerProcess, Zygote, ZygoteEnded

# Seconds of the processor's time, not of the time that passes: on a busy machine that is anybody's.
MOMENT = 0.025  # after which a query steps aside
# After which it is reniced, and its worker not used again; at once where others need processors.
LONG = 0.3
# Seconds between looks at how much of it a query has taken, before and after it stepped aside.
_SOON = 0.01
_LOOK = 0.05
_CHANCES = 3  # workers that a query may lose to a stranger's signal
_LARGE = 1 << 20  # bytes of an answer after which a worker is replaced, to give memory back


class Pool:
    """An Engine over one build. `kills` counts, by cause, the queries that were ended early.

    Raises EngineDown where the build cannot be loaded.
    """

    def __init__(self, plan: Plan, limits: Limits, kills: Counter[str] | None = None) -> None:
        self._plan = plan
        self._limits = limits
        self._zygote = Zygote(plan)
        self._slots = QuerySlots(limits)
        self._lock = threading.Lock()
        self._replacing = threading.Lock()  # held while a build is loaded, unlike the other
        self._idle: list[WorkerProcess] = []
        self._closed = False
        self.kills: Counter[str] = Counter() if kills is None else kills

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The whole answer, within `seconds`. Raises EngineError."""
        head = {
            "text": query.text,
            "solutions": query.solutions,
            "graph": query.graph,
            "default": query.default_graphs,
            "named": query.named_graphs,
            "limit": query.most or self._limits.result_bytes,
        }
        return self._execute(_Request(head, own=query.own), seconds, cancel or Cancellation())

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, within `seconds`. Raises EngineError."""
        head = {
            "form": file.form,
            "language": file.language,
            "part": file.part,
            "arguments": dict(file.arguments),
            "places": file.places,
            "limit": self._limits.result_bytes,
        }
        return self._execute(_Request(head, file.triples), seconds, cancel or Cancellation())

    def close(self) -> None:
        """End the zygote and with it every worker."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        self._slots.close()
        for child in idle:
            child.link.close()
        self._zygote.close()

    def count(self, cause: str) -> None:
        """Count a query that was ended early."""
        with self._lock:
            self.kills[cause] += 1

    def revive(self) -> None:
        """Replace the zygote where it has ended. Raises EngineDown where that fails."""
        zygote = self._zygote
        if not zygote.alive():
            self._replace(zygote)

    def short_wait(self) -> float:
        """For how many seconds a query that is likely short has waited by now; 0 where none has."""
        return self._slots.short_wait()

    def gauges(self) -> dict[str, int]:
        """How many queries run, run aside as slow ones, and wait; how many workers are idle."""
        return {**self._slots.gauges(), "idle": len(self._idle)}

    def _execute(self, request: _Request, seconds: float, cancel: Cancellation) -> Answer:
        """What a worker answers, within `seconds`. Raises EngineError."""
        deadline = min(time.monotonic() + seconds, cancel.deadline)
        for _ in range(_CHANCES):
            try:
                with self._slots.take(deadline, cancel, request.own) as place:
                    if time.monotonic() >= deadline:
                        raise TimeLimit  # else a quick worker might answer all the same
                    return self._run(request, deadline, cancel, place)
            except _Killed as error:
                # Somebody else ended the worker. A request changes nothing, so ask another.
                reason = str(error)
        raise EngineDown(f"{_CHANCES} workers in turn were ended by someone else: {reason}")

    def _run(self, request: _Request, deadline: float, cancel: Cancellation, place: Slot) -> Answer:
        with self._worker() as work:
            place.end = work.child.kill
            cancel.on_request(place.end)
            try:
                reply, body = self._ask(place, work, request, deadline)
            except TimeLimit:
                self.count("deadline")
                raise
            except Crowded:
                self.count("crowded")
                raise
            except (EOFError, OSError):
                raise self._cause(work.child, cancel, place) from None
            finally:
                cancel.on_request(None)
                place.end = None
            spared = not (work.reniced or cancel.requested or place.lost)
            work.reusable = spared and len(body) < _LARGE
        return _answer(reply, body)

    @contextmanager
    def _worker(self) -> Iterator[_Work]:
        """An idle worker, or a new one; afterwards it is idle again, or ended."""
        with self._lock:
            child = self._idle.pop() if self._idle else None
        work = _Work(child or self._fork())
        try:
            yield work
        finally:
            with self._lock:
                room = len(self._idle) < self._limits.kept and not self._closed
                if work.reusable and room:
                    self._idle.append(work.child)
            if not (work.reusable and room):
                work.child.end()

    def _fork(self) -> WorkerProcess:
        """A new worker, from a new zygote where the old one has ended."""
        zygote = self._zygote
        try:
            return zygote.fork()
        except EngineDown:
            if self._closed:
                raise
            try:
                self._replace(zygote)
            except ZygoteEnded as error:
                raise _Killed(str(error)) from None
            return self._zygote.fork()

    def _replace(self, zygote: Zygote) -> None:
        """A new zygote in place of one that has ended. Raises EngineDown where none starts."""
        with self._replacing:
            if self._zygote is not zygote or self._closed:
                return  # another thread has replaced it already
            zygote.close()
            self._zygote = Zygote(self._plan)
            if self._closed:
                self._zygote.close()

    def _ask(
        self, place: Slot, work: _Work, request: _Request, deadline: float
    ) -> tuple[dict[str, Any], bytes]:
        """The worker's answer. Raises TimeLimit, Crowded, or EOFError or OSError where it ended."""
        link = work.child.link
        started = time.monotonic()
        link.settimeout(max(deadline - started, 0.001))
        before = work.child.processor_seconds()
        try:
            send(link, {**request.head, "seconds": deadline - started}, request.body)
            look = started + MOMENT
            while not _readable(link, min(deadline, look)):
                now = time.monotonic()
                if now >= deadline:
                    raise TimeoutError
                taken = work.child.processor_seconds() - before
                if taken >= MOMENT:
                    self._slots.step_aside(place)
                if place.slow:
                    self._weigh(place, work.child)
                if place.slow and not work.reniced and (taken >= LONG or self._slots.tight()):
                    work.child.renice()
                    work.reniced = True
                look = now + (_LOOK if place.slow else _SOON)
            link.settimeout(max(deadline - time.monotonic(), 0.001))
            message = receive(link)
        except TimeoutError:
            raise TimeLimit from None
        if message is None:
            raise EOFError
        return message

    def _weigh(self, place: Slot, child: WorkerProcess) -> None:
        """Where all workers hold too much, end the idle ones, or a long query. Raises Crowded."""
        with self._lock:
            idle = self._idle[:]
        if not self._slots.weigh(place, child.held_bytes(), sum(i.held_bytes() for i in idle)):
            return
        with self._lock:
            idle, self._idle = self._idle, []
        for spare in idle:
            spare.end()
        self._slots.relieve(place)

    def _cause(self, child: WorkerProcess, cancel: Cancellation, place: Slot) -> EngineError:
        """Why a worker ended before it answered."""
        status = child.end()
        if cancel.requested:
            self.count("client")
            return QueryCancelled()
        if place.lost:
            self.count("crowded")
            return self._slots.crowded()
        if self._closed:
            return EngineDown("the server is stopping")
        if status == -signal.SIGABRT:
            self.count("memory")
            return MemoryLimit()
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            self.count("stack")
            return TooDeep()
        if status == -signal.SIGXCPU:
            self.count("deadline")
            return TimeLimit()
        self.count("other")
        return _Killed(f"status {status}")


@dataclass(frozen=True, slots=True)
class _Request:
    """What a worker is asked; `own` as of a Query."""

    head: dict[str, Any]
    body: bytes = b""
    own: bool = False


class _Killed(EngineError):
    """Someone else ended the worker."""


@dataclass(slots=True)
class _Work:
    """A worker at work, and what is to become of it."""

    child: WorkerProcess
    reniced: bool = False
    reusable: bool = False


def _readable(link: socket.socket, until: float) -> bool:
    """Whether something came in on the socket by then."""
    poll = select.poll()
    poll.register(link, select.POLLIN)
    return bool(poll.poll(max(0.0, until - time.monotonic()) * 1000))


def _answer(reply: dict[str, Any], body: bytes) -> Answer:
    """The answer that a worker sent. Raises the EngineError that it sent instead."""
    match reply.get("error"):
        case None:
            return Answer(reply["form"], body, reply["seconds"], reply["stable"])
        case "syntax":
            raise QuerySyntaxError(
                reply["message"], reply["line"], reply["column"], reply["completed"]
            )
        case "service":
            raise ServiceRefused
        case "format":
            raise NotOffered(reply["form"], reply["completed"])
        case "function":
            raise UnknownFunction(reply["message"])
        case "unwritable":
            raise Unwritable(reply["message"])
        case "size":
            raise ResultLimit
        case "memory":
            raise MemoryLimit
        case "index":
            raise EngineDown("the build's index cannot be read")
        case _:
            raise EngineFault(reply["message"])
