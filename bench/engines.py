"""Our pool beside Pebble's: the hop, the kill at the deadline. `python -m bench.engines`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError

from pebble import ProcessPool

from bench.__main__ import answer_of, load
from kg.project import find
from kg.rdf import Store
from server.sparql.engine import Query, TimeLimit
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.zygote import Plan

CHEAP = "SELECT * { ?s ?p ?o } LIMIT 10"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i) }"
STORE: Store


def work(text: str) -> bytes:
    """In a process of Pebble's, which inherited the store."""
    return answer_of(STORE, text)


def measure(name: str, ask: Callable[[str, float], object], late: type[Exception]) -> None:
    """Print the hop by one and by eight callers, and what becomes of a query without end."""
    ask(CHEAP, 10)
    taken = []
    for _ in range(1000):
        started = time.perf_counter()
        ask(CHEAP, 10)
        taken.append(time.perf_counter() - started)
    started = time.perf_counter()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: ask(CHEAP, 10), range(4000)))
    rate = 4000 / (time.perf_counter() - started)
    started = time.perf_counter()
    try:
        ask(ENDLESS, 1)
    except late:
        killed = time.perf_counter() - started
    started = time.perf_counter()
    ask(CHEAP, 10)
    again = time.perf_counter() - started
    print(
        f"{name}: one caller p50 {statistics.median(taken) * 1e3:.3f} ms, eight callers "
        f"{rate:,.0f}/s, a deadline of 1 s kept after {killed:.3f} s, "
        f"next answer {again * 1e3:.1f} ms"
    )


def main() -> None:
    """Measure both on the current build."""
    global STORE
    build = find().current.resolve()
    STORE = load(build)
    pool = Pool(Plan(str(build), "http://x/", True, 1 << 28), Limits(2, 8, 64, 1 << 24))
    measure("ours", lambda text, seconds: pool.run(Query(text), seconds).body, TimeLimit)
    pool.close()
    with ProcessPool(max_workers=2) as pebble:
        measure(
            "Pebble",
            lambda text, seconds: pebble.schedule(work, (text,), timeout=seconds).result(),
            TimeoutError,
        )


if __name__ == "__main__":
    main()
