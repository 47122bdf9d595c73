"""Files for graph tools, written by workers: within every limit of a query."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from kg.manifest import INDEX
from server.http.request import Cancellation
from server.sparql.engine import GraphFile, Query, errors
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.remote import Remote
from server.sparql.engine.zygote import ZygoteConfig
from tests.conftest import ROOT
from tests.served import BASE, EX, quads, until, write_build
from tests.server.sparql.engine.test_pool import children, is_confined

LIMITS = Limits(2, 2, 4, 64 << 20)
MEMORY = 256 << 20


def chain(length: int) -> bytes:
    """N-Triples of things in a row."""
    return "".join(f"<{EX}{n}> <{EX}next> <{EX}{n + 1}> .\n" for n in range(length)).encode()


def file(triples: bytes) -> GraphFile:
    return GraphFile("graphml", "zh", "triples", triples=triples)


# Written in some seconds: its nodes are moved thirty times.
LONG = file(chain(12_000))


def over(build: Path, memory: int = MEMORY, limits: Limits = LIMITS) -> Pool:
    return Pool(ZygoteConfig(str(build), BASE, True, memory, index=str(build)), limits)


@pytest.fixture(scope="module")
def pool(build: Path) -> Iterator[Pool]:
    """A pool over the small build, which writes files."""
    made = over(build)
    yield made
    made.close()


def test_the_deadline_ends_it(pool: Pool) -> None:
    ended = pool.kills["deadline"]
    started = time.monotonic()
    with pytest.raises(errors.TimeLimitExceeded):
        pool.write(LONG, 0.4)
    assert 0.3 < time.monotonic() - started < 1.5
    assert pool.kills["deadline"] == ended + 1
    assert pool.write(file(chain(2)), 10).body


def test_it_ends_with_its_client(pool: Pool) -> None:
    cancel = Cancellation("a")
    threading.Timer(0.3, cancel.request).start()
    with pytest.raises(errors.QueryCancelled):
        pool.write(LONG, 60, cancel)
    assert pool.gauges()["running"] == pool.gauges()["slow"] == 0


def test_it_steps_aside(build: Path) -> None:
    """What is short waits for none of it."""
    cancel = Cancellation("a")
    small = over(build, limits=Limits(1, 1, 4, 64 << 20))
    try:
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(small.write, LONG, 60, cancel)
            assert until(lambda: small.gauges()["slow"] == 1)
            assert small.run(Query("ASK {}"), 10).body
            assert not writing.done()
            cancel.request()
            assert isinstance(writing.exception(timeout=10), errors.QueryCancelled)
    finally:
        small.close()


def test_a_worker_that_someone_kills_is_replaced(build: Path) -> None:
    whole = file(chain(3000))
    own = over(build)
    try:
        expected = own.write(whole, 60).body
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(own.write, whole, 60)
            assert until(lambda: own.gauges()["slow"] == 1)
            for worker in children(own._zygote.pid):
                os.kill(worker, signal.SIGKILL)
            assert writing.result(timeout=60).body == expected
        assert own.kills["other"] == 1
    finally:
        own.close()


def test_whoever_waits_for_it_when_the_pool_closes_is_told(build: Path) -> None:
    own = over(build)
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(own.write, LONG, 60)
        assert until(lambda: own.gauges()["slow"] == 1)
        own.close()
        assert isinstance(writing.exception(timeout=10), errors.EngineUnavailable)


def test_memory_and_size_are_limited(build: Path) -> None:
    tight = over(build, memory=12 << 20)
    try:
        with pytest.raises(errors.MemoryLimitExceeded):
            tight.write(LONG, 60)
    finally:
        tight.close()
    narrow = over(build, limits=Limits(2, 2, 4, 1000))
    try:
        with pytest.raises(errors.ResultTooLarge):
            narrow.write(file(chain(10)), 10)
    finally:
        narrow.close()


def test_what_cannot_be_read_says_so(pool: Pool) -> None:
    with pytest.raises(errors.EngineFailure, match="cannot be read"):
        pool.write(file(b"these are no triples"), 10)


def test_without_its_index_queries_are_answered_and_files_are_not(tmp_path: Path) -> None:
    made = write_build(tmp_path, quads(), "small")
    own = over(made)
    try:
        (made / INDEX).unlink()
        assert own.run(Query("ASK {}"), 10).body
        with pytest.raises(errors.EngineUnavailable, match="index"):
            own.write(file(chain(2)), 10)
    finally:
        own.close()


def test_an_index_of_another_version_says_so(tmp_path: Path) -> None:
    made = write_build(tmp_path, quads(), "small")
    with closing(sqlite3.connect(made / INDEX)) as index, index:
        changed = index.execute("UPDATE document SET json = '{}' WHERE name = 'vocabulary'")
        assert changed.rowcount == 1
    with pytest.raises(errors.EngineUnavailable, match="its index was written by another version"):
        over(made)


def test_a_worker_has_the_index_and_no_other_file(pool: Pool, build: Path) -> None:
    pool.write(file(chain(2)), 10)
    workers = children(pool._zygote.pid)
    assert workers
    for pid in workers:
        assert is_confined(pid)
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        files = [link for link in links if link != "/dev/null" and not link.startswith("socket:")]
        assert sorted(files) == sorted([f"/proc/{pid}/statm", str((build / INDEX).resolve())])


def test_the_zygote_has_one_thread(pool: Pool) -> None:
    """What it forks would lack the others, and wait for them for ever."""
    assert len(os.listdir(f"/proc/{pool._zygote.pid}/task")) == 1


def test_files_are_written_here_where_an_endpoint_answers(build: Path) -> None:
    limits = Limits(1, 1, 1, 1 << 20)
    parser = Pool(ZygoteConfig("", BASE, True, MEMORY, index=str(build)), limits)
    remote = Remote("http://127.0.0.1:9/", parser, limits)
    try:
        assert remote.write(file(chain(2)), 10).body
        with pytest.raises(errors.EngineUnavailable, match="cannot be read"):
            remote.write(file(b"these are no triples"), 10)
    finally:
        remote.close()


def test_the_server_itself_loads_nothing_that_draws() -> None:
    code = "import sys, server.app, server.mcp.server; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert "server.sparql.service" in loaded
    assert not {"igraph", "networkx"}.intersection(loaded)
