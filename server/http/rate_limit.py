"""What one client may cost: query seconds and errors, each within a minute.

A client is an address, or a /64 network where the address is IPv6. Cached answers cost nothing.
"""

from __future__ import annotations

import ipaddress
import itertools
import math
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from server.http.errors import Kind
from server.http.responses import Refusal
from server.settings import Settings

MINUTE = 60.0
_LONGEST = 60  # characters of an address, brackets, port and prefix included
_CLIENTS = 10_000  # remembered at most; beyond that, those whose minute began first are forgotten


class Window:
    """Sums per client over a fixed minute that starts with the client's first request in it.

    Fixed, so that what overdraws it counts, and its end is what Retry-After can promise.
    """

    def __init__(self, allowed: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.allowed = allowed
        self._clock = clock
        self._lock = threading.Lock()
        self._sums: dict[str, tuple[float, float]] = {}

    def add(self, client: str, amount: float) -> None:
        """Count an amount; a window of 0 counts nothing."""
        if not self.allowed:
            return
        now = self._clock()
        with self._lock:
            ends, spent = self._sums.get(client, (0.0, 0.0))
            if ends <= now:
                self._sums.pop(client, None)  # so that the first in the dict is the oldest
                ends, spent = now + MINUTE, 0.0
            self._sums[client] = ends, spent + amount
            for oldest, (over, _) in list(itertools.islice(self._sums.items(), 2)):
                if over <= now or len(self._sums) > _CLIENTS:
                    del self._sums[oldest]

    def wait(self, client: str) -> int:
        """Whole seconds until the client may go on; 0 where it may now."""
        ends, spent = self._sums.get(client, (0.0, 0.0))
        now = self._clock()
        return math.ceil(ends - now) if spent >= self.allowed > 0 and ends > now else 0


class Budgets:
    """The budgets of all clients. A budget of 0 is no budget."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = Window(settings.budget_seconds, clock)
        self._errors = Window(settings.budget_errors, clock)

    def check(self, client: str) -> None:
        """Raise a 429 where the client has used up either budget."""
        if after := self._seconds.wait(client):
            raise _refusal(Kind.BUDGET_SECONDS, self._seconds.allowed, after)
        if after := self._errors.wait(client):
            raise _refusal(Kind.BUDGET_ERRORS, self._errors.allowed, after)

    def charge(self, client: str, seconds: float) -> None:
        """Count the time that a query took. A query may overdraw the budget."""
        self._seconds.add(client, seconds)

    def error(self, client: str) -> None:
        """Count a request that was the client's mistake."""
        self._errors.add(client, 1)


def _refusal(kind: Kind, allowed: float, after: int) -> Refusal:
    return Refusal(kind, (("retry-after", str(after)),), limit=allowed, retryAfter=after)


def client_of(address: str, forwarded: str | None, proxies: int) -> str:
    """Who is to be charged: the address that the last trusted proxy saw.

    Entries of X-Forwarded-For beyond the trusted proxies were written by the client itself.
    """
    if proxies and forwarded:
        entries = [entry.strip() for entry in forwarded.split(",")]
        address = entries[-min(proxies, len(entries))]
    return _charged(address) if len(address) <= _LONGEST else "unknown"


@lru_cache(maxsize=4096)
def _charged(address: str) -> str:
    try:
        if "/" in address:  # the network that this has made of an address before
            return str(ipaddress.ip_network(address))
        found = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return "unknown"
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _without_port(address: str) -> str:
    """An address without the port that some proxies add: 192.0.2.1:80, [2001:db8::1]:80."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, _, _ = address.partition(":")
    return host if address.count(":") == 1 else address
