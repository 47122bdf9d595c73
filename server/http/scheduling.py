"""Scheduling of requests in the server process, whose threads share one interpreter.

A task is the work on a request for a page, the API or a conversion. Few tasks run at once, since
more threads would only contend for the interpreter. The task with the lowest estimate runs first;
the estimate comes from recent tasks of the same client and from the time the task has used. A task
gives way to others at its checkpoints, so a short task never waits until a long one ends.
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

MAX_RUNNING = 2  # tasks; at most one of them is long
# Seconds of processor time.
LONG_TASK_SECONDS = 0.1  # from which a task is long; nearly all pages take less
_VERY_LONG_SECONDS = 1.0  # from which other long tasks have priority
_DEFAULT_ESTIMATE = 0.05  # for clients without recent tasks; most pages take less
_TIME_SLICE = 0.02  # after which a task gives way to others at a checkpoint
_HISTORY = 8  # recent tasks of a client that are remembered
_MAX_CLIENTS = 10_000  # with remembered tasks
_RETRY_AFTER = 5  # seconds


@dataclass(eq=False, slots=True)
class Task:
    """The work on one request. `wait_seconds` is the total time it has waited to run."""

    cancellation: Cancellation
    number: int
    wait_seconds: float = 0.0
    rejected: bool = False
    resumed_at: float = 0.0  # on the clock of `time.thread_time`
    wakeup: threading.Event = field(default_factory=threading.Event)


_CURRENT: ContextVar[Task | None] = ContextVar("task", default=None)


class Scheduler:
    """The tasks of one server. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._running: set[Task] = set()
        self._waiting: list[Task] = []
        self._numbers = itertools.count()
        self._history: dict[str, deque[float]] = {}  # processor seconds of recent tasks by client

    def start(self, cancellation: Cancellation) -> Task:
        """Wait until a new task may run in this thread. The caller must call `finish`.

        Raises a 503 if too many tasks wait or the deadline passes, ClientGone.
        """
        task = Task(cancellation, next(self._numbers))
        self._resume(task)
        _CURRENT.set(task)
        return task

    def finish(self, task: Task) -> None:
        """End a task of this thread."""
        self._suspend(task)
        with self._lock:
            recent = self._history.pop(task.cancellation.client, None) or deque(maxlen=_HISTORY)
            recent.append(task.cancellation.processor_seconds)
            self._history[task.cancellation.client] = recent
            if len(self._history) > _MAX_CLIENTS:
                del self._history[next(iter(self._history))]
        _CURRENT.set(None)

    @contextmanager
    def task(self, cancellation: Cancellation) -> Iterator[None]:
        """Run the block as a task, or as part of the current task of this thread."""
        if _CURRENT.get():
            yield
            return
        task = self.start(cancellation)
        try:
            yield
        finally:
            self.finish(task)

    def checkpoint(self) -> None:
        """Give way to waiting tasks once the time slice is used. Raises as `start`, or a 504."""
        task = _CURRENT.get()
        if task and time.thread_time() - task.resumed_at >= _TIME_SLICE:
            self._suspend(task)
            self._resume(task)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Let other tasks run while the block waits for another process. Raises as `checkpoint`.

        A long task is not suspended, so that no second long task starts queries as well.
        """
        task = _CURRENT.get()
        if task is None or self._estimate(task) >= LONG_TASK_SECONDS:
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
            task.cancellation.processor_seconds += time.thread_time() - task.resumed_at
            self._dispatch()

    def _resume(self, task: Task) -> None:
        with self._lock:
            task.wakeup.clear()
            self._waiting.append(task)
            self._dispatch()
            if len(self._waiting) > self._settings.waiting:
                last = max(self._waiting, key=self._priority)
                self._waiting.remove(last)
                last.rejected = True
                last.wakeup.set()
        if not task.wakeup.is_set():
            began = time.monotonic()
            task.cancellation.on_request(task.wakeup.set)
            left = min(task.cancellation.deadline - began, threading.TIMEOUT_MAX)
            task.wakeup.wait(max(0.0, left))
            task.cancellation.on_request(None)
            task.wait_seconds += time.monotonic() - began
        with self._lock:
            if task in self._waiting:
                self._waiting.remove(task)
            runs = task in self._running
        if not runs:
            raise self._refusal(task)
        task.resumed_at = time.thread_time()

    def _dispatch(self) -> None:
        """Start waiting tasks by priority. Called with the lock held."""
        while len(self._running) < MAX_RUNNING:
            ready = [task for task in self._waiting if self._may_run(task)]
            if not ready:
                return
            task = min(ready, key=self._priority)
            self._waiting.remove(task)
            self._running.add(task)
            task.wakeup.set()

    def _may_run(self, task: Task) -> bool:
        """Whether the task may start now: a long one only while nothing else runs."""
        return self._estimate(task) < LONG_TASK_SECONDS or not self._running

    def _estimate(self, task: Task) -> float:
        """In processor seconds: its own so far, or those of its client's shortest recent task."""
        recent = self._history.get(task.cancellation.client)
        return max(
            task.cancellation.processor_seconds, min(recent) if recent else _DEFAULT_ESTIMATE
        )

    def _priority(self, task: Task) -> tuple[float, int]:
        """The sort key; the lowest runs first.

        Short tasks run in order of arrival, so that none starves behind shorter ones. So do long
        tasks of one level: with time slices none of them would meet its deadline.
        """
        estimate = self._estimate(task)
        if estimate < _DEFAULT_ESTIMATE:
            return 0.0, task.number
        level = max(
            (level for level in (LONG_TASK_SECONDS, _VERY_LONG_SECONDS) if estimate >= level),
            default=estimate,
        )
        return level, task.number

    def _refusal(self, task: Task) -> Refusal:
        """The response for a task that may not run. Raises ClientGone."""
        if task.cancellation.requested:
            task.cancellation.check()
        if task.cancellation.processor_seconds and not task.rejected:
            seconds = self._settings.seconds
            return Refusal(Kind.SECONDS, limit=seconds, given=seconds)
        return Refusal(Kind.BUSY, (("retry-after", str(_RETRY_AFTER)),), retryAfter=_RETRY_AFTER)
