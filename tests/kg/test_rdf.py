"""The engine behind one module: what is written is read back, and errors are put in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces
from kg.rdf import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Syntax,
    Triple,
    canonical,
    canonical_lines,
    explain,
    nquads,
    ntriples,
    open_store,
    parse,
    read,
    turtle,
    write_store,
)

THING = NamedNode(namespaces.expand("place:lake"))
NAME = NamedNode(namespaces.expand("rdfs:label"))
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_TAG = st.sampled_from(["zh", "en"])
_LITERALS = st.one_of(
    st.builds(Literal, _TEXT),
    st.builds(lambda text, tag: Literal(text, language=tag), _TEXT, _TAG),
    st.builds(Literal, st.integers()),
)


@given(st.lists(_LITERALS))
def test_what_is_written_is_read_back(literals: list[Literal]) -> None:
    triples = {Triple(THING, NAME, literal) for literal in literals}
    for text, form in (
        (turtle(triples, dict(namespaces.PREFIXES)).encode(), RdfFormat.TURTLE),
        (ntriples(triples), RdfFormat.N_TRIPLES),
    ):
        assert {quad.triple for quad in parse(text, form)} == triples


@given(st.lists(_LITERALS), st.permutations(["a", "b", "c"]))
def test_lines_are_those_of_the_canonical_quads(literals: list[Literal], names: list[str]) -> None:
    first, second, third = map(BlankNode, names)
    graph = NamedNode(namespaces.ONTOLOGY_GRAPH)
    quads = [Quad(THING, NAME, literal, graph) for literal in literals]
    quads += [Quad(THING, NAME, Literal(" _:a"), graph), Quad(THING, NAME, first, graph)]
    quads += [Quad(first, NAME, second, graph), Quad(second, NAME, third, graph)]
    lines = nquads(dict.fromkeys(quads)).splitlines(keepends=True)
    assert canonical_lines(lines) == nquads(canonical(quads)).splitlines(keepends=True)


def test_a_store_on_disk_is_read_by_many_and_written_by_none(tmp_path: Path) -> None:
    source = Store()
    source.add(
        Quad(
            THING, NAME, Literal("湖", language="zh"), NamedNode(namespaces.report("wuchang-2023"))
        )
    )
    (tmp_path / "data.nq").write_bytes(nquads(source))
    write_store(tmp_path / "data.nq", tmp_path / "store")
    first, second = open_store(tmp_path / "store"), open_store(tmp_path / "store")
    assert list(first) == list(second) == list(source)
    with pytest.raises(RuntimeError, match="read-write"):
        first.add(Quad(THING, NAME, Literal("x")))


def test_an_unknown_kind_of_file_is_no_rdf(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError, match="unknown kind of file"):
        read(tmp_path / "data.docx")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?x {\n ?x a foo:Bar }", Syntax(
            "the prefix foo: is not declared; add its PREFIX line", 2, 7)),
        ("# foo:\nSELECT ?x { ?x a 'bar:' . <urn:a:b> a }", Syntax(
            "unexpected `}`", 2, 39)),
        ("", Syntax("syntax error", 1, 1)),
    ],
)  # fmt: skip
def test_a_malformed_query_is_explained(query: str, expected: Syntax) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    assert explain(caught.value, query) == expected
