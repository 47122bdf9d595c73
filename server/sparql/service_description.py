"""The SPARQL 1.1 service description of the endpoint, with counts of its graphs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kg import namespaces
from kg.rdf import Literal, NamedNode, RdfFormat, Triple, serialize, turtle
from server.sparql.engine import Answer, Query
from server.sparql.engine.errors import EngineError
from server.sparql.formats import GRAPHS, SOLUTIONS

_SD = "http://www.w3.org/ns/sparql-service-description#"
_PREFIXES = {
    "sd": _SD,
    "void": namespaces.PREFIXES["void"],
    "rdfs": namespaces.PREFIXES["rdfs"],
    "dcterms": namespaces.PREFIXES["dcterms"],
    "formats": "http://www.w3.org/ns/formats/",
}
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_GRAPH_COUNTS = (
    "SELECT ?g (COUNT(*) AS ?n) (SUM(?out) AS ?outside) { GRAPH ?g { ?s ?p ?o } "
    "BIND(IF(EXISTS { ?s ?p ?o }, 0, 1) AS ?out) } GROUP BY ?g ORDER BY ?g"
)
_OUTSIDE_NAMED_GRAPHS = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"

# Extensions of the endpoint.
_FEATURES = {
    "zh": "查询可以省略本数据集前缀的 PREFIX 行；名称中间可以有点号，如 r:1.2.2-s03。"
    "出错的行列按所发送的文本计。",
    "en": "A query may leave out the PREFIX lines of this data set's prefixes. Names may have dots "
    "inside, such as r:1.2.2-s03. Errors name line and column of the text as it was sent.",
}

Run = Callable[[Query], Answer]
_iri = NamedNode
_number = partial(Literal, datatype=NamedNode(namespaces.PREFIXES["xsd"] + "integer"))


def describe(endpoint: str, run: Run, titles: Mapping[str, str]) -> tuple[Triple, ...]:
    """The description of the endpoint at that IRI, whose engine answers queries through `run`.

    `titles` are what the service is called, by language.
    """
    return tuple(_describe(endpoint, run, titles))


def write(triples: tuple[Triple, ...], media_type: str) -> bytes:
    """The description in one of the formats for graphs."""
    if media_type in GRAPHS[0].media_types:
        return turtle(triples, _PREFIXES).encode()
    names = {alias: f.media_type for f in GRAPHS for alias in f.media_types}
    # A type that two formats share, such as text/xml, means the RDF format here.
    rdf_format = RdfFormat.from_media_type(names[media_type])
    return serialize(triples, format=rdf_format, prefixes=_PREFIXES) or b""


def _describe(endpoint: str, run: Run, titles: Mapping[str, str]) -> Iterator[Triple]:
    service = _iri(endpoint)
    rdf_type = _iri(namespaces.PREFIXES["rdf"] + "type")
    label = _iri(namespaces.PREFIXES["rdfs"] + "label")
    yield Triple(service, rdf_type, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    for language, title in titles.items():
        yield Triple(service, label, Literal(title, language=language))
    description = _iri(namespaces.PREFIXES["dcterms"] + "description")
    for language, text in _FEATURES.items():
        yield Triple(service, description, Literal(text, language=language))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for form in (*SOLUTIONS, *GRAPHS):
        yield Triple(service, _sd("resultFormat"), _iri(form.iri))
    yield Triple(service, _sd("defaultEntailmentRegime"), _iri(_SIMPLE))
    try:
        graphs = _rows(run, _GRAPH_COUNTS)
        default_size = _rows(run, _COUNT)[0]["n"]["value"]
        has_more = _boolean(run, _OUTSIDE_NAMED_GRAPHS)
    except EngineError:
        return  # The dataset is not described if the engine cannot count its graphs.
    if graphs and not has_more and all(int(row["outside"]["value"]) == 0 for row in graphs):
        yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    dataset, default = _iri(f"{endpoint}#dataset"), _iri(f"{endpoint}#default-graph")
    triples = _iri(namespaces.PREFIXES["void"] + "triples")
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, rdf_type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    nodes = [
        (_iri(f"{endpoint}#named-{n}"), _iri(f"{endpoint}#graph-{n}")) for n, _ in enumerate(graphs)
    ]
    for node, _ in nodes:
        yield Triple(dataset, _sd("namedGraph"), node)
    yield Triple(default, rdf_type, _sd("Graph"))
    yield Triple(default, triples, _number(default_size))
    for row, (node, graph) in zip(graphs, nodes, strict=True):
        yield Triple(node, rdf_type, _sd("NamedGraph"))
        yield Triple(node, _sd("name"), _iri(row["g"]["value"]))
        yield Triple(node, _sd("graph"), graph)
        yield Triple(graph, rdf_type, _sd("Graph"))
        yield Triple(graph, triples, _number(row["n"]["value"]))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def _rows(run: Run, text: str) -> list[dict[str, dict[str, str]]]:
    rows: list[dict[str, dict[str, str]]]
    rows = json.loads(run(Query(text)).body)["results"]["bindings"]
    return rows


def _boolean(run: Run, text: str) -> bool:
    return bool(json.loads(run(Query(text)).body)["boolean"])
