"""The cache: bounds on what it keeps, and files that cannot be mistaken for one another."""

from __future__ import annotations

import os
from pathlib import Path

from server.http.cache import LARGE, Cache, Entry
from server.http.responses import Spooled


def entry() -> Entry:
    return Entry("ASK {}", "text/plain", "tag")


def test_what_was_put_is_there() -> None:
    cache = Cache(1 << 20, 1 << 20)
    assert cache.get("a") is None
    assert cache.put("a", entry(), "identity", b"body") == b"body"
    found = cache.get("a")
    assert found is not None
    assert found.bodies == {"identity": b"body"}
    assert cache.statistics()[1] == {"cache_hits": 1, "cache_misses": 1}


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(40_000, 0)
    for name in "abc":
        cache.put(name, entry(), "identity", b"x" * 10_000)
    cache.get("a")
    cache.put("d", entry(), "identity", b"x" * 10_000)
    assert cache.get("a")
    assert not cache.get("b")
    assert cache.statistics()[0]["cache_bytes"] <= 40_000


def test_a_variant_is_encoded_once() -> None:
    cache = Cache(1 << 20, 1 << 20)
    cache.put("a", entry(), "identity", b"body")
    assert cache.variant("a", "up", bytes.upper) == b"BODY"
    assert cache.variant("a", "up", bytes.lower) == b"BODY"
    assert cache.variant("gone", "up", bytes.upper) is None


def test_an_answer_put_twice_is_counted_once() -> None:
    cache = Cache(1 << 20, 1 << 20)
    cache.put("a", entry(), "identity", b"x" * 1000)
    once = cache.statistics()[0]
    cache.put("a", entry(), "identity", b"x" * 1000)
    assert cache.statistics()[0] == once


def test_an_answer_that_goes_while_it_is_encoded_stays_gone() -> None:
    cache = Cache(1 << 20, LARGE)
    cache.put("a", entry(), "identity", b"a" * LARGE)

    def encode(data: bytes) -> bytes:
        cache.put("b", entry(), "identity", b"b" * LARGE)
        return data[:10]

    assert cache.variant("a", "short", encode) == b"a" * 10
    assert cache.get("a") is None, "its body has been given up"
    assert cache.get("b")
    cache.clear()
    cache.put("c", entry(), "identity", b"c")
    only = cache.statistics()[0]["cache_bytes"]
    assert only == len("ASK {}") + 1000 + 1


def test_large_bodies_are_spooled_within_their_bound() -> None:
    cache = Cache(1 << 20, 2 * LARGE)
    kept = [cache.put(name, entry(), "identity", name.encode() * LARGE) for name in "abc"]
    assert all(isinstance(body, Spooled) for body in kept)
    first, *others = kept
    assert isinstance(first, Spooled)
    assert not cache.get("a")
    assert first.read() == b"", "what is still being sent ends short"
    for name, body in zip("bc", others, strict=True):
        assert isinstance(body, Spooled)
        assert body.read() == name.encode() * LARGE
    assert cache.statistics()[0]["spool_bytes"] == 2 * LARGE


def test_a_file_s_number_is_not_used_again_at_once() -> None:
    cache = Cache(1 << 20, LARGE)
    paths = []
    for number in range(5):
        body = cache.put(str(number), entry(), "identity", b"x" * LARGE)
        assert isinstance(body, Spooled)
        paths.append(body.path)
    assert len(set(paths)) == 5


def test_files_of_long_ago_are_closed() -> None:
    clock = iter(range(0, 10_000, 1000))
    cache = Cache(1 << 20, LARGE, clock=lambda: next(clock))
    before = len(os.listdir("/proc/self/fd"))
    for number in range(8):
        cache.put(str(number), entry(), "identity", b"x" * LARGE)
    assert len(os.listdir("/proc/self/fd")) <= before + 3


def test_clear_forgets() -> None:
    cache = Cache(1 << 20, 1 << 20)
    cache.put("a", entry(), "identity", b"body")
    cache.clear()
    assert cache.get("a") is None
    assert cache.statistics()[0]["cache_bytes"] == 0


def test_a_cache_of_no_size_keeps_nothing() -> None:
    cache = Cache(0, 0)
    assert cache.put("a", entry(), "identity", b"body") == b"body"
    assert cache.get("a") is None
    large = cache.put("b", entry(), "identity", b"x" * LARGE)
    assert isinstance(large, Spooled)
    assert Path(large.path).exists(), "the newest stays, for it is being sent"
