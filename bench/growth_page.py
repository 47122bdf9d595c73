"""What `make bench-growth` measured, as the section "Growth" of docs/benchmarks.md."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.copies import Cost, Grown
from bench.peers import ROOT, systems
from kg import manifest

PAGE = ROOT / "docs" / "benchmarks.md"
HEADING = "## Growth\n"  # the section lasts to the end of the page
LOOKUPS = 200  # things that are looked up
PATIENCE = 10.0  # seconds that a server gets for one request
# Goals: seconds of an address at first and again, and of the catalogue; ratios.
COLD, WARM_LIMIT, CATALOGUE_P95 = 1.0, 0.05, 2.0
FASTER, NOT_BEHIND, LOOKUP_GROWTH = 2, 0.9, 2
OURS, DISK, NATIVE, VIRTUOSO = "uncached", "disk", "native", "virtuoso"


@dataclass
class Taken:
    """Seconds that requests took, by what was asked; and what failed or was other than ours."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The seconds below which so large a share of the requests is; 0 without any."""
        ordered = sorted(self.seconds.values())
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    @property
    def rate(self) -> float:
        """Requests a second, one after the other."""
        return len(self.seconds) / sum(self.seconds.values())

    def slowest(self, count: int) -> str:
        """What took longest, with its milliseconds."""
        ordered = sorted(self.seconds.items(), key=lambda item: -item[1])[:count]
        return ", ".join(f"{name} ({taken * 1e3:.0f} ms)" for name, taken in ordered)

    def summary(self) -> str:
        """How long requests took, and the worst of them."""
        times = f"p50 {self.at(0.5) * 1e3:.1f}, p95 {self.at(0.95) * 1e3:.1f} ms"
        return f"{times}; slowest: {self.slowest(10)}; failed: {self.failed}"


@dataclass
class Served:
    """One system at one size: the catalogue, look-ups, its memory, the time to its first answer."""

    catalogue: Taken
    lookups: Taken
    memory: float
    started: float
    load: float = 0.0  # seconds, of Virtuoso


@dataclass
class Size:
    """All that was measured with so many whole reports."""

    grown: Grown
    load: Cost  # of the native server
    served: dict[str, Served] = field(default_factory=dict)
    cold: Taken = field(default_factory=Taken)
    warm: Taken = field(default_factory=Taken)
    pages_memory: float = 0.0


def report(build: Path, measured: Mapping[int, Size], rounds: int, again: int) -> str:
    """The section of the page; `rounds` and `again` are how often each thing was asked."""
    facts = manifest.read(build)
    values = {
        "date": time.strftime("%Y-%m-%d"),
        "build": facts.hash,
        "reports": str(len(facts.dataset.reports)),
        "goals": "\n".join(goals(measured)),
        "builds": "\n".join(built_row(size, found) for size, found in measured.items()),
        "queries": "\n".join(
            served_row(size, system(name), one, found.served[NATIVE])
            for size, found in measured.items()
            for name, one in found.served.items()
        ),
        "pages": "\n".join(
            pages_row(size, found) for size, found in measured.items() if found.cold.seconds
        ),
        "patience": f"{PATIENCE:g}",
        "rounds": str(rounds),
        "lookups": str(LOOKUPS),
        "warm": str(again),
        "failed": "; ".join(failures(measured)) or "none",
        "slowest": "; ".join(
            f"{size}: {found.served[OURS].catalogue.slowest(5)}" for size, found in measured.items()
        ),
        "addresses": "; ".join(
            f"{size}: {found.warm.slowest(5)}"
            for size, found in measured.items()
            if found.warm.seconds
        ),
    }
    template = (ROOT / "bench" / "growth.md").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


def system(name: str) -> str:
    """The name of a system on the page."""
    return "Virtuoso 7" if name == VIRTUOSO else systems(Path())[name].name


def built_row(size: int, found: Size) -> str:
    """A row of the table of builds."""
    grown = found.grown
    index = f"{grown.index.seconds:.0f} | {grown.index.megabytes:,.0f}" if grown.index else "|"
    virtuoso = found.served.get(VIRTUOSO)
    loaded = f"{virtuoso.load:.0f}" if virtuoso else ""
    return (
        f"| {size} | {grown.quads / 1e6:.2f} | {grown.store.seconds:.0f} | "
        f"{grown.store.megabytes:,.0f} | {index} | {found.load.seconds:.0f} | "
        f"{found.load.megabytes:,.0f} | {loaded} |"
    )


def served_row(size: int, name: str, found: Served, native: Served) -> str:
    """A row of the table of queries."""
    catalogue, lookups = found.catalogue, found.lookups
    failed = len(catalogue.failed) + len(lookups.failed)
    return (
        f"| {size} | {name} | {catalogue.at(0.5) * 1e3:.1f} | {catalogue.at(0.95) * 1e3:,.0f} | "
        f"{catalogue.rate / native.catalogue.rate:.2f} | {lookups.at(0.5) * 1e3:.1f} | "
        f"{lookups.at(0.95) * 1e3:.1f} | {failed} | {found.memory:,.0f} | {found.started:.1f} |"
    )


def pages_row(size: int, found: Size) -> str:
    """A row of the table of pages."""
    cold, warm = found.cold, found.warm
    late = sum(taken > COLD for taken in cold.seconds.values())
    slow = sum(taken > WARM_LIMIT for taken in warm.seconds.values())
    first = f"{cold.at(0.95) * 1e3:,.0f} | {late}"
    again = f"{warm.at(0.5) * 1e3:.0f} | {warm.at(0.95) * 1e3:,.0f} | {slow}"
    failed = f"{len(cold.seconds)} | {len(cold.failed)}"
    return f"| {size} | {failed} | {first} | {again} | {found.pages_memory:,.0f} |"


def failures(measured: Mapping[int, Size]) -> Iterator[str]:
    """What had no answer, or another one than ours."""
    for size, found in measured.items():
        for name, one in found.served.items():
            if one.catalogue.failed:
                yield f"{size}, {system(name)}: {', '.join(one.catalogue.failed)}"
        if found.cold.failed:
            yield f"{size}, addresses: {', '.join(found.cold.failed)}"


def goals(measured: Mapping[int, Size]) -> Iterator[str]:
    """Each goal with its figure at the smallest and the largest size, and whether it is reached."""
    small, large = min(measured), max(measured)
    first, last = measured[small], measured[large]
    disk = first.served.get(DISK, first.served[OURS]).lookups.at(0.5)
    rates = {
        size: found.served[OURS].catalogue.rate / found.served[NATIVE].catalogue.rate
        for size, found in measured.items()
    }
    growth = last.served[OURS].lookups.at(0.5) / disk
    p95 = last.served[OURS].catalogue.at(0.95)
    for text, figure, reached in (
        (
            f"catalogue at {small}, against the native server, at least 2 ×",
            f"{rates[small]:.1f} ×",
            rates[small] >= FASTER,
        ),
        (
            f"catalogue at {large}, not behind the native server (±10 %)",
            f"{rates[large]:.1f} ×",
            rates[large] >= NOT_BEHIND,
        ),
        (
            f"look-ups at {large}, within 2 × of those at {small} from disk",
            f"{growth:.1f} ×",
            growth <= LOOKUP_GROWTH,
        ),
        (
            f"catalogue at {large}, p95 under {CATALOGUE_P95:g} s",
            f"{p95:.2f} s",
            p95 < CATALOGUE_P95,
        ),
    ):
        yield f"| {text} | {figure} | {'yes' if reached else 'no'} |"
