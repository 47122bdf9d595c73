"""The dataset of a query: what the request, FROM and FROM NAMED name, and nothing else."""

from __future__ import annotations

import json
import urllib.parse

import pytest

from tests.served import EX, Live

G1, G2, G3 = (f"{EX}graph/{n}" for n in "123")
SUBJECTS = "SELECT ?s WHERE { ?s ?p ?o }"
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
ONLY_1, ONLY_2, SHARED = f"{EX}only-1", f"{EX}only-2", f"{EX}shared"


def asked(live: Live, query: str, *dataset: tuple[str, str]) -> list[str]:
    """The values of the one column, sorted."""
    parameters = urllib.parse.urlencode([("query", query), *dataset])
    reply = live.request("GET", f"/sparql?{parameters}", {"Accept": "application/json"})
    assert reply.status == 200, reply.text
    rows = json.loads(reply.body)["results"]["bindings"]
    return sorted(value["value"] for row in rows for value in row.values())


def default(*graphs: str) -> list[tuple[str, str]]:
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> list[tuple[str, str]]:
    return [("named-graph-uri", graph) for graph in graphs]


def test_default_graph(live: Live) -> None:
    assert asked(live, SUBJECTS, *default(G1)) == [ONLY_1, SHARED]


def test_a_default_graph_alone_leaves_no_named_ones(live: Live) -> None:
    assert asked(live, GRAPHS, *default(G1)) == []


def test_named_graph(live: Live) -> None:
    assert asked(live, GRAPHS, *named(G1, G2)) == [G1, G2]


def test_named_graphs_alone_leave_the_default_graph_empty(live: Live) -> None:
    assert asked(live, SUBJECTS, *named(G1)) == []


def test_default_and_named(live: Live) -> None:
    both = [*default(G3), *named(G1)]
    assert asked(live, SUBJECTS, *both) == [f"{EX}only-3"]
    assert asked(live, GRAPHS, *both) == [G1]


def test_a_triple_of_two_default_graphs_counts_once(live: Live) -> None:
    assert asked(live, SUBJECTS, *default(G1, G2)) == [ONLY_1, ONLY_2, SHARED]
    total = "SELECT (SUM(?v) AS ?n) WHERE { ?s <http://example.org/value> ?v }"
    assert asked(live, total, *default(G1, G2)) == ["7"]


def test_a_graph_named_twice_counts_once(live: Live) -> None:
    assert asked(live, SUBJECTS, *default(G1, G1)) == [ONLY_1, SHARED]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"SELECT ?s FROM <{G1}> {{ ?s ?p ?o }}", [ONLY_1, SHARED]),
        (f"SELECT ?s FROM <{G1}> FROM <{G2}> {{ ?s ?p ?o }}", [ONLY_1, ONLY_2, SHARED]),
        (f"SELECT ?s FROM NAMED <{G1}> {{ ?s ?p ?o }}", []),
        (
            f"SELECT ?g FROM NAMED <{G1}> FROM <{G2}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            [G1, G1],
        ),
        (
            f"PREFIX g: <{EX}graph/> SELECT ?s FROM g:1 FROM g:2 WHERE {{ ?s ?p ?o }}",
            [ONLY_1, ONLY_2, SHARED],
        ),
        (
            f"BASE <{EX}graph/> SELECT ?s FROM <1> FROM <2> # FROM <3>\nWHERE {{ ?s ?p ?o }}",
            [ONLY_1, ONLY_2, SHARED],
        ),
        (
            f"SELECT (IF(1 < 2, ?s, 'FROM <{G3}>') AS ?x) FROM <{G1}> FROM <{G2}> "
            "WHERE { ?s ?p ?o }",
            [ONLY_1, ONLY_2, SHARED],
        ),
    ],
)
def test_from(live: Live, query: str, expected: list[str]) -> None:
    assert asked(live, query) == expected


def test_the_request_replaces_the_query_s_dataset(live: Live) -> None:
    query = f"SELECT ?s FROM <{G1}> WHERE {{ ?s ?p ?o }}"
    assert asked(live, query, *default(G3)) == [f"{EX}only-3"]


def test_an_unknown_graph_is_empty_and_not_fetched(live: Live) -> None:
    assert asked(live, SUBJECTS, *default(f"{live.url}/health")) == []
    assert asked(live, f"SELECT ?s FROM <{live.url}/health> {{ ?s ?p ?o }}") == []


def test_post_takes_the_dataset_too(live: Live) -> None:
    form = urllib.parse.urlencode([("query", SUBJECTS), *default(G1)])
    types = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
    assert ONLY_1 in live.request("POST", "/sparql", types, form).text
    path = "/sparql?" + urllib.parse.urlencode(default(G1))
    direct = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    assert live.request("POST", path, direct, SUBJECTS).text.count("\r\n") == 3


@pytest.mark.parametrize("iri", ["graph/1", " ", "http://a b", "<http://a/>"])
def test_what_is_no_iri_is_a_400(live: Live, iri: str) -> None:
    parameters = urllib.parse.urlencode({"query": "ASK {}", "default-graph-uri": iri})
    reply = live.request("GET", f"/sparql?{parameters}")
    assert reply.status == 400
    assert "default-graph-uri" in reply.text
