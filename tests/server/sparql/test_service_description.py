"""The service description says what the engine does, and not a triple more or less."""

from __future__ import annotations

import csv
import io

import pytest
import rdflib
from rdflib.namespace import Namespace

from server.sparql.formats import GRAPHS, SOLUTIONS
from tests.served import EX, Live

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def described(live: Live) -> rdflib.Graph:
    """The description, read by another library."""
    return rdflib.Graph().parse(data=live.request("GET", "/sparql").body, format="turtle")


def test_one_service_at_its_own_address(live: Live, described: rdflib.Graph) -> None:
    (service,) = described.subjects(rdflib.RDF.type, SD.Service)
    assert str(service) == f"{live.url}/sparql"
    assert described.value(service, SD.endpoint) == service
    assert described.value(service, SD.supportedLanguage) == SD.SPARQL11Query


def test_the_formats_are_those_of_the_table(described: rdflib.Graph) -> None:
    said = {str(iri) for iri in described.objects(None, SD.resultFormat)}
    assert said == {form.iri for form in (*SOLUTIONS, *GRAPHS)}


def test_features(described: rdflib.Graph) -> None:
    assert set(described.objects(None, SD.feature)) == {SD.UnionDefaultGraph}
    assert SD.BasicFederatedQuery not in set(described.objects())


def test_counts(live: Live, described: rdflib.Graph) -> None:
    counted = live.query(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", format="csv"
    ).text
    expected = {row[0]: int(row[1]) for row in list(csv.reader(io.StringIO(counted)))[1:]}
    said = {}
    for node in described.objects(None, SD.namedGraph):
        graph = described.value(node, SD.graph)
        said[str(described.value(node, SD.name))] = int(described.value(graph, VOID.triples))
    assert said == expected
    assert f"{EX}graph/1" in said
    everything = live.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", format="csv").text
    (dataset,) = described.objects(None, SD.defaultDataset)
    default = described.value(dataset, SD.defaultGraph)
    assert int(described.value(default, VOID.triples)) == int(everything.split()[1])


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_the_same_in_every_format(
    live: Live, described: rdflib.Graph, accept: str, name: str
) -> None:
    body = live.request("GET", "/sparql", {"Accept": accept}).body
    assert set(rdflib.Graph().parse(data=body, format=name)) == set(described)


def test_it_is_validated(live: Live) -> None:
    first = live.request("GET", "/sparql")
    again = live.request("GET", "/sparql", {"If-None-Match": first.headers["etag"]})
    assert again.status == 304


@pytest.mark.parametrize("host", ["a b", "<script>", "a/b", "a@b"])
def test_a_host_that_is_none_is_refused(live: Live, host: str) -> None:
    reply = live.request("GET", "/sparql", {"Host": host})
    assert reply.status == 400
    assert host not in reply.text


def test_it_says_what_is_done_with_short_names(live: Live, described: rdflib.Graph) -> None:
    (service,) = described.subjects(rdflib.RDF.type, SD.Service)
    said = {
        text.language: str(text) for text in described.objects(service, rdflib.DCTERMS.description)
    }
    assert said.keys() == {"zh", "en"} and all("r:1.2.2-s03" in text for text in said.values())
    answer = live.query("SELECT ?n { BIND (STR(r:1.2.2-s03) AS ?n) }", format="csv").text
    assert answer.split()[1].endswith("/report/wuchang-2023/1.2.2-s03")
    wrong = live.query("SELECT ?n { r:1.2.2-s03 a wk:Thing ] }")
    assert wrong.status == 400 and "column 36" in wrong.text
