"""JSON-LD: the same triples, and keys that a program which knows only JSON can rely on."""

from __future__ import annotations

import json
from itertools import product

import pytest
import rdflib

from kg.export.jsonld import Context, context, document, lines
from kg.namespaces import PREFIXES, expand
from kg.rdf import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, canonical, parse

CORRIDOR = NamedNode(expand("place:binjiang-digital-corridor"))
LABEL = NamedNode(expand("rdfs:label"))
PART_OF = NamedNode(expand("wk:partOf"))


@pytest.fixture(scope="module")
def terms(store: Store) -> Context:
    """The context of the real graph."""
    return context(store)


def back(data: bytes) -> list[Quad]:
    return canonical(parse(data, RdfFormat.JSON_LD))


def test_any_value_under_any_key_comes_back(terms: Context) -> None:
    values = (
        Literal("plain"),
        Literal("zh", language="zh"),
        Literal(7),
        Literal("007", datatype=NamedNode(PREFIXES["xsd"] + "integer")),
        Literal("8.50", datatype=NamedNode(PREFIXES["xsd"] + "decimal")),
        Literal("2024-06-30", datatype=NamedNode(PREFIXES["xsd"] + "date")),
        Literal("true", datatype=NamedNode(PREFIXES["xsd"] + "boolean")),
        Literal("x", datatype=NamedNode("https://example.org/type")),
        Literal(9_007_199_254_740_993),
        CORRIDOR,
        NamedNode("https://example.org/%E4%B8%AD"),
        BlankNode("b"),
    )
    keys = "rdfs:label skos:altLabel wk:partOf wk:deadline wk:value wk:gist dcterms:hasPart"
    for key, value in product([*keys.split(), "schema:name"], values):
        triple = Triple(CORRIDOR, NamedNode(expand(key)), value)
        data = lines(document([triple], terms))
        assert back(data) == canonical([Quad(*triple)]), (key, value)


# rdflib's reader warns of a class of its own.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_rdflib_reads_the_same(terms: Context) -> None:
    triples = [
        Triple(CORRIDOR, PART_OF, NamedNode(expand("place:wuhan"))),
        Triple(CORRIDOR, LABEL, Literal("廊", language="zh")),
        Triple(CORRIDOR, NamedNode(expand("rdf:type")), NamedNode(expand("wk:Corridor"))),
        Triple(CORRIDOR, NamedNode(expand("wk:deadline")), Literal("2024-06-30")),
    ]
    graph = rdflib.Graph().parse(data=lines(document(triples, terms)), format="json-ld")
    assert len(graph) == 4
    assert (None, rdflib.RDFS.label, rdflib.Literal("廊", lang="zh")) in graph


def test_keys_are_plain(terms: Context) -> None:
    triples = [
        Triple(CORRIDOR, NamedNode(expand("rdf:type")), NamedNode(expand("wk:Corridor"))),
        Triple(CORRIDOR, LABEL, Literal("廊", language="zh")),
        Triple(CORRIDOR, LABEL, Literal("Corridor", language="en")),
        Triple(CORRIDOR, NamedNode(expand("skos:altLabel")), Literal("一廊", language="zh")),
        Triple(CORRIDOR, PART_OF, NamedNode(expand("place:wuhan"))),
        Triple(CORRIDOR, NamedNode(expand("wk:position")), Literal(3)),
    ]
    (node,) = json.loads(lines(document(triples, terms, "https://example.org/c")))["@graph"]
    assert node == {
        "@id": CORRIDOR.value,
        "@type": ["Corridor"],
        "label": {"zh": "廊", "en": "Corridor"},
        "altLabel": {"zh": ["一廊"]},
        "partOf": [expand("place:wuhan")],
        "position": 3,
    }


def test_the_context_is_named_or_written_out(terms: Context) -> None:
    assert document([], terms)["@context"] == terms
    assert document([], terms, "https://example.org/c")["@context"] == "https://example.org/c"


def test_a_key_and_a_prefix_never_share_a_name(terms: Context) -> None:
    prefixes = {key for key, value in terms.items() if isinstance(value, str) and key[0] != "@"}
    ours = {key for key, value in PREFIXES.items() if value.startswith("https://w3id.org/")}
    assert prefixes & ours == {"wk"}
    assert not any(expand(f"wk:{name}") in terms for name in prefixes)


def test_the_context_is_of_the_base(store: Store) -> None:
    assert context(Store(), "https://example.org/kg/")["wk"] == "https://example.org/kg/ontology/"
