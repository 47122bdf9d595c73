"""Answers: every format says the same, aligned for people, exact for programs."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from kg import namespaces
from kg.cli import _FORMATS
from kg.errors import QueryError
from kg.queries.answers import answer
from kg.queries.tables import aligned, cell, markdown
from kg.rdf import Literal, NamedNode, Quad, Store, Term

LABELS = ["滨江数创走廊", 'a "quoted" | one', "two\nlines\tand a tab", "𠮷 non-BMP"]


@pytest.fixture
def store() -> Store:
    store = Store()
    name = NamedNode(namespaces.expand("rdfs:label"))
    for number, label in enumerate(LABELS):
        thing = NamedNode(namespaces.expand(f"place:p{number}"))
        store.add(Quad(thing, name, Literal(label, language="zh")))
    return store


LABEL = namespaces.expand("rdfs:label")
QUERY = f"SELECT ?place ?label ?none {{ ?place <{LABEL}> ?label }} ORDER BY ?place"


def test_json_csv_tsv_and_xml_hold_every_label(store: Store) -> None:
    found = json.loads(answer(store, QUERY, "json"))["results"]["bindings"]
    assert [row["label"]["value"] for row in found] == LABELS
    assert found[0]["label"]["xml:lang"] == "zh"
    rows = list(csv.reader(io.StringIO(answer(store, QUERY, "csv"), newline="")))
    assert rows[0] == ["place", "label", "none"] and [row[1] for row in rows[1:]] == LABELS
    assert '"a \\"quoted\\" | one"@zh' in answer(store, QUERY, "tsv")
    tree = ElementTree.fromstring(answer(store, QUERY, "xml"))
    literals = [node.text for node in tree.iter() if node.tag.endswith("}literal")]
    assert literals == LABELS


def test_the_table_is_aligned_on_a_terminal(store: Store) -> None:
    lines = answer(store, QUERY).splitlines()
    assert len(lines) == len(LABELS) + 2
    assert lines[2].startswith("place:p0  滨江数创走廊")
    starts = {
        cell_len(line[: line.index(text[:3])]) for line, text in zip(lines[2:], LABELS, strict=True)
    }
    assert len(starts) == 1


def test_nothing_is_cut() -> None:
    long = "长" * 500
    assert long in aligned(["a"], [[long]]) and long in markdown(["a"], [[long]])
    assert aligned(["a", "b"], []) == "a  b\n─  ─"


def test_markdown_keeps_bars_in_their_cell(store: Store) -> None:
    line = answer(store, QUERY, "md").splitlines()[3]
    assert line == r'| place:p1 | a "quoted" \| one |  |'


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (None, ""),
        (NamedNode(namespaces.expand("place:wuhan")), "place:wuhan"),
        (NamedNode("urn:x:y"), "urn:x:y"),
        (Literal("8.50", datatype=NamedNode(namespaces.expand("xsd:decimal"))), "8.50"),
        (Literal("a\n b"), "a b"),
    ],
)
def test_cell(term: Term | None, text: str) -> None:
    assert cell(term) == text


@pytest.mark.parametrize("form", _FORMATS.choices)
def test_yes_or_no_in_every_format(store: Store, form: str) -> None:
    assert "true" in answer(store, "ASK { ?s ?p ?o }", form)
    assert "false" in answer(store, "ASK { ?s ?p 5 }", form)


def test_a_graph_is_turtle_with_the_prefixes_it_uses(store: Store) -> None:
    text = answer(store, "CONSTRUCT WHERE { ?s ?p ?o }", "json")
    assert "place:p0 rdfs:label" in text
    assert text.count("@prefix") == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x {\n ?x a }", "line 2, column"),
        ("SELECT ?x {\n ?x a no:Thing }", "line 2, column 7: the prefix no: is not declared"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "malformed"),
        ("", "line 1, column 1"),
    ],
)
def test_a_malformed_query_is_told_where(store: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        answer(store, query)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300, "not the parser's list of all characters"
    assert len(store) == len(LABELS)
