"""`make bench-growth`: the service as its data grows; writes "Growth" in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

from bench.answers import content, fetch
from bench.copies import Cost, Grown, cost, grow, named_graphs
from bench.documented import commands, virtuoso_settings
from bench.growth_page import (
    DISK,
    HEADING,
    LOOKUPS,
    NATIVE,
    OURS,
    PAGE,
    PATIENCE,
    VIRTUOSO,
    Served,
    Size,
    Taken,
    report,
)
from bench.peers import BIN, ROOT, Running, System, free_port, megabytes, running, systems
from kg import manifest
from kg.model.index import Index
from kg.project import find
from kg.queries.catalogue import read_catalogue
from server.settings import Settings

SIZES = (1, 10, 100)  # whole reports
SETTLING = 4.0
KINDS = ("page", "parameter", "api", "question", "reconcile", "document")


def main() -> None:
    """Build, measure, write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="whole reports")
    parser.add_argument("--folder", help="where the larger builds are made, kept and used again")
    parser.add_argument("--rounds", type=int, default=3, help="of the catalogue; medians count")
    parser.add_argument("--again", type=int, default=3, help="requests for a page after the first")
    parser.add_argument(
        "--pages",
        type=int,
        default=max(SIZES),
        help="the largest size to index, and whose pages are requested",
    )
    parser.add_argument(
        "--virtuoso", type=int, default=max(SIZES), help="the largest size to load into Virtuoso"
    )
    options = parser.parse_args()
    build = find().current.resolve()
    measured: dict[int, Size] = {}
    with tempfile.TemporaryDirectory(prefix="growth-") as temporary:
        folder = Path(options.folder or temporary)
        for size in options.sizes:
            measured[size] = measure(build, folder / str(size), size, options)
            if not options.folder:
                shutil.rmtree(folder / str(size))
    section = report(build, measured, options.rounds, options.again)
    print(section)
    before = PAGE.read_text(encoding="utf-8").partition(HEADING)[0].rstrip("\n")
    PAGE.write_text(f"{before}\n\n{section}", encoding="utf-8")


def measure(build: Path, folder: Path, size: int, options: argparse.Namespace) -> Size:
    """Everything about one size."""
    grown = kept(build, folder, size, size <= options.pages)
    say(f"{size}: {grown.quads:,} quads", grown.store, grown.index)
    found = Size(grown, oxigraph_load(folder))
    queries = {name: q.text for name, q in read_catalogue(find().examples).items()}
    things = some_things(folder)
    known = systems(folder)
    expected: dict[str, bytes] = {}
    for name in (OURS, DISK, NATIVE):
        if name == DISK and (folder / manifest.DATA).stat().st_size > Settings().in_memory_mb << 20:
            continue  # it is the same as OURS
        with running(known[name]) as server:
            found.served[name] = served(server, queries, things, expected, options.rounds)
            say_served(size, name, found.served[name])
            if name == OURS and grown.index:
                pages(server, addresses(size), found, options.again)
    if size <= options.virtuoso and shutil.which("virtuoso-t"):
        with loaded_virtuoso(folder) as (server, load):
            found.served[VIRTUOSO] = served(server, queries, things, {}, options.rounds)
            found.served[VIRTUOSO].load = load
            say_served(size, VIRTUOSO, found.served[VIRTUOSO])
    return found


def say_served(size: int, name: str, found: Served) -> None:
    """Tell what one system did."""
    say(f"{size}, {name}, catalogue", found.catalogue.summary())
    say(f"{size}, {name}, look-ups", found.lookups.summary())


def say(what: str, *facts: object) -> None:
    """Tell how far the run is."""
    print(time.strftime("%H:%M:%S"), what, *map(str, facts), file=sys.stderr)


def kept(build: Path, folder: Path, size: int, indexed: bool) -> Grown:
    """The larger build in the folder, made now unless it is there."""
    notes = folder / "grown.json"
    if not notes.exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = grow(build, folder, size, indexed)
        notes.write_text(json.dumps(asdict(made) | {"folder": ""}), encoding="utf-8")
    facts = json.loads(notes.read_text(encoding="utf-8"))
    index = Cost(**facts["index"]) if facts["index"] else None
    return Grown(folder, facts["quads"], Cost(**facts["store"]), index)


def oxigraph_load(folder: Path) -> Cost:
    """What the native server's own loading takes."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command = [str(BIN / "oxigraph"), "load", "--location", f"{place}/store"]
        return cost([*command, "--file", str(folder / manifest.DATA)])


def some_things(folder: Path) -> list[str]:
    """IRIs of things, evenly spread over all that there are."""
    index = Index(folder)
    try:
        sql = (
            "SELECT iri FROM member JOIN node ON id = node WHERE member.class = 'Thing' ORDER BY id"
        )
        found = [row[0] for row in index.rows(sql)]
    finally:
        index.close()
    return found[:: max(1, len(found) // LOOKUPS)][:LOOKUPS]


def served(
    server: Running,
    queries: Mapping[str, str],
    things: Sequence[str],
    expected: dict[str, bytes],
    rounds: int,
) -> Served:
    """Ask each question and each look-up of one server, one at a time.

    `expected` are the answers to compare with; where it is empty, it is filled.
    """
    time.sleep(SETTLING)
    lookups = Taken()
    for iri in things:
        body, seconds = fetch(server, f"SELECT * {{ <{iri}> ?p ?o }}", PATIENCE)
        lookups.seconds[iri] = seconds
        if body is None:
            lookups.failed.append(iri)
    catalogue = Taken()
    compared = bool(expected)
    for name, text in queries.items():
        times = []
        for _ in range(rounds):
            body, taken = fetch(server, text, PATIENCE)
            times.append(min(taken, PATIENCE))
            if body is None:
                break
        catalogue.seconds[name] = statistics.median(times)
        if body is None or (compared and name in expected and other(body, expected[name])):
            catalogue.failed.append(name)
        elif not compared:
            expected[name] = body
    return Served(catalogue, lookups, megabytes(server.process.pid), server.started)


def other(body: bytes, expected: bytes) -> bool:
    """Whether two answers say different things."""
    return body != expected and content(body) != content(expected)


def addresses(size: int) -> dict[str, dict[str, str]]:
    """What is requested of the service: addresses with the headers that are sent."""
    found = {}
    with (ROOT / "tests" / "e2e" / "surface.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            plain = row["method"] == "GET" and row["status"] == "200" and "{" not in row["target"]
            if plain and row["kind"] in KINDS:
                send = row["send"].split(" | ") if row["send"] else []
                path = quote(row["target"], safe="/?&=%:+,;@!$'()*~#")
                found[path] = dict(one.split(": ", 1) for one in send)
    if size > 1:
        html = {"Accept": "text/html"}
        copy = ("/read/wuchang-{}-2023", "/doc/report/wuchang-{}-2023")
        more = ("/read/wuchang-{}-2023/1.2", "/doc/id/place/wuchang-district-{}")
        found |= {path.format(size): html for path in (*copy, *more)}
    return found


def pages(
    server: Running, wanted: Mapping[str, Mapping[str, str]], found: Size, again: int
) -> None:
    """Request every address once, and then again, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2 * PATIENCE)
    for path, headers in wanted.items():
        seconds: list[float] = []
        for _ in range(1 + again):
            started = time.monotonic()
            connection.request("GET", path, headers=dict(headers))
            reply = connection.getresponse()
            reply.read()
            seconds.append(time.monotonic() - started)
            if reply.status != http.HTTPStatus.OK:
                found.cold.failed.append(f"{path} ({reply.status})")
                break
        found.cold.seconds[path] = seconds[0]
        if len(seconds) > 1:
            found.warm.seconds[path] = statistics.median(seconds[1:])
    connection.close()
    found.pages_memory = megabytes(server.process.pid)
    say("pages, first", found.cold.summary())
    say("pages, again", found.warm.summary())


@contextmanager
def loaded_virtuoso(build: Path) -> Iterator[tuple[Running, float]]:
    """Virtuoso with the named graphs of a build, and the seconds that loading them took.

    Its default graph is the union of the named ones (docs/other-engines.md), so the unnamed quads
    are left out from the start instead of being cleared afterwards.
    """
    with tempfile.TemporaryDirectory(dir=build) as place:
        folder = Path(place)
        named_graphs(build / manifest.DATA, folder / "data.nq")
        http_port, sql_port = free_port(), free_port()
        ours = {
            "/srv/virtuoso": place,
            "127.0.0.1:1111": f"127.0.0.1:{sql_port}",
            "127.0.0.1:8890": f"127.0.0.1:{http_port}",
            "*.nq.gz": "*.nq",
        }
        (folder / "virtuoso.ini").write_text(virtuoso_settings(ours), encoding="utf-8")
        _, start, list_files, load, _ = commands("## Virtuoso 7", ours)
        system = System("Virtuoso 7", tuple(start), "/sparql")
        with running(system, port=http_port) as server:
            started = time.monotonic()
            for command in (list_files, load):
                subprocess.run(command, check=True, capture_output=True)
            yield server, time.monotonic() - started


if __name__ == "__main__":
    main()
