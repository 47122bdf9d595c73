"""Validators, codings and what may be kept."""

from __future__ import annotations

import gzip
import urllib.parse

import brotli
import pytest
import zstandard

from tests.served import EX, Live, target

QUERY = f"SELECT * WHERE {{ ?s <{EX}label> ?o }} ORDER BY ?o LIMIT 200"
DECODERS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data),
}


def etag(live: Live, path: str, **headers: str) -> str:
    found = live.request("GET", path, headers).headers["etag"]
    assert found.startswith('"')
    assert found.endswith('"')
    return found


def test_the_same_question_has_the_same_tag(live: Live) -> None:
    assert etag(live, target(QUERY)) == etag(live, target(QUERY))


def test_another_question_format_or_dataset_has_another(live: Live) -> None:
    dataset = {"default-graph-uri": f"{EX}graph/1"}
    tags = [
        etag(live, target(QUERY)),
        etag(live, target(QUERY + " OFFSET 1")),
        etag(live, target(QUERY, format="csv")),
        etag(live, target(QUERY, **dataset)),
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_not_modified(live: Live, method: str, form: str) -> None:
    tag = etag(live, target(QUERY))
    reply = live.request(method, target(QUERY), {"If-None-Match": form.format(tag)})
    assert reply.status == 304
    assert reply.body == b""
    assert reply.headers["etag"] == tag
    assert "cache-control" in reply.headers
    assert "accept" in reply.headers["vary"].lower()


def test_modified(live: Live) -> None:
    reply = live.request("GET", target(QUERY), {"If-None-Match": '"something else"'})
    assert reply.status == 200
    assert reply.body


def test_the_query_method_validates_too(live: Live) -> None:
    sent = {"Content-Type": "application/sparql-query", "If-None-Match": etag(live, target(QUERY))}
    assert live.request("QUERY", "/sparql", sent, QUERY).status == 304


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("asked", ["first", "again"])
def test_codings(live: Live, coding: str, asked: str) -> None:
    plain = live.request("GET", target(QUERY))
    packed = live.request("GET", target(QUERY), {"Accept-Encoding": coding})
    assert packed.headers["content-encoding"] == coding
    assert len(packed.body) < len(plain.body) / 2
    assert DECODERS[coding](packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"].lower()
    conditional = {"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]}
    assert live.request("GET", target(QUERY), conditional).status == 304


def test_the_client_s_weights_count(live: Live) -> None:
    accept = {"Accept-Encoding": "br;q=0.2, gzip;q=0.9, zstd;q=0"}
    assert live.request("GET", target(QUERY), accept).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accept", ["", "identity", "gzip;q=0", "compress", "identity, gzip;q=0.5"])
def test_no_coding(live: Live, accept: str) -> None:
    reply = live.request("GET", target(QUERY), {"Accept-Encoding": accept})
    assert "content-encoding" not in reply.headers


def test_small_answers_are_not_packed(live: Live) -> None:
    reply = live.request("GET", target("ASK {}"), {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in reply.headers


def test_small_answers_are_packed_for_who_must_have_it(live: Live) -> None:
    reply = live.request("GET", target("ASK {}"), {"Accept-Encoding": "gzip, identity;q=0"})
    assert reply.headers["content-encoding"] == "gzip"
    assert DECODERS["gzip"](reply.body) == live.query("ASK {}").body


@pytest.mark.parametrize("accept", ["identity;q=0", "*;q=0", "deflate, *;q=0.0"])
def test_who_takes_no_coding_and_no_plain_body_is_told(live: Live, accept: str) -> None:
    reply = live.request("GET", target(QUERY), {"Accept-Encoding": accept})
    assert reply.status == 406
    assert "gzip" in reply.text


@pytest.mark.parametrize("accept", ["text/turtle", "text/html"])
@pytest.mark.parametrize("coding", DECODERS)
def test_the_description_is_packed_and_validated_too(live: Live, accept: str, coding: str) -> None:
    plain = live.request("GET", "/sparql", {"Accept": accept})
    asked = {"Accept": accept, "Accept-Encoding": coding}
    packed = live.request("GET", "/sparql", asked)
    assert DECODERS[coding](packed.body) == plain.body
    assert {"Accept", "Accept-Encoding"} <= set(packed.headers["vary"].split(", "))
    head = live.request("HEAD", "/sparql", asked)
    assert head.headers["content-length"] == str(len(packed.body))
    again = live.request("GET", "/sparql", {**asked, "If-None-Match": packed.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["vary"] == packed.headers["vary"]


def test_answers_may_be_kept(live: Live) -> None:
    assert "max-age" in live.query(QUERY).headers["cache-control"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (RAND() AS ?x) {}",
        "SELECT (UUID() AS ?x) {}",
        "SELECT (StrUUID() AS ?x) {}",
        f"CONSTRUCT {{ ?s <{EX}p> [] }} WHERE {{ ?s <{EX}in> ?g }}",
    ],
)
def test_what_differs_each_time_may_not(live: Live, query: str) -> None:
    first, second = live.query(query), live.query(query)
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert first.body != second.body


def test_a_cached_answer_says_so_and_is_the_same(live: Live) -> None:
    query = QUERY + " # cached?"
    first, second = live.query(query), live.query(query)
    assert 'desc="miss"' in first.headers["server-timing"]
    assert 'desc="hit"' in second.headers["server-timing"]
    assert first.body == second.body
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_post_fills_the_cache_of_get(live: Live) -> None:
    query = QUERY + " # by post"
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    live.request("POST", "/sparql", sent, urllib.parse.urlencode({"query": query}))
    assert 'desc="hit"' in live.query(query).headers["server-timing"]


def test_a_large_answer_is_whole(live: Live) -> None:
    query = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    replies = [live.query(query) for _ in range(3)]
    assert len({reply.body for reply in replies}) == 1
    assert len(replies[0].body) > 1_000_000
    assert replies[0].headers["content-length"] == str(len(replies[0].body))
    packed = live.request("GET", target(query), {"Accept-Encoding": "zstd"})
    assert len(packed.body) < len(replies[0].body) / 3
