"""Negotiation alone: what the protocol's table cannot show, and properties of any header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.negotiation import by_name, choose, choose_coding, identity_is_refused
from server.http.weights import elements
from server.sparql.formats import GRAPHS, SOLUTIONS

HEADERS = st.text(alphabet=st.sampled_from('abcjson/*+;=q01.," \\xmltextplain'), max_size=60)


@given(HEADERS)
def test_never_raises_and_offers_only_what_exists(header: str) -> None:
    for table in (SOLUTIONS, GRAPHS):
        choice = choose(header, table)
        assert choice is None or choice.media_type in choice.format.media_types
    choose_coding(header, ("zstd", "br", "gzip"))


@given(st.sampled_from(GRAPHS), st.integers(1, 9))
def test_what_alone_is_named_is_sent(form, quality: int) -> None:
    choice = choose(f"{form.media_type};q=0.{quality}", GRAPHS)
    assert choice is not None
    assert choice.format is form


@given(st.permutations(SOLUTIONS))
def test_the_best_quality_wins_in_any_order(order) -> None:
    weights = {"json": 0.1, "xml": 0.2, "csv": 0.9, "tsv": 0.3}
    choice = choose(", ".join(f"{f.media_type};q={weights[f.name]}" for f in order), SOLUTIONS)
    assert choice is not None
    assert choice.format.name == "csv"


def test_no_header_is_the_server_s_choice() -> None:
    choice = choose(None, SOLUTIONS)
    assert choice is not None
    assert choice.format is SOLUTIONS[0]


def test_a_parameter_makes_a_range_more_specific() -> None:
    header = "text/turtle;charset=utf-8;q=0.1, text/turtle, application/n-triples;q=0.5"
    choice = choose(header, GRAPHS)
    assert choice is not None
    assert choice.format.name == "nt"


@pytest.mark.parametrize(
    "header",
    ["a", "a/", "/b", "text/csv;q=2", "text/csv;q=x", "*/csv", "a text/csv"],
)
def test_malformed_elements_are_passed_over(header: str) -> None:
    for accept, name in ((header, "json"), (f"{header}, text/tab-separated-values", "tsv")):
        choice = choose(accept, SOLUTIONS)
        assert choice is not None
        assert choice.format.name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("text/csv;q=.9, application/xml;q=.8", "csv"),
        ("text/csv;q=0.8999999999999999, application/xml;q=0.9", "xml"),
        ("text/csv;q=1., application/xml;q=0.5", "csv"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "json"),
        ('text/csv;p="x,y";q=0.5, application/xml;q=0.6', "xml"),
    ],
)
def test_headers_as_real_clients_send_them(header: str, name: str) -> None:
    choice = choose(header, SOLUTIONS)
    assert choice is not None
    assert choice.format.name == name


@pytest.mark.parametrize(
    ("word", "name"),
    [("ttl", "ttl"), (".TTL", "ttl"), ("turtle", "ttl"), ("application/ld json", "jsonld")],
)
def test_words(word: str, name: str) -> None:
    choice = by_name(word, GRAPHS)
    assert choice is not None
    assert choice.format.name == name


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("gzip", "gzip"),
        ("gzip, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "br"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("gzip;q=.5, br;q=.2", "gzip"),
        ("", None),
    ],
)
def test_codings(header: str, chosen: str | None) -> None:
    assert choose_coding(header, ("zstd", "br", "gzip")) == chosen


@pytest.mark.parametrize(
    ("header", "refused"),
    [
        ("", False),
        ("gzip", False),
        ("gzip;q=0", False),
        ("identity;q=0", True),
        ("*;q=0", True),
        ("*;q=0, identity;q=0.1", False),
        ("identity; q=0.000, br", True),
        ("identity;q=0.01", False),
    ],
)
def test_who_takes_nothing_plain(header: str, refused: bool) -> None:
    assert identity_is_refused(header) == refused


def test_of_a_very_long_header_the_first_elements_are_read() -> None:
    found = elements("text/turtle;q=0.5, " * 10_000)
    assert 100 < len(found) < 1000
    assert {element.value for element in found} == {"text/turtle"}
