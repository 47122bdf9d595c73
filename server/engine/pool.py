"""The embedded engine: a pool of worker processes that answer from one build.

A few workers run at full priority. A query that takes longer than a moment is reniced and gets
its own place among the slow ones, and a fresh worker takes over: so four queries that never end
leave the short ones alone. Whatever overruns its deadline, its memory or its client is killed.
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

from server.engine import (
    Answer,
    Busy,
    Cancel,
    ClientGone,
    EngineDown,
    EngineError,
    MemoryLimit,
    NotOffered,
    Query,
    QuerySyntaxError,
    ResultLimit,
    ServiceRefused,
    TimeLimit,
    TooDeep,
    Unwritable,
)
from server.engine.nursery import Child, Nursery, Plan
from server.engine.worker import receive, send

MOMENT = 0.03  # seconds at full priority
_NICENESS = 10
_LARGE = 1 << 20  # bytes of an answer after which a worker is replaced, to give memory back


@dataclass(frozen=True, slots=True)
class Limits:
    """How many queries run and wait, and how large an answer may be."""

    workers: int
    slow_workers: int
    waiting: int
    result_bytes: int


class Pool:
    """An Engine over one build. `kills` counts, by cause, the queries that were ended early.

    Raises EngineDown where the build cannot be loaded.
    """

    def __init__(self, plan: Plan, limits: Limits, kills: Counter[str] | None = None) -> None:
        self._plan = plan
        self._limits = limits
        self._nursery = Nursery(plan)
        self._changed = threading.Condition()
        self._idle: list[Child] = []
        self._fast = self._slow = self._waiting = 0
        self._closed = False
        self.kills: Counter[str] = Counter() if kills is None else kills

    def run(self, query: Query, seconds: float, cancel: Cancel | None = None) -> Answer:
        """The whole answer, within `seconds`. Raises EngineError."""
        deadline = time.monotonic() + seconds
        cancel = cancel or Cancel()
        for chance in (1, 2):
            try:
                return self._run(query, deadline, cancel)
            except _Killed:
                # Somebody else ended the worker. A query changes nothing: ask another, once.
                if chance == 2:
                    raise EngineDown("the worker was killed, twice, by someone else") from None
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the nursery and with it every worker."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for child in idle:
            child.link.close()
        self._nursery.close()

    def gauges(self) -> dict[str, int]:
        """How many queries run at full priority, run reniced, and wait; idle workers."""
        with self._changed:
            return {
                "running": self._fast,
                "slow": self._slow,
                "waiting": self._waiting,
                "idle": len(self._idle),
            }

    def _run(self, query: Query, deadline: float, cancel: Cancel) -> Answer:
        with self._place(deadline, cancel) as place:
            child = place.child = self._take()
            cancel.on_request(child.kill)
            try:
                reply, body = self._ask(place, query, deadline)
            except TimeLimit:
                self._count("deadline")
                raise
            except (EOFError, OSError):
                raise self._cause(child, cancel) from None
            finally:
                cancel.on_request(None)
            place.reusable = not place.slow and len(body) < _LARGE and not cancel.requested
        return _answer(reply, body)

    @contextmanager
    def _place(self, deadline: float, cancel: Cancel) -> Iterator[_Place]:
        """A place at full priority, waited for; what became of its worker is settled after."""
        with self._changed:
            if self._fast >= self._limits.workers:
                self._wait(deadline, cancel)
            if self._closed:
                raise EngineDown("the server is stopping")
            self._fast += 1
        place = _Place()
        try:
            yield place
        finally:
            child = place.child
            if child and not place.reusable:
                child.end()
            with self._changed:
                if child and place.reusable and not self._closed:
                    self._idle.append(child)
                elif child and place.reusable:
                    child.kill()
                if place.slow:
                    self._slow -= 1
                else:
                    self._fast -= 1
                self._changed.notify()

    def _wait(self, deadline: float, cancel: Cancel) -> None:
        """Wait until a place at full priority is free. Called with the lock held."""
        if self._waiting >= self._limits.waiting:
            raise Busy(f"{self._waiting} queries wait already, and more may not")
        self._waiting += 1
        cancel.on_request(self._wake)
        try:
            free = self._changed.wait_for(
                lambda: self._fast < self._limits.workers or cancel.requested or self._closed,
                timeout=max(0.0, deadline - time.monotonic()),
            )
        finally:
            self._waiting -= 1
        if cancel.requested or not free:
            self._changed.notify()  # the place that woke this thread, if any, is another's
            if cancel.requested:
                raise ClientGone
            raise Busy("no worker came free before the query's time was over", retry_after=5)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _take(self) -> Child:
        """An idle worker, or a new one."""
        with self._changed:
            if self._idle:
                return self._idle.pop()
            nursery = self._nursery
        try:
            return nursery.fork()
        except EngineDown:
            with self._changed:
                if self._closed:
                    raise
                if self._nursery is nursery:  # else another thread has replaced it already
                    nursery.close()
                    self._nursery = Nursery(self._plan)
                return self._nursery.fork()

    def _ask(self, place: _Place, query: Query, deadline: float) -> tuple[dict[str, Any], bytes]:
        """The worker's answer. Raises TimeLimit, or EOFError or OSError where it ended."""
        assert place.child
        link = place.child.link
        left = deadline - time.monotonic()
        request = {
            "text": query.text,
            "solutions": query.solutions,
            "graph": query.graph,
            "default": query.default_graphs,
            "named": query.named_graphs,
            "limit": self._limits.result_bytes,
            "seconds": left,
        }
        link.settimeout(max(left, 0.001))
        try:
            send(link, request)
            while not _readable(link, left if place.slow else min(left, MOMENT)):
                left = deadline - time.monotonic()
                self._step_aside(place)
            link.settimeout(max(deadline - time.monotonic(), 0.001))
            message = receive(link)
        except TimeoutError:
            raise TimeLimit from None
        if message is None:
            raise EOFError
        return message

    def _step_aside(self, place: _Place) -> None:
        """Move a query that takes long out of the way of short ones, if there is room."""
        with self._changed:
            if place.slow or self._slow >= self._limits.slow_workers:
                return
            place.slow = True
            self._slow += 1
            self._fast -= 1
            self._changed.notify()
        assert place.child
        place.child.renice(_NICENESS)

    def _cause(self, child: Child, cancel: Cancel) -> EngineError:
        """Why a worker ended before it answered."""
        status = child.end()
        if cancel.requested:
            self._count("client")
            return ClientGone()
        if self._closed:
            return EngineDown("the server is stopping")
        if status == -signal.SIGABRT:
            self._count("memory")
            return MemoryLimit()
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            self._count("stack")
            return TooDeep()
        if status == -signal.SIGXCPU:
            self._count("deadline")
            return TimeLimit()
        self._count("other")
        return _Killed(f"the worker ended with status {status}")

    def _count(self, cause: str) -> None:
        with self._changed:
            self.kills[cause] += 1


class _Killed(EngineError):
    """Someone else ended the worker."""


@dataclass(slots=True)
class _Place:
    """A query's place in the pool: its worker, and what is to become of it."""

    child: Child | None = None
    slow: bool = False
    reusable: bool = False


def _readable(link: socket.socket, seconds: float) -> bool:
    """Whether something came in on the socket in time. Raises TimeoutError for no time at all."""
    if seconds <= 0:
        raise TimeoutError
    poll = select.poll()
    poll.register(link, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _answer(reply: dict[str, Any], body: bytes) -> Answer:
    """The answer that a worker sent. Raises the EngineError that it sent instead."""
    match reply.get("error"):
        case None:
            return Answer(reply["form"], body, reply["seconds"], reply["stable"])
        case "syntax":
            raise QuerySyntaxError(reply["message"], reply["line"], reply["column"])
        case "service":
            raise ServiceRefused
        case "format":
            raise NotOffered(reply["form"])
        case "unwritable":
            raise Unwritable(reply["message"])
        case "size":
            raise ResultLimit
        case "memory":
            raise MemoryLimit
        case _:
            raise EngineDown(reply["message"])
