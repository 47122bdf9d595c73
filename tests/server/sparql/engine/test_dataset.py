"""Reading dataset clauses, and merging graphs."""

from __future__ import annotations

import pytest

from kg.rdf import DefaultGraph, Literal, NamedNode, Quad, Store
from server.sparql.engine.dataset import Dataset, dataset_clause, merge

BASE = "http://base.example/"


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", (), ()),
        ("SELECT * FROM <http://a/> WHERE {}", ("http://a/",), ()),
        ("select * from <a> from named <b> {}", (f"{BASE}a",), (f"{BASE}b",)),
        ("SELECT * FROM<a>FROM<a>{}", (f"{BASE}a",), ()),
        ("PREFIX x: <http://x/> ASK FROM x:a FROM NAMED x:b {}", ("http://x/a",), ("http://x/b",)),
        ("PREFIX : <http://x/> ASK FROM : FROM :1.2-s03 {}", ("http://x/", "http://x/1.2-s03"), ()),
        ("ASK FROM <\\u0061> FROM <http://x/\\U00006B66> {}", (f"{BASE}a", "http://x/武"), ()),
        ("BASE <urn:x:y> ASK FROM <#z> {}", ("urn:x:y#z",), ()),
        ("BASE <http://b/c/> ASK FROM <../d> {}", ("http://b/d",), ()),
        ("CONSTRUCT { ?from ?p 'FROM <x>' } FROM <a> WHERE { ?s ?p ?o }", (f"{BASE}a",), ()),
        ("SELECT ('FROM <x>' AS ?y) FROM <a> {}", (f"{BASE}a",), ()),
        ('SELECT ("""FROM <x> " """ AS ?y) FROM <a> {}', (f"{BASE}a",), ()),
        ("SELECT (EXISTS { ?from ?p ?o } AS ?y) FROM <a> {}", (f"{BASE}a",), ()),
        ("# FROM <x>\nASK FROM # c\n <a> {}", (f"{BASE}a",), ()),
        ("ASK FROM <a> WHERE { GRAPH ?g { ?s <FROM> ?from } }", (f"{BASE}a",), ()),
        (
            r"PREFIX x: <http://x/> ASK FROM x:a\-b FROM x:%E4 {}",
            ("http://x/a-b", "http://x/%E4"),
            (),
        ),
        ("SELECT ($from AS ?x) FROM <a> { ?s ?p 'b'@from }", (f"{BASE}a",), ()),
    ],
)
def test_clauses(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    Store().query(text, base_iri=BASE)
    assert dataset_clause(text, BASE) == Dataset(default, named)


def test_merged() -> None:
    store = Store()
    one, two, three = (NamedNode(f"http://g/{n}") for n in "123")
    shared = (NamedNode("http://s"), NamedNode("http://p"), Literal("o"))
    for graph in (one, two, three):
        store.add(Quad(*shared, graph))
    store.add(Quad(NamedNode("http://other"), *shared[1:], two))
    view = merge(store, Dataset((one.value, two.value), (three.value,)))
    assert len(list(view.quads_for_pattern(None, None, None, DefaultGraph()))) == 2
    assert list(view.named_graphs()) == [three]
