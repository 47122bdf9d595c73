"""The response cache: complete answers, found by query key or by the literal GET request."""

from __future__ import annotations

import hashlib
import itertools

from server.http.cache import LARGE, Cache, Entry
from server.http.compression import ENCODERS, WORTHWHILE
from server.http.responses import Body

# The parts of a GET that select its answer.
RequestKey = tuple[str | None, ...]

_MAX_REQUESTS = 4096
_MAX_LENGTH = 2048  # characters of a query string; longer requests are not stored
_MISSING = (None, "", "")


class ResponseCache:
    """The stored answers. Call `clear` after a switch to another build."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._requests: dict[RequestKey, tuple[str | None, str, str]] = {}
        self._numbers = itertools.count()

    def lookup(self, request_key: RequestKey, build: str | None) -> tuple[Entry, str, Body] | None:
        """The stored answer to the literal GET: its entry, coding, and body. None without one."""
        made_from, key, coding = self._requests.get(request_key, _MISSING)
        if made_from is None or made_from != build:
            return None
        entry = self.cache.get(key)
        body = entry.bodies.get(coding) if entry else None
        return (entry, coding, body) if entry and body is not None else None

    def store_request(
        self, request_key: RequestKey, build: str | None, key: str, coding: str
    ) -> None:
        """Store which answer the literal GET has."""
        if len(request_key[1] or "") <= _MAX_LENGTH:
            if len(self._requests) >= _MAX_REQUESTS:
                self._requests.clear()
            self._requests[request_key] = build, key, coding

    def store(
        self, key: str, build: str | None, text: str, content_type: str, body: bytes, stable: bool
    ) -> tuple[str, Entry]:
        """The key and the entry of an answer, which is stored if it is stable or large.

        A large answer that is not stable is stored only to be sent from a file.
        """
        entry = Entry(text, content_type)
        if stable and build:
            entry.etag = key
        else:
            key = f"{key}-{next(self._numbers)}"
            if build is None:  # the data may change, so the tag depends on the bytes
                entry.etag = hashlib.blake2b(body, digest_size=16).hexdigest()
        if entry.etag == key or len(body) >= LARGE:
            self.cache.put(key, entry, "identity", body)
        else:
            entry.bodies["identity"] = body
        return key, entry

    def select_coding(
        self, key: str, entry: Entry, wanted: str, always: bool = False
    ) -> tuple[str, Body]:
        """The coding to send the answer in, and its body in that coding.

        Small answers are sent uncoded unless `always`.
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
        """Remove all answers."""
        self._requests.clear()
        self.cache.clear()
