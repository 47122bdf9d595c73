"""Requests that are worked on in the server's process: the short go before the long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from server.http.request import Cancellation, ClientGone
from server.http.responses import Refusal
from server.http.scheduling import LONG, Scheduler
from server.settings import Settings


def compute(seconds: float) -> None:
    """Take so much of the processor's time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))


class Client(threading.Thread):
    """A request that computes in steps, each followed by a checkpoint."""

    def __init__(self, of: Scheduler, name: str, steps: int, seconds: float = 60) -> None:
        super().__init__()
        self.of, self.steps = of, steps
        self.cancel = Cancellation(name, time.monotonic() + seconds)
        self.ended: str | None = None
        self.at = 0.0

    def run(self) -> None:
        try:
            with self.of.running(self.cancel):
                for _ in range(self.steps):
                    compute(0.025)
                    self.of.checkpoint()
            self.ended = "done"
        except Refusal as refusal:
            self.ended = str(refusal.status)
        except ClientGone:
            self.ended = "gone"
        self.at = time.monotonic()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def started(of: Scheduler, count: int, steps: int, seconds: float = 60) -> list[Client]:
    """So many clients at work, whose requests are long by now."""
    clients = [Client(of, f"long-{n}", steps) for n in range(count)]
    for client in clients:
        client.start()
    until(lambda: all(client.cancel.used >= LONG for client in clients))
    return clients


def test_a_short_task_waits_for_no_long_one_to_end() -> None:
    of = Scheduler(Settings())
    long = started(of, 3, 12)
    short = Client(of, "short", 1)
    short.start()
    short.join()
    assert short.ended == "done"
    for client in long:
        client.join()
        assert client.ended == "done"
        assert client.at > short.at


def test_shorter_ones_that_keep_coming_let_no_short_one_wait_for_ever() -> None:
    of = Scheduler(Settings())
    for name, seconds in (("page", 0.03), *((f"crowd-{n}", 0.001) for n in range(4))):
        with of.running(Cancellation(name)):
            compute(seconds)
    stop = threading.Event()

    def crowd(name: str) -> None:
        while not stop.is_set():
            with of.running(Cancellation(name)):
                compute(0.01)

    threads = [threading.Thread(target=crowd, args=(f"crowd-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: of.gauges()["tasks_waiting"] > 0)
    page = Client(of, "page", 1, 5)
    page.start()
    page.join()
    stop.set()
    for thread in threads:
        thread.join()
    assert page.ended == "done"


def test_one_long_task_runs_at_once() -> None:
    of = Scheduler(Settings())
    long = started(of, 3, 12)
    assert of.gauges() == {"tasks_running": 1, "tasks_waiting": 2}
    for client in long:
        client.join()
    assert of.gauges() == {"tasks_running": 0, "tasks_waiting": 0}


def test_whoever_takes_most_is_refused_where_too_many_wait() -> None:
    of = Scheduler(Settings(waiting=1))
    long = [Client(of, f"long-{n}", 40) for n in range(3)]
    for client in long:
        client.start()
    for client in long:
        client.join()
    assert sorted(str(client.ended) for client in long) == ["503", "done", "done"]


def test_a_task_that_waits_ends_with_its_time_and_its_client() -> None:
    of = Scheduler(Settings())
    holder = started(of, 1, 40)[0]
    late, gone = Client(of, "late", 40, 0.3), Client(of, "gone", 40)
    late.start()
    gone.start()
    time.sleep(0.6)
    gone.cancel.request()
    for client in (late, gone, holder):
        client.join()
    assert (late.ended, gone.ended, holder.ended) == ("504", "gone", "done")


def test_a_task_that_never_ran_is_told_to_come_again() -> None:
    of = Scheduler(Settings())
    first, second = of.start(Cancellation("a")), None
    waited: list[Refusal] = []

    def other() -> None:
        nonlocal second
        second = of.start(Cancellation("b"))
        try:
            of.start(Cancellation("c", time.monotonic() + 0.05))
        except Refusal as refusal:
            waited.append(refusal)
        of.finish(second)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    of.finish(first)
    assert [refusal.status for refusal in waited] == [503]
    assert dict(waited[0].headers)["retry-after"]


def test_what_waits_for_another_process_holds_no_place() -> None:
    of = Scheduler(Settings())
    with of.running(Cancellation("a")):
        with of.blocked():
            assert of.gauges()["tasks_running"] == 0
        assert of.gauges()["tasks_running"] == 1
        with of.running(Cancellation("a")):  # part of the same task
            assert of.gauges()["tasks_running"] == 1


@pytest.mark.parametrize("used", [0.0, LONG])
def test_a_client_s_tasks_are_expected_to_take_what_its_last_did(used: float) -> None:
    of = Scheduler(Settings())
    with of.running(Cancellation("a")):
        compute(used)
    with of.running(Cancellation("b")):
        thread = threading.Thread(target=lambda: of.finish(of.start(Cancellation("a"))))
        thread.start()
        thread.join(timeout=0.2)
        assert thread.is_alive() == bool(used), "a long one waits until nothing runs"
    thread.join()
