"""Lists and descriptions of the API: true totals, true links, filters that mean what they say."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from kg import namespaces
from kg.rdf import DefaultGraph, NamedNode
from kg.search.lookup import by_name
from server.repository.snapshot import Snapshot
from tests.conftest import Built


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


def every(client: FlaskClient, path: str) -> list[Any]:
    """The items of all pages, by following `next`."""
    items, address, total = [], path, 0
    while address:
        page = get(client, address)
        items += page["items"]
        total, address = page["total"], page["next"]
    assert len(items) == total
    return items


def members(built: Built, name: str) -> set[str]:
    rdf_type = NamedNode(namespaces.PREFIXES["rdf"] + "type")
    cls = NamedNode(namespaces.expand(name))
    quads = built.store.quads_for_pattern(None, rdf_type, cls, DefaultGraph())
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


def test_all_entities_come_each_once(client: FlaskClient, built: Built) -> None:
    found = [item["iri"] for item in every(client, "/api/entities?limit=300")]
    assert len(found) == len(set(found)) == built.manifest.counts["entities"]
    assert set(found) == members(built, "wk:Thing")


@pytest.mark.parametrize(
    "name", ["wk:Corridor", "Corridor", "走廊", namespaces.expand("wk:Corridor")]
)
def test_a_class_may_be_named_in_any_way(client: FlaskClient, built: Built, name: str) -> None:
    found = {item["iri"] for item in get(client, f"/api/entities?class={name}")["items"]}
    assert found == members(built, "wk:Corridor")


def test_an_entity_is_described_with_its_evidence(client: FlaskClient) -> None:
    found = get(client, "/api/entities/place/binjiang-digital-corridor")
    assert found["id"] == "place:binjiang-digital-corridor"
    assert found["label"] == {"zh": "滨江数创走廊", "en": "Binjiang Digital Innovation Corridor"}
    assert found["outgoing"] and found["incoming"]
    assert "1.2.2-s03" in [passage["number"] for passage in found["evidence"]]
    part = next(group for group in found["outgoing"] if group["property"]["id"] == "wk:hasPart")
    assert part["total"] == len(part["values"])
    assert all({"iri", "label", "inferred", "graphs"} <= value.keys() for value in part["values"])


def test_any_iri_can_be_described(client: FlaskClient) -> None:
    for name in ("r:1.2.2-s03", "wk:Project", "stage:completed", "滨江数创走廊"):
        assert get(client, f"/api/describe?iri={name}")["iri"]


def test_all_statements_come_in_the_order_of_their_reports(
    client: FlaskClient, built: Built
) -> None:
    assert get(client, "/api/statements?report=all&limit=1")["total"] == len(
        members(built, "wk:Statement")
    )
    found = every(client, "/api/statements?report=all&class=Measure&limit=100")
    assert {item["iri"] for item in found} == members(built, "wk:Measure")
    keys = [
        (
            item["passage"]["iri"].rpartition("/")[0],
            [int(part) for part in item["passage"]["number"].replace("-s", ".").split(".")],
        )
        for item in found
    ]
    assert keys == sorted(keys)
    for name in ("wuchang-2023", "wuhan-2025"):
        own = every(client, f"/api/statements?report={name}&class=Measure&limit=500")
        assert own == [item for item in found if item["passage"]["report"] == name]
    assert every(client, "/api/statements?limit=500") == every(
        client, "/api/statements?report=wuchang-2023&limit=500"
    )


def test_a_number_is_of_the_report_and_an_iri_of_its_own(client: FlaskClient) -> None:
    ours = every(client, "/api/statements?section=1.1")
    theirs = every(client, "/api/statements?section=1.1&report=wuhan-2025")
    assert {item["passage"]["report"] for item in ours} == {"wuchang-2023"}
    assert {item["passage"]["report"] for item in theirs} == {"wuhan-2025"}
    assert every(client, "/api/statements?section=r-wuhan-2025:1.1") == theirs
    assert every(client, "/api/statements?section=r-wuhan-2025:1.1&report=all") == theirs
    assert every(client, "/api/statements?section=r-wuhan-2025:1.1&report=wuchang-2023") == []
    for query, status in (
        ("section=1.1&report=all", 400),
        ("section=1.99&report=wuhan-2025", 404),
        ("report=atlantis-2020", 404),
    ):
        problem = client.get(f"/api/statements?{query}")
        assert problem.status_code == status, query
        assert "wuhan-2025" in problem.get_json()["detail"] or status == 400 or "1.99" in query


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("class=Milestone", "?x a wk:Milestone"),
        ("class=Target&period=2024", "?x a wk:Target ; wk:period period:2024"),
        ("kind=rank", "?x wk:kind kind:rank"),
        ("stage=completed", "?x wk:stage stage:completed"),
        ("indicator=地区生产总值", "?x wk:indicator indicator:gross-regional-product"),
        ("thing=滨江数创走廊", "?x wk:involves place:binjiang-digital-corridor"),
        (
            "section=r:1.2&class=Milestone",
            "?x a wk:Milestone ; wk:statedIn/dcterms:isPartOf+ <"
            + namespaces.expand("r:1.2")
            + ">",
        ),
    ],
)
def test_filters_find_what_sparql_finds(
    client: FlaskClient, built: Built, query: str, pattern: str
) -> None:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in namespaces.PREFIXES.items())
    rows = built.store.query(f"{prefixes} SELECT DISTINCT ?x {{ {pattern} }}")
    expected = {row["x"].value for row in rows}  # type: ignore[union-attr]
    found = {item["iri"] for item in every(client, f"/api/statements?report=all&{query}&limit=40")}
    assert found == expected
    assert found


def test_a_statement_carries_its_figure_and_its_sentence(client: FlaskClient) -> None:
    found = get(client, "/api/statements?class=Target&indicator=地区生产总值&period=2024")
    assert found["total"] >= 1
    item = found["items"][0]
    assert item["passage"]["number"].startswith("2.0")
    assert isinstance(item["properties"]["value"][0]["value"], int | float)
    assert item["properties"]["indicator"][0]["label"]["zh"] == "地区生产总值"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("滨江数创走廊", "place:binjiang-digital-corridor"),
        ("濱江數創走廊", "place:binjiang-digital-corridor"),
        ("binjiang digital corridor", "place:binjiang-digital-corridor"),
        ("昙华林", "place:tanhualin"),
        ("tanhualin", "place:tanhualin"),
        ("沙湖", "place:sha-lake"),
    ],
)
def test_search_finds_by_any_name(client: FlaskClient, text: str, first: str) -> None:
    found = get(client, f"/api/search?q={text}")["items"]
    assert first in [item["id"] for item in found[:3]]


def test_search_keeps_to_a_class(client: FlaskClient, built: Built) -> None:
    found = every(client, "/api/search?q=武昌&class=Place&limit=7")
    assert {item["iri"] for item in found} <= members(built, "wk:Place")
    assert found


def test_hints_name_the_label_that_a_query_means(client: FlaskClient) -> None:
    def hints(query: str) -> list[dict[str, Any]]:
        answer = client.post("/api/hints", data={"query": query})
        assert answer.status_code == 200
        items: list[dict[str, Any]] = answer.get_json()["items"]
        return items

    found = hints('ASK { ?x rdfs:label "武汉市" }')
    assert [one["id"] for one in found] == ["place:wuhan"]
    assert found[0]["written"] == "武汉市"
    assert found[0]["meant"] == {"value": "武汉市", "language": "zh"}
    assert found[0]["message"].keys() == {"zh", "en"}
    assert hints("ASK {}") == []


def test_suggestions_are_things(client: FlaskClient, built: Built) -> None:
    found = get(client, "/api/suggest?q=binj")["items"]
    assert 0 < len(found) <= 10
    assert {item["iri"] for item in found} <= members(built, "wk:Thing")


def test_a_page_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get("/api/entities").headers["etag"]
    assert client.get("/api/entities", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/entities?limit=0", 400),
        ("/api/entities?limit=501", 400),
        ("/api/entities?limit=ten", 400),
        ("/api/entities?limit=１０", 400),
        ("/api/entities?offset=-1", 400),
        ("/api/entities?colour=red", 400),
        ("/api/entities?limit=1&limit=2", 400),
        ("/api/entities?class=Dragon", 404),
        ("/api/entities?class=http://[bad", 404),
        ("/api/entities/place/atlantis", 404),
        ("/api/entities/planet/mars", 404),
        ("/api/entities/place/..", 404),
        ("/api/describe", 400),
        ("/api/describe?iri=", 400),
        ("/api/describe?iri=place:%00", 404),
        ("/api/describe?iri=place:atlantis", 404),
        ("/api/search", 400),
        ("/api/search?q=", 400),
        ("/api/search?q=" + "a" * 101, 400),
        ("/api/statements?section=99.99", 404),
        ("/api/queries/none", 404),
        ("/api/none", 404),
    ],
)
def test_errors_have_one_shape(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    problem = json.loads(answer.text)
    assert answer.status_code == problem["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= problem.keys()


def test_a_label_of_several_things_is_met_with_them(
    client: FlaskClient, snapshot: Snapshot
) -> None:
    exact = partial(by_name, snapshot.index)
    labels = (snapshot.names.label(iri, "zh") for iri in snapshot.nodes)
    shared = next(label for label in labels if len(exact(label)) > 1)
    answer = client.get("/api/describe", query_string={"iri": shared})
    problem = json.loads(answer.text)
    assert answer.status_code == 409
    assert len(problem["candidates"]) == len(exact(shared))


def test_a_name_in_another_script_is_found_and_a_wrong_one_offered(client: FlaskClient) -> None:
    wuhan = get(client, "/api/describe?iri=武漢市")
    assert wuhan["id"] == "place:wuhan"
    answer = client.get("/api/describe?iri=滨江数创走郎")
    problem = json.loads(answer.text)
    assert answer.status_code == 404
    assert problem["suggestions"][0] == "place:binjiang-digital-corridor"
    assert "Did you mean place:binjiang-digital-corridor" in problem["detail"]


def test_only_get_is_offered(client: FlaskClient) -> None:
    answer = client.post("/api/entities")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_what_a_client_library_adds_is_ignored(client: FlaskClient) -> None:
    plain = get(client, "/api/entities?limit=5")
    assert get(client, "/api/entities?limit=5&_=1700000000000")["items"] == plain["items"]
