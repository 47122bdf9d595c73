"""What Prometheus is told."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from server.http.metrics import Metrics, Sample


def test_exposition() -> None:
    metrics = Metrics(lambda: Sample({"waiting": 3}, {"cache_hits": 5}, {"memory": 2}))
    metrics.request(200, "hit", 0.002, None)
    metrics.request(200, "hit", 0.002, None)
    metrics.request(504, "none", 10.0, "seconds")
    metrics.set_build("one")
    metrics.set_build("two")
    text = metrics.exposition().decode()
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["sparql_requests_total", ("source", "hit"), ("status", "200")] == 2
    assert found["sparql_request_seconds_count", ("source", "hit")] == 2
    assert found["sparql_refusals_total", ("kind", "seconds")] == 1
    assert found["sparql_kills_total", ("cause", "memory")] == 2
    assert found["sparql_cache_hits_total",] == 5
    assert found["sparql_waiting",] == 3
    assert found["build_info", ("hash", "two")] == 1
    assert ("build_info", ("hash", "one")) not in found
    assert found["build_switches_total",] == 2
