"""Builds that are cut short or removed, and processes that are killed: the truth, or a refusal."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.attack.tools import CHEAP, processes, timed
from tests.served import EX, WITHOUT_BUDGETS, Live, quads, serving, write_build

pytestmark = pytest.mark.slow


def zygotes(live: Live) -> list[int]:
    """The processes below the server itself: the zygote, and what it forked."""
    return [pid for pid in processes(live) if pid != live.process.pid]


@pytest.mark.parametrize("lines", [1, 200, 5000])
def test_a_build_that_was_cut_short_is_not_served(tmp_path: Path, lines: int) -> None:
    data = write_build(tmp_path, quads(), "small") / "data.nq"
    data.write_text("".join(data.read_text().splitlines(keepends=True)[:lines]))
    with (
        pytest.raises(AssertionError, match="not what its manifest describes"),
        serving(tmp_path / "current", *WITHOUT_BUDGETS),
    ):
        pass


def test_whatever_is_killed_answers_are_whole(tmp_path: Path) -> None:
    write_build(tmp_path, quads(), "small")
    text = f"SELECT ?o {{ ?s <{EX}label> ?o }} ORDER BY ?o"
    with serving(tmp_path / "current", *WITHOUT_BUDGETS, "--log", "errors") as live:
        whole = timed(live, text)[2]
        statuses = []
        for number in range(40):
            for pid in zygotes(live)[: 1 + number % 3]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            status, _, body = timed(live, f"{text} # {number}")
            statuses.append(status)
            assert status != 200 or body == whole
        assert set(statuses) <= {200, 503}
        assert statuses.count(200) >= 20
        assert live.query(CHEAP).status == 200


def test_without_its_build_a_server_tells_why_and_no_folder(tmp_path: Path) -> None:
    made = write_build(tmp_path, quads(), "small")
    with serving(tmp_path / "current", *WITHOUT_BUDGETS) as live:
        shutil.rmtree(made)
        for pid in zygotes(live):
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while live.request("GET", "/health").status == 200:
            assert time.monotonic() < end
            time.sleep(0.1)
        replies = {
            path: live.request("GET", path)
            for path in ("/health", f"/doc?iri={EX}hard", "/dumps/context.jsonld")
        }
        replies["/sparql"] = live.query(CHEAP)
        for path, reply in replies.items():
            assert str(tmp_path) not in reply.text, path
        assert replies["/sparql"].status == replies["/health"].status == 503
        assert replies["/sparql"].headers["retry-after"]
        assert any(str(tmp_path) in str(event["reason"]) for event in live.events("engine"))
