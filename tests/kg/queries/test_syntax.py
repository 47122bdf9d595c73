"""The place of a mistake in a query is the token at fault, not where the parser gave up."""

from __future__ import annotations

import pytest

from kg.rdf import Store, Syntax, explain

GIVEN = "BIND assigns a variable that is already bound"
END = "unexpected end of query"


def no(token: str) -> str:
    return f"unexpected `{token}`"


@pytest.mark.parametrize(
    ("query", "message", "line", "column"),
    [
        ("SELEC *\n{\n?s ?p ?o }", no("SELEC"), 1, 1),
        ("SELECT ?s\nWHER {\n ?s ?p ?o }", no("WHER"), 2, 1),
        ("SELECT *\n{ ?s ?p }", no("}"), 2, 9),
        ("SELECT *\r\n{\r\n ?s ?p }", no("}"), 3, 8),
        ("SELECT\t*\t{ ?s ?p }", no("}"), 1, 18),
        ("# 𠀀\nSELECT ('𠀀𠀀' AS ?x) { ?s ?p }", no("}"), 2, 29),
        ("ASK {} ASK {}", no("ASK"), 1, 8),
        ("SELECT * { ?s ?p ?o } LIMIT ten", no("ten"), 1, 29),
        ("SELECT * { FILTER(?o<5 && ?o>=-1.5e3||!?x) ?s <p>/^<q>* 1. ] }", no("]"), 1, 60),
        ("SELECT * { ?s ?p 'a'@en-GB, \"b\"^^<c>, '''d\n''', _:e.f . ; }", no(";"), 2, 14),
        ("SELECT * { ?s ?p ?o FILTER(?o < 5 }", no("}"), 1, 35),
        ("SELECT (COUNT(?x) ?n) {}", no("?n"), 1, 19),
        ("SELECT ?s, ?p { ?s ?p ?o }", no(","), 1, 10),
        ("ASK { _:a ?p ?o OPTIONAL { _:a ?q ?r } }", no("_:a"), 1, 28),
        ("SELECT\u3000* { ?s ?p ?o }",
            "unexpected `\u3000` (U+3000, ideographic space) instead of ` `", 1, 7),
        ("SELECT *\u00a0{ ?s ?p ?o }",
            "unexpected `\u00a0` (U+00A0, no-break space) instead of ` `", 1, 9),
        ("SELECT *\u200b{ ?s ?p ?o }",
            "unexpected `\u200b` (U+200B, zero width space)", 1, 9),
        ("PREFIX wk: <w:> SELECT * { ?s a wk\uff1aProject }",
            "unexpected `\uff1a` (U+FF1A, fullwidth colon) instead of `:`", 1, 35),
        ("SELECT * { ?s ?p \u201c\u6b66\u6c49\u201d }",
            "unexpected `\u201c` (U+201C, left double quotation mark)", 1, 18),
        ("SELECT * {", END, 1, 11),
        ("SELECT * {\n ?s ?p ?o # so }\n", END, 3, 1),
        ("SELECT * { ?s ?p \"abc }", END, 1, 24),
        ("PREFIX a: <b:>\nASK { a:b c:d ?o }",
            "the prefix c: is not declared; add its PREFIX line", 2, 11),
        ("ASK { :b a ?o }", "the prefix : is not declared; add its PREFIX line", 1, 7),
        ("SELECT * { BIND(1 AS ?a)\n BIND(2 AS ?a) }", GIVEN, 2, 12),
        ("SELECT * { ?a ?b ?c { BIND(2 AS ?a) } BIND(2 AS ?b) ?d ?e ?f }", GIVEN, 1, 49),
        ("SELECT * { ?a ?b ?c BIND(2 AS ?a) } LIMIT ten", GIVEN, 1, 31),
        ("SELECT * { BIND(2 AS ?a) ?d ?e }", no("}"), 1, 32),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }",
            "The SELECT contains a variable that is unbound", 1, 40),
        ("SELECT (1 AS ?x) { ?x ?y ?z }",
            "The SELECT overrides an existing variable using an expression", 1, 30),
    ],
)  # fmt: skip
def test_the_token_at_fault_is_found(query: str, message: str, line: int, column: int) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query, base_iri="http://example.org/")
    assert explain(caught.value, query) == Syntax(message, line, column)


def test_without_the_query_the_parser_is_believed() -> None:
    error = SyntaxError("error at 3:14: expected one of OPTIONAL, [_]")
    assert explain(error) == Syntax("syntax error", 3, 14)
    assert explain(error, "ASK {}") == Syntax("syntax error", 3, 14)
    assert explain(SyntaxError("no place")) == Syntax("no place", None, None)


def test_what_no_person_wrote_is_not_read_again() -> None:
    query = "SELEC" + " " * 20_000
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    assert explain(caught.value, query).column == 10
