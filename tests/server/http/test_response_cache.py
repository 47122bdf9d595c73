"""The way to kept answers: by key, by words, never across builds."""

from __future__ import annotations

import gzip

from server.http.cache import LARGE, Cache
from server.http.response_cache import ResponseCache

WORDS = ("/sparql", "query=x", None, None)


def kept() -> ResponseCache:
    return ResponseCache(Cache(1 << 20, 1 << 22))


BODY = b"x" * 2000


def test_words_lead_to_the_answer_of_their_build_alone() -> None:
    store = kept()
    key, entry = store.store("k", "one", "ASK {}", "text/csv", BODY, True)
    store.store_request(WORDS, "one", key, "identity")
    assert store.lookup(WORDS, "one") == (entry, "identity", BODY)
    assert store.lookup(WORDS, "two") is None
    assert store.lookup((*WORDS[:3], "gzip"), "one") is None
    store.clear()
    assert store.lookup(WORDS, "one") is None


def test_long_urls_are_not_remembered() -> None:
    store = kept()
    store.store("k", "one", "ASK {}", "text/csv", BODY, True)
    words = ("/sparql", "x" * 3000, None, None)
    store.store_request(words, "one", "k", "identity")
    assert store.lookup(words, "one") is None


def test_what_differs_each_time_has_no_tag_and_is_not_kept() -> None:
    store = kept()
    key, entry = store.store("k", "one", "ASK {}", "text/csv", BODY, False)
    assert entry.etag is None
    assert store.cache.get("k") is None
    assert store.select_coding(key, entry, "identity") == ("identity", b"x" * 2000)


def test_without_a_build_the_tag_is_of_the_bytes() -> None:
    store = kept()
    tags = [store.store("k", None, "q", "text/csv", b, True)[1].etag for b in (b"a", b"a", b"b")]
    assert tags[0] == tags[1] != tags[2]
    assert store.cache.get("k") is None


def test_large_ones_are_spooled_even_if_they_are_not_kept() -> None:
    store = kept()
    _, entry = store.store("k", "one", "q", "text/csv", b"x" * LARGE, False)
    assert not isinstance(entry.bodies["identity"], bytes)


def test_codings() -> None:
    store = kept()
    for stable in (True, False):
        key, entry = store.store(f"k{stable}", "one", "q", "text/csv", BODY, stable)
        coding, body = store.select_coding(key, entry, "gzip")
        assert coding == "gzip"
        assert isinstance(body, bytes)
        assert gzip.decompress(body) == b"x" * 2000
    key, entry = store.store("small", "one", "q", "text/csv", b"x", True)
    assert store.select_coding(key, entry, "gzip") == ("identity", b"x")
