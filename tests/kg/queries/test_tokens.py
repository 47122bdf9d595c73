"""Tokens of SPARQL text, and what can be told from them without parsing."""

from __future__ import annotations

import pytest

from kg.queries.tokens import is_update, prologue, query_form, tokens, with_columns
from kg.rdf import QuerySolutions, Store


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?a $b <urn:x> p:l\\.x :y", "variable variable iri name name"),
        ("_:e.f 'it''s'", "blank string string"),
        ("a<b && c>1.5e3", "word other word operator word other number"),
        ("||!?x", "operator other variable"),
        ('"""a "b" c""" @en-GB ^^xsd:date # :end', "string language operator name"),
        ("1. -2", "number other number"),
        ("<< :a >> {| ; |}", "operator name operator operator other operator"),
        ("r:1.2.2-s03. 'open", "name other other word"),
        ("滨江 ?滨江 :数创。", "word variable name other"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert " ".join(token.kind for token in tokens(text)) == kinds


def test_tokens_and_what_is_skipped_make_the_whole_text() -> None:
    text = "PREFIX : <urn:x> # one\nSELECT * { ?s :p '''a\n''' }"
    assert "".join(token.text for token in tokens(text, skipped=True)) == text
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


def test_the_parts_of_a_prefixed_name() -> None:
    (name,) = tokens(r"r:1\.1\.1-s02")
    assert (name.prefix, name.local) == ("r", "1.1.1-s02")


def test_a_prologue_ends_before_the_query() -> None:
    declared, first = prologue("BASE <urn:b> PREFIX a: <urn:a#> prefix : <urn:c> ASK { a:x a :y }")
    assert declared == {"a": "urn:a#", "": "urn:c"}
    assert first is not None and first.text == "ASK"
    assert prologue("# nothing") == ({}, None)
    assert prologue("PREFIX a:") == ({}, None)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "SELECT"),
        ("# ASK\nPREFIX ask: <x> construct {} {}", "CONSTRUCT"),
        ("INSERT DATA {}", ""),
        ("", ""),
    ],
)
def test_form(text: str, form: str) -> None:
    assert query_form(text) == form


def test_updates() -> None:
    assert is_update("PREFIX a: <b> # c\n delete where { ?s ?p ?o }")
    assert not is_update("SELECT ?insert { ?s ?p 'INSERT' }")
    assert not is_update("")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "spo"),
        ("PREFIX x: <y:>\n# ?a\nSELECT DISTINCT * { ?s ?p ?o }", "spo"),
        ("SELECT * { $z ?b [] { SELECT ?a { ?c ?d ?a } } }", "zba"),
        ("SELECT*{?b ?a 1 FILTER(2*3>1)}", "ba"),
        ("SELECT * { ?a ?b ?c }", "abc"),
        ("SELECT * {}", ""),
        ("SELECT ?p ?s { ?s ?p ?o }", "ps"),
    ],
)
def test_the_columns_are_in_the_order_of_the_query(text: str, columns: str) -> None:
    def variables(query: str) -> list[str]:
        found = Store().query(query)
        assert isinstance(found, QuerySolutions)
        return [variable.value for variable in found.variables]

    assert variables(with_columns(text, lambda: variables(text))) == list(columns)


def test_other_forms_are_left_alone() -> None:
    for text in ("CONSTRUCT WHERE { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) {}", "ASK {}", "", "*"):
        assert with_columns(text, lambda: ["x"]) == text
