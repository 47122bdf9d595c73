"""Slots for queries, without workers: who runs, who waits, who steps aside, who makes room."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from server.http.request import Cancellation
from server.sparql.engine import Busy, Crowded, EngineDown, QueryCancelled, TimeLimit
from server.sparql.engine.admission import Limits, QuerySlots, Slot


def places(fast: int = 1, slow: int = 1, waiting: int = 8, memory: int = 0) -> QuerySlots:
    return QuerySlots(Limits(fast, slow, waiting, 1, memory))


def soon() -> float:
    return time.monotonic() + 10


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Slots that are held until the test ends."""
    with ExitStack() as stack:
        yield stack


def be_long(of: QuerySlots, held: ExitStack, client: str, own: bool = False) -> Slot:
    """A query that has stepped aside."""
    place = held.enter_context(of.take(soon(), Cancellation(client), own))
    of.step_aside(place)
    return place


def ask_long(of: QuerySlots, client: str, times: int) -> None:
    """Long queries that have ended already."""
    for _ in range(times):
        with pytest.raises((Crowded, TimeLimit)), of.take(soon(), Cancellation(client)) as place:
            of.step_aside(place)
            raise TimeLimit


class Waiter:
    """Somebody who waits for a place in a thread of its own, and leaves it when told."""

    def __init__(
        self, of: QuerySlots, client: str, cancel: Cancellation | None = None, own: bool = False
    ) -> None:
        self.error: Exception | None = None
        self.has_it = threading.Event()
        self.leave = threading.Event()
        self._of, self._cancel, self._own = of, cancel or Cancellation(client), own
        before = of.gauges()["waiting"]
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()
        full = before >= of._limits.waiting  # then one of them has been turned away, in time
        until(lambda: full or of.gauges()["waiting"] > before or not self._thread.is_alive())

    def _wait(self) -> None:
        try:
            with self._of.take(soon(), self._cancel, self._own):
                self.has_it.set()
                self.leave.wait(10)
        except (Busy, QueryCancelled, EngineDown) as error:
            self.error = error

    def done(self) -> Exception | None:
        """How it ended."""
        self.leave.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.error


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_long_query_without_a_slow_place_is_ended(held: ExitStack) -> None:
    of = places()
    be_long(of, held, "a")
    with pytest.raises(Crowded) as ended, of.take(soon(), Cancellation("b")) as place:
        of.step_aside(place)
    assert 1 <= ended.value.retry_after <= 10, "when the slow place comes free at the latest"
    assert of.gauges() == {"running": 0, "slow": 1, "waiting": 0}


def test_where_there_are_no_slow_places_every_long_query_is_ended() -> None:
    of = places(slow=0)
    with pytest.raises(Crowded) as ended, of.take(soon(), Cancellation("a")) as place:
        of.step_aside(place)
    assert ended.value.retry_after == 1


def test_whoever_asks_long_queries_seldom_takes_the_place_of_who_asks_often(
    held: ExitStack,
) -> None:
    of = places()
    ask_long(of, "often", 3)
    ended: list[str] = []
    place = be_long(of, held, "often")
    place.end = lambda: ended.append("often")
    be_long(of, held, "seldom")
    assert place.lost
    assert ended == ["often"]
    assert of.gauges()["slow"] == 1


def test_who_asks_as_often_takes_no_place(held: ExitStack) -> None:
    of = places()
    ask_long(of, "a", 1)
    ask_long(of, "b", 1)
    place = be_long(of, held, "a")
    with pytest.raises(Crowded), of.take(soon(), Cancellation("b")) as other:
        of.step_aside(other)
    assert not place.lost


def test_the_servers_own_take_the_place_of_any_client_s_but_not_of_one_another(
    held: ExitStack,
) -> None:
    of = places()
    place = be_long(of, held, "a")
    own = be_long(of, held, "b", own=True)
    assert place.lost
    with pytest.raises(Crowded), of.take(soon(), Cancellation("c"), own=True) as other:
        of.step_aside(other)
    with pytest.raises(Crowded), of.take(soon(), Cancellation("c")) as theirs:
        of.step_aside(theirs)
    assert not own.lost


def test_the_servers_own_count_against_nobody(held: ExitStack) -> None:
    of = places(slow=3)
    for _ in range(3):
        be_long(of, held, "a", own=True)
    ask_long(of, "b", 1)
    held.enter_context(of.take(soon(), Cancellation("c")))
    late, early = Waiter(of, "b"), Waiter(of, "a")
    held.close()
    until(early.has_it.is_set)
    assert not late.has_it.is_set()
    assert early.done() is late.done() is None


def test_whoever_asked_no_long_query_goes_first_however_many_wait(held: ExitStack) -> None:
    of = places()
    ask_long(of, "long", 1)
    with ExitStack() as one:
        one.enter_context(of.take(soon(), Cancellation("x")))
        crowd = [Waiter(of, "long") for _ in range(5)]
        short = Waiter(of, "short")
        one.close()
        until(short.has_it.is_set)
    assert not any(waiter.has_it.is_set() for waiter in crowd)
    assert short.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_whoever_asked_short_ones_goes_before_strangers_who_came_earlier() -> None:
    of = places()
    with of.take(soon(), Cancellation("known")):
        pass
    with ExitStack() as one:
        one.enter_context(of.take(soon(), Cancellation("x")))
        crowd = [Waiter(of, str(number)) for number in range(5)]
        known = Waiter(of, "known")
        one.close()
        until(known.has_it.is_set)
    assert not any(waiter.has_it.is_set() for waiter in crowd)
    assert known.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_a_page_s_queries_go_before_those_of_a_crowd_of_short_ones() -> None:
    """Also where the page has been worked on for longer than any request of the crowd."""
    of = places()
    for name in ("page", *"abcde"):
        with of.take(soon(), Cancellation(name)):
            pass
    page = Cancellation("page")
    page.used = 0.05
    with ExitStack() as one:
        one.enter_context(of.take(soon(), Cancellation("x")))
        crowd = [Waiter(of, name) for name in "abcde"]
        own = Waiter(of, "page", page, own=True)
        one.close()
        until(own.has_it.is_set)
    assert not any(waiter.has_it.is_set() for waiter in crowd)
    assert own.done() is None
    assert [waiter.done() for waiter in crowd] == [None] * 5


def test_among_requests_that_took_little_whoever_came_first_goes_first() -> None:
    of = places()
    cancels = [Cancellation(name) for name in "ab"]
    cancels[0].used = 0.05
    for cancel in cancels:
        with of.take(soon(), cancel):
            pass
    with ExitStack() as one:
        one.enter_context(of.take(soon(), Cancellation("x")))
        first, second = (Waiter(of, cancel.client, cancel) for cancel in cancels)
        one.close()
        until(first.has_it.is_set)
    assert not second.has_it.is_set()
    assert [first.done(), second.done()] == [None, None]


def test_what_will_be_long_most_likely_waits_for_a_slow_place() -> None:
    of = places(fast=2)
    ask_long(of, "often", 2)
    with ExitStack() as held:
        be_long(of, held, "other")
        waiter = Waiter(of, "often")
        time.sleep(0.05)
        assert not waiter.has_it.is_set()
        with of.take(soon(), Cancellation("short")):
            assert of.gauges() == {"running": 1, "slow": 1, "waiting": 1}
    until(waiter.has_it.is_set)
    assert waiter.done() is None


def test_of_too_many_who_wait_the_last_is_turned_away() -> None:
    of = places(waiting=2)
    ask_long(of, "long", 1)
    with of.take(soon(), Cancellation("x")):
        waiters = [Waiter(of, client) for client in ("long", "a", "b")]
        assert isinstance(waiters[0].done(), Busy), "not the one that came last"
        with (
            pytest.raises(Busy, match="no more than 2 may wait"),
            of.take(soon(), Cancellation("c")),
        ):
            pass
        assert of.gauges()["waiting"] == 2
    assert [waiter.done() for waiter in waiters[1:]] == [None, None]


def test_waiting_ends_with_the_deadline() -> None:
    of = places()
    with of.take(soon(), Cancellation()):
        with pytest.raises(Busy, match="time"), of.take(time.monotonic() + 0.05, Cancellation()):
            pass
        assert of.gauges()["waiting"] == 0


def test_waiting_ends_when_the_client_goes() -> None:
    of = places()
    cancel = Cancellation()
    with of.take(soon(), Cancellation()):
        waiter = Waiter(of, "a", cancel)
        cancel.request()
        assert isinstance(waiter.done(), QueryCancelled)


def test_waiting_ends_when_the_server_stops() -> None:
    of = places()
    with of.take(soon(), Cancellation()):
        waiter = Waiter(of, "a")
        of.close()
        assert isinstance(waiter.done(), EngineDown)


def test_an_error_tells_how_long_the_place_was_held() -> None:
    of = places()
    with pytest.raises(TimeLimit) as error, of.take(soon(), Cancellation()):
        time.sleep(0.05)
        raise TimeLimit
    assert 0.05 <= error.value.seconds < 5


def test_how_long_a_short_query_waits_is_known(held: ExitStack) -> None:
    of = places()
    assert of.short_wait() == 0
    ask_long(of, "long", 1)
    held.enter_context(of.take(soon(), Cancellation("a")))
    long = Waiter(of, "long")
    assert of.short_wait() == 0, "that of a client with long queries may wait"
    short = Waiter(of, "b")
    until(lambda: of.short_wait() > 0.05)
    for waiter in (short, long):
        waiter.leave.set()
    held.close()
    assert [short.done(), long.done()] == [None, None]
    assert of.short_wait() == 0


def test_where_all_hold_too_much_the_client_with_most_long_queries_loses(held: ExitStack) -> None:
    of, ended = places(slow=4, memory=100), threading.Event()
    ask_long(of, "often", 3)
    first, often, own = (be_long(of, held, name, name == "own") for name in ("a", "often", "own"))
    often.end = ended.set
    for place in (first, often):
        assert not of.weigh(place, 40, idle=0)
    assert of.weigh(own, 10, idle=11), "idle workers hold memory too"
    of.relieve(own)
    assert not ended.is_set(), "without the idle ones there is enough"
    assert of.weigh(own, 21, idle=0)
    of.relieve(own)
    assert ended.is_set() and often.lost and not first.lost
    assert not of.weigh(own, 21, idle=0), "what was ended holds nothing"


def test_a_query_that_holds_too_much_ends_itself_unless_it_is_alone(held: ExitStack) -> None:
    of = places(slow=2, memory=100)
    first = be_long(of, held, "a")
    assert of.weigh(first, 200, idle=0)
    of.relieve(first)
    assert not first.lost
    with pytest.raises(Crowded), of.take(soon(), Cancellation("b")) as second:
        of.step_aside(second)
        assert of.weigh(second, 1, idle=0)
        of.relieve(second)
    assert of.gauges()["slow"] == 1 and not first.lost


def test_without_a_limit_all_may_hold_as_much_as_they_like(held: ExitStack) -> None:
    of = places(slow=2)
    be_long(of, held, "a")
    assert not of.weigh(be_long(of, held, "b"), 1 << 50, idle=1 << 50)
