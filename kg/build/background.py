"""A call that runs in a child process while the build goes on."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")

# The copy of this process has all that the call needs; nothing of it could be sent to another.
_FORK = multiprocessing.get_context("fork")


@contextmanager
def in_background(call: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Run a call in a child process during the block.

    The block gets a function that waits for the result of the call.

    That function raises what the call raises, and RuntimeError where its process ends before. The
    process ends with the block. A result must be picklable.
    """
    ours, theirs = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_send, args=(call, theirs), daemon=True)
    process.start()
    theirs.close()

    def result() -> T:
        try:
            returned, value = ours.recv()
        except EOFError:
            process.join()
            raise RuntimeError(f"A process of the build ended: {process.exitcode}.") from None
        if not returned:
            raise value
        found: T = value
        return found

    try:
        yield result
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
