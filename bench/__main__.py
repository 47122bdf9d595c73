"""`make bench`: one run of everything on the current build, written to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.answers import content, fetch, same
from bench.growth_page import HEADING, PAGE
from bench.load import Load, get, run
from bench.peers import ROOT, Running, System, megabytes, running, systems
from kg import manifest
from kg.project import find
from kg.queries.catalogue import read_catalogue
from kg.rdf import QueryResultsFormat, QueryTriples, RdfFormat, Store, parse
from server.sparql.engine import Query
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.zygote import ZygoteConfig

CLIENTS = 8
PATIENCE = 3.0  # seconds that a slow peer gets for one query
SETTLING = 4.0  # seconds between a server's start and its measuring


@dataclass
class Result:
    """What was measured of one system: a load a round, its start, its memory, odd answers."""

    loads: list[Load] = field(default_factory=list)
    started: float = 0.0
    memory: float = 0.0
    failed: list[str] = field(default_factory=list)

    def median(self, name: str) -> float:
        return statistics.median(getattr(load, name) for load in self.loads)


def main() -> None:
    """Measure, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="of one round of one system")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-rdflib", action="store_true", help="leave out the slowest peers")
    options = parser.parse_args()
    project = find()
    build = project.current.resolve()
    queries = {name: q.text for name, q in read_catalogue(project.examples).items()}
    known = systems(build)
    results = {name: Result() for name in known}
    inside = in_process(build, queries)
    expected = {name: answer for name, (answer, _) in inside.items()}
    for number in range(options.rounds):
        for name in ("native", "uncached", "cached"):
            with running(known[name]) as server:
                if not number:
                    results[name].failed = compare(server, queries, expected)
                measure(server, queries, results[name], options.seconds)
                say(known[name], results[name])
    if not options.no_rdflib:
        for name in ("oxrdflib", "rdflib"):
            results[name] = one_by_one(known[name], queries, expected)
            say(known[name], results[name])
    hop = isolation(build, queries)
    text = report(build, queries, known, results, inside, hop, options)
    print(text)
    _, heading, growth = PAGE.read_text(encoding="utf-8").partition(HEADING)
    PAGE.write_text(f"{text}\n{heading}{growth}" if heading else text, encoding="utf-8")


def say(system: System, result: Result) -> None:
    """Tell how far the run is."""
    load = result.loads[-1]
    print(f"{system.name}: {load.rate:,.1f}/s, p50 {load.p50 * 1e3:.2f} ms", file=sys.stderr)


def in_process(build: Path, queries: dict[str, str]) -> dict[str, tuple[Counter[str], float]]:
    """Raw pyoxigraph in memory, the limit: the answer of each query, and its median seconds."""
    store = load(build)
    found = {}
    for name, text in queries.items():
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            body = answer_of(store, text)
            taken.append(time.perf_counter() - started)
        found[name] = (content(body), statistics.median(taken))
    return found


def load(build: Path) -> Store:
    """The build in memory."""
    store = Store()
    store.bulk_extend(parse(path=str(build / manifest.DATA), format=RdfFormat.N_QUADS))
    return store


def answer_of(store: Store, text: str) -> bytes:
    """The answer to a query, as a server would write it."""
    results = store.query(text)
    if isinstance(results, QueryTriples):
        return results.serialize(format=RdfFormat.TURTLE) or b""
    return results.serialize(format=QueryResultsFormat.JSON) or b""


def compare(
    server: Running, queries: dict[str, str], expected: dict[str, Counter[str]]
) -> list[str]:
    """The queries that the server answers with other rows than the engine in process."""
    odd = []
    for name, text in queries.items():
        body, _ = fetch(server, text, 60)
        if body is None or content(body) != expected[name]:
            odd.append(name)
    return odd


def measure(server: Running, queries: dict[str, str], result: Result, seconds: float) -> None:
    """One round: all clients at once, on all queries in turn."""
    requests = [get(server.system.path, text) for text in queries.values()]
    time.sleep(SETTLING)
    run(server.port, requests[:20], 1, CLIENTS)
    result.loads.append(run(server.port, requests, seconds, CLIENTS))
    result.memory = max(result.memory, megabytes(server.process.pid))
    result.started = result.started or server.started


def one_by_one(
    system: System, queries: dict[str, str], expected: dict[str, Counter[str]]
) -> Result:
    """For peers that run one query at a time: each query once, by one client.

    A query that takes longer than the patience counts as that long, so the rate is flattered.
    """
    taken: list[float] = []
    result = Result()
    left = list(queries.items())
    while left:
        with running(system) as server:
            result.started = result.started or server.started
            while left:
                name, text = left.pop(0)
                body, seconds = fetch(server, text, PATIENCE)
                taken.append(min(seconds, PATIENCE))
                result.memory = max(result.memory, megabytes(server.process.pid))
                if body is None or not same(body, expected[name]):
                    result.failed.append(name)
                if body is None and seconds >= PATIENCE:
                    break  # it still works on it: only a new process can go on
    taken.sort()
    at = len(taken)
    result.loads.append(Load(at / sum(taken), taken[at // 2], taken[int(at * 0.95)], at))
    return result


def isolation(build: Path, queries: dict[str, str]) -> tuple[float, float]:
    """Median seconds of a lookup in process, and through the pool to a worker and back."""
    text = "SELECT * { ?s ?p ?o } LIMIT 10"
    store = load(build)
    pool = Pool(
        ZygoteConfig(str(build), manifest.read(build).base, True, 256 << 20),
        Limits(2, 2, 8, 1 << 24),
    )
    try:
        inside, outside = [], []
        for _ in range(2000):
            started = time.perf_counter()
            answer_of(store, text)
            inside.append(time.perf_counter() - started)
            started = time.perf_counter()
            pool.run(Query(text), 10)
            outside.append(time.perf_counter() - started)
        return statistics.median(inside), statistics.median(outside)
    finally:
        pool.close()


def report(
    build: Path,
    queries: dict[str, str],
    known: dict[str, System],
    results: dict[str, Result],
    inside: dict[str, tuple[Counter[str], float]],
    hop: tuple[float, float],
    options: argparse.Namespace,
) -> str:
    """The page: what was measured, how, and what of it was to be reached."""
    facts = manifest.read(build)
    native = results["native"]
    seconds = [median for _, median in inside.values()]
    rows = [
        f"| raw pyoxigraph, in process, one thread | {len(seconds) / sum(seconds):,.0f} | "
        f"{statistics.median(seconds) * 1e3:.2f} | "
        f"{sorted(seconds)[int(len(seconds) * 0.95)] * 1e3:.1f} | | | |"
    ]
    for name in ("uncached", "cached", "native", "oxrdflib", "rdflib"):
        result = results[name]
        if not result.loads:
            continue
        rate = result.median("rate")
        ratio = rate / native.median("rate")
        rows.append(
            f"| {known[name].name} | {rate:,.{1 if rate < 100 else 0}f} | "
            f"{result.median('p50') * 1e3:.2f} | {result.median('p95') * 1e3:.1f} | {ratio:.2f} | "
            f"{result.memory:.0f} | {len(result.failed)} |"
        )
    template = (ROOT / "bench" / "page.md").read_text(encoding="utf-8")
    values = {
        "rows": "\n".join(rows),
        "goals": "\n".join(goals(results, hop)),
        "queries": str(len(queries)),
        "build": facts.hash,
        "quads": f"{facts.counts.get('quads', 0):,}",
        "clients": str(CLIENTS),
        "rounds": str(options.rounds),
        "seconds": f"{options.seconds:g}",
        "patience": f"{PATIENCE:g}",
        "settling": f"{SETTLING:g}",
        "cores": str(len(os.sched_getaffinity(0))),
        "python": ".".join(map(str, sys.version_info[:3])),
        "date": time.strftime("%Y-%m-%d"),
        "heaviest": ", ".join(
            f"{name} ({inside[name][1] * 1e3:.0f} ms)"
            for name in sorted(inside, key=lambda name: -inside[name][1])[:5]
        ),
        "odd": "; ".join(
            f"{known[name].name}: {', '.join(result.failed)}"
            for name, result in results.items()
            if result.failed
        )
        or "none",
    }
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


def goals(results: dict[str, Result], hop: tuple[float, float]) -> list[str]:
    """Each goal with its figure, and whether this run reached it."""
    native, uncached, cached = (results[n] for n in ("native", "uncached", "cached"))
    base = native.median("rate")
    lines = [
        (
            "uncached, requests a second against the native server, at least 2 ×",
            f"{uncached.median('rate') / base:.1f} ×",
            uncached.median("rate") >= 2 * base,
        ),
        (
            "uncached, p95 below the native server's",
            f"{uncached.median('p95') * 1e3:.0f} against {native.median('p95') * 1e3:.0f} ms",
            uncached.median("p95") < native.median("p95"),
        ),
        (
            "cached against the native server, at least 12 ×",
            f"{cached.median('rate') / base:.0f} ×",
            cached.median("rate") >= 12 * base,
        ),
        (
            "the hop to a worker and back at p50, at most 0.5 ms",
            f"{(hop[1] - hop[0]) * 1e3:.3f} ms",
            hop[1] - hop[0] <= 0.0005,
        ),
        (
            "memory of all our processes, under 500 MB",
            f"{max(uncached.memory, cached.memory):.0f} MB",
            max(uncached.memory, cached.memory) < 500,
        ),
        (
            "the first answer after the start on an existing build, under 2 s",
            f"{uncached.started:.2f} s",
            uncached.started < 2,
        ),
    ]
    if results["rdflib"].loads:
        slow = results["rdflib"].median("rate")
        lines.insert(
            3,
            (
                "uncached against rdflib-endpoint on rdflib, at least 40 ×",
                f"{uncached.median('rate') / slow:.0f} ×",
                uncached.median("rate") >= 40 * slow,
            ),
        )
    return [f"| {text} | {figure} | {'yes' if met else 'no'} |" for text, figure, met in lines]


if __name__ == "__main__":
    main()
