"""Short names in queries: what the engine is given, and where mistakes are said to be."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.queries.answers import answer
from kg.queries.short_names import complete
from kg.rdf import Literal, NamedNode, Quad, Store

WK, R = PREFIXES["wk"], PREFIXES["r"]


@pytest.mark.parametrize(
    ("query", "completed"),
    [
        ("ASK { ?s ?p ?o }", "ASK { ?s ?p ?o }"),
        (f"PREFIX wk: <{WK}> ASK {{ ?s a wk:Lake.?s ?p ?o }}", None),
        ("ASK { ?s a wk:Lake }", f"PREFIX wk: <{WK}> ASK {{ ?s a wk:Lake }}"),
        ("ASK { r:1.2.2-s03 ?p ?o }", f"PREFIX r: <{R}> ASK {{ r:1\\.2\\.2-s03 ?p ?o }}"),
        ("PREFIX r: <http://e/> ASK { r:1.2.2 ?p r:1\\.2.3 }",
         "PREFIX r: <http://e/> ASK { r:1\\.2\\.2 ?p r:1\\.2\\.3 }"),
        ("PREFIX r: <http://e/> ASK { r:1.2 ?p 'r:1.2.2' } # r:1.2.2", None),
        ("ASK { r-wuhan-2025:1.0.2-s01 ?p ?o }",
         f"PREFIX r-wuhan-2025: <{PREFIXES['r-wuhan-2025']}> "
         "ASK { r-wuhan-2025:1\\.0\\.2-s01 ?p ?o }"),
        ("ASK { none:x ?p ?o }", None),
    ],
)  # fmt: skip
def test_a_query_is_completed(query: str, completed: str | None) -> None:
    assert complete(query) == (query if completed is None else completed)


def test_the_prefixes_are_those_of_the_base() -> None:
    assert complete("ASK { ?s a wk:Lake }", "http://e/").startswith(
        "PREFIX wk: <http://e/ontology/"
    )


def test_a_name_with_dots_is_that_name() -> None:
    """The engine alone reads r:1.2.2 as r:1.2 and the number .2, without a complaint."""
    store = Store()
    for number in ("1.2", "1.2.2", "1.2.2-s03"):
        store.add(Quad(NamedNode(R + number), NamedNode(f"{WK}number"), Literal(number)))
    for number in ("1.2", "1.2.2", "1.2.2-s03"):
        found = answer(store, f"SELECT ?n {{ VALUES ?x {{ r:{number} }} ?x wk:number ?n }}", "csv")
        assert found.split() == ["n", number]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?n { r:1.2.2 wk:number ?n ; }} ", "line 1, column 37"),
        ("SELECT ?n {\n  r:1.2.2 wk:number ?n ] }", "line 2, column 24"),
        ("SELECT ?n { r:1.2.2 wk:number ?n . ?n none:x ?m }", "line 1, column 39"),
        ("SELECT ?n { ?x wk:number ?n BIND (1 AS ?n) }", "line 1, column 40"),
        (
            "SELECT ?n {\n  r:1.2.2 wk:number ?n ] }\n" + " " * 17000,
            "line 3, column 5",
        ),  # the parser's own place
    ],
)
def test_a_mistake_is_where_it_was_sent(query: str, place: str) -> None:
    with pytest.raises(QueryError, match=place):
        answer(Store(), query)
