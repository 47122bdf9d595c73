"""Limits for each client: query seconds and errors in a minute, and concurrent requests.

A client is an IPv4 address or an IPv6 /64 network. Cached answers are not counted.
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
_MAX_LENGTH = 60  # characters of an address, brackets, port and prefix included
_CLIENTS = 10_000  # limit of remembered clients; the oldest are removed


class Window:
    """Sums per client over a fixed minute that starts with the client's first request.

    It is fixed so that an overdraft counts, and Retry-After is exact.
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
            expires, spent = self._sums.get(client, (0.0, 0.0))
            if expires <= now:
                self._sums.pop(client, None)  # so that the dict is in order of age
                expires, spent = now + MINUTE, 0.0
            self._sums[client] = expires, spent + amount
            for oldest, (over, _) in list(itertools.islice(self._sums.items(), 2)):
                if over <= now or len(self._sums) > _CLIENTS:
                    del self._sums[oldest]

    def sum(self, client: str) -> float:
        """The sum of the client's amounts in its current minute."""
        expires, spent = self._sums.get(client, (0.0, 0.0))
        return spent if expires > self._clock() else 0.0

    def wait(self, client: str) -> int:
        """Whole seconds until the client is below the limit; 0 if it is now, or without a limit."""
        expires, spent = self._sums.get(client, (0.0, 0.0))
        now = self._clock()
        return math.ceil(expires - now) if spent >= self.allowed > 0 and expires > now else 0


class ConcurrencyLimit:
    """A limit of concurrent requests per client. For use in one event loop.

    A few more requests may wait, since a browser sends up to six at once for a page. Further ones
    get a 429.
    """

    def __init__(self, settings: Settings) -> None:
        self._most = settings.client_requests
        self._seconds = settings.seconds
        self._clients: dict[str, _Requests] = {}

    @asynccontextmanager
    async def acquire(self, client: str, *, free: bool = False) -> AsyncIterator[None]:
        """Wait until the block may run. Raises a 429 if too many wait. `free` skips the limit."""
        if free or not self._most:
            yield
            return
        requests = self._clients.setdefault(client, _Requests(asyncio.Semaphore(self._most)))
        if len(requests.deadlines) >= self._most + WAITING:
            raise self._refusal(requests)
        now = asyncio.get_running_loop().time()
        requests.deadlines.append(now + self._seconds)
        try:
            async with requests.semaphore:
                yield
        finally:
            requests.deadlines.remove(now + self._seconds)
            if not requests.deadlines:
                del self._clients[client]

    def _refusal(self, requests: _Requests) -> Refusal:
        now = asyncio.get_running_loop().time()
        after = max(1, math.ceil(min(requests.deadlines) - now))
        return Refusal(
            Kind.CLIENT_REQUESTS,
            (("retry-after", str(after)),),
            limit=self._most,
            waiting=WAITING,
            retryAfter=after,
        )


@dataclass(slots=True)
class _Requests:
    """The running and waiting requests of a client, with the deadline of each."""

    semaphore: asyncio.Semaphore
    deadlines: list[float] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Reservation:
    """Query seconds of a client that are reserved for one request until it ends."""

    budgets: Budgets
    client: str
    reserved: float
    expires: float

    def settle(self, seconds: float) -> None:
        """Replace the reservation by the seconds used. Later calls have no effect."""
        self.budgets.settle(self, seconds)


class Budgets:
    """The budgets of all clients. 0 means no limit.

    Errors at the endpoint and errors of pages are counted separately: many people may share an
    address, and a faulty program of one of them must not block pages for the others.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = Window(settings.budget_seconds, clock)
        self._errors = {pages: Window(settings.budget_errors, clock) for pages in (False, True)}
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, list[Reservation]] = {}

    def check(self, client: str, *, pages: bool = False) -> None:
        """Raise a 429 if the client has used up its query seconds or its errors."""
        if after := self._seconds.wait(client):
            raise _refusal(Kind.BUDGET_SECONDS, self._seconds.allowed, after)
        errors = self._errors[pages]
        if after := errors.wait(client):
            raise _refusal(Kind.BUDGET_ERRORS, errors.allowed, after)

    def reserve(self, client: str, seconds: float, *, pages: bool = False) -> Reservation:
        """Reserve the maximum cost of a request until it is settled. Raises a 429.

        A single request may overdraw the budget, since it may be cheap; requests beside it may
        not. Retry-After is the end of the minute, or the latest end of a reservation.
        """
        self.check(client, pages=pages)
        reservation = Reservation(self, client, seconds, self._clock() + seconds)
        with self._lock:
            others = self._open.setdefault(client, [])
            aside = sum(one.reserved for one in others)
            if aside and self._seconds.sum(client) + aside >= self._seconds.allowed > 0:
                after = max(1, math.ceil(max(one.expires for one in others) - self._clock()))
                raise _refusal(Kind.BUDGET_SECONDS, self._seconds.allowed, after)
            others.append(reservation)
        return reservation

    def settle(self, reservation: Reservation, seconds: float) -> None:
        """Replace a reservation by the seconds used. Later calls have no effect."""
        with self._lock:
            reservations = self._open.get(reservation.client, [])
            if reservation not in reservations:
                return
            reservations.remove(reservation)
            if not reservations:
                del self._open[reservation.client]
            self._seconds.add(reservation.client, seconds)

    def error(self, client: str, *, pages: bool = False) -> None:
        """Count an error of the client."""
        self._errors[pages].add(client, 1)


def _refusal(kind: Kind, allowed: float, after: int) -> Refusal:
    return Refusal(kind, (("retry-after", str(after)),), limit=allowed, retryAfter=after)


def client_of(address: str, forwarded: str | None, proxies: int) -> str:
    """The client to charge: the address that the outermost trusted proxy saw.

    Earlier entries of X-Forwarded-For may be forged by the client.
    """
    if proxies and forwarded:
        entries = [entry.strip() for entry in forwarded.split(",")]
        address = entries[-min(proxies, len(entries))]
    return _charged(address) if len(address) <= _MAX_LENGTH else "unknown"


def is_local(client: str) -> bool:
    """Whether a client, as returned by `client_of`, is this machine."""
    return client.startswith("127.") or client == "::/64"


@lru_cache(maxsize=4096)
def _charged(address: str) -> str:
    try:
        if "/" in address:  # the result of an earlier call
            return str(ipaddress.ip_network(address))
        result = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return "unknown"
    if result.version == 6 and result.ipv4_mapped is None:
        return str(ipaddress.ip_network((result, 64), strict=False))
    return str(getattr(result, "ipv4_mapped", None) or result)


def _without_port(address: str) -> str:
    """An address without the port that some proxies add: 192.0.2.1:80, [2001:db8::1]:80."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, _, _ = address.partition(":")
    return host if address.count(":") == 1 else address
