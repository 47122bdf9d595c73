"""Budgets: what is charged, who is charged, when the next minute begins."""

from __future__ import annotations

import asyncio

import pytest

from server.http.rate_limit import Budgets, ConcurrencyLimit, Window, client_of
from server.http.responses import Refusal
from server.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_seconds_are_counted_until_they_are_used_up() -> None:
    clock = Clock()
    budgets = Budgets(Settings(budget_seconds=10, budget_errors=0), clock)
    budgets.check("a")
    budgets.reserve("a", 1).settle(9.5)
    budgets.check("a")
    budgets.reserve("a", 1).settle(5)
    clock.now += 20
    with pytest.raises(Refusal) as refused:
        budgets.check("a")
    assert refused.value.status == 429
    assert dict(refused.value.headers)["retry-after"] == "40"
    assert "10 query seconds" in refused.value.detail
    assert refused.value.members == {"limit": 10, "retryAfter": 40}
    budgets.check("b")
    clock.now += 40
    budgets.check("a")


def test_what_runs_is_set_aside_so_that_few_are_let_in_beside_it() -> None:
    """Ten queries at once would otherwise all find the budget untouched."""
    clock = Clock()
    budgets = Budgets(Settings(budget_seconds=15, budget_errors=0), clock)
    bills = [budgets.reserve("a", 10), budgets.reserve("a", 10)]
    clock.now += 4
    for _ in range(8):
        with pytest.raises(Refusal) as refused:
            budgets.reserve("a", 10)
        assert dict(refused.value.headers)["retry-after"] == "6", "when both are over at the latest"
    budgets.reserve("b", 10)
    for bill in bills:
        bill.settle(0.5)
        bill.settle(100)  # counts once
    assert budgets._seconds.sum("a") == 1
    budgets.reserve("a", 10).settle(14)
    with pytest.raises(Refusal) as over:
        budgets.reserve("a", 10)
    assert dict(over.value.headers)["retry-after"] == "60", "when the minute ends"


def test_a_browser_that_asks_for_six_things_at_once_gets_them() -> None:
    budgets = Budgets(Settings(), Clock())
    for _ in range(100):
        bills = [budgets.reserve("a", 10) for _ in range(6)]
        for bill in bills:
            bill.settle(0.01)


def test_one_request_is_let_in_however_small_the_budget_is() -> None:
    budgets = Budgets(Settings(budget_seconds=1, budget_errors=0), Clock())
    bill = budgets.reserve("a", 10)
    with pytest.raises(Refusal):
        budgets.reserve("a", 10)
    bill.settle(0.5)
    budgets.reserve("a", 10)


def test_what_runs_into_the_next_minute_is_counted_there() -> None:
    clock = Clock()
    budgets = Budgets(Settings(budget_seconds=15, budget_errors=0), clock)
    budgets.reserve("a", 1).settle(1)
    clock.now += 55
    bill = budgets.reserve("a", 10)
    clock.now += 9
    bill.settle(9)
    assert budgets._seconds.sum("a") == 9
    assert not budgets._open


def test_errors_are_counted_apart() -> None:
    budgets = Budgets(Settings(budget_seconds=0, budget_errors=2), Clock())
    budgets.reserve("a", 1).settle(1000)
    budgets.error("a")
    budgets.check("a")
    budgets.error("a")
    with pytest.raises(Refusal, match="errors"):
        budgets.check("a")
    budgets.reserve("a", 1, pages=True).settle(1)
    for _ in range(2):
        budgets.error("a", pages=True)
    with pytest.raises(Refusal, match="errors"):
        budgets.reserve("a", 1, pages=True)


def test_a_budget_of_zero_is_none() -> None:
    budgets = Budgets(Settings(budget_seconds=0, budget_errors=0), Clock())
    for _ in range(1000):
        budgets.error("a")
        budgets.reserve("a", 1).settle(1000)
    budgets.check("a")


async def crowd(limit: ConcurrencyLimit, client: str, number: int) -> tuple[int, list[Refusal]]:
    """How many of a client's requests are worked on at once, and what the others are told."""
    working = 0
    maximum = 0
    refusals: list[Refusal] = []

    async def ask() -> None:
        nonlocal working, maximum
        try:
            async with limit.acquire(client):
                working += 1
                maximum = max(maximum, working)
                await asyncio.sleep(0.001)
                working -= 1
        except Refusal as refusal:
            refusals.append(refusal)

    await asyncio.gather(*(ask() for _ in range(number)))
    return maximum, refusals


def test_few_requests_of_a_client_are_worked_on_at_once_and_some_wait() -> None:
    async def main() -> None:
        limit = ConcurrencyLimit(Settings(client_requests=4, seconds=7))
        (maximum, refusals), (others, none) = await asyncio.gather(
            crowd(limit, "a", 23), crowd(limit, "b", 6)
        )
        assert (maximum, others, none) == (4, 4, [])
        assert [refusal.status for refusal in refusals] == [429] * 3
        assert dict(refusals[0].headers)["retry-after"] == "7", (
            "when one of them is over at the latest"
        )
        assert await crowd(limit, "a", 20) == (4, []), "afterwards all is as before"
        assert not limit._clients

    asyncio.run(main())


def test_as_many_as_it_sends_where_there_is_no_limit() -> None:
    limit = ConcurrencyLimit(Settings(client_requests=0))
    assert asyncio.run(crowd(limit, "a", 50)) == (50, [])


def test_clients_of_long_ago_are_forgotten() -> None:
    clock = Clock()
    window = Window(5, clock)
    for number in range(100):
        window.add(str(number), 1)
    clock.now += 61
    for _ in range(60):
        window.add("last", 1)
    assert list(window._sums) == ["last"]


def test_a_crowd_of_clients_pushes_out_the_oldest_alone() -> None:
    clock = Clock()
    window = Window(1, clock)
    window.add("early", 1)
    clock.now += 1
    window.add("late", 1)
    for number in range(9_999):
        window.add(str(number), 1)
    assert len(window._sums) == 10_000
    assert window.wait("early") == 0
    assert window.wait("late") == 60


def test_a_client_whose_minute_begins_anew_is_not_the_oldest() -> None:
    clock = Clock()
    window = Window(1, clock)
    window.add("again", 1)
    clock.now += 59
    window.add("late", 1)
    clock.now += 2
    window.add("again", 1)
    assert list(window._sums) == ["late", "again"]


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "client"),
    [
        ("192.0.2.1", None, 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", 2, "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7", 5, "198.51.100.7"),
        ("2001:db8:1:2:3::4", None, 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, 0, "192.0.2.1"),
        ("[2001:db8::1]", None, 0, "2001:db8::/64"),
        ("127.0.0.1", "198.51.100.7:4711", 1, "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::/64"),
        ("127.0.0.1", "'; DROP TABLE", 1, "unknown"),
        ("", None, 0, "unknown"),
    ],
)
def test_who_is_charged(address: str, forwarded: str | None, proxies: int, client: str) -> None:
    assert client_of(address, forwarded, proxies) == client
