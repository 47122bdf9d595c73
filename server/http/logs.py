"""The log: one JSON object per line on standard error, written by a separate thread.

Input of clients is written as JSON strings, so no request can forge a line or send control
characters to a terminal.
"""

from __future__ import annotations

import json
import logging
import queue
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

_MAX_LENGTH = 4000  # characters of a logged query; its full length is logged too
_WAITING = 10_000  # lines in the queue; further lines are dropped and counted


class JsonLogger:
    """Writes events. `dropped` counts those that did not fit into the queue."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._queue: queue.Queue[dict[str, Any] | None] = queue.Queue(_WAITING)
        self.dropped = 0
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def event(self, name: str, **fields: Any) -> None:
        """Queue an event for the log. Returns at once."""
        try:
            self._queue.put_nowait({"time": datetime.now(UTC), "event": name, **fields})
        except queue.Full:
            self.dropped += 1

    def close(self) -> None:
        """Write the queued events, and stop."""
        self._queue.put(None)
        self._thread.join(timeout=5)

    def _write(self) -> None:
        while (event := self._queue.get()) is not None:
            lines = [line(event)]
            while not self._queue.empty() and len(lines) < 500:
                if (event := self._queue.get()) is None:
                    self._queue.put(None)
                    break
                lines.append(line(event))
            try:
                self._stream.write("".join(lines))
                self._stream.flush()
            except (OSError, ValueError):
                self.dropped += len(lines)


class Handler(logging.Handler):
    """Writes the log records of libraries to the same log."""

    def __init__(self, logger: JsonLogger) -> None:
        super().__init__()
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record, with the trace of its exception."""
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else None
        self._logger.event("failure", logger=record.name, message=record.getMessage(), trace=trace)


def line(event: dict[str, Any]) -> str:
    """The event as a line of ASCII, without control characters."""
    event["time"] = event["time"].isoformat(timespec="milliseconds")
    text = event.get("query")
    if isinstance(text, str):
        event["query_length"] = len(text)
        event["query"] = text[:_MAX_LENGTH]
    return json.dumps(event, default=str) + "\n"
