"""A cache of complete answers with size limits.

Small answers are in the memory of the process. Large ones are in anonymous files, from which they
are sent without a copy for each slow client. If a large answer is evicted while it is sent, the
response ends before its Content-Length, which clients detect.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from server.http.responses import Body, Spooled

LARGE = 256 << 10  # bytes from which a body is spooled
_REUSE_DELAY = 60.0  # seconds before a file descriptor of an evicted answer is closed and reused


@dataclass(slots=True)
class Entry:
    """An answer: its identity body, and those in other codings that were requested."""

    text: str
    content_type: str
    etag: str | None = None
    bodies: dict[str, Body] = field(default_factory=dict)


class Cache:
    """A cache that evicts the least recently used answers. Safe to use from any thread."""

    def __init__(
        self, small_bytes: int, large_bytes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._limits = {False: small_bytes, True: large_bytes}
        self._used = {False: 0, True: 0}
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._spool: OrderedDict[str, tuple[int, int, str]] = OrderedDict()
        self._closing: list[tuple[float, int]] = []
        self.hits = self.misses = 0

    def get(self, key: str) -> Entry | None:
        """The answer with the key, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry:
                self._entries.move_to_end(key)
                self.hits += 1
                for body in entry.bodies.values():
                    if isinstance(body, Spooled):
                        self._spool.move_to_end(body.path)
            else:
                self.misses += 1
            return entry

    def put(self, key: str, entry: Entry, coding: str, body: bytes) -> Body:
        """Store a body of the answer in a coding; the body to send."""
        with self._lock:
            return self._put(key, entry, coding, body)

    def variant(self, key: str, coding: str, encode: Callable[[bytes], bytes]) -> Body | None:
        """The answer in a coding, encoded on first use; None if it was evicted."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if coding in entry.bodies:
                return entry.bodies[coding]
            plain = entry.bodies["identity"]
            data = plain.read() if isinstance(plain, Spooled) else plain
        encoded = encode(data)
        with self._lock:
            # An evicted answer is not stored again: its descriptor may have been reused.
            there = self._entries.get(key) is entry
            return self._put(key, entry, coding, encoded) if there else encoded

    def clear(self) -> None:
        """Remove all answers. Files of large ones stay until their space is needed."""
        with self._lock:
            self._entries.clear()
            self._used[False] = 0

    def statistics(self) -> tuple[dict[str, float], dict[str, float]]:
        """The gauges and the counters of the cache."""
        return (
            {
                "cache_entries": len(self._entries),
                "cache_bytes": self._used[False],
                "spool_bytes": self._used[True],
            },
            {"cache_hits": self.hits, "cache_misses": self.misses},
        )

    def _put(self, key: str, entry: Entry, coding: str, body: bytes) -> Body:
        # Two concurrent misses both store their answer: the second replaces the first.
        self._remove(key)
        stored: Body = self._spooled(key, body) if len(body) >= LARGE else body
        entry.bodies[coding] = stored
        self._entries[key] = entry
        self._used[False] += _cost(entry)
        self._trim()
        return stored

    def _spooled(self, key: str, body: bytes) -> Spooled:
        fd = os.memfd_create("answer")
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(body)
        spooled = Spooled(f"/proc/self/fd/{fd}", len(body))
        self._spool[spooled.path] = (fd, len(body), key)
        self._used[True] += len(body)
        return spooled

    def _trim(self) -> None:
        now = self._clock()
        while self._used[True] > self._limits[True] and len(self._spool) > 1:
            _, (fd, size, key) = self._spool.popitem(last=False)
            self._used[True] -= size
            os.ftruncate(fd, 0)
            self._closing.append((now + _REUSE_DELAY, fd))
            self._remove(key)
        while self._used[False] > self._limits[False] and self._entries:
            self._remove(next(iter(self._entries)))
        while self._closing and self._closing[0][0] < now:
            os.close(self._closing.pop(0)[1])

    def _remove(self, key: str) -> None:
        """Remove an answer. Its spooled bodies stay until they are evicted themselves."""
        entry = self._entries.pop(key, None)
        if entry:
            self._used[False] -= _cost(entry)


def _cost(entry: Entry) -> int:
    """The memory that an answer takes, in bytes."""
    small = sum(len(body) for body in entry.bodies.values() if isinstance(body, bytes))
    return small + len(entry.text) + 1000
