"""Real clients against a running server: each gets the same answer as the store itself."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import warnings
from typing import Any

import pandas
import pytest
import rdflib
from pyld import jsonld
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    SPARQLWrapper,
)

from kg import namespaces
from kg.rdf import QuerySolutions
from tests.conftest import Built
from tests.e2e.clients.node import COMUNICA, node
from tests.served import Live

CORRIDORS = """PREFIX wk: <https://w3id.org/wuchang-kg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?place ?name { ?place a wk:Corridor ; rdfs:label ?name . FILTER(LANG(?name) = "zh") }
ORDER BY ?place"""
PARTS = """PREFIX wk: <https://w3id.org/wuchang-kg/ontology/>
CONSTRUCT WHERE { ?x wk:partOf ?y }"""
CORRIDOR = namespaces.expand("place:binjiang-digital-corridor")


@pytest.fixture(scope="session")
def expected(built: Built) -> list[tuple[str, str]]:
    """The corridors and their Chinese names, from the store."""
    rows = built.store.query(CORRIDORS)
    assert isinstance(rows, QuerySolutions)
    found = [(row["place"].value, row["name"].value) for row in rows]  # type: ignore[union-attr]
    assert (CORRIDOR, "滨江数创走廊") in found
    return found


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_json(
    server: Live, expected: list[tuple[str, str]], method: str
) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(CORRIDORS)
    client.setReturnFormat(JSON)
    client.setMethod(method)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [(row["place"]["value"], row["name"]["value"]) for row in rows] == expected
    assert rows[0]["name"]["xml:lang"] == "zh"


def test_sparqlwrapper_reads_the_other_formats(server: Live, built: Built) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(CORRIDORS)
    client.setReturnFormat(XML)
    assert "滨江数创走廊" in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    assert "滨江数创走廊" in client.queryAndConvert().decode()
    client.setReturnFormat(TSV)
    assert "滨江数创走廊" in client.queryAndConvert().decode()
    client.setQuery(PARTS)
    count = len(list(built.store.query(PARTS)))  # type: ignore[arg-type]
    for form in (TURTLE, N3):
        client.setReturnFormat(form)
        assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == count
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, about SPARQLWrapper
        for form in (XML, RDFXML, JSONLD):
            client.setReturnFormat(form)
            assert len(client.queryAndConvert()) == count


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_through_its_store(
    server: Live, expected: list[tuple[str, str]], method: Any
) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", method=method))
    rows = [(str(row.place), str(row.name)) for row in graph.query(CORRIDORS)]  # type: ignore[union-attr]
    assert rows == expected
    names = set(graph.objects(rdflib.URIRef(CORRIDOR), rdflib.RDFS.label))
    assert rdflib.Literal("滨江数创走廊", lang="zh") in names


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "trig", "jsonld"])
def test_rdflib_loads_a_document_by_its_address(server: Live, suffix: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, on itself
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(f"{server.url}/doc/id/place/binjiang-digital-corridor.{suffix}")
        found = set(dataset.objects(rdflib.URIRef(CORRIDOR), rdflib.RDFS.label))
    assert rdflib.Literal("滨江数创走廊", lang="zh") in found


def test_rdflib_follows_an_iri_to_its_document(server: Live) -> None:
    graph = rdflib.Graph().parse(f"{server.url}/id/place/binjiang-digital-corridor")
    assert (
        rdflib.URIRef(CORRIDOR),
        rdflib.RDF.type,
        rdflib.URIRef(namespaces.expand("wk:Corridor")),
    ) in graph


@pytest.mark.parametrize("path", ["/id/place/wuhan", "/doc/id/place/wuhan"])
def test_json_ld_clients_load_the_full_document(server: Live, path: str) -> None:
    """rdflib and PyLD follow a Link to an alternate of their type."""
    turtle = rdflib.Graph().parse(f"{server.url}{path}", format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, on itself
        json_ld = rdflib.Graph().parse(f"{server.url}{path}", format="json-ld")
    assert len(json_ld) == len(turtle)
    quads = jsonld.to_rdf(f"{server.url}{path}", {"format": "application/n-quads"})
    assert quads.count("\n") == len(turtle)


def test_pandas_reads_answers_and_tables(server: Live, expected: list[tuple[str, str]]) -> None:
    answer = server.query(CORRIDORS, format="csv")
    frame = pandas.read_csv(io.BytesIO(answer.body))
    assert list(frame.itertuples(index=False, name=None)) == expected
    by_name = pandas.read_csv(
        f"{server.url}/api/queries/things-of-class?class=wk:Corridor&report=all&format=csv"
    )
    assert len(by_name) >= len(expected)
    table = pandas.read_csv(f"{server.url}/dumps/entities.csv")
    assert len(table) > 900


def curl(*arguments: str) -> str:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl_asks_in_every_way(server: Live, expected: list[tuple[str, str]]) -> None:
    address, query = f"{server.url}/sparql", f"query={CORRIDORS}"
    answers = [
        curl("-G", address, "--data-urlencode", query, "-H", "Accept: text/csv"),
        curl(address, "--data-urlencode", query, "-H", "Accept: text/csv"),
        curl(
            *(address, "--data-binary", CORRIDORS, "-H", "Accept: text/csv"),
            *("-H", "Content-Type: application/sparql-query"),
        ),
        curl("-G", address, "--data-urlencode", query, "--data-urlencode", "format=csv"),
        curl("--compressed", "-G", address, "--data-urlencode", query, "-H", "Accept: text/csv"),
    ]
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0].splitlines()) == len(expected) + 1


def test_curl_follows_an_iri_and_takes_a_dump(server: Live) -> None:
    iri = f"{server.url}/id/place/binjiang-digital-corridor"
    assert "滨江数创走廊" in curl("-L", iri, "-H", "Accept: text/turtle")
    head = curl("-I", f"{server.url}/dumps/wuchang-kg.nt.gz")
    assert "200" in head.splitlines()[0] and "application/gzip" in head
    part = curl(
        "-r",
        "0-9",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code} %{size_download}",
        f"{server.url}/dumps/cube.ttl",
    )
    assert part == "206 10"


def comunica(*arguments: str) -> str:
    """What Comunica prints."""
    program = node()
    if program is None or not COMUNICA.exists():
        pytest.skip("Comunica is not installed: run `python -m tests.e2e.clients.node`")
    command = [program, str(COMUNICA), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_comunica_asks_the_endpoint_without_being_told_what_it_is(
    server: Live, expected: list[tuple[str, str]]
) -> None:
    out = comunica(f"{server.url}/sparql", "-q", CORRIDORS, "-t", "application/sparql-results+json")
    rows = json.loads(out)["results"]["bindings"]
    assert [(row["place"]["value"], row["name"]["value"]) for row in rows] == expected


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".trig", ".rdf"])
def test_comunica_reads_documents(server: Live, suffix: str) -> None:
    address = f"{server.url}/doc/id/place/binjiang-digital-corridor{suffix}"
    query = (
        f"SELECT ?name {{ <{CORRIDOR}> <{namespaces.expand('rdfs:label')}> ?name }} ORDER BY ?name"
    )
    out = comunica(address, "-q", query, "-t", "application/sparql-results+json")
    names = [row["name"]["value"] for row in json.loads(out)["results"]["bindings"]]
    assert names == ["Binjiang Digital Innovation Corridor", "滨江数创走廊"]


def test_comunica_joins_the_endpoint_with_a_dump(server: Live) -> None:
    query = (
        "PREFIX wk: <https://w3id.org/wuchang-kg/ontology/> "
        "PREFIX cube: <https://w3id.org/wuchang-kg/cube#> "
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a wk:Target . ?figure cube:statement ?x }"
    )
    sources = (f"{server.url}/sparql", f"{server.url}/dumps/cube.ttl")
    out = comunica(*sources, "-q", query, "-t", "application/sparql-results+json")
    (row,) = json.loads(out)["results"]["bindings"]
    assert int(row["n"]["value"]) > 0
