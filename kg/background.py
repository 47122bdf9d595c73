"""A call that runs in a child process while the caller goes on."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar, cast

T = TypeVar("T")

# The copy of this process has all that the call needs; nothing of it could be sent to another.
_FORK = multiprocessing.get_context("fork")


class BackgroundCall(Generic[T]):
    """A call in a child process, which must return what can be pickled."""

    def __init__(self, link: Connection, process: BaseProcess) -> None:
        self._link = link
        self._process = process
        self._answer: tuple[bool, T | Exception] | None = None

    def ended(self) -> bool:
        """Whether `result` would return or raise at once."""
        return self._answer is not None or self._link.poll()

    def result(self) -> T:
        """Wait for what the call returns.

        Raises what the call raises, and RuntimeError where its process ends before.
        """
        if self._answer is None:
            try:
                self._answer = self._link.recv()
            except EOFError:
                self._process.join()
                message = f"A child process ended: {self._process.exitcode}."
                self._answer = False, RuntimeError(message)
        returned, value = self._answer
        if not returned:
            assert isinstance(value, Exception)
            raise value
        return cast(T, value)


@contextmanager
def in_background(call: Callable[[], T]) -> Iterator[BackgroundCall[T]]:
    """Run a call in a child process during the block, with which the process ends."""
    ours, theirs = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_send, args=(call, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield BackgroundCall(ours, process)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _send(call: Callable[[], T], link: Connection) -> None:
    try:
        answer: tuple[bool, T | Exception] = True, call()
    except Exception as error:
        answer = False, error
    link.send(answer)
