"""The pool: answers, limits, kills, waiting, and that nothing is left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.manifest import STORE
from kg.rdf import RdfFormat, Store
from server.http.request import Cancellation
from server.sparql.engine import Query, errors
from server.sparql.engine.admission import Limits
from server.sparql.engine.confinement import is_supported
from server.sparql.engine.pool import Pool
from server.sparql.engine.zygote import WorkerProcess, Zygote, ZygoteConfig
from tests.conftest import Built
from tests.served import BASE, EX, until, write_build
from tests.server.conftest import quads
from tests.server.sparql.engine.test_worker import SERVICES

# Neither ever ends by itself; the second asks for memory all the time.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i) }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f"
CHEAP = Query("SELECT * { ?s ?p ?o } LIMIT 1")
MEMORY = 128 << 20


def started(zygote: Zygote) -> WorkerProcess:
    """A new worker, which is stopped at once."""
    worker = zygote.fork()
    worker.stop()
    return worker


def loaded(pool: Pool) -> Pool:
    """The pool, once its zygote has loaded the graph, so that workers are kept."""
    assert until(lambda: not started(pool._zygote).forked_during_load, 60)
    return pool


@pytest.fixture
def small(build: Path) -> Iterator[Pool]:
    """A pool of one fast and one slow place, where one query may wait."""
    made = Pool(ZygoteConfig(str(build), BASE, True, MEMORY), Limits(1, 1, 1, 1 << 20))
    yield loaded(made)
    made.close()


def children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(number) for number in text.split()]


def is_confined(pid: int) -> bool:
    """Whether a worker has a seccomp filter for good; else whether it can open no file at all.

    With the filter, Landlock leaves it the files of its store, which it opens when it needs them.
    """
    if is_supported():
        status = Path(f"/proc/{pid}/status").read_text()
        return "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status
    limits = Path(f"/proc/{pid}/limits").read_text()
    (files,) = [line.split()[3] for line in limits.splitlines() if "open files" in line]
    return files == "0"


@pytest.mark.parametrize("in_memory", [True, False], ids=["memory", "disk"])
def test_answers(build: Path, in_memory: bool) -> None:
    made = Pool(ZygoteConfig(str(build), BASE, in_memory, MEMORY), Limits(2, 2, 2, 1 << 20))
    try:
        rows = made.run(Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv"), 5)
        assert (rows.form, rows.body.split()) == ("solutions", [b"n", b"6021"])
        assert made.run(Query("ASK {}"), 5).form == "boolean"
        assert made.run(Query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"), 5).form == "graph"
        relative = Query("SELECT (<a> AS ?x) {}", "text/csv")
        assert f"{BASE}a".encode() in made.run(relative, 5).body
        with pytest.raises(errors.ServiceNotSupported):
            made.run(Query("ASK { SERVICE <http://127.0.0.1:9/> {} }"), 5)
    finally:
        made.close()


@pytest.mark.skipif(not is_supported(), reason="the kernel has no Landlock or no seccomp")
def test_a_store_of_many_files_answers_and_calls_nobody(tmp_path: Path) -> None:
    """The engine opens some sixteen files of tables at once, and the others when it reads them."""
    folder = write_build(tmp_path, quads(), "many")
    shutil.rmtree(folder / STORE)
    store = Store(str(folder / STORE))
    lines = quads().splitlines(keepends=True)
    for part in range(12):
        store.bulk_load("".join(lines[part::12]).encode(), format=RdfFormat.N_QUADS)
    for _ in range(50):  # the engine merges files when it finds the time
        if len([*(folder / STORE).glob("*.sst")]) > 24:
            break
        store.bulk_load("".join(lines[:50]).encode(), format=RdfFormat.N_QUADS)
    del store
    assert len([*(folder / STORE).glob("*.sst")]) > 20
    made = Pool(ZygoteConfig(str(folder), BASE, False, MEMORY), Limits(2, 2, 2, 1 << 20))
    try:
        for query, count in (
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", 6021),
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?o ?q ?r }", None),
            ("SELECT (COUNT(DISTINCT ?o) AS ?n) { GRAPH ?g { ?s ?p ?o } }", None),
        ):
            answer = made.run(Query(query, "text/csv"), 20)
            assert answer.form == "solutions"
            assert count is None or int(answer.body.split()[1]) == count
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(0.2)
            address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            for text in SERVICES:
                with pytest.raises(errors.ServiceNotSupported):
                    made.run(Query(text.replace("http://127.0.0.1:9/", address)), 5)
            with pytest.raises(TimeoutError):
                listening.accept()
    finally:
        made.close()


def test_refusals(pool: Pool) -> None:
    with pytest.raises(errors.QuerySyntaxError) as wrong:
        pool.run(Query("SELECT *\n{ ?s }"), 5)
    assert (wrong.value.line, wrong.value.column) == (2, 6)
    with pytest.raises(errors.FormatNotAvailable) as offered:
        pool.run(Query("ASK {}", solutions=None), 5)
    assert offered.value.form == "boolean"
    with pytest.raises(errors.ResultTooLarge):
        pool.run(Query("SELECT * { ?a ?b ?c . ?d ?e ?f }"), 5)


def test_a_query_may_have_a_limit_of_its_own(pool: Pool) -> None:
    large = "SELECT * { ?a ?b ?c . ?a ?d ?e }"
    with pytest.raises(errors.ResultTooLarge):
        pool.run(Query(large), 5)
    assert len(pool.run(Query(large, max_bytes=64 << 20), 5).body) > 1 << 20
    with pytest.raises(errors.ResultTooLarge):
        pool.run(Query("SELECT * { ?a ?b ?c }", max_bytes=1000), 5)


def test_the_deadline_kills(pool: Pool) -> None:
    started = time.monotonic()
    with pytest.raises(errors.TimeLimitExceeded):
        pool.run(Query(ENDLESS), 0.5)
    assert 0.4 < time.monotonic() - started < 1.5
    assert pool.run(CHEAP, 5).body


def test_the_deadline_holds_for_what_ends_in_no_time(pool: Pool) -> None:
    with pytest.raises(errors.TimeLimitExceeded):
        pool.run(CHEAP, 0)


def test_memory_kills_the_worker_alone(pool: Pool) -> None:
    with pytest.raises(errors.MemoryLimitExceeded):
        pool.run(Query(HUNGRY), 20)
    assert pool.run(CHEAP, 5).body


def test_nesting_kills_the_worker_alone(pool: Pool) -> None:
    with pytest.raises(errors.QueryTooDeep):
        pool.run(Query("SELECT * {" + "{" * 5000 + "?s ?p ?o" + "}" * 5000 + "}"), 5)
    assert pool.run(CHEAP, 5).body


def test_a_client_that_goes_frees_its_worker(pool: Pool) -> None:
    cancel = Cancellation()
    threading.Timer(0.3, cancel.request).start()
    started = time.monotonic()
    with pytest.raises(errors.QueryCancelled):
        pool.run(Query(ENDLESS), 20, cancel)
    assert time.monotonic() - started < 2
    assert pool.gauges()["running"] == pool.gauges()["slow"] == 0


def test_a_client_that_went_before_is_not_served(pool: Pool) -> None:
    cancel = Cancellation()
    cancel.request()
    with pytest.raises(errors.QueryCancelled):
        pool.run(Query(ENDLESS), 20, cancel)


def test_a_worker_that_someone_kills_is_replaced(small: Pool) -> None:
    small.run(CHEAP, 5)
    for _ in range(3):
        (worker,) = children(small._zygote.pid)
        os.kill(worker, signal.SIGKILL)
        assert small.run(CHEAP, 5).body


def test_a_killed_zygote_is_replaced(small: Pool) -> None:
    small.run(CHEAP, 5)
    os.kill(small._zygote.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert small.run(CHEAP, 5).body


def test_a_zygote_killed_during_start_up_is_replaced(
    small: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if its replacement is killed."""
    started = subprocess.Popen
    ended: list[int] = []

    def popen(*arguments: object, **named: object) -> subprocess.Popen[bytes]:
        process = started(*arguments, **named)  # type: ignore[call-overload]
        if not ended:
            os.kill(process.pid, signal.SIGKILL)
            ended.append(process.pid)
        return process  # type: ignore[no-any-return]

    assert small.run(CHEAP, 5)
    monkeypatch.setattr(subprocess, "Popen", popen)
    os.kill(small._zygote.pid, signal.SIGKILL)
    while not ended:  # a worker that is idle may answer once more before it ends, too
        assert small.run(CHEAP, 20).body
    assert small._zygote.pid not in ended


def test_a_zygote_that_exits_during_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """With or without reading its configuration."""
    for program in ("/bin/false", "/bin/true"):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(errors.EngineUnavailable, match="exited while it loaded"):
            Zygote(ZygoteConfig("", BASE, True, 1 << 20))


def test_a_reused_pid_is_never_killed(build: Path) -> None:
    zygote = Zygote(ZygoteConfig(str(build), BASE, True, 256 << 20))
    worker = zygote.fork()
    zygote.close()
    with subprocess.Popen(["sleep", "30"]) as stranger:
        worker.pid = stranger.pid
        worker.kill()
        worker.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_forking_does_not_wait_for_a_slow_exit(build: Path) -> None:
    zygote = Zygote(ZygoteConfig(str(build), BASE, True, 256 << 20))
    try:
        slow = zygote.fork()
        with ThreadPoolExecutor(1) as threads:
            status = threads.submit(zygote.reap, slow.pid)
            for _ in range(3):
                assert zygote.fork().stop() == -signal.SIGKILL
            assert not status.done()
            os.kill(slow.pid, signal.SIGKILL)
            assert status.result(timeout=10) == -signal.SIGKILL
        slow.sock.close()
    finally:
        zygote.close()


def test_a_long_query_leaves_the_fast_place_where_no_slow_one_is_free(small: Pool) -> None:
    cancel = Cancellation("a")
    with ThreadPoolExecutor(1) as threads:
        hog = threads.submit(small.run, Query(ENDLESS), 20, cancel)
        assert until(lambda: small.gauges()["slow"] == 1)
        for number in range(3):
            with pytest.raises(errors.SlowSlotsFull):
                small.run(Query(ENDLESS), 20, Cancellation(str(number)))
        assert small.run(CHEAP, 5).body
        assert small.gauges() == {"running": 0, "slow": 1, "waiting": 0, "idle": 1}
        assert small.kills["crowded"] == 3
        cancel.request()
        assert isinstance(hog.exception(timeout=5), errors.QueryCancelled)


def test_a_long_query_is_ended_to_make_room(small: Pool) -> None:
    """For one of the server's own, which then has the time that it is given."""
    with ThreadPoolExecutor(1) as threads:
        hog = threads.submit(small.run, Query(ENDLESS), 20, Cancellation("a"))
        assert until(lambda: small.gauges()["slow"] == 1)
        with pytest.raises(errors.TimeLimitExceeded):
            small.run(Query(ENDLESS, internal=True), 2, Cancellation("b"))
        error = hog.exception(timeout=5)
        assert isinstance(error, errors.SlowSlotsFull)
        assert 0 < error.seconds < 10


def test_a_query_is_not_long_because_the_machine_is_busy(small: Pool) -> None:
    """What counts is the processor's time: a worker that gets none of it is not ended."""
    cancel = Cancellation("a")
    with ThreadPoolExecutor(2) as threads:
        hog = threads.submit(small.run, Query(ENDLESS), 20, cancel)
        assert until(lambda: small.gauges()["slow"] == 1)
        assert small.run(CHEAP, 5)
        (worker,) = {worker.pid for worker in small._idle}
        os.kill(worker, signal.SIGSTOP)
        starved = threads.submit(small.run, CHEAP, 20, Cancellation("b"))
        time.sleep(0.5)
        os.kill(worker, signal.SIGCONT)
        assert starved.result(timeout=10).body
        cancel.request()
        assert isinstance(hog.exception(timeout=5), errors.QueryCancelled)


def test_a_request_s_deadline_holds_for_its_queries(pool: Pool) -> None:
    with pytest.raises(errors.TimeLimitExceeded):
        pool.run(Query(ENDLESS), 20, Cancellation("a", time.monotonic() + 0.3))


def test_a_slow_query_is_demoted_and_reniced(small: Pool) -> None:
    cancel = Cancellation()
    with ThreadPoolExecutor(1) as threads:
        hog = threads.submit(small.run, Query(ENDLESS), 20, cancel)
        time.sleep(0.4)
        started = time.monotonic()
        assert small.run(CHEAP, 5).body
        assert time.monotonic() - started < 1.5
        niceness = 0
        while not niceness and time.monotonic() < started + 10:
            time.sleep(0.05)
            niceness = max(os.getpriority(os.PRIO_PROCESS, p) for p in children(small._zygote.pid))
        cancel.request()
        assert niceness > 0, "after its share of the processor's time"
        assert isinstance(hog.exception(timeout=5), errors.QueryCancelled)


def test_workers_do_not_grow_in_number(pool: Pool) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: pool.run(CHEAP, 20), range(400)))
    # On a busy machine a cheap query too may step aside and make room for another worker.
    assert len(children(pool._zygote.pid)) <= pool._limits.max_idle


def test_nothing_is_left_behind(build: Path) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))
    made = Pool(ZygoteConfig(str(build), BASE, True, MEMORY), Limits(2, 2, 2, 1 << 20))
    zygote = made._zygote.pid
    for _ in range(5):
        with pytest.raises(errors.TimeLimitExceeded):
            made.run(Query(ENDLESS), 0.05)
        made.run(CHEAP, 5)
    workers = children(zygote)
    made.close()
    for pid in (zygote, *workers):
        assert not Path(f"/proc/{pid}").exists()
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_queries_that_run_when_it_closes_are_told(build: Path) -> None:
    made = Pool(ZygoteConfig(str(build), BASE, True, MEMORY), Limits(1, 1, 1, 1 << 20))
    with ThreadPoolExecutor(1) as threads:
        hog = threads.submit(made.run, Query(ENDLESS), 20)
        time.sleep(0.3)
        made.close()
        assert isinstance(hog.exception(timeout=5), errors.EngineUnavailable)
    with pytest.raises(errors.EngineUnavailable):
        made.run(CHEAP, 5)


def test_a_build_that_cannot_be_loaded_says_why(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_text("this is no N-Quads\n")
    with pytest.raises(errors.EngineUnavailable, match="cannot be loaded"):
        Pool(ZygoteConfig(str(tmp_path), BASE, True, MEMORY), Limits(1, 1, 1, 1 << 20))


def test_a_worker_has_no_files_and_no_network(pool: Pool) -> None:
    pool.run(CHEAP, 5)
    for pid in children(pool._zygote.pid):
        assert is_confined(pid)
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        kinds = Counter(re.sub(r"\d+", "", link) for link in links)
        assert kinds == {"/dev/null": 3, "socket:[]": 1, "/proc//statm": 1}, links


def test_all_workers_hold_no_more_than_they_may(tmp_path: Path) -> None:
    """Eight such queries would hold 38 MB each, copies of the graph included."""
    chain = (f"<{EX}n/{n}> <{EX}next> <{EX}n/{n + 1}> .\n" for n in range(20_000))
    folder, may = write_build(tmp_path, "".join(chain), "chain"), 110 << 20
    made = loaded(
        Pool(ZygoteConfig(str(folder), BASE, True, MEMORY), Limits(2, 8, 8, 1 << 20, may))
    )
    most, running = 0, True

    def watch() -> None:
        nonlocal most
        while running:
            most = max(most, sum(map(private, children(made._zygote.pid))))
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(made.run, Query(f"{ENDLESS} # {n}"), 4) for n in range(8)]
            ended = [type(query.exception()) for query in asked]
    finally:
        running = False
        watcher.join()
        made.close()
    assert errors.SlowSlotsFull in ended and errors.TimeLimitExceeded in ended, ended
    assert most < may + (64 << 20), most  # what they take between two looks


def test_queries_are_answered_while_the_graph_is_loaded(built: Built) -> None:
    """From disk, by workers that are not kept."""
    folder = built.project.current
    pool = Pool(ZygoteConfig(str(folder), BASE, True, MEMORY), Limits(2, 2, 8, 1 << 20))
    # Internal, since a worker is not kept either where a client's queries were mostly long.
    count = Query("SELECT (COUNT(*) AS ?n) { ?s a ?class }", internal=True)
    try:
        early, idle = pool.run(count, 20).body, pool.gauges()["idle"]
        assert idle == 0, "the graph is loaded already"
        assert loaded(pool).run(count, 20).body == early
        assert pool.gauges()["idle"] == 1
    finally:
        pool.close()


def test_what_loading_leaves_free_is_not_given_to_queries(built: Built) -> None:
    """Memory inside the process that is free would come on top of a query's own."""
    zygote = Zygote(ZygoteConfig(str(built.project.current), BASE, True, MEMORY))
    try:
        assert until(lambda: not started(zygote).forked_during_load, 60)
        status = Path(f"/proc/{zygote.pid}/status").read_text()
        size, resident = (int(status.split(f"Vm{name}:")[1].split()[0]) for name in ("Size", "RSS"))
        assert size - resident < 48 << 10, f"{size} KB, {resident} KB"
    finally:
        zygote.close()


def private(pid: int) -> int:
    """The bytes that a process holds for itself."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(text.split("Private_Dirty:")[1].split()[0]) << 10
