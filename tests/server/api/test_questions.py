"""The catalogue as endpoints: bound terms, every format, pages that add up to the whole."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kg import namespaces
from kg.queries.catalogue import StoredQuery
from kg.queries.tokens import query_form
from kg.rdf import DefaultGraph, NamedNode, Quad
from server.api.questions import part
from server.sparql.formats import SOLUTIONS
from tests.conftest import Built
from tests.server.conftest import link_header
from tests.test_answers import CATALOGUE, golden

SELECTS = [query for query in CATALOGUE.values() if query_form(query.text) == "SELECT"]
CORRIDOR = "/api/queries/projects-of-corridor"


def rows(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Any] = json.loads(answer.text)["results"]["bindings"]
    return found


def test_the_catalogue_is_listed(client: FlaskClient) -> None:
    listed = json.loads(client.get("/api/queries").text)["queries"]
    assert [one["name"] for one in listed] == list(CATALOGUE)
    one = next(one for one in listed if one["name"] == "projects-of-corridor")
    assert one["title"].keys() == {"zh", "en"}
    assert one["parameters"][0]["type"] == "iri"
    assert one["columns"][:2] == [
        {"name": "project", "label": {"en": "Project", "zh": "项目"}},
        {"name": "projectZh", "label": {"en": "Project (Chinese)", "zh": "项目（中文）"}},
    ]
    assert client.get(one["href"]).status_code == 200


def test_every_question_answers_as_it_does_in_the_store(client: FlaskClient) -> None:
    """A golden answer is that of the store: `tests/test_answers.py`."""
    for query in CATALOGUE.values():
        path = f"/api/queries/{query.name}"
        if query_form(query.text) == "SELECT":
            found = client.get(f"{path}?format=csv").text.splitlines()
            expected = golden(query).read_text(encoding="utf-8").splitlines()
            assert sorted(found) == sorted(expected), query.name
        assert client.get(path).status_code == 200, query.name


@pytest.mark.parametrize("query", SELECTS[::6], ids=lambda query: query.name)
def test_pages_add_up_to_the_whole(client: FlaskClient, query: StoredQuery) -> None:
    path = f"/api/queries/{query.name}"
    whole = rows(client, path)
    step = max(1, len(whole) // 3)
    paged: list[Any] = []
    address: str | None = f"{path}?limit={step}"
    while address:
        answer = client.get(address)
        paged += json.loads(answer.text)["results"]["bindings"]
        links = link_header(answer.headers["link"])
        address = links.get("next", [None])[0]
    assert paged == whole
    assert {"first", "last"} <= links.keys()


@pytest.mark.parametrize("form", SOLUTIONS, ids=lambda form: form.name)
def test_every_format_is_offered(client: FlaskClient, form: Any) -> None:
    by_name = client.get(f"{CORRIDOR}?format={form.name}")
    by_type = client.get(CORRIDOR, headers={"accept": form.media_type})
    assert by_name.mimetype == by_type.mimetype == form.media_type
    assert by_name.data == by_type.data


def test_an_iri_may_be_a_label_a_short_name_or_an_iri(client: FlaskClient) -> None:
    answers = [
        rows(client, f"{CORRIDOR}?whole={quote(text)}")
        for text in (
            "滨江数创走廊",
            "Binjiang Digital Innovation Corridor",
            "place:binjiang-digital-corridor",
            "https://w3id.org/wuchang-kg/id/place/binjiang-digital-corridor",
        )
    ]
    assert answers[0] and all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    "text",
    [
        '" } DROP ALL #',
        "'",
        '"""',
        "\\",
        "VALUES ?text { }",
        "} UNION { ?s ?p ?o",
        "\u2028\n\r\t",
        "𠮷",
    ],
)
def test_no_text_breaks_out_of_its_parameter(client: FlaskClient, built: Built, text: str) -> None:
    answer = client.get("/api/queries/search-names", query_string={"text": text})
    assert answer.status_code == 200
    found = {row["thing"]["value"] for row in json.loads(answer.text)["results"]["bindings"]}
    names = [NamedNode(namespaces.expand(name)) for name in ("rdfs:label", "skos:altLabel")]
    things = NamedNode(namespaces.expand("wk:Thing"))
    rdf_type = NamedNode(namespaces.expand("rdf:type"))
    expected = {
        quad.subject.value
        for name in names
        for quad in built.store.quads_for_pattern(None, name, None, DefaultGraph())
        if text.strip().lower() in quad.object.value.lower()
        and Quad(quad.subject, rdf_type, things) in built.store
    }
    assert found == expected


def test_a_text_is_taken_as_it_stands(client: FlaskClient) -> None:
    answer = client.get("/api/queries/search-names", query_string={"text": "数创", "format": "csv"})
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert found
    assert all("数创" in row["thingZh"] or row["thingEn"] for row in found)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("where=here", "no such parameter"),
        ("whole=place:wuhan&whole=place:china", "values that differ"),
        ("format=docx", "json, xml, csv, tsv"),
        ("limit=0", "between 1"),
        ("limit=1e3", "whole number"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, words: str) -> None:
    answer = client.get(f"{CORRIDOR}?{query}")
    problem = json.loads(answer.text)
    assert answer.status_code == 400
    assert words in problem["detail"]
    assert problem["parameter"]


@pytest.mark.parametrize("text", ["nothing", "<bad", "place:%00", "http://[bad"])
@pytest.mark.parametrize("parameter", ["whole", "report"])
def test_what_names_nothing_is_not_found(client: FlaskClient, parameter: str, text: str) -> None:
    answer = client.get(f"{CORRIDOR}?{parameter}={text}")
    problem = json.loads(answer.text)
    assert (answer.status_code, problem["parameter"]) == (404, parameter)


def test_an_answer_is_cached_and_validated(client: FlaskClient) -> None:
    first = client.get(f"{CORRIDOR}?limit=3")
    again = client.get(f"{CORRIDOR}?limit=3", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert 'cache;desc="hit"' in again.headers["server-timing"]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("SELECT ?x { }", "\nLIMIT 5 OFFSET 10\n"),
        ("SELECT ?x { } LIMIT 12", " LIMIT 2 OFFSET 10\n"),
        ("SELECT ?x { } LIMIT 8\n", " LIMIT 0 OFFSET 10\n"),
        ("SELECT ?x { } LIMIT 100 OFFSET 7", " LIMIT 5 OFFSET 17\n"),
        ("SELECT ?x { { SELECT ?x { } LIMIT 3 } }", "\nLIMIT 5 OFFSET 10\n"),
    ],
)
def test_a_part_keeps_the_limit_that_a_query_has(text: str, end: str) -> None:
    assert part(text, 5, 10).endswith(end)


def test_no_parameter_of_a_question_hides_one_of_every_question() -> None:
    names = {p.name for query in CATALOGUE.values() for p in query.parameters}
    assert not names & {"limit", "offset", "format", "timeout"}


def test_every_table_has_an_order_so_that_pages_are_stable() -> None:
    unordered = [q.name for q in SELECTS if "ORDER BY" not in q.text]
    assert all(name in ("about-the-report",) for name in unordered)
