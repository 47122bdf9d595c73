"""The response cache: complete answers, found by query key or by the literal GET request."""

from __future__ import annotations

import hashlib
import itertools

from server.http.cache import LARGE, Cache, Entry
from server.http.compression import ENCODERS, WORTHWHILE
from server.http.responses import Body

# All of a GET that the choice of its answer depends on.
RequestKey = tuple[str | None, ...]

_SHORTCUTS = 4096
_LONGEST = 2048  # characters of a query string that is remembered
_NOWHERE = (None, "", "")


class ResponseCache:
    """The stored answers of all builds; `clear` when another is served."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._shortcuts: dict[RequestKey, tuple[str | None, str, str]] = {}
        self._numbers = itertools.count()

    def shortcut(
        self, request_key: RequestKey, build: str | None
    ) -> tuple[Entry, str, Body] | None:
        """The answer of this build to the same literal GET: entry, coding, and body in it."""
        made_from, key, coding = self._shortcuts.get(request_key, _NOWHERE)
        if made_from is None or made_from != build:
            return None
        entry = self.cache.get(key)
        body = entry.bodies.get(coding) if entry else None
        return (entry, coding, body) if entry and body is not None else None

    def store_shortcut(
        self, request_key: RequestKey, build: str | None, key: str, coding: str
    ) -> None:
        """Find the answer by the literal GET from now on."""
        if len(request_key[1] or "") <= _LONGEST:
            if len(self._shortcuts) >= _SHORTCUTS:
                self._shortcuts.clear()
            self._shortcuts[request_key] = build, key, coding

    def store(
        self, key: str, build: str | None, text: str, content_type: str, body: bytes, stable: bool
    ) -> tuple[str, Entry]:
        """The answer as an entry, and the key under which it is stored, if it is.

        One that may differ the next time is stored only where it is large, while it is sent.
        """
        entry = Entry(text, content_type)
        if stable and build:
            entry.etag = key
        else:
            key = f"{key}-{next(self._numbers)}"
            if build is None:  # the data may change, but these bytes are these bytes
                entry.etag = hashlib.blake2b(body, digest_size=16).hexdigest()
        if entry.etag == key or len(body) >= LARGE:
            self.cache.put(key, entry, "identity", body)
        else:
            entry.bodies["identity"] = body
        return key, entry

    def coded(self, key: str, entry: Entry, wanted: str, always: bool = False) -> tuple[str, Body]:
        """The coding to send the answer in, and its body in that coding.

        One that saves nothing is passed by, unless the client must have one.
        """
        plain = entry.bodies["identity"]
        size = len(plain) if isinstance(plain, bytes) else plain.size
        if wanted == "identity" or (size < WORTHWHILE and not always):
            return "identity", plain
        encoded = self.cache.variant(key, wanted, ENCODERS[wanted])
        if encoded is None and isinstance(plain, bytes):
            encoded = ENCODERS[wanted](plain)
        return (wanted, encoded) if encoded is not None else ("identity", plain)

    def clear(self) -> None:
        """Forget everything."""
        self._shortcuts.clear()
        self.cache.clear()
