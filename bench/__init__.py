"""Benchmarks: `make bench` measures the service beside its peers; see docs/benchmarks.md."""
