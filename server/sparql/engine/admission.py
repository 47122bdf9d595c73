"""Slots for queries to run in: who runs, who waits, who must step aside, who is ended.

A few queries run at once. One that takes longer than a moment gets a place among the slow ones, or
is ended where those are taken: no long query keeps a place that short ones need. Clients whose
queries were seldom long lately go before those whose often were, so that whoever asks long queries
again and again waits for his like, not others for him.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.http.rate_limit import Window
from server.http.request import Cancellation
from server.sparql.engine import Busy, Crowded, EngineDown, EngineError, QueryCancelled

_WORKED = 0.1  # seconds of work on requests that make a difference between their queries
_OFTEN = 2  # long queries in a minute after which the client's next is taken for another


@dataclass(frozen=True, slots=True)
class Limits:
    """How many queries run and wait, how large an answer may be, what all workers may hold.

    Where `memory_bytes` is 0, they may hold as much as comes together.
    """

    workers: int
    slow_workers: int
    waiting: int
    result_bytes: int
    memory_bytes: int = 0

    @property
    def kept(self) -> int:
        """How many workers stay when they have nothing to do.

        Slow places may have made more than these. A new one copies, page by page, what it touches
        of the graph, so a few stay.
        """
        return self.workers + self.slow_workers // 4


@dataclass(eq=False, slots=True)
class Slot:
    """A query's place; `slow` once it has stepped aside, `lost` once it has had to make room.

    `end` ends what runs in it; `used` is how long its request has been worked on before; `memory`
    is what its worker was last seen to hold, in bytes.
    """

    client: str
    own: bool
    deadline: float
    number: int
    used: float = 0.0
    since: float = field(default_factory=time.monotonic)
    slow: bool = False
    lost: bool = False
    memory: int = 0
    end: Callable[[], None] | None = None
    called: threading.Event = field(default_factory=threading.Event)


class QuerySlots:
    """The places of a pool. Safe to use from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._fast: set[Slot] = set()
        self._slow: set[Slot] = set()
        self._waiting: list[Slot] = []
        self._numbers = itertools.count()
        self._long = Window(0)  # how many of a client's queries were long
        self._short = Window(0)  # and how many were not
        self._closed = False

    @contextmanager
    def take(self, deadline: float, cancel: Cancellation, own: bool = False) -> Iterator[Slot]:
        """A place, waited for until the deadline. Raises Busy, QueryCancelled, EngineDown.

        `own` tells that the query is the server's own: it counts against nobody. An EngineError
        out of the block is told how long the place was held.
        """
        place = Slot(cancel.client, own, deadline, next(self._numbers), cancel.used)
        with self._lock:
            self._waiting.append(place)
            self._call()
            if len(self._waiting) > self._limits.waiting:
                last = max(self._waiting, key=self._turn)
                self._waiting.remove(last)
                last.lost = True
                last.called.set()
        try:
            self._wait(place, cancel)
            began = time.monotonic()
            try:
                yield place
            except EngineError as error:
                error.seconds = time.monotonic() - began
                raise
            if not place.slow:
                self._short.add(place.client, 1)
        finally:
            with self._lock:
                for held in (self._fast, self._slow):
                    held.discard(place)
                if place in self._waiting:
                    self._waiting.remove(place)
                self._call()

    def step_aside(self, place: Slot) -> None:
        """Move a query that takes long out of the way of short ones.

        Where all slow places are taken it takes that of a query whose client asked long ones at
        least twice as often; any of the server's own takes that of a client's. Raises Crowded
        where there is none such.
        """
        with self._lock:
            if place.slow:
                return
            if not place.own:
                self._long.add(place.client, 1)
            if len(self._slow) >= self._limits.slow_workers:
                self._make_room(place)
            self._fast.discard(place)
            place.slow = True
            self._slow.add(place)
            self._call()

    def weigh(self, place: Slot, memory: int, idle: int) -> bool:
        """Note what the worker of a long query holds; whether all hold too much with the idle."""
        with self._lock:
            place.memory = memory
            return 0 < self._limits.memory_bytes < idle + self._held()

    def relieve(self, place: Slot) -> None:
        """End the long query that has least right to its place, if all hold too much.

        The last one that is left stays, as does any of the server's own. Raises Crowded where
        this one is to end.
        """
        with self._lock:
            last = max(self._of_clients(), key=self._turn, default=None)
            if last is None or len(self._slow) == 1 or self._held() <= self._limits.memory_bytes:
                return
            if last is place:
                self._slow.discard(place)
                raise self._crowded()
            self._end(last)

    def tight(self) -> bool:
        """Whether more queries run than may at full priority."""
        with self._lock:
            return len(self._fast) + len(self._slow) > self._limits.workers

    def crowded(self) -> Crowded:
        """What a query is told that has no place among the slow ones."""
        with self._lock:
            return self._crowded()

    def short_wait(self) -> float:
        """For how many seconds a query of a client without long ones has waited by now."""
        with self._lock:
            first = min(
                (place.since for place in self._waiting if not self._long.sum(place.client)),
                default=math.inf,
            )
            return max(0.0, time.monotonic() - first)

    def close(self) -> None:
        """Give out no more places; whoever waits is told."""
        with self._lock:
            self._closed = True
            for place in self._waiting:
                place.called.set()

    def gauges(self) -> dict[str, int]:
        """How many queries run, run aside as slow ones, and wait."""
        with self._lock:
            running, slow, waiting = map(len, (self._fast, self._slow, self._waiting))
            return {"running": running, "slow": slow, "waiting": waiting}

    def _turn(self, place: Slot) -> tuple[float, bool, bool, int, int]:
        """Lower ones go first: by how often their clients asked long queries, then as they came.

        The server's own go before clients', since a page asks several. Whoever asked short ones is
        not to wait for a crowd that has just come; nor is a page for requests that have taken
        longer by far, while of those that took little none waits for ever.
        """
        often, strange = self._long.sum(place.client), not self._short.sum(place.client)
        return often, not place.own, strange, int(place.used / _WORKED), place.number

    def _call(self) -> None:
        """Give free places to those who are first. Called with the lock held."""
        while len(self._fast) < self._limits.workers and not self._closed:
            ready = [place for place in self._waiting if self._may_start(place)]
            if not ready:
                return
            place = min(ready, key=self._turn)
            self._waiting.remove(place)
            self._fast.add(place)
            place.called.set()

    def _may_start(self, place: Slot) -> bool:
        """Whether a query may have a free place.

        What may be long, since its client has asked such a one, leaves one place to others. What
        will be long, most likely, needs a slow place afterwards.
        """
        often = self._long.sum(place.client)
        if place.own or not often:
            return True
        alike = sum(not held.own and self._long.sum(held.client) > 0 for held in self._fast)
        if alike >= max(1, self._limits.workers - 1):
            return False
        if often < _OFTEN:
            return True
        return len(self._slow) < self._limits.slow_workers or self._weakest(place) is not None

    def _weakest(self, place: Slot) -> Slot | None:
        """The slow query that must make room for another; None where none must."""
        last = max(self._of_clients(), key=self._turn, default=None)
        if last is None or place.own:
            return last
        return last if self._long.sum(last.client) >= 2 * self._long.sum(place.client) else None

    def _make_room(self, place: Slot) -> None:
        """End the slow query that has least right to its place, or raise Crowded. Lock held."""
        last = self._weakest(place)
        if last is None:
            raise self._crowded()
        self._end(last)

    def _end(self, last: Slot) -> None:
        """Take a slow query's place away. Lock held."""
        self._slow.discard(last)
        last.lost = True
        if last.end:
            last.end()

    def _of_clients(self) -> list[Slot]:
        """The slow queries that are not the server's own. Lock held."""
        return [held for held in self._slow if not held.own]

    def _held(self) -> int:
        """The bytes that the workers of slow queries hold. Lock held."""
        return sum(held.memory for held in self._slow)

    def _crowded(self) -> Crowded:
        first = min((place.deadline for place in self._slow), default=0.0)
        return Crowded(max(1, math.ceil(first - time.monotonic())))

    def _wait(self, place: Slot, cancel: Cancellation) -> None:
        """Return once the place is in use. Raises Busy, QueryCancelled, EngineDown."""
        if place not in self._fast:
            cancel.on_request(place.called.set)
            place.called.wait(max(0.0, place.deadline - time.monotonic()))
            cancel.on_request(None)
        if self._closed:
            raise EngineDown("the server is stopping")
        if cancel.requested:
            raise QueryCancelled
        if place.lost:
            most = self._limits.waiting
            raise Busy(f"no more than {most} may wait, and so many do that go before this one")
        if place not in self._fast:
            raise Busy("no worker came free before the query's time was over", retry_after=5)
