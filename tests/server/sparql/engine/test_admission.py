"""Slots for queries, without workers: which queries run, wait, are demoted or evicted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from server.http.request import Cancellation
from server.sparql.engine import errors
from server.sparql.engine.admission import Limits, QuerySlots, Slot
from tests.served import until


class Slots(QuerySlots):
    """Slots with a deadline of ten seconds."""

    def __init__(self, fast: int = 1, slow: int = 1, waiting: int = 8, memory: int = 0) -> None:
        super().__init__(Limits(fast, slow, waiting, 1, memory))

    def query(
        self,
        client: str | Cancellation = "",
        *,
        internal: bool = False,
        seconds: float = 10,
    ) -> AbstractContextManager[Slot]:
        """A slot for a query of a client."""
        cancellation = Cancellation(client) if isinstance(client, str) else client
        return self.acquire(time.monotonic() + seconds, cancellation, internal)

    def long(self, held: ExitStack, client: str, *, internal: bool = False) -> Slot:
        """A long query that runs until the stack is closed."""
        slot = held.enter_context(self.query(client, internal=internal))
        self.demote(slot)
        return slot

    def finish_long(self, client: str, times: int) -> None:
        """Long queries that have ended."""
        for _ in range(times):
            failure = pytest.raises((errors.SlowSlotsFull, errors.TimeLimitExceeded))
            with failure, self.query(client) as slot:
                self.demote(slot)
                raise errors.TimeLimitExceeded

    def rejected(self, client: str, *, internal: bool = False) -> errors.SlowSlotsFull:
        """The error of a long query that gets no slow slot."""
        failure = pytest.raises(errors.SlowSlotsFull)
        with failure as full, self.query(client, internal=internal) as slot:
            self.demote(slot)
        return full.value


class Waiter:
    """A query that waits for a slot in a thread, and holds it until `done` is called."""

    def __init__(self, slots: Slots, client: str | Cancellation, *, internal: bool = False) -> None:
        self.error: Exception | None = None
        self.admitted = threading.Event()
        self.leave = threading.Event()
        self._slot = slots.query(client, internal=internal)
        before = slots.gauges()["waiting"]
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()
        full = before >= slots._limits.waiting  # then one of the queries is rejected
        assert until(
            lambda: full or slots.gauges()["waiting"] > before or not self._thread.is_alive()
        )

    def _wait(self) -> None:
        try:
            with self._slot:
                self.admitted.set()
                self.leave.wait(10)
        except (errors.Busy, errors.QueryCancelled, errors.EngineUnavailable) as error:
            self.error = error

    def done(self) -> Exception | None:
        """Its error, if it got no slot."""
        self.leave.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.error


def assert_first(
    slots: Slots, first: str | Cancellation, *others: str | Cancellation, internal: bool = False
) -> None:
    """The query of `first` is admitted before those of others, which began to wait earlier."""
    with ExitStack() as busy:
        busy.enter_context(slots.query("busy"))
        crowd = [Waiter(slots, client) for client in others]
        waiter = Waiter(slots, first, internal=internal)
        busy.close()
        assert until(waiter.admitted.is_set)
    assert not any(one.admitted.is_set() for one in crowd)
    assert [one.done() for one in (waiter, *crowd)] == [None] * (1 + len(others))


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Slots that are held until the test ends."""
    with ExitStack() as stack:
        yield stack


def test_a_long_query_without_a_slow_slot_is_stopped(held: ExitStack) -> None:
    slots = Slots()
    slots.long(held, "a")
    assert 1 <= slots.rejected("b").retry_after <= 10, "when the slow slot is free at the latest"
    assert slots.gauges() == {"running": 0, "slow": 1, "waiting": 0}
    assert Slots(slow=0).rejected("a").retry_after == 1


def test_a_client_with_few_long_queries_evicts_one_with_many(held: ExitStack) -> None:
    slots = Slots()
    slots.finish_long("often", 3)
    stopped: list[str] = []
    slot = slots.long(held, "often")
    slot.kill = lambda: stopped.append("often")
    slots.long(held, "seldom")
    assert slot.evicted
    assert stopped == ["often"]
    assert slots.gauges()["slow"] == 1


def test_clients_with_as_many_long_queries_evict_none(held: ExitStack) -> None:
    slots = Slots()
    slots.finish_long("a", 1)
    slots.finish_long("b", 1)
    slot = slots.long(held, "a")
    slots.rejected("b")
    assert not slot.evicted


def test_an_internal_query_evicts_any_client_s_but_no_internal_one(held: ExitStack) -> None:
    slots = Slots()
    slot = slots.long(held, "a")
    internal = slots.long(held, "b", internal=True)
    assert slot.evicted
    slots.rejected("c", internal=True)
    slots.rejected("c")
    assert not internal.evicted


def test_internal_queries_do_not_count_as_long(held: ExitStack) -> None:
    slots = Slots(slow=3)
    for _ in range(3):
        slots.long(held, "a", internal=True)
    slots.finish_long("b", 1)
    assert_first(slots, "a", "b")


def test_a_client_without_long_queries_has_priority_over_any_number_with() -> None:
    slots = Slots()
    slots.finish_long("long", 1)
    assert_first(slots, "short", *["long"] * 5)


def test_a_client_with_short_queries_has_priority_over_new_clients() -> None:
    slots = Slots()
    with slots.query("known"):
        pass
    assert_first(slots, "known", *"abcde")


def test_internal_queries_have_priority_over_new_clients() -> None:
    """Also if the request of the page has used more time than those of the crowd."""
    slots = Slots()
    for name in ("page", *"abcde"):
        with slots.query(name):
            pass
    page = Cancellation("page")
    page.processor_seconds = 0.05
    assert_first(slots, page, *"abcde", internal=True)


def test_small_differences_in_time_do_not_change_the_order() -> None:
    slots = Slots()
    first, second = Cancellation("a"), Cancellation("b")
    first.processor_seconds = 0.05
    for cancellation in (first, second):
        with slots.query(cancellation):
            pass
    with ExitStack() as busy:
        busy.enter_context(slots.query("busy"))
        waiters = [Waiter(slots, first), Waiter(slots, second)]
        busy.close()
        assert until(waiters[0].admitted.is_set)
    assert not waiters[1].admitted.is_set()
    assert [waiter.done() for waiter in waiters] == [None, None]


def test_clients_without_mostly_short_queries_leave_a_fast_slot_to_others(held: ExitStack) -> None:
    slots = Slots(fast=2, slow=3)
    with slots.query("other"):
        pass
    slots.finish_long("mixed", 1)
    assert slots.sends_mostly_long_queries(Slot("mixed", False, 0, 0))
    held.enter_context(slots.query("mixed"))
    second = Waiter(slots, "mixed")
    assert not second.admitted.is_set(), "one fast slot is left to others"
    with slots.query("other"):
        pass
    held.close()
    assert until(second.admitted.is_set) and second.done() is None
    assert not slots.sends_mostly_long_queries(Slot("mixed", False, 0, 0))
    with slots.query("mixed"), slots.query("mixed"):
        assert slots.gauges()["running"] == 2


def test_a_query_that_is_expected_to_be_long_waits_for_a_slow_slot() -> None:
    slots = Slots(fast=2)
    slots.finish_long("often", 2)
    with ExitStack() as held:
        slots.long(held, "other")
        waiter = Waiter(slots, "often")
        time.sleep(0.05)
        assert not waiter.admitted.is_set()
        with slots.query("short"):
            assert slots.gauges() == {"running": 1, "slow": 1, "waiting": 1}
    assert until(waiter.admitted.is_set)
    assert waiter.done() is None


def test_the_query_of_lowest_priority_is_rejected_when_too_many_wait() -> None:
    slots = Slots(waiting=2)
    slots.finish_long("long", 1)
    with slots.query("busy"):
        waiters = [Waiter(slots, client) for client in ("long", "a", "b")]
        assert isinstance(waiters[0].done(), errors.Busy), "not the one that came last"
        with pytest.raises(errors.Busy, match="limit of 2 waiting queries"), slots.query("c"):
            pass
        assert slots.gauges()["waiting"] == 2
    assert [waiter.done() for waiter in waiters[1:]] == [None, None]


def test_waiting_ends_at_the_deadline() -> None:
    slots = Slots()
    with slots.query():
        with pytest.raises(errors.Busy, match="deadline"), slots.query(seconds=0.05):
            pass
        assert slots.gauges()["waiting"] == 0


@pytest.mark.parametrize("error", [errors.QueryCancelled, errors.EngineUnavailable])
def test_waiting_ends_when_the_client_leaves_or_the_server_stops(error: type[Exception]) -> None:
    slots, cancellation = Slots(), Cancellation("a")
    with slots.query():
        waiter = Waiter(slots, cancellation)
        if error is errors.QueryCancelled:
            cancellation.request()
        else:
            slots.close()
        assert isinstance(waiter.done(), error)


def test_an_error_has_the_time_that_the_slot_was_held() -> None:
    with pytest.raises(errors.TimeLimitExceeded) as error, Slots().query():
        time.sleep(0.05)
        raise errors.TimeLimitExceeded
    assert 0.05 <= error.value.seconds < 5


def test_the_wait_of_short_queries_is_measured(held: ExitStack) -> None:
    slots = Slots()
    assert slots.short_query_wait() == 0
    slots.finish_long("long", 1)
    held.enter_context(slots.query("a"))
    long = Waiter(slots, "long")
    assert slots.short_query_wait() == 0, "queries of clients with long ones are not counted"
    short = Waiter(slots, "b")
    assert until(lambda: slots.short_query_wait() > 0.05)
    for waiter in (short, long):
        waiter.leave.set()
    held.close()
    assert [short.done(), long.done()] == [None, None]
    assert slots.short_query_wait() == 0


def test_above_the_memory_limit_the_client_with_most_long_queries_loses(held: ExitStack) -> None:
    slots, killed = Slots(slow=4, memory=100), threading.Event()
    slots.finish_long("often", 3)
    first, often = slots.long(held, "a"), slots.long(held, "often")
    internal = slots.long(held, "own", internal=True)
    often.kill = killed.set
    for slot in (first, often):
        assert not slots.record_memory(slot, 40, idle=0)
    assert slots.record_memory(internal, 10, idle=11), "idle workers count too"
    slots.free_memory(internal)
    assert not killed.is_set(), "without the idle ones there is enough"
    assert slots.record_memory(internal, 21, idle=0)
    slots.free_memory(internal)
    assert killed.is_set() and often.evicted and not first.evicted
    assert not slots.record_memory(internal, 21, idle=0), "a stopped query does not count"


def test_a_query_above_the_memory_limit_stops_unless_it_is_the_only_one(held: ExitStack) -> None:
    slots = Slots(slow=2, memory=100)
    first = slots.long(held, "a")
    assert slots.record_memory(first, 200, idle=0)
    slots.free_memory(first)
    assert not first.evicted
    with pytest.raises(errors.SlowSlotsFull), slots.query("b") as second:
        slots.demote(second)
        assert slots.record_memory(second, 1, idle=0)
        slots.free_memory(second)
    assert slots.gauges()["slow"] == 1 and not first.evicted


def test_without_a_memory_limit_no_query_is_stopped(held: ExitStack) -> None:
    slots = Slots(slow=2)
    slots.long(held, "a")
    assert not slots.record_memory(slots.long(held, "b"), 1 << 50, idle=1 << 50)
