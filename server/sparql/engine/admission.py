"""Places for queries to run in: who runs, who waits, who must step aside.

A few queries run at once. One that takes longer than a moment gets a place among the slow ones, so
that four queries that never end do not keep the short ones waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.sparql.engine import Busy, Cancel, ClientGone, EngineDown


@dataclass(frozen=True, slots=True)
class Limits:
    """How many queries run and wait, and how large an answer may be."""

    workers: int
    slow_workers: int
    waiting: int
    result_bytes: int

    @property
    def kept(self) -> int:
        """How many workers stay when they have nothing to do.

        Slow places may have made more than these. A new one copies, page by page, what it touches
        of the graph, so a few stay.
        """
        return self.workers + self.slow_workers // 4


@dataclass(slots=True)
class Place:
    """A query's place; `slow` once it has stepped aside."""

    slow: bool = False


class Places:
    """The places of a pool. Safe to use from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._changed = threading.Condition()
        self._fast = self._slow = self._waiting = 0
        self._closed = False

    @contextmanager
    def take(self, deadline: float, cancel: Cancel) -> Iterator[Place]:
        """A place, waited for until the deadline. Raises Busy, ClientGone, EngineDown."""
        with self._changed:
            if self._fast >= self._limits.workers:
                self._wait(deadline, cancel)
            if self._closed:
                raise EngineDown("the server is stopping")
            self._fast += 1
        place = Place()
        try:
            yield place
        finally:
            with self._changed:
                if place.slow:
                    self._slow -= 1
                else:
                    self._fast -= 1
                self._changed.notify()

    def step_aside(self, place: Place) -> None:
        """Move a query that takes long out of the way of short ones, if there is room."""
        with self._changed:
            if place.slow or self._slow >= self._limits.slow_workers:
                return
            place.slow = True
            self._slow += 1
            self._fast -= 1
            self._changed.notify()

    def close(self) -> None:
        """Give out no more places; whoever waits is told."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def gauges(self) -> dict[str, int]:
        """How many queries run, run aside as slow ones, and wait."""
        with self._changed:
            return {"running": self._fast, "slow": self._slow, "waiting": self._waiting}

    def _wait(self, deadline: float, cancel: Cancel) -> None:
        """Wait until a place is free. Called with the lock held."""
        most = self._limits.waiting
        if self._waiting >= most:
            raise Busy(f"no more than {most} may wait, and so many do")
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
