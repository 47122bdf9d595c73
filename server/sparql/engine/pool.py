"""The embedded engine: a pool of worker processes over one build.

A worker is killed when its query exceeds the deadline or the memory limit, or when the client
disconnects; a new one is forked. A long query is moved to a slow slot and reniced, so that short
queries get the processor, or stopped if there is no slow slot. Writing a file is treated alike.
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

from server.http.request import Cancellation
from server.sparql.engine import Answer, GraphFile, Query, errors, ipc
from server.sparql.engine.admission import Limits, QuerySlots, Slot
from server.sparql.engine.zygote import WorkerProcess, Zygote, ZygoteConfig, ZygoteExited

# Seconds of processor time; elapsed time would depend on the load of the machine.
DEMOTE_AFTER = 0.025  # for a query in a fast slot
# For a query in a slow slot, or at once if most queries of its client were long. Afterwards its
# worker is not reused.
RENICE_AFTER = 0.3
# Seconds between checks of the processor time of a query, in a fast and in a slow slot.
_POLL_FAST = 0.01
_POLL_SLOW = 0.05
_MAX_ATTEMPTS = 3  # for a query whose worker is killed by an external signal
_RECYCLE_BYTES = 1 << 20  # size of an answer from which its worker is replaced, to free memory


class Pool:
    """An Engine over one build. `kills` counts stopped queries by cause.

    Raises EngineUnavailable if the build cannot be loaded.
    """

    def __init__(
        self, plan: ZygoteConfig, limits: Limits, kills: Counter[str] | None = None
    ) -> None:
        self._plan = plan
        self._limits = limits
        self._zygote = Zygote(plan)
        self._slots = QuerySlots(limits)
        self._lock = threading.Lock()
        self._replacement_lock = threading.Lock()  # held while a build is loaded
        self._idle: list[WorkerProcess] = []
        self._closed = False
        self.kills: Counter[str] = Counter() if kills is None else kills

    def run(self, query: Query, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The complete answer, within `seconds`. Raises EngineError."""
        head = {
            "text": query.text,
            "solutions": query.solutions,
            "graph": query.graph,
            "default": query.default_graphs,
            "named": query.named_graphs,
            "limit": query.max_bytes or self._limits.result_bytes,
        }
        return self._execute(
            _Request(head, internal=query.internal), seconds, cancel or Cancellation()
        )

    def write(self, file: GraphFile, seconds: float, cancel: Cancellation | None = None) -> Answer:
        """The file as an answer, within `seconds`. Raises EngineError."""
        head = {
            "format": file.format,
            "language": file.language,
            "part": file.part,
            "arguments": dict(file.arguments),
            "positions": file.positions,
            "limit": self._limits.result_bytes,
        }
        return self._execute(_Request(head, file.triples), seconds, cancel or Cancellation())

    def close(self) -> None:
        """Stop the zygote and all workers."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        self._slots.close()
        for worker in idle:
            worker.sock.close()
        self._zygote.close()

    def count(self, cause: str) -> None:
        """Count a stopped query."""
        with self._lock:
            self.kills[cause] += 1

    def revive(self) -> None:
        """Replace the zygote if it has exited. Raises EngineUnavailable if that fails."""
        zygote = self._zygote
        if not zygote.is_alive():
            self._replace(zygote)

    def short_query_wait(self) -> float:
        """How long, in seconds, the first waiting query that is likely short has waited."""
        return self._slots.short_query_wait()

    def gauges(self) -> dict[str, int]:
        """How many queries run in fast and in slow slots, and wait; how many workers are idle."""
        return {**self._slots.gauges(), "idle": len(self._idle)}

    def _execute(self, request: _Request, seconds: float, cancel: Cancellation) -> Answer:
        """The answer of a worker, within `seconds`. Raises EngineError."""
        deadline = min(time.monotonic() + seconds, cancel.deadline)
        for _ in range(_MAX_ATTEMPTS):
            try:
                with self._slots.acquire(deadline, cancel, request.internal) as slot:
                    if time.monotonic() >= deadline:
                        raise errors.TimeLimitExceeded
                    return self._run(request, deadline, cancel, slot)
            except _WorkerKilled as error:
                # Requests are read-only, so another worker can run this one.
                reason = str(error)
        message = f"{_MAX_ATTEMPTS} workers in turn were killed by another process: {reason}"
        raise errors.EngineUnavailable(message)

    def _run(self, request: _Request, deadline: float, cancel: Cancellation, slot: Slot) -> Answer:
        with self._worker(slot) as execution:
            slot.kill = execution.worker.kill
            cancel.on_request(slot.kill)
            try:
                reply, body = self._exchange(slot, execution, request, deadline)
            except errors.TimeLimitExceeded:
                self.count("deadline")
                raise
            except errors.SlowSlotsFull:
                self.count("crowded")
                raise
            except (EOFError, OSError):
                raise self._failure(execution.worker, cancel, slot) from None
            finally:
                cancel.on_request(None)
                slot.kill = None
            interrupted = execution.reniced or cancel.requested or slot.evicted
            slower = execution.worker.forked_during_load
            execution.reusable = not (interrupted or slower) and len(body) < _RECYCLE_BYTES
        return ipc.read_answer(reply, body)

    @contextmanager
    def _worker(self, slot: Slot) -> Iterator[_Execution]:
        """An idle or new worker; after the block it is idle again, or stopped.

        A query that may have to be stopped gets a new one: idle ones have read the graph already.
        """
        new = self._slots.sends_mostly_long_queries(slot)
        with self._lock:
            worker = self._idle.pop() if self._idle and not new else None
        execution = _Execution(worker or self._fork())
        try:
            yield execution
        finally:
            with self._lock:
                keep = len(self._idle) < self._limits.max_idle and not self._closed
                if execution.reusable and keep:
                    self._idle.append(execution.worker)
            if not (execution.reusable and keep):
                execution.worker.stop()

    def _fork(self) -> WorkerProcess:
        """A new worker, from a new zygote if the old one has exited."""
        zygote = self._zygote
        try:
            return zygote.fork()
        except errors.EngineUnavailable:
            if self._closed:
                raise
            try:
                self._replace(zygote)
            except ZygoteExited as error:
                raise _WorkerKilled(str(error)) from None
            return self._zygote.fork()

    def _replace(self, zygote: Zygote) -> None:
        """Replace a zygote that has exited. Raises EngineUnavailable if no new one starts."""
        with self._replacement_lock:
            if self._zygote is not zygote or self._closed:
                return  # another thread has replaced it already
            zygote.close()
            self._zygote = Zygote(self._plan)
            if self._closed:
                self._zygote.close()

    def _exchange(
        self, slot: Slot, execution: _Execution, request: _Request, deadline: float
    ) -> tuple[ipc.Head, bytes]:
        """The reply of the worker. Raises TimeLimitExceeded, SlowSlotsFull, EOFError, OSError.

        The last two mean that the worker exited.
        """
        sock = execution.worker.sock
        started = time.monotonic()
        sock.settimeout(max(deadline - started, 0.001))
        used_before = execution.worker.processor_seconds()
        try:
            ipc.send(sock, {**request.head, "seconds": deadline - started}, request.body)
            next_poll = started + DEMOTE_AFTER
            while not _readable(sock, min(deadline, next_poll)):
                now = time.monotonic()
                if now >= deadline:
                    raise TimeoutError
                used = execution.worker.processor_seconds() - used_before
                if used >= DEMOTE_AFTER:
                    self._slots.demote(slot)
                if slot.slow:
                    self._limit_memory(slot, execution.worker)
                if (
                    slot.slow
                    and not execution.reniced
                    and (used >= RENICE_AFTER or self._slots.sends_mostly_long_queries(slot))
                ):
                    execution.worker.renice()
                    execution.reniced = True
                next_poll = now + (_POLL_SLOW if slot.slow else _POLL_FAST)
            sock.settimeout(max(deadline - time.monotonic(), 0.001))
            message = ipc.receive(sock)
        except TimeoutError:
            raise errors.TimeLimitExceeded from None
        if message is None:
            raise EOFError
        return message

    def _limit_memory(self, slot: Slot, worker: WorkerProcess) -> None:
        """If all workers exceed the memory limit, stop the idle ones, then a long query.

        Raises SlowSlotsFull if it is the query of this slot.
        """
        with self._lock:
            idle = self._idle[:]
        idle_memory = sum(one.memory_bytes() for one in idle)
        if not self._slots.record_memory(slot, worker.memory_bytes(), idle_memory):
            return
        with self._lock:
            idle, self._idle = self._idle, []
        for one in idle:
            one.stop()
        self._slots.free_memory(slot)

    def _failure(
        self, worker: WorkerProcess, cancel: Cancellation, slot: Slot
    ) -> errors.EngineError:
        """The error for a worker that exited without a reply."""
        status = worker.stop()
        if cancel.requested:
            self.count("client")
            return errors.QueryCancelled()
        if slot.evicted:
            self.count("crowded")
            return self._slots.slow_slots_full()
        if self._closed:
            return errors.EngineUnavailable("the server is stopping")
        if status == -signal.SIGABRT:
            self.count("memory")
            return errors.MemoryLimitExceeded()
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            self.count("stack")
            return errors.QueryTooDeep()
        if status == -signal.SIGXCPU:
            self.count("deadline")
            return errors.TimeLimitExceeded()
        self.count("other")
        return _WorkerKilled(f"status {status}")


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to a worker; `internal` as in Query."""

    head: ipc.Head
    body: bytes = b""
    internal: bool = False


class _WorkerKilled(errors.EngineError):
    """The worker was killed by another process."""


@dataclass(slots=True)
class _Execution:
    """The execution of one request by a worker."""

    worker: WorkerProcess
    reniced: bool = False
    reusable: bool = False


def _readable(sock: socket.socket, until: float) -> bool:
    """Whether the socket becomes readable by then."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(max(0.0, until - time.monotonic()) * 1000))
