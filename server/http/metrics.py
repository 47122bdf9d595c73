"""Metrics for Prometheus: requests by status, durations, errors, current state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True)
class Sample:
    """Values from other components: gauges, counters, and stopped queries by cause."""

    gauges: Mapping[str, float]
    totals: Mapping[str, float]
    kills: Mapping[str, int] = field(default_factory=dict)


class Metrics:
    """The metrics of one server. `sample` returns the values of other components."""

    def __init__(self, sample: Callable[[], Sample]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "sparql_requests",
            "Requests to the endpoint, by status and by where the answer came from.",
            ["status", "source"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "sparql_request_seconds",
            "Time from a request's arrival to its answer.",
            ["source"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._pages = Counter(
            "page_requests",
            "Requests for anything but an answer to a query, by status.",
            ["status"],
            registry=self._registry,
        )
        self._page_seconds = Histogram(
            "page_request_seconds",
            "Time that these took.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._refusals = Counter(
            "sparql_refusals",
            "Requests refused or given up, pages included.",
            ["kind"],
            registry=self._registry,
        )
        self._builds = Counter(
            "build_switches", "Builds taken into service.", registry=self._registry
        )
        self.build_failures = Counter(
            "build_failures", "Builds that could not be loaded.", registry=self._registry
        )
        self._build = Gauge("build_info", "The build served.", ["hash"], registry=self._registry)
        self._registry.register(_SampleCollector(sample))
        self._counted: dict[tuple[int, str], tuple[Counter, Histogram]] = {}

    def request(self, status: int, source: str, seconds: float, refusal: str | None) -> None:
        """Count a request to the endpoint."""
        counted = self._counted.get((status, source))
        if counted is None:
            counted = self._requests.labels(str(status), source), self._seconds.labels(source)
            self._counted[status, source] = counted
        counted[0].inc()
        counted[1].observe(seconds)
        if refusal:
            self._refusals.labels(refusal).inc()

    def page(self, status: int, seconds: float, refusal: str | None) -> None:
        """Count a request for anything else."""
        self._pages.labels(str(status)).inc()
        self._page_seconds.observe(seconds)
        if refusal:
            self._refusals.labels(refusal).inc()

    def set_build(self, name: str) -> None:
        """Set the build that is served."""
        self._builds.inc()
        self._build.clear()
        self._build.labels(name).set(1)

    def exposition(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


class _SampleCollector:
    """A collector for the values of other components."""

    def __init__(self, sample: Callable[[], Sample]) -> None:
        self._sample = sample

    def collect(self) -> Iterable[Metric]:
        """One metric for each figure."""
        sample = self._sample()
        for name, value in sample.gauges.items():
            yield GaugeMetricFamily(f"sparql_{name}", f"{name} at this moment", value=value)
        for name, value in sample.totals.items():
            yield CounterMetricFamily(f"sparql_{name}", f"{name} since the start", value=value)
        kills = CounterMetricFamily(
            "sparql_kills", "Queries that were ended early, by cause.", labels=["cause"]
        )
        for cause, count in sample.kills.items():
            kills.add_metric([cause], count)
        yield kills

    def describe(self) -> Iterable[Metric]:
        """Nothing: the names are known only while the server runs."""
        return ()
