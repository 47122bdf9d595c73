"""What one client may cost: query seconds and errors, each within a minute.

A client is an address, or a /64 network where the address is IPv6. Cached answers cost nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import math
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from server.http.errors import Kind
from server.http.responses import Refusal
from server.settings import WAITING, Settings

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
        """Count an amount."""
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

    def sum(self, client: str) -> float:
        """What the client's amounts of this minute come to."""
        ends, spent = self._sums.get(client, (0.0, 0.0))
        return spent if ends > self._clock() else 0.0

    def wait(self, client: str) -> int:
        """Whole seconds until the client may go on; 0 where it may now, as with 0 allowed."""
        ends, spent = self._sums.get(client, (0.0, 0.0))
        now = self._clock()
        return math.ceil(ends - now) if spent >= self.allowed > 0 and ends > now else 0


class ConcurrencyLimit:
    """How many requests of one client are worked on at once. For the threads of one event loop.

    Some more wait, without a thread: a browser sends six at once, a page's parts among them, and
    to refuse them would refuse pages. A client that sends more is no browser; it gets 429.
    """

    def __init__(self, settings: Settings) -> None:
        self._most = settings.client_requests
        self._seconds = settings.seconds
        self._clients: dict[str, _Turns] = {}

    @asynccontextmanager
    async def turn(self, client: str, *, free: bool = False) -> AsyncIterator[None]:
        """Wait for a turn, and hold it until the block ends. Raises a 429 where too many wait.

        One that is free does not wait.
        """
        if free or not self._most:
            yield
            return
        turns = self._clients.setdefault(client, _Turns(asyncio.Semaphore(self._most)))
        if len(turns.ends) >= self._most + WAITING:
            raise self._refusal(turns)
        now = asyncio.get_running_loop().time()
        turns.ends.append(now + self._seconds)
        try:
            async with turns.places:
                yield
        finally:
            turns.ends.remove(now + self._seconds)
            if not turns.ends:
                del self._clients[client]

    def _refusal(self, turns: _Turns) -> Refusal:
        now = asyncio.get_running_loop().time()
        after = max(1, math.ceil(min(turns.ends) - now))
        return Refusal(
            Kind.CLIENT_REQUESTS,
            (("retry-after", str(after)),),
            limit=self._most,
            waiting=WAITING,
            retryAfter=after,
        )


@dataclass(slots=True)
class _Turns:
    """A client's turns, and when each that it has or waits for is over at the latest."""

    places: asyncio.Semaphore
    ends: list[float] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Reservation:
    """What is set aside of a client's query seconds for one request, which ends in time."""

    budgets: Budgets
    client: str
    reserved: float
    ends: float

    def settle(self, seconds: float) -> None:
        """Count what it truly took; the first time that this is called."""
        self.budgets.settle(self, seconds)


class Budgets:
    """The budgets of all clients. A budget of 0 is no budget.

    Errors at the endpoint and errors of pages are counted apart: many people may share an
    address, and a program of one of them that errs must not close the site to the others.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = Window(settings.budget_seconds, clock)
        self._errors = {pages: Window(settings.budget_errors, clock) for pages in (False, True)}
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, list[Reservation]] = {}

    def check(self, client: str, *, pages: bool = False) -> None:
        """Raise a 429 where the client has used up its seconds, or its errors there."""
        if after := self._seconds.wait(client):
            raise _refusal(Kind.BUDGET_SECONDS, self._seconds.allowed, after)
        errors = self._errors[pages]
        if after := errors.wait(client):
            raise _refusal(Kind.BUDGET_ERRORS, errors.allowed, after)

    def reserve(self, client: str, seconds: float, *, pages: bool = False) -> Reservation:
        """Set aside the most that a request can cost, until it is settled. Raises a 429.

        The last request that is let in may overdraw what is left, as it may be cheap after all;
        those beside it may not. A refused client may come again when the budget is its own again:
        when the minute ends, or when all that is set aside is settled at the latest.
        """
        self.check(client, pages=pages)
        reservation = Reservation(self, client, seconds, self._clock() + seconds)
        with self._lock:
            others = self._open.setdefault(client, [])
            aside = sum(one.reserved for one in others)
            if aside and self._seconds.sum(client) + aside >= self._seconds.allowed > 0:
                after = max(1, math.ceil(max(one.ends for one in others) - self._clock()))
                raise _refusal(Kind.BUDGET_SECONDS, self._seconds.allowed, after)
            others.append(reservation)
        return reservation

    def settle(self, reservation: Reservation, seconds: float) -> None:
        """Count what a request truly took in place of what was set aside for it; once only."""
        with self._lock:
            reservations = self._open.get(reservation.client, [])
            if reservation not in reservations:
                return
            reservations.remove(reservation)
            if not reservations:
                del self._open[reservation.client]
            self._seconds.add(reservation.client, seconds)

    def error(self, client: str, *, pages: bool = False) -> None:
        """Count a request that was the client's mistake."""
        self._errors[pages].add(client, 1)


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


def is_local(client: str) -> bool:
    """Whether a client, as `client_of` tells it, is this machine."""
    return client.startswith("127.") or client == "::/64"


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
