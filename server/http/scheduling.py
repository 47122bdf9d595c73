"""Which requests are worked on in the server's own process, where threads share one interpreter.

Pages, the API and conversions are tasks. Few run at once, since more threads would only contend
for the interpreter. The one that takes least goes first: by what the last tasks of its client took,
and by how long it has run itself. At its checkpoints a task lets others go first, so that a short
one waits for no long one to end, however many there are.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from server.http.errors import Kind
from server.http.request import Cancellation
from server.http.responses import Refusal
from server.settings import Settings

PLACES = 2  # tasks that run at once; at most one of them is long
# Seconds of the processor's time.
LONG = 0.1  # after which a task is long; nearly all pages take less
_ENDLESS = 1.0  # after which other long ones go first
_UNKNOWN = 0.05  # that a task is expected to take of a client without others; known pages take less
_SLICE = 0.02  # after which a task lets others go first
_LAST = 8  # tasks of a client that are remembered
_CLIENTS = 10_000  # whose tasks are
_RETRY = 5  # seconds after which there may be room again


@dataclass(eq=False, slots=True)
class Task:
    """The work on one request. `waited` is for how many seconds it was not allowed to run."""

    cancel: Cancellation
    number: int
    waited: float = 0.0
    rejected: bool = False
    since: float = 0.0  # its thread's processor time when it was
    called: threading.Event = field(default_factory=threading.Event)


_TASK: ContextVar[Task | None] = ContextVar("task", default=None)


class Scheduler:
    """The tasks of one server. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._running: set[Task] = set()
        self._waiting: list[Task] = []
        self._numbers = itertools.count()
        self._last: dict[str, deque[float]] = {}  # seconds that the last tasks of a client took

    def start(self, cancel: Cancellation) -> Task:
        """Begin a task in this thread, once it may run; `finish` it in any case.

        Raises a 503 where too many wait or its time is over before, ClientGone.
        """
        task = Task(cancel, next(self._numbers))
        self._resume(task)
        _TASK.set(task)
        return task

    def finish(self, task: Task) -> None:
        """End a task of this thread."""
        self._suspend(task)
        with self._lock:
            last = self._last.pop(task.cancel.client, None) or deque(maxlen=_LAST)
            last.append(task.cancel.used)
            self._last[task.cancel.client] = last
            if len(self._last) > _CLIENTS:
                del self._last[next(iter(self._last))]
        _TASK.set(None)

    @contextmanager
    def running(self, cancel: Cancellation) -> Iterator[None]:
        """Do the block as a task, or as part of that which this thread works on."""
        if _TASK.get():
            yield
            return
        task = self.start(cancel)
        try:
            yield
        finally:
            self.finish(task)

    def checkpoint(self) -> None:
        """Called between steps: let others go first that may. Raises as `start`, or a 504."""
        task = _TASK.get()
        if task and time.thread_time() - task.since >= _SLICE:
            self._suspend(task)
            self._resume(task)

    @contextmanager
    def blocked(self) -> Iterator[None]:
        """Let others run while the block waits for another process. Raises as `checkpoint`.

        A long task keeps its place, so that no other long one begins to ask queries as well.
        """
        task = _TASK.get()
        if task is None or self._expected(task) >= LONG:
            yield
            return
        self._suspend(task)
        yield
        self._resume(task)

    def gauges(self) -> dict[str, int]:
        """How many tasks run and wait."""
        with self._lock:
            return {"tasks_running": len(self._running), "tasks_waiting": len(self._waiting)}

    def _suspend(self, task: Task) -> None:
        with self._lock:
            if task not in self._running:
                return
            self._running.discard(task)
            task.cancel.used += time.thread_time() - task.since
            self._dispatch()

    def _resume(self, task: Task) -> None:
        with self._lock:
            task.called.clear()
            self._waiting.append(task)
            self._dispatch()
            if len(self._waiting) > self._settings.waiting:
                last = max(self._waiting, key=self._order)
                self._waiting.remove(last)
                last.rejected = True
                last.called.set()
        if not task.called.is_set():
            began = time.monotonic()
            task.cancel.on_request(task.called.set)
            left = min(task.cancel.deadline - began, threading.TIMEOUT_MAX)
            task.called.wait(max(0.0, left))
            task.cancel.on_request(None)
            task.waited += time.monotonic() - began
        with self._lock:
            if task in self._waiting:
                self._waiting.remove(task)
            runs = task in self._running
        if not runs:
            raise self._refusal(task)
        task.since = time.thread_time()

    def _dispatch(self) -> None:
        """Let those run that are first. Called with the lock held."""
        while len(self._running) < PLACES:
            ready = [task for task in self._waiting if self._may_run(task)]
            if not ready:
                return
            task = min(ready, key=self._order)
            self._waiting.remove(task)
            self._running.add(task)
            task.called.set()

    def _may_run(self, task: Task) -> bool:
        """Whether a place is for the task: of a long one, while nothing else runs."""
        return self._expected(task) < LONG or not self._running

    def _expected(self, task: Task) -> float:
        """How many seconds it takes: as the shortest of its client's last tasks, or more by now."""
        last = self._last.get(task.cancel.client)
        return max(task.cancel.used, min(last) if last else _UNKNOWN)

    def _order(self, task: Task) -> tuple[float, int]:
        """Lower ones go first; long ones in turn, since in slices none would end in time.

        So do those that are known to be short: shorter ones that keep coming let none of them wait
        for ever.
        """
        expected = self._expected(task)
        if expected < _UNKNOWN:
            return 0.0, task.number
        level = max((level for level in (LONG, _ENDLESS) if expected >= level), default=expected)
        return level, task.number

    def _refusal(self, task: Task) -> Refusal:
        """Why a task may not run. Raises ClientGone."""
        if task.cancel.requested:
            task.cancel.check()
        if task.cancel.used and not task.rejected:
            seconds = self._settings.seconds
            return Refusal(Kind.SECONDS, limit=seconds, given=seconds)
        return Refusal(Kind.BUSY, (("retry-after", str(_RETRY)),), retryAfter=_RETRY)
