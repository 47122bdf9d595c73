"""Stored questions: headers in both languages, parameters that are terms, errors that help."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces
from kg.errors import QueryError
from kg.namespaces import expand
from kg.project import Project
from kg.queries.catalogue import (
    Parameter,
    StoredQuery,
    bind,
    find,
    read_catalogue,
    read_query,
)
from kg.queries.columns import parts, projected
from kg.rdf import Literal, NamedNode, QuerySolutions, Store
from tests.conftest import ROOT

HEADER = """#+ summary: Parts of a place
#+ summary_zh: 地点的组成部分
#+ description: What lies in a place.
#+ description_zh: 某地点之内的事物。
#+ tags: [place]
"""
PARAMS = """#+ params:
#+   place: {type: iri, label: Place, label_zh: 地点}
#+   text: {type: string, label: Text, label_zh: 文字}
"""
BODY = """PREFIX place: <https://w3id.org/wuchang-kg/id/place/>
SELECT ?place ?text { VALUES ?place { place:wuhan } VALUES ?text { UNDEF } }
"""


def written(folder: Path, text: str, name: str = "07-parts-of-place.rq") -> StoredQuery:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_query(path)


@pytest.fixture
def query(tmp_path: Path) -> StoredQuery:
    return written(tmp_path, HEADER + PARAMS + BODY)


def rows(text: str) -> list[list[str]]:
    answer = Store().query(text)
    assert isinstance(answer, QuerySolutions)
    return [["" if term is None else term.value for term in row] for row in answer]  # type: ignore[union-attr]


def test_a_question_reads_its_header(query: StoredQuery) -> None:
    assert query.name == "parts-of-place"
    assert query.title == {"zh": "地点的组成部分", "en": "Parts of a place"}
    assert query.tags == ("place",)
    place, text = query.parameters
    assert (place.name, place.type, place.label["zh"]) == ("place", "iri", "地点")
    assert place.default == NamedNode(namespaces.expand("place:wuhan"))
    assert text.default is None


def test_it_runs_as_it_stands_and_with_other_terms(query: StoredQuery) -> None:
    assert rows(query.text) == [[namespaces.expand("place:wuhan"), ""]]
    hubei = NamedNode(namespaces.expand("place:hubei"))
    assert rows(query.bound({"place": hubei})) == [[hubei.value, ""]]


def test_a_value_that_looks_like_a_block_is_left_alone() -> None:
    text = "SELECT ?a ?b { VALUES ?a { 1 } VALUES ?b { 2 } }"
    tricky = Literal("VALUES ?b { } ; DROP")
    rows = Store().query(bind(text, {"a": tricky, "b": Literal("x")}))
    assert isinstance(rows, QuerySolutions)
    assert [tuple(row) for row in rows] == [(tricky, Literal("x"))]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_arrives_as_it_was_given(text: str) -> None:
    values = Parameter("text", "string", {}, None)
    question = StoredQuery(
        "q", "q.rq", "SELECT ?text { VALUES ?text { UNDEF } }", {}, {}, (), (values,)
    )
    term = values.parse(text)
    assert rows(question.bound({"text": term})) == [[text.strip()]]


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("iri", "place:hubei", NamedNode(namespaces.expand("place:hubei"))),
        ("iri", "<urn:x>", NamedNode("urn:x")),
        ("iri", "https://example.org/a", NamedNode("https://example.org/a")),
        ("string", "文字", Literal("文字")),
        ("lang", "zh", Literal("zh")),
        ("integer", "-5", Literal("-5", datatype=NamedNode(namespaces.expand("xsd:integer")))),
        ("decimal", "8.5", Literal("8.5", datatype=NamedNode(namespaces.expand("xsd:decimal")))),
        (
            "date",
            "2024-06-30",
            Literal("2024-06-30", datatype=NamedNode(namespaces.expand("xsd:date"))),
        ),
    ],
)
def test_a_value_becomes_a_term_of_its_type(
    kind: str, text: str, term: NamedNode | Literal
) -> None:
    assert Parameter("p", kind, {}, None).parse(text) == term


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("lang", "de", "write zh or en"),
        ("integer", "5.5", "write a whole number"),
        ("integer", "٥", "write a whole number"),
        ("decimal", "viel", "write a number"),
        ("date", "June", "a date like"),
        ("iri", "nowhere", "names nothing in the graph"),
        ("iri", "https://a/{b}", "p='https://a/{b}'"),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, text: str, wanted: str) -> None:
    with pytest.raises(QueryError) as caught:
        Parameter("p", kind, {}, None).parse(text)
    assert wanted in str(caught.value)


def test_a_thing_may_be_given_by_its_label() -> None:
    bearers = {
        "武汉": [expand("place:wuhan")],
        "市": [expand("place:hankou"), expand("place:wuhan")],
    }
    parameter = Parameter("place", "iri", {}, None)
    assert parameter.parse("武汉", resolve=bearers.__getitem__) == NamedNode(expand("place:wuhan"))
    with pytest.raises(QueryError, match="could be place:hankou, place:wuhan; take one"):
        parameter.parse("市", resolve=bearers.__getitem__)


def test_the_names_follow_the_base_of_the_build(tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    (tmp_path / "q.rq").write_text(HEADER + PARAMS + BODY, encoding="utf-8")
    query = read_query(tmp_path / "q.rq", base)
    assert query.parameter("place").default == NamedNode(f"{base}id/place/wuhan")
    assert query.parameter("place").parse("place:a", base) == NamedNode(f"{base}id/place/a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BODY, "write summary (English) and summary_zh"),
        (HEADER.replace("#+ summary_zh: 地点的组成部分\n", "") + BODY, "summary_zh"),
        (HEADER + "#+ colour: red\n" + BODY, "unknown field 'colour'"),
        (HEADER + "#+ params: [\n" + BODY, "the #+ header is no YAML"),
        (HEADER + PARAMS.replace("type: iri", "type: uri") + BODY, "give parameter place a type"),
        (HEADER + PARAMS + BODY.replace("VALUES ?place", "#"), "bind parameter place once"),
        (HEADER + PARAMS + BODY.replace(":wuhan", ":a place:b"), "place one default"),
        (HEADER + PARAMS + BODY.replace("place:wuhan", "plaice:wuhan"), "default of place"),
    ],
)
def test_a_faulty_question_names_its_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        written(tmp_path, text)
    assert message in str(caught.value)
    assert "07-parts-of-place.rq: " in str(caught.value)


def test_two_questions_may_not_share_a_name(tmp_path: Path) -> None:
    for name in ("01-a.rq", "02-a.rq"):
        written(tmp_path, HEADER + BODY, name)
    with pytest.raises(QueryError, match="share a name"):
        read_catalogue(tmp_path)


def test_an_unknown_name_is_met_with_those_like_it(query: StoredQuery) -> None:
    catalogue = {query.name: query}
    with pytest.raises(QueryError, match="Did you mean parts-of-place"):
        find(catalogue, "part-of-places")
    with pytest.raises(QueryError, match="kg examples"):
        find(catalogue, "zzz")
    with pytest.raises(QueryError, match=r"Parameters: place \(iri\), text \(string\)"):
        query.bound({"plaice": Literal("x")})


def test_the_view_that_a_question_wishes_names_its_columns() -> None:
    """The workbench would draw other columns without a word."""
    wished = 0
    for question in read_catalogue(Project(ROOT).examples).values():
        if found := re.search(r"^#defaultView:\w+(\{.*\})$", question.text, re.MULTILINE):
            stems = {parts(name)[0] for name in projected(question.text)}
            assert {*json.loads(found[1]).values()} <= stems, question.name
            wished += 1
    assert wished > 5
