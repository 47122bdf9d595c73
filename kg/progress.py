"""The stages of a command, timed and shown while they run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console


class Stages:
    """Times each stage; shows it on a console, or nowhere without one."""

    def __init__(self, console: Console | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._console = console

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run the block as the named stage."""
        console = self._console
        start = time.perf_counter()
        with console.status(name) if console and console.is_terminal else nullcontext():
            yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
        if console:
            console.print(f"{name:<8} {self.seconds[name]:6.2f} s", highlight=False)
