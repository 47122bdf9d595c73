"""A call in the background returns and raises as a call in the same process does."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from kg.background import in_background
from kg.errors import Problem, ProblemsFound


def test_the_result_comes_from_another_process() -> None:
    with in_background(os.getpid) as call:
        found = call.result()
        assert found != os.getpid()
        assert call.ended() and call.result() == found


def test_an_error_comes_back_as_it_was_raised() -> None:
    problem = Problem("a.ttl", "place:a", "is wrong", "Right it.", 3)

    def fails() -> None:
        raise ProblemsFound([problem])

    with in_background(fails) as call, pytest.raises(ProblemsFound) as caught:
        call.result()
    assert caught.value.problems == [problem]
    assert "1 problem found" in str(caught.value)


def test_a_process_that_ends_is_no_result() -> None:
    with (
        in_background(lambda: os._exit(3)) as call,
        pytest.raises(RuntimeError, match="ended: 3"),
    ):
        call.result()


def test_no_process_stays_after_the_block() -> None:
    with pytest.raises(KeyError), in_background(lambda: time.sleep(60)):
        raise KeyError
    assert not multiprocessing.active_children()


def test_a_call_that_runs_has_not_ended() -> None:
    with in_background(lambda: time.sleep(60)) as call:
        assert not call.ended()
