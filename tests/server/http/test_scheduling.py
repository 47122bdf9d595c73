"""Scheduling of requests in the server process."""

from __future__ import annotations

import threading
import time

import pytest

from server.http.request import Cancellation, ClientGone
from server.http.responses import Refusal
from server.http.scheduling import LONG_TASK_SECONDS, Scheduler
from server.settings import Settings
from tests.served import until


def compute(seconds: float) -> None:
    """Use so much processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))


class Client(threading.Thread):
    """A request that computes in steps, each followed by a checkpoint."""

    def __init__(self, scheduler: Scheduler, name: str, steps: int, seconds: float = 60) -> None:
        super().__init__()
        self.scheduler, self.steps = scheduler, steps
        self.cancel = Cancellation(name, time.monotonic() + seconds)
        self.outcome: str | None = None
        self.finished_at = 0.0

    def run(self) -> None:
        try:
            with self.scheduler.task(self.cancel):
                for _ in range(self.steps):
                    compute(0.025)
                    self.scheduler.checkpoint()
            self.outcome = "done"
        except Refusal as refusal:
            self.outcome = str(refusal.status)
        except ClientGone:
            self.outcome = "gone"
        self.finished_at = time.monotonic()


def start_long_tasks(
    scheduler: Scheduler, count: int, steps: int, seconds: float = 60
) -> list[Client]:
    """Clients whose running requests have become long tasks."""
    clients = [Client(scheduler, f"long-{n}", steps) for n in range(count)]
    for client in clients:
        client.start()
    assert until(
        lambda: all(client.cancel.processor_seconds >= LONG_TASK_SECONDS for client in clients)
    )
    return clients


def test_a_short_task_does_not_wait_for_long_ones() -> None:
    scheduler = Scheduler(Settings())
    long = start_long_tasks(scheduler, 3, 12)
    short = Client(scheduler, "short", 1)
    short.start()
    short.join()
    assert short.outcome == "done"
    for client in long:
        client.join()
        assert client.outcome == "done"
        assert client.finished_at > short.finished_at


def test_a_short_task_does_not_starve_behind_shorter_ones() -> None:
    scheduler = Scheduler(Settings())
    for name, seconds in (("page", 0.03), *((f"crowd-{n}", 0.001) for n in range(4))):
        with scheduler.task(Cancellation(name)):
            compute(seconds)
    stop = threading.Event()

    def crowd(name: str) -> None:
        while not stop.is_set():
            with scheduler.task(Cancellation(name)):
                compute(0.01)

    threads = [threading.Thread(target=crowd, args=(f"crowd-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    assert until(lambda: scheduler.gauges()["tasks_waiting"] > 0)
    page = Client(scheduler, "page", 1, 5)
    page.start()
    page.join()
    stop.set()
    for thread in threads:
        thread.join()
    assert page.outcome == "done"


def test_only_one_long_task_runs_at_a_time() -> None:
    scheduler = Scheduler(Settings())
    long = start_long_tasks(scheduler, 3, 12)
    assert scheduler.gauges() == {"tasks_running": 1, "tasks_waiting": 2}
    for client in long:
        client.join()
    assert scheduler.gauges() == {"tasks_running": 0, "tasks_waiting": 0}


def test_the_longest_task_is_rejected_when_too_many_wait() -> None:
    scheduler = Scheduler(Settings(waiting=1))
    long = [Client(scheduler, f"long-{n}", 40) for n in range(3)]
    for client in long:
        client.start()
    for client in long:
        client.join()
    assert sorted(str(client.outcome) for client in long) == ["503", "done", "done"]


def test_a_waiting_task_ends_at_its_deadline_or_when_its_client_leaves() -> None:
    scheduler = Scheduler(Settings())
    holder = start_long_tasks(scheduler, 1, 40)[0]
    late, gone = Client(scheduler, "late", 40, 0.3), Client(scheduler, "gone", 40)
    late.start()
    gone.start()
    time.sleep(0.6)
    gone.cancel.request()
    for client in (late, gone, holder):
        client.join()
    assert (late.outcome, gone.outcome, holder.outcome) == ("504", "gone", "done")


def test_a_task_that_never_ran_gets_retry_after() -> None:
    scheduler = Scheduler(Settings())
    first, second = scheduler.start(Cancellation("a")), None
    refusals: list[Refusal] = []

    def other() -> None:
        nonlocal second
        second = scheduler.start(Cancellation("b"))
        try:
            scheduler.start(Cancellation("c", time.monotonic() + 0.05))
        except Refusal as refusal:
            refusals.append(refusal)
        scheduler.finish(second)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    scheduler.finish(first)
    assert [refusal.status for refusal in refusals] == [503]
    assert dict(refusals[0].headers)["retry-after"]


def test_a_suspended_task_is_not_running() -> None:
    scheduler = Scheduler(Settings())
    with scheduler.task(Cancellation("a")):
        with scheduler.suspended():
            assert scheduler.gauges()["tasks_running"] == 0
        assert scheduler.gauges()["tasks_running"] == 1
        with scheduler.task(Cancellation("a")):  # part of the same task
            assert scheduler.gauges()["tasks_running"] == 1


@pytest.mark.parametrize("processor_seconds", [0.0, LONG_TASK_SECONDS])
def test_the_estimate_comes_from_the_client_s_recent_tasks(processor_seconds: float) -> None:
    scheduler = Scheduler(Settings())
    with scheduler.task(Cancellation("a")):
        compute(processor_seconds)
    with scheduler.task(Cancellation("b")):
        thread = threading.Thread(
            target=lambda: scheduler.finish(scheduler.start(Cancellation("a")))
        )
        thread.start()
        thread.join(timeout=0.2)
        assert thread.is_alive() == bool(processor_seconds), "a long one waits until nothing runs"
    thread.join()
