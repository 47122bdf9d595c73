"""Larger builds, made from a finished one: a whole report again and again, under other names.

What belongs to the report is copied: its passages and statements, the verdicts on them, the things
that no other report mentions, and its place. The ontology, indicators, industries, periods and the
other reports are shared by all copies.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg import manifest, namespaces
from kg.build import index
from kg.export.property_graph import whole_graphs
from kg.manifest import Data
from kg.model.dataset import Report
from kg.model.extract import names
from kg.model.records import records
from kg.rdf import open_store, write_store

_BASE = namespaces.BASE.encode()
_THING = re.compile(rb"<(%sid/([a-z]+)/[^<>]+)>" % re.escape(_BASE))
_OF_REPORT = re.compile(rb"<%s(?:report|statement|verdict)/([^/<>]+)" % re.escape(_BASE))
# The graph of a quad whose object is a literal; of others it is the fourth of five words.
_LITERAL_AND_GRAPH = re.compile(rb'"(?:@[A-Za-z-]+|\^\^<[^<>]*>)? <([^<>]*)> \.$')
_QUAD = 5  # words, with the full stop
_SHARED = (b"indicator", b"industry", b"period")
_ROOT = Path(__file__).resolve().parent.parent
# What stands in the template where the number of a copy belongs: in names, and before labels.
_NAME, _LABEL = b"\x00", b"\x01"


@dataclass(frozen=True)
class Cost:
    """What a step took: seconds, those of the processor, and megabytes at the most."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True)
class Grown:
    """A build with several whole reports: its folder, its quads, what its steps took."""

    folder: Path
    quads: int
    store: Cost
    index: Cost | None


def grow(build: Path, folder: Path, count: int, indexed: bool = True) -> Grown:
    """A build in the folder with `count` whole reports: those of `build`, and copies of its first.

    The first is the default report. Dumps are those of `build`, and so is the index unless
    `indexed`: then only queries see the copies.
    """
    facts = manifest.read(build)
    report = facts.dataset.default
    if not report:
        raise ValueError(f"{build} has no default report")
    folder.mkdir(parents=True)
    template = _template(build / manifest.DATA, report)
    digest, quads = hashlib.blake2b(), 0
    with (folder / manifest.DATA).open("wb") as out:
        for part in _parts(build / manifest.DATA, template, count):
            out.write(part)
            digest.update(part)
            quads += part.count(b"\n")
    copies = {_renamed(report.name, n): _copy(report, n) for n in range(2, count + 1)}
    dataset = replace(facts.dataset, reports={**facts.dataset.reports, **copies})
    data = Data(quads, digest.hexdigest())
    name = f"{facts.hash}-{count}"
    replace(facts, hash=name, data=data, dataset=dataset).write(folder)
    (folder / manifest.DUMPS).symlink_to((build / manifest.DUMPS).resolve())
    loaded = _step("store", folder)
    if not indexed:
        for name in (manifest.INDEX, manifest.DRAWING):
            (folder / name).symlink_to((build / name).resolve())
        return Grown(folder, quads, loaded, None)
    return Grown(folder, quads, loaded, _step("index", folder))


def named_graphs(data: Path, out: Path) -> None:
    """Write the quads of the data that are in a named graph into another file."""
    with data.open("rb") as lines, out.open("wb") as file:
        file.writelines(line for line in lines if _graph(line))


def _store(folder: Path) -> None:
    write_store(folder / manifest.DATA, folder / manifest.STORE)


def _index(folder: Path) -> None:
    base = manifest.read(folder).base
    store = open_store(folder / manifest.STORE)
    graphs = whole_graphs(records(store, names(store, base)))
    index.write(folder, store, graphs, base)


def _step(name: str, folder: Path) -> Cost:
    """What a step takes in a process of its own, whose memory is that of the step."""
    return cost([sys.executable, "-m", "bench.copies", name, str(folder)])


def cost(command: Sequence[str]) -> Cost:
    """What a program takes. Raises RuntimeError where it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=_ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed with status {process.returncode}")
    processor = used.ru_utime + used.ru_stime
    return Cost(time.monotonic() - started, processor, used.ru_maxrss / 1024)


def _parts(data: Path, template: bytes, count: int) -> Iterator[bytes]:
    """The bytes of the data, and then of each copy."""
    with data.open("rb") as lines:
        while part := lines.read(1 << 24):
            yield part
    for number in range(2, count + 1):
        yield template.replace(_NAME, b"-%d" % number).replace(_LABEL, b"%d " % number)


def _template(data: Path, report: Report) -> bytes:
    """The quads that a copy has, with a mark wherever its number goes."""
    name, year = report.name.encode(), f"-{report.year}".encode()
    own = _own_things(data, name) | {report.place.encode()}
    labelled = {report.iri.encode(), *own}

    def part(found: re.Match[bytes]) -> bytes:
        return found[0].removesuffix(year) + _NAME + year if found[1] == name else found[0]

    def thing(found: re.Match[bytes]) -> bytes:
        return b"<%s%s>" % (found[1], _NAME if found[1] in own else b"")

    found = []
    with data.open("rb") as lines:
        for line in lines:
            reports = set(_OF_REPORT.findall(line))
            things = not reports and any(iri in own for iri, _ in _THING.findall(line))
            if name not in reports and not things:
                continue
            line = _OF_REPORT.sub(part, _THING.sub(thing, line))
            subject = line[1 : line.index(b">")].replace(_NAME, b"")
            if subject in labelled and b'"@' in line:
                line = line.replace(b'> "', b'> "' + _LABEL, 1)
            found.append(line)
    return b"".join(found)


def _own_things(data: Path, report: bytes) -> set[bytes]:
    """The things that the report mentions and no other does."""
    ours: set[bytes] = set()
    others: set[bytes] = set()
    passages = _BASE + b"report/"
    with data.open("rb") as lines:
        for line in lines:
            graph = _graph(line)
            if graph.startswith(passages):
                own = graph.startswith(passages + report + b"/")
                found = {iri for iri, kind in _THING.findall(line) if kind not in _SHARED}
                (ours if own else others).update(found)
    return ours - others


def _graph(line: bytes) -> bytes:
    """The named graph of a quad; empty for the default graph."""
    if b'"' in line:
        found = _LITERAL_AND_GRAPH.search(line)
        return found[1] if found else b""
    words = line.split()
    return words[3][1:-1] if len(words) == _QUAD else b""


def _renamed(name: str, number: int) -> str:
    """The name of a copy of a report: wuchang-2023 becomes wuchang-7-2023."""
    place, _, year = name.rpartition("-")
    return f"{place}-{number}-{year}"


def _copy(report: Report, number: int) -> Report:
    """A copy of a report as the data set lists it."""
    name = _renamed(report.name, number)
    return replace(
        report,
        name=name,
        iri=namespaces.report(name),
        label={language: f"{number} {text}" for language, text in report.label.items()},
        place=f"{report.place}-{number}",
    )


if __name__ == "__main__":
    {"store": _store, "index": _index}[sys.argv[1]](Path(sys.argv[2]))
