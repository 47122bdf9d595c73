"""Triples after an OPTIONAL: which are looked up for each solution; answers stay the same."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.project import find
from kg.queries.catalogue import read_catalogue
from kg.rdf import DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store
from server.sparql.engine.lateral import with_lateral

BEFORE = "?a :p ?b . ?b :q ?c OPTIONAL { ?c :r ?d }"


@pytest.mark.parametrize(
    "group",
    [
        "«?a :l ?e»",
        "«?a :l ?e .»",
        ". «?a :l ?e»",
        "«?a :l ?e» # and\n",
        "«?a :l ?e ; :m ?g , ?h ; . ?e :l ?f»",
        "«?f :m ?g . ?a :l ?f»",
        "FILTER(?d = '}' || ?d < 1.5) «?a a ?e»",
        "«?a :l/:m+ ?e»",
        "«?a :l [ :m ?e ]»",
        "«?a :l ?e» FILTER(?e > 1) «?e :m ?f»",
        "FILTER NOT EXISTS { ?a :l ?x } «?a :l ?e»",
        "«?a :l ?e» MINUS { ?a :l :x } OPTIONAL { ?e :m ?f } BIND(1 AS ?one) «?e :l ?h»",
    ],
)
def test_what_is_looked_up(group: str) -> None:
    text = f"PREFIX : <http://x/> SELECT * {{ {BEFORE} {group} }}"
    for around in (
        "{}",
        "{{ SELECT * {{ {} }} LIMIT 9 }} ?z :p ?y",
        "GRAPH ?g {{ {} }}",
        "{{ {} }} UNION {{}}",
    ):
        text = f"PREFIX : <http://x/> SELECT * {{ {around.format(f'{BEFORE} {group}')} }}"
        expected = text.replace("«", "LATERAL { ").replace("»", " }")
        assert with_lateral(text.replace("«", "").replace("»", "")) == expected


@pytest.mark.parametrize(
    "group",
    [
        "",
        "FILTER(BOUND(?d))",
        "?d :l ?e",  # may be unbound
        "?e :l ?a",  # against the arrow
        "?a ^:l ?e",
        "<http://x/a> :l ?e",  # reached from nowhere
        "?a :l ?e . ?f :m ?g",
        "?a :l :x",  # there may be few of what is given, or none
        "?a :l 1.5",
        "?a :l ?e ; :m 'x'@en , ?f",
        "?a :l [ :m true ]",
        "?a :l ?e . VALUES ?e { :x }",
        "?a :l ?e { ?e :m :x }",
        "?a :l ?e GRAPH :g { ?e :m :x }",
        "?a :l ?e FILTER(?e > 1) ?e :m :x",
        "?a :l* ?e",  # of no step, perhaps
        "?a :l? ?e",
        "?a !:l ?e",  # how often, between two nodes
        "?a :l|:m ?e",
        "?a :l _:e",
        "_:a :l ?e",
        "[] :l ?a",
        "?a :l ?e SERVICE <http://x/> {}",
        "?a :l ?e LATERAL { ?e :l ?f }",
        "?a :l ?e . <<?a :l ?e>> :m ?f",
        "?a :l ?e {| :m ?f |}",
        "?a :l ?e ]",
        "?a :l ?e (",
        "?a :l ?e FILTERbound(?f) OPTIONAL { ?e :m ?f }",  # the engine sees two words
        "?a :l ?e . ?e :m :x·OPTIONAL { ?e :m ?f }",  # a letter of names, not of Python's words
        "FILTER(?d<'x>y' || ?d = ') ?a :l ?e . FILTER(') ?a :l ?e",  # a comparison, no IRI
        "FILTER(?d<?c#>) don't\n) ?a :l ?e FILTER(?d = ') . ?a :l ?e . FILTER(')",
    ],
)
def test_what_is_left_as_it_is(group: str) -> None:
    text = f"PREFIX : <http://x/> SELECT * {{ {BEFORE} {group} }}"
    assert with_lateral(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a :p ?b OPTIONAL { ?b :q ?c } ?a :l ?e }",  # the engine itself does well
        "SELECT * { ?a :p ?b . ?b :q ?c . ?a :l ?e OPTIONAL { ?c :r ?d } }",
        "CONSTRUCT { ?a :p ?b . ?b :q ?c . ?a :l ?optional } { ?a :p ?b }",
        "SELECT * { ?a :p ?b ; :q ?c } # OPTIONAL {} ?a :l ?e",
        "SELECT * { ?a :p '''OPTIONAL {}''' ; :q ?c . ?a :l ?e }",
        "SELECT * { ?a :p ?b ; :q ?c OPTIONAL { ?c :r|:s ?d } ?a :l ?e }",  # how often, depends
        "SELECT * { ?a :p ?b ; !:q ?c OPTIONAL { ?c :r ?d } ?a :l ?e }",
        "SELECT * { { ?a :p* ?b } UNION { ?a :p ?b ; :q ?c OPTIONAL { ?c :r ?d } ?a :l ?e } }",
        "SELECT * { ?a :p ?b ; :q ?c OPTIONAL { OPTIONAL { ?c :q ?a } ?a :r ?c } ?b :l ?e }",
        f"SELECT * {{ {BEFORE} ?a :l ?e }} VALUES ?e {{ 1 }}",
        f"SELECT * {{ {{ SELECT * {{ {BEFORE} ?a :l ?e }} VALUES ?e {{ 1 }} }} }}",
        f"SELECT * {{ {{ {BEFORE} ?a :l ?e }} ?a :m 1 }}",
        f"SELECT * {{ GRAPH ?g {{ {BEFORE} ?a :l ?e }} ?a :m 1 }}",
        "OPTIONAL",
        "SELECT * { OPTIONAL",
        "{" * 5000 + " OPTIONAL {}",
        f"SELECT * {{ {BEFORE} ?a :l ?e }}" + " " * 20_000,
    ],
)
def test_queries_that_stay(text: str) -> None:
    assert with_lateral(text) == text


def test_what_follows_a_template_or_a_head_is_looked_up() -> None:
    for head in (
        "CONSTRUCT { ?a :l ?e } WHERE",
        "DESCRIBE ?a",
        "ASK",
        "SELECT (EXISTS { ?a :p ?b } AS ?x)",
    ):
        text = f"PREFIX : <http://x/> {head} {{ {BEFORE} ?a :l ?e }}"
        assert with_lateral(text).endswith("LATERAL { ?a :l ?e } }")


NODES = [f":n{number}" for number in range(5)]
VARIABLES = ["?a", "?b", "?c", "?d"]
PLAIN = [":p", ":q", ":r", ":p/:q", ":p|:r", ":q+", "?e"]
ODD = ["^:p", ":p*", ":p?", "!:p"]
PREFIX = "PREFIX : <http://x/>\n"


@st.composite
def triples(draw: st.DrawFn) -> str:
    """A run of triples, seldom with a path that finds more than triples do."""
    some = st.sampled_from([*VARIABLES, *VARIABLES, *NODES])
    paths = st.sampled_from([*PLAIN, *PLAIN, *PLAIN, *ODD])
    parts = []
    for _ in range(draw(st.integers(1, 2))):
        subject = draw(st.sampled_from([*VARIABLES, *VARIABLES, *VARIABLES, NODES[0]]))
        more = f" ; {draw(paths)} {draw(some)}" if draw(st.booleans()) else ""
        parts.append(f"{subject} {draw(paths)} {draw(some)}{more}")
    return " . ".join(parts) + draw(st.sampled_from(["", " ."]))


@st.composite
def group(draw: st.DrawFn, depth: int = 2) -> str:
    """A group: triples, something optional, triples, and what else there may be."""
    variable, node = draw(st.sampled_from(VARIABLES)), draw(st.sampled_from(NODES))
    kinds = ["optional", "triples", "triples", "filter", "values", "bind", "exists"]
    if depth:
        kinds += ["union", "minus", "graph", "select"]
    parts = [f"?a :p ?b ; {draw(st.sampled_from(PLAIN))} ?c"]
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=4))
    for number, kind in enumerate(["optional", "triples", *chosen]):
        nested = depth and draw(st.booleans())
        inner = draw(group(depth - 1)) if nested else f"{{ {draw(triples())} }}"
        parts.append(
            {
                "optional": f"OPTIONAL {inner}",
                "triples": draw(triples()),
                "filter": f"FILTER (!BOUND({variable}) || {variable} != {node})",
                "values": f"VALUES {variable} {{ {node} UNDEF }}",
                "bind": f"BIND ({node} AS ?new{depth}{number})",
                "exists": f"FILTER NOT EXISTS {inner}",
                "union": f"{inner} UNION {{ {draw(triples())} }}",
                "minus": f"MINUS {inner}",
                "graph": f"GRAPH ?g {inner}",
                "select": f"{{ SELECT {variable} {inner} }}",
            }[kind]
        )
    return "{ " + "\n".join(parts) + " }"


@st.composite
def worlds(draw: st.DrawFn) -> Store:
    """A small world, in the default graph and in two others."""
    store = Store()
    for _ in range(draw(st.integers(15, 40))):
        subject, thing = (draw(st.integers(0, 3)) for _ in range(2))
        graph = draw(st.sampled_from([DefaultGraph(), DefaultGraph(), NamedNode("http://x/g")]))
        store.add(
            Quad(
                NamedNode(f"http://x/n{subject}"),
                NamedNode("http://x/" + draw(st.sampled_from("pqr"))),
                NamedNode(f"http://x/n{thing}") if draw(st.integers(0, 3)) else Literal(str(thing)),
                graph,
            )
        )
    return store


def rows(store: Store, text: str) -> Counter[str]:
    """The rows of an answer, each as often as it comes."""
    answer = store.query(text).serialize(format=QueryResultsFormat.JSON)
    assert answer
    return Counter(
        json.dumps(row, sort_keys=True) for row in json.loads(answer)["results"]["bindings"]
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(worlds(), group())
def test_answers_stay_the_same(store: Store, pattern: str) -> None:
    text = f"{PREFIX}SELECT * {pattern}"
    try:
        expected = rows(store, text)
    except SyntaxError:  # a variable that is bound twice, and the like
        return
    assert rows(store, with_lateral(text)) == expected


def test_a_choice_within_the_optional_is_counted_as_before() -> None:
    """Where the engine knows both ends of a choice, it counts it once."""
    triples = "<n0> <r> <n0>, <n1>, <n2> . <n1> <p> <n1> ; <q> <n1> . <n1> <q> <n0> ; <p> <n0> ."
    store = Store()
    store.load(triples, format=RdfFormat.TURTLE, base_iri="http://x/")
    text = f"{PREFIX}SELECT * {{ ?a :q ?b ; :p ?c OPTIONAL {{ :n0 !:p ?b, ?a }} ?a :p ?c }}"
    assert rows(store, with_lateral(text)) == rows(store, text)


def test_questions_of_the_catalogue_are_read() -> None:
    """Those that had taken longest, among others."""
    questions = read_catalogue(find().examples)
    for name in ("stages-of-thing", "honours", "targets", "firsts-and-onlys"):
        assert "LATERAL {" in with_lateral(questions[name].text)
