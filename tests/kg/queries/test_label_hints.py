"""Hints for queries that find nothing: each label that is written otherwise, and no other."""

from __future__ import annotations

import pytest

from kg.model.index import Index
from kg.model.names import LANGUAGES
from kg.namespaces import BASE
from kg.queries.answers import finds_nothing
from kg.queries.label_hints import label_hints
from tests.conftest import Built


@pytest.fixture(scope="module")
def index(built: Built) -> Index:
    """The index of the real graph."""
    return Index(built.project.current)


@pytest.mark.parametrize(
    ("pattern", "kind", "label"),
    [
        ('?x rdfs:label "武汉市"', "tag", '"武汉市"@zh'),
        ('?x rdfs:label "武汉市"@en', "tag", '"武汉市"@zh'),
        ('?x rdfs:label ?n FILTER (?n = "武汉市")', "tag", '"武汉市"@zh'),
        ('VALUES ?n { "武汉市" } ?x rdfs:label ?n', "tag", '"武汉市"@zh'),
        ("?x rdfs:label '''\\u6B66汉市'''", "tag", '"武汉市"@zh'),
        ('?x wk:labelZh "Wuhan"', "property", '"Wuhan"@en'),
        ('?x wk:labelEn "武汉市"', "property", '"武汉市"@zh'),
        ('?x rdfs:label "东湖新城"@zh', "", ""),
        ('?x rdfs:label "武汉市"@zh ; wk:partOf ?x', "", ""),
        ('?x rdfs:label ?n FILTER (CONTAINS(?n, "武汉市") && ?x = wk:none)', "", ""),
        ('?x rdfs:label ?n FILTER (STR(?n) = "武汉市" && ?x = wk:none)', "", ""),
        ('?x wk:labelZh "武汉市" ; wk:partOf ?x', "", ""),
        ('?x wk:verbatim "武汉市"', "", ""),
        ('?x rdfs:label "武汉市"^^xsd:integer', "", ""),
    ],
)
def test_what_is_wrong_with_a_label(
    built: Built, index: Index, pattern: str, kind: str, label: str
) -> None:
    query = f"SELECT ?x {{ {pattern} }}"
    assert finds_nothing(built.store, query)
    found = label_hints(query, index)
    assert [one.kind for one in found] == [kind] * bool(kind)
    for one in found:
        words = one.words("zh", BASE), one.words("en", BASE)
        assert all(label in text and "place:wuhan" in text for text in words)


@pytest.mark.parametrize(
    ("pattern", "written", "meant"),
    [
        ("?x wk:belongTo place:wuhan", "wk:belongTo", "wk:belongsTo"),
        ("?x a wk:Organisation", "wk:Organisation", "wk:Organization"),
        ("?x wk:status status:promise", "status:promise", "status:promised"),
        ('?x dcterms:date ?d FILTER (?d > "2025-01-01")', "2025-01-01", '"2025-01-01"^^xsd:date'),
        ('?x wk:deadline ?d FILTER (?d >= "2999-01-01"^^xsd:date)', "", ""),
        ("?x a wk:Project ; a wk:Period", "", ""),
        ("?x wk:zzzz ?y", "", ""),
    ],
)
def test_terms_that_do_not_exist_and_dates_without_a_datatype(
    built: Built, index: Index, pattern: str, written: str, meant: str
) -> None:
    query = f"SELECT ?x {{ {pattern} }}"
    assert finds_nothing(built.store, query)
    found = label_hints(query, index)
    assert [one.written for one in found] == [written] * bool(written)
    assert all(meant in one.words(language, BASE) for one in found for language in LANGUAGES)


def test_brackets_of_another_width_are_pointed_out(built: Built, index: Index) -> None:
    rows = index.rows("SELECT text, language FROM name WHERE form = 'label' AND text LIKE '%（%'")
    assert rows, "a label with full-width brackets"
    text, language = rows[0]
    other = text.replace("（", "(").replace("）", ")")
    query = f'SELECT ?x {{ ?x rdfs:label "{other}"@{language} }}'
    assert finds_nothing(built.store, query)
    hint = label_hints(query, index)[0]
    assert (hint.kind, hint.written, hint.label) == ("form", other, text)


def test_an_alias_is_no_label(built: Built, index: Index) -> None:
    rows = index.rows(
        "SELECT text, language FROM name a WHERE form = 'alias' AND NOT EXISTS "
        "(SELECT 1 FROM name b WHERE b.text = a.text AND b.form = 'label') AND text NOT LIKE '%\"%'"
    )
    text, language = rows[0]
    query = f'SELECT ?x {{ ?x rdfs:label "{text}"@{language} }}'
    assert finds_nothing(built.store, query)
    hint = label_hints(query, index)[0]
    assert (hint.kind, hint.alias) == ("property", True)
    assert "skos:altLabel" in hint.words("zh", BASE) and "skos:altLabel" in hint.words("en", BASE)


def test_a_query_of_many_texts_is_read_in_part(index: Index) -> None:
    query = "ASK { VALUES ?n { " + '"x" ' * 10_000 + '"武汉市" } ?x rdfs:label ?n }'
    assert label_hints(query, index) == []


@pytest.mark.parametrize(
    ("query", "nothing"),
    [
        ("ASK { place:wuhan a wk:Person }", True),
        ("ASK { place:wuhan a wk:Place }", False),
        ("CONSTRUCT WHERE { ?x a wk:None }", True),
        ("SELECT ?x { ?x a wk:Person }", False),
    ],
)
def test_nothing_is_no_row_no_triple_and_no(built: Built, query: str, nothing: bool) -> None:
    assert finds_nothing(built.store, query) is nothing
