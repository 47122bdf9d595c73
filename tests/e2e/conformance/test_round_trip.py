"""What is hard to carry comes back as it was stored, in every format and by every method."""

from __future__ import annotations

import csv
import io
import urllib.parse
from collections.abc import Callable

import pytest
import rdflib
from rdflib.plugins.sparql.results.jsonresults import JSONResultParser
from rdflib.plugins.sparql.results.xmlresults import XMLResultParser

from kg.rdf import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from tests.served import EX, HARD, Live

ROWS = f"SELECT ?p ?o WHERE {{ <{EX}hard> ?p ?o }} ORDER BY ?p"
GRAPH = f"CONSTRUCT {{ <{EX}hard> ?p ?o }} WHERE {{ <{EX}hard> ?p ?o }}"

GRAPH_FORMATS = [
    ("text/turtle", RdfFormat.TURTLE),
    ("application/n-triples", RdfFormat.N_TRIPLES),
    ("application/trig", RdfFormat.TRIG),
    ("application/n-quads", RdfFormat.N_QUADS),
    ("application/rdf+xml", RdfFormat.RDF_XML),
    ("application/ld+json", RdfFormat.JSON_LD),
]


def stored() -> dict[str, NamedNode | Literal]:
    """The terms of the small world, by the name of their property."""
    text = "".join(f"<{EX}hard> <{EX}p/{name}> {term} .\n" for name, term in HARD.items())
    triples = parse(text.encode(), format=RdfFormat.N_TRIPLES)
    return {t.predicate.value.removeprefix(f"{EX}p/"): t.object for t in triples}


def fetched(live: Live, query: str, accept: str) -> bytes:
    reply = live.request(
        "POST", "/sparql", {"Accept": accept, "Content-Type": "application/sparql-query"}, query
    )
    assert reply.status == 200, reply.text
    assert reply.type == accept
    return reply.body


@pytest.mark.parametrize(
    ("media_type", "results"),
    [
        ("application/sparql-results+json", QueryResultsFormat.JSON),
        ("application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/tab-separated-values", QueryResultsFormat.TSV),
    ],
)
def test_rows(live: Live, media_type: str, results: QueryResultsFormat) -> None:
    read = parse_query_results(fetched(live, ROWS, media_type), format=results)
    assert isinstance(read, QuerySolutions)
    found = {row["p"].value.removeprefix(f"{EX}p/"): row["o"] for row in read}
    assert found == stored()


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("application/sparql-results+json", JSONResultParser),
        ("application/sparql-results+xml", XMLResultParser),
    ],
)
def test_rows_as_another_library_reads_them(
    live: Live, media_type: str, parser: Callable[[], rdflib.query.ResultParser]
) -> None:
    read = parser().parse(io.BytesIO(fetched(live, ROWS, media_type)))
    found = {str(row.p).removeprefix(f"{EX}p/"): row.o for row in read}
    assert {name: str(term) for name, term in found.items()} == {
        name: term.value for name, term in stored().items()
    }
    assert found["zh"].language == "zh"
    assert str(found["decimal"].datatype).endswith("#decimal")


def test_rows_as_csv(live: Live) -> None:
    text = fetched(live, ROWS, "text/csv").decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["p", "o"]
    found = {p.removeprefix(f"{EX}p/"): o for p, o in rows[1:]}
    assert found == {name: term.value for name, term in stored().items()}


@pytest.mark.parametrize(("media_type", "rdf_format"), GRAPH_FORMATS)
def test_graphs(live: Live, media_type: str, rdf_format: RdfFormat) -> None:
    read = parse(fetched(live, GRAPH, media_type), format=rdf_format)
    found = {t.predicate.value.removeprefix(f"{EX}p/"): t.object for t in read}
    assert found == stored()


def test_isomorphic_for_another_library(live: Live) -> None:
    graphs = [
        rdflib.Graph().parse(data=fetched(live, GRAPH, media_type), format=name)
        for media_type, name in (
            ("text/turtle", "turtle"),
            ("application/n-triples", "nt"),
            ("application/rdf+xml", "xml"),
        )
    ]
    assert len(graphs[0]) == len(HARD)
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])


def test_encoded_and_plain_iris_are_two(live: Live) -> None:
    for iri in (f"{EX}%E4%B8%AD", f"{EX}中"):
        reply = live.query(f"SELECT ?p {{ ?s ?p <{iri}> }}", format="csv")
        assert reply.text.count("\r\n") == 2
    names = live.query(f"SELECT ?p {{ ?s ?p <{EX}%E4%B8%AD> }}", format="csv").text
    assert "p/encoded-iri" in names


def test_a_percent_sign_is_decoded_once(live: Live) -> None:
    reply = live.query('SELECT ("100%25 + 1" AS ?x) {}', format="csv")
    assert reply.text == "x\r\n100%25 + 1\r\n"


@pytest.mark.parametrize("query", [ROWS, GRAPH, f"DESCRIBE <{EX}hard>", "ASK { ?s ?p '7' }"])
def test_every_method_gives_the_same(live: Live, query: str) -> None:
    encoded = urllib.parse.urlencode({"query": query})
    direct, form = "application/sparql-query", "application/x-www-form-urlencoded"
    replies = [
        live.request("GET", f"/sparql?{encoded}"),
        live.request("GET", f"/sparql/?{encoded}"),
        live.request("POST", "/sparql", {"Content-Type": form}, encoded),
        live.request("POST", "/sparql", {"Content-Type": direct}, query),
        live.request("QUERY", "/sparql", {"Content-Type": direct}, query),
    ]
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert len({reply.headers["content-type"] for reply in replies}) == 1
    head = live.request("HEAD", f"/sparql?{encoded}")
    assert head.body == b""
    assert head.headers["content-length"] == str(len(replies[0].body))
    assert head.headers["content-type"] == replies[0].headers["content-type"]


@pytest.mark.parametrize("path", ["/.well-known/void", "/health", "/nothing/here"])
def test_head_of_a_page_tells_the_length_of_its_body(live: Live, path: str) -> None:
    head, whole = live.request("HEAD", path), live.request("GET", path)
    assert (head.status, head.body) == (whole.status, b"")
    assert head.headers["content-length"] == str(len(whole.body)) != "0"


def test_triples_are_the_ones_stored(live: Live) -> None:
    read = parse(fetched(live, GRAPH, "application/n-triples"), format=RdfFormat.N_TRIPLES)
    triples = {Triple(t.subject, t.predicate, t.object) for t in read}
    assert len(triples) == len(HARD)
