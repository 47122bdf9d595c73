"""An HTTP request, without a web framework, and the cancellation of the work on it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


class ClientGone(Exception):
    """The client closed its connection before it was answered."""


class DeadlineExceeded(Exception):
    """The deadline of the request has passed."""


class Cancellation:
    """Cancellation and deadline of the work on a request. Safe to use from any thread.

    `deadline` is on the clock of `time.monotonic`; `client` is who sent the request, or "";
    `processor_seconds` is the processor time that the work has used in this process.
    """

    def __init__(self, client: str = "", deadline: float = math.inf) -> None:
        self._lock = threading.Lock()
        self._action: Callable[[], None] | None = None
        self.requested = False
        self.client = client
        self.deadline = deadline
        self.processor_seconds = 0.0

    def request(self) -> None:
        """Cancel the work, now or when it starts."""
        with self._lock:
            self.requested = True
            action = self._action
        if action:
            action()

    def on_request(self, action: Callable[[], None] | None) -> None:
        """Set the action to take on cancellation, or None. Runs now if already cancelled."""
        with self._lock:
            self._action = action
            late = self.requested
        if late and action:
            action()

    def check(self) -> None:
        """Raise ClientGone or DeadlineExceeded if the work must end. Call it between steps."""
        if self.requested:
            raise ClientGone
        if time.monotonic() >= self.deadline:
            raise DeadlineExceeded


_CURRENT: ContextVar[Cancellation] = ContextVar("cancellation")


def current_cancellation() -> Cancellation:
    """The cancellation of this thread's request; without a request, one that has no deadline."""
    return _CURRENT.get(None) or Cancellation()


@contextmanager
def cancellable(cancellation: Cancellation) -> Iterator[None]:
    """Make this the result of `current_cancellation` in this thread until the block ends."""
    reset = _CURRENT.set(cancellation)
    try:
        yield
    finally:
        _CURRENT.reset(reset)


@dataclass(slots=True)
class HttpRequest:
    """A request. `header` takes a lower-case name; `client` is the client whose budget is charged.

    `path` and `query_string` are as they were sent; `started` is on the clock of
    `time.perf_counter`.
    """

    method: str
    path: str
    query_string: str
    header: Callable[[str], str | None]
    client: str = ""
    body: bytes = b""
    started: float = field(default_factory=time.perf_counter)
    cancellation: Cancellation = field(default_factory=Cancellation)
