"""Slots for queries, without workers: who runs, who waits, who steps aside, who makes room."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from server.http.request import Cancellation
from server.sparql.engine import errors
from server.sparql.engine.admission import Limits, QuerySlots, Slot
from tests.served import until


def query_slots(fast: int = 1, slow: int = 1, waiting: int = 8) -> QuerySlots:
    return QuerySlots(Limits(fast, slow, waiting, 1))


def deadline() -> float:
    return time.monotonic() + 10


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Slots that are held until the test ends."""
    with ExitStack() as stack:
        yield stack


def run_long(slots: QuerySlots, held: ExitStack, client: str, internal: bool = False) -> Slot:
    """A query that has stepped aside."""
    slot = held.enter_context(slots.acquire(deadline(), Cancellation(client), internal))
    slots.demote(slot)
    return slot


def finish_long(slots: QuerySlots, client: str, times: int) -> None:
    """Long queries that have ended already."""
    for _ in range(times):
        with (
            pytest.raises((errors.SlowSlotsFull, errors.TimeLimitExceeded)),
            slots.acquire(deadline(), Cancellation(client)) as slot,
        ):
            slots.demote(slot)
            raise errors.TimeLimitExceeded


class Waiter:
    """Somebody who waits for a place in a thread of its own, and leaves it when told."""

    def __init__(
        self,
        slots: QuerySlots,
        client: str,
        cancellation: Cancellation | None = None,
        internal: bool = False,
    ) -> None:
        self.error: Exception | None = None
        self.admitted = threading.Event()
        self.leave = threading.Event()
        self._slots, self._cancellation, self._internal = (
            slots,
            cancellation or Cancellation(client),
            internal,
        )
        before = slots.gauges()["waiting"]
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()
        full = before >= slots._limits.waiting  # then one of them has been turned away, in time
        assert until(
            lambda: full or slots.gauges()["waiting"] > before or not self._thread.is_alive()
        )

    def _wait(self) -> None:
        try:
            with self._slots.acquire(deadline(), self._cancellation, self._internal):
                self.admitted.set()
                self.leave.wait(10)
        except (errors.Busy, errors.QueryCancelled, errors.EngineUnavailable) as error:
            self.error = error

    def done(self) -> Exception | None:
        """How it ended."""
        self.leave.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.error


def test_a_long_query_without_a_slow_place_is_ended(held: ExitStack) -> None:
    slots = query_slots()
    run_long(slots, held, "a")
    with (
        pytest.raises(errors.SlowSlotsFull) as ended,
        slots.acquire(deadline(), Cancellation("b")) as slot,
    ):
        slots.demote(slot)
    assert 1 <= ended.value.retry_after <= 10, "when the slow place comes free at the latest"
    assert slots.gauges() == {"running": 0, "slow": 1, "waiting": 0}


def test_where_there_are_no_slow_places_every_long_query_is_ended() -> None:
    slots = query_slots(slow=0)
    with (
        pytest.raises(errors.SlowSlotsFull) as ended,
        slots.acquire(deadline(), Cancellation("a")) as slot,
    ):
        slots.demote(slot)
    assert ended.value.retry_after == 1


def test_whoever_asks_long_queries_seldom_takes_the_place_of_who_asks_often(
    held: ExitStack,
) -> None:
    slots = query_slots()
    finish_long(slots, "often", 3)
    ended: list[str] = []
    slot = run_long(slots, held, "often")
    slot.kill = lambda: ended.append("often")
    run_long(slots, held, "seldom")
    assert slot.evicted
    assert ended == ["often"]
    assert slots.gauges()["slow"] == 1


def test_who_asks_as_often_takes_no_place(held: ExitStack) -> None:
    slots = query_slots()
    finish_long(slots, "a", 1)
    finish_long(slots, "b", 1)
    slot = run_long(slots, held, "a")
    with pytest.raises(errors.SlowSlotsFull), slots.acquire(deadline(), Cancellation("b")) as other:
        slots.demote(other)
    assert not slot.evicted


def test_the_servers_own_take_the_place_of_any_client_s_but_not_of_one_another(
    held: ExitStack,
) -> None:
    slots = query_slots()
    slot = run_long(slots, held, "a")
    internal = run_long(slots, held, "b", internal=True)
    assert slot.evicted
    with (
        pytest.raises(errors.SlowSlotsFull),
        slots.acquire(deadline(), Cancellation("c"), internal=True) as other,
    ):
        slots.demote(other)
    with (
        pytest.raises(errors.SlowSlotsFull),
        slots.acquire(deadline(), Cancellation("c")) as client_slot,
    ):
        slots.demote(client_slot)
    assert not internal.evicted


def test_the_servers_own_count_against_nobody(held: ExitStack) -> None:
    slots = query_slots(slow=3)
    for _ in range(3):
        run_long(slots, held, "a", internal=True)
    finish_long(slots, "b", 1)
    held.enter_context(slots.acquire(deadline(), Cancellation("c")))
    late, early = Waiter(slots, "b"), Waiter(slots, "a")
    held.close()
    assert until(early.admitted.is_set)
    assert not late.admitted.is_set()
    assert early.done() is late.done() is None


def test_whoever_asked_no_long_query_goes_first_however_many_wait(held: ExitStack) -> None:
    slots = query_slots()
    finish_long(slots, "long", 1)
    with ExitStack() as one:
        one.enter_context(slots.acquire(deadline(), Cancellation("x")))
        crowd = [Waiter(slots, "long") for _ in range(5)]
        short = Waiter(slots, "short")
        one.close()
        assert until(short.admitted.is_set)
    assert not any(waiter.admitted.is_set() for waiter in crowd)
    assert short.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_whoever_asked_short_ones_goes_before_strangers_who_came_earlier() -> None:
    slots = query_slots()
    with slots.acquire(deadline(), Cancellation("known")):
        pass
    with ExitStack() as one:
        one.enter_context(slots.acquire(deadline(), Cancellation("x")))
        crowd = [Waiter(slots, str(number)) for number in range(5)]
        known = Waiter(slots, "known")
        one.close()
        assert until(known.admitted.is_set)
    assert not any(waiter.admitted.is_set() for waiter in crowd)
    assert known.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_internal_queries_have_priority_over_new_clients() -> None:
    """Also where the page has been worked on for longer than any request of the crowd."""
    slots = query_slots()
    for name in ("page", *"abcde"):
        with slots.acquire(deadline(), Cancellation(name)):
            pass
    page = Cancellation("page")
    page.processor_seconds = 0.05
    with ExitStack() as one:
        one.enter_context(slots.acquire(deadline(), Cancellation("x")))
        crowd = [Waiter(slots, name) for name in "abcde"]
        internal = Waiter(slots, "page", page, internal=True)
        one.close()
        assert until(internal.admitted.is_set)
    assert not any(waiter.admitted.is_set() for waiter in crowd)
    assert internal.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_among_requests_that_took_little_whoever_came_first_goes_first() -> None:
    slots = query_slots()
    cancels = [Cancellation(name) for name in "ab"]
    cancels[0].processor_seconds = 0.05
    for cancellation in cancels:
        with slots.acquire(deadline(), cancellation):
            pass
    with ExitStack() as one:
        one.enter_context(slots.acquire(deadline(), Cancellation("x")))
        first, second = (
            Waiter(slots, cancellation.client, cancellation) for cancellation in cancels
        )
        one.close()
        assert until(first.admitted.is_set)
    assert not second.admitted.is_set()
    assert [first.done(), second.done()] == [None, None]


def test_what_will_be_long_most_likely_waits_for_a_slow_place() -> None:
    slots = query_slots(fast=2)
    finish_long(slots, "often", 2)
    with ExitStack() as held:
        run_long(slots, held, "other")
        waiter = Waiter(slots, "often")
        time.sleep(0.05)
        assert not waiter.admitted.is_set()
        with slots.acquire(deadline(), Cancellation("short")):
            assert slots.gauges() == {"running": 1, "slow": 1, "waiting": 1}
    assert until(waiter.admitted.is_set)
    assert waiter.done() is None


def test_of_too_many_who_wait_the_last_is_turned_away() -> None:
    slots = query_slots(waiting=2)
    finish_long(slots, "long", 1)
    with slots.acquire(deadline(), Cancellation("x")):
        waiters = [Waiter(slots, client) for client in ("long", "a", "b")]
        assert isinstance(waiters[0].done(), errors.Busy), "not the one that came last"
        with (
            pytest.raises(errors.Busy, match="limit of 2 waiting queries"),
            slots.acquire(deadline(), Cancellation("c")),
        ):
            pass
        assert slots.gauges()["waiting"] == 2
    assert [waiter.done() for waiter in waiters[1:]] == [None, None]


def test_waiting_ends_with_the_deadline() -> None:
    slots = query_slots()
    with slots.acquire(deadline(), Cancellation()):
        with (
            pytest.raises(errors.Busy, match="deadline"),
            slots.acquire(time.monotonic() + 0.05, Cancellation()),
        ):
            pass
        assert slots.gauges()["waiting"] == 0


def test_waiting_ends_when_the_client_goes() -> None:
    slots = query_slots()
    cancellation = Cancellation()
    with slots.acquire(deadline(), Cancellation()):
        waiter = Waiter(slots, "a", cancellation)
        cancellation.request()
        assert isinstance(waiter.done(), errors.QueryCancelled)


def test_waiting_ends_when_the_server_stops() -> None:
    slots = query_slots()
    with slots.acquire(deadline(), Cancellation()):
        waiter = Waiter(slots, "a")
        slots.close()
        assert isinstance(waiter.done(), errors.EngineUnavailable)


def test_an_error_tells_how_long_the_place_was_held() -> None:
    slots = query_slots()
    with (
        pytest.raises(errors.TimeLimitExceeded) as error,
        slots.acquire(deadline(), Cancellation()),
    ):
        time.sleep(0.05)
        raise errors.TimeLimitExceeded
    assert 0.05 <= error.value.seconds < 5


def test_how_long_a_short_query_waits_is_known(held: ExitStack) -> None:
    slots = query_slots()
    assert slots.short_query_wait() == 0
    finish_long(slots, "long", 1)
    held.enter_context(slots.acquire(deadline(), Cancellation("a")))
    long = Waiter(slots, "long")
    assert slots.short_query_wait() == 0, "that of a client with long queries may wait"
    short = Waiter(slots, "b")
    assert until(lambda: slots.short_query_wait() > 0.05)
    for waiter in (short, long):
        waiter.leave.set()
    held.close()
    assert [short.done(), long.done()] == [None, None]
    assert slots.short_query_wait() == 0
