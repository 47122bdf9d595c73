"""Admission of queries: which query runs, which waits, which is moved or stopped.

A few queries run at once, each in a slot. A query that turns out to be long moves to a slow slot,
or is stopped if those are all in use, so that long queries never block short ones. Queries of
clients that rarely sent long queries have priority over those of clients that often did.
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
from server.sparql.engine import errors

_WORK_STEP = 0.1  # processor seconds of a request; smaller differences do not affect priority
_REPEATED = 2  # long queries in a minute after which the client's next is expected to be long


@dataclass(frozen=True, slots=True)
class Limits:
    """How many queries may run and wait, the maximum size of an answer, and of all workers.

    If `memory_bytes` is 0, the memory of all workers together has no limit.
    """

    workers: int
    slow_workers: int
    waiting: int
    result_bytes: int
    memory_bytes: int = 0

    @property
    def max_idle(self) -> int:
        """How many idle workers are kept.

        A new worker copies each page of the graph that it touches, so a few workers beyond
        `workers` are kept after long queries.
        """
        return self.workers + self.slow_workers // 4


@dataclass(eq=False, slots=True)
class Slot:
    """The right to run one query: `slow` after demotion, `evicted` if another query took it over.

    `kill` stops the query. `processor_seconds` is the time used by its request when it was created.
    `memory` is the memory of its worker, in bytes, when last measured.
    """

    client: str
    internal: bool
    deadline: float
    number: int
    processor_seconds: float = 0.0
    created: float = field(default_factory=time.monotonic)
    slow: bool = False
    evicted: bool = False
    memory: int = 0
    kill: Callable[[], None] | None = None
    wakeup: threading.Event = field(default_factory=threading.Event)


class QuerySlots:
    """The slots of a pool. Safe to use from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._fast_slots: set[Slot] = set()
        self._slow_slots: set[Slot] = set()
        self._waiting: list[Slot] = []
        self._numbers = itertools.count()
        self._long_counts = Window(0)  # long queries of each client
        self._short_counts = Window(0)  # its other queries
        self._closed = False

    @contextmanager
    def acquire(
        self, deadline: float, cancellation: Cancellation, internal: bool = False
    ) -> Iterator[Slot]:
        """Wait for a slot until the deadline. Raises Busy, QueryCancelled, EngineUnavailable.

        An `internal` query, one of the server, does not count as a long query of its client. The
        `seconds` of an EngineError raised in the block are set to the time the slot was held.
        """
        slot = Slot(
            cancellation.client,
            internal,
            deadline,
            next(self._numbers),
            cancellation.processor_seconds,
        )
        with self._lock:
            self._waiting.append(slot)
            self._dispatch()
            if len(self._waiting) > self._limits.waiting:
                last = max(self._waiting, key=self._priority)
                self._waiting.remove(last)
                last.evicted = True
                last.wakeup.set()
        try:
            self._wait(slot, cancellation)
            began = time.monotonic()
            try:
                yield slot
            except errors.EngineError as error:
                error.seconds = time.monotonic() - began
                raise
            if not slot.slow:
                self._short_counts.add(slot.client, 1)
        finally:
            with self._lock:
                for other in (self._fast_slots, self._slow_slots):
                    other.discard(slot)
                if slot in self._waiting:
                    self._waiting.remove(slot)
                self._dispatch()

    def demote(self, slot: Slot) -> None:
        """Move a long query from a fast to a slow slot.

        If all slow slots are in use, it evicts a query whose client sent long queries at least
        twice as often. An internal query may evict any client's. Raises SlowSlotsFull otherwise.
        """
        with self._lock:
            if slot.slow:
                return
            if not slot.internal:
                self._long_counts.add(slot.client, 1)
            if len(self._slow_slots) >= self._limits.slow_workers:
                self._evict(slot)
            self._fast_slots.discard(slot)
            slot.slow = True
            self._slow_slots.add(slot)
            self._dispatch()

    def record_memory(self, slot: Slot, memory: int, idle: int) -> bool:
        """Record the memory of a long query's worker, in bytes.

        Returns whether the workers of long queries and the idle ones exceed the limit together.
        """
        with self._lock:
            slot.memory = memory
            return 0 < self._limits.memory_bytes < idle + self._slow_memory()

    def free_memory(self, slot: Slot) -> None:
        """Stop the long query of lowest priority if the workers of long queries exceed the limit.

        Neither the last long query nor an internal one is stopped. Raises SlowSlotsFull if it is
        this one that has to stop.
        """
        with self._lock:
            last = max(self._evictable(), key=self._priority, default=None)
            memory = self._slow_memory()
            if last is None or len(self._slow_slots) == 1 or memory <= self._limits.memory_bytes:
                return
            if last is slot:
                self._slow_slots.discard(slot)
                raise self._slow_slots_full()
            self._kill(last)

    def sends_mostly_long_queries(self, slot: Slot) -> bool:
        """Whether its client sent more long queries in the last minute than others."""
        with self._lock:
            return not slot.internal and self._mostly_long(slot.client)

    def slow_slots_full(self) -> errors.SlowSlotsFull:
        """The error for a query that gets no slow slot."""
        with self._lock:
            return self._slow_slots_full()

    def short_query_wait(self) -> float:
        """How long, in seconds, the first query of a client without long ones has waited."""
        with self._lock:
            first = min(
                (slot.created for slot in self._waiting if not self._long_counts.sum(slot.client)),
                default=math.inf,
            )
            return max(0.0, time.monotonic() - first)

    def close(self) -> None:
        """Wake all waiting queries, which raise EngineUnavailable, and admit no others."""
        with self._lock:
            self._closed = True
            for slot in self._waiting:
                slot.wakeup.set()

    def gauges(self) -> dict[str, int]:
        """How many queries run in fast slots, run in slow slots, and wait."""
        with self._lock:
            running, slow, waiting = map(len, (self._fast_slots, self._slow_slots, self._waiting))
            return {"running": running, "slow": slow, "waiting": waiting}

    def _priority(self, slot: Slot) -> tuple[float, bool, bool, int, int]:
        """The sort key; the lowest runs first.

        It orders by the client's count of long queries; internal queries before those of clients,
        since a page sends several; clients that sent short queries before new clients; less used
        processor time; order of arrival. Small differences in time are ignored, so that no
        request starves.
        """
        return (
            self._long_counts.sum(slot.client),
            not slot.internal,
            not self._short_counts.sum(slot.client),
            int(slot.processor_seconds / _WORK_STEP),
            slot.number,
        )

    def _dispatch(self) -> None:
        """Assign free fast slots by priority. Called with the lock held."""
        while len(self._fast_slots) < self._limits.workers and not self._closed:
            ready = [slot for slot in self._waiting if self._may_start(slot)]
            if not ready:
                return
            slot = min(ready, key=self._priority)
            self._waiting.remove(slot)
            self._fast_slots.add(slot)
            slot.wakeup.set()

    def _may_start(self, slot: Slot) -> bool:
        """Whether a query may take a free fast slot.

        Clients that did not send short queries, or more long ones, leave one fast slot to others. A
        query that is expected to be long starts only if it can get a slow slot afterwards.
        """
        if self._is_likely_short(slot):
            return True
        others = [other for other in self._fast_slots if not self._is_likely_short(other)]
        if len(others) >= max(1, self._limits.workers - 1):
            return False
        long_count = self._long_counts.sum(slot.client)
        if long_count < _REPEATED:
            return True
        return len(self._slow_slots) < self._limits.slow_workers or self._victim(slot) is not None

    def _is_likely_short(self, slot: Slot) -> bool:
        """Whether it is internal, or its client sent short queries and not more long ones."""
        sent_short = self._short_counts.sum(slot.client) > 0
        return slot.internal or (sent_short and not self._mostly_long(slot.client))

    def _mostly_long(self, client: str) -> bool:
        """Whether the client sent more long queries in the last minute than others."""
        return self._long_counts.sum(client) > self._short_counts.sum(client)

    def _victim(self, slot: Slot) -> Slot | None:
        """The slow query that `slot` may evict, or None."""
        last = max(self._evictable(), key=self._priority, default=None)
        if last is None or slot.internal:
            return last
        own_count = self._long_counts.sum(slot.client)
        return last if self._long_counts.sum(last.client) >= 2 * own_count else None

    def _evict(self, slot: Slot) -> None:
        """Stop the slow query of lowest priority. Raises SlowSlotsFull. The lock must be held."""
        last = self._victim(slot)
        if last is None:
            raise self._slow_slots_full()
        self._kill(last)

    def _kill(self, slot: Slot) -> None:
        """Stop a slow query. The lock must be held."""
        self._slow_slots.discard(slot)
        slot.evicted = True
        if slot.kill:
            slot.kill()

    def _evictable(self) -> list[Slot]:
        """The slow queries of clients. The lock must be held."""
        return [slot for slot in self._slow_slots if not slot.internal]

    def _slow_memory(self) -> int:
        """The memory, in bytes, of the workers of slow queries. The lock must be held."""
        return sum(slot.memory for slot in self._slow_slots)

    def _slow_slots_full(self) -> errors.SlowSlotsFull:
        first = min((slot.deadline for slot in self._slow_slots), default=0.0)
        return errors.SlowSlotsFull(max(1, math.ceil(first - time.monotonic())))

    def _wait(self, slot: Slot, cancellation: Cancellation) -> None:
        """Return when the slot is assigned. Raises Busy, QueryCancelled, EngineUnavailable."""
        if slot not in self._fast_slots:
            cancellation.on_request(slot.wakeup.set)
            slot.wakeup.wait(max(0.0, slot.deadline - time.monotonic()))
            cancellation.on_request(None)
        if self._closed:
            raise errors.EngineUnavailable("the server is stopping")
        if cancellation.requested:
            raise errors.QueryCancelled
        if slot.evicted:
            most = self._limits.waiting
            raise errors.Busy(f"the limit of {most} waiting queries is reached")
        if slot not in self._fast_slots:
            raise errors.Busy("no worker became free before the deadline", retry_after=5)
