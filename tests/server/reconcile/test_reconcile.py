"""Reconciliation, after the specification 0.2 and with what columns of real tables hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from kg import namespaces
from kg.rdf import DefaultGraph, Literal, NamedNode
from tests.conftest import Built
from tests.server.reconcile import specification as schemas


def checked(answer: Any, schema: dict[str, Any]) -> Any:
    """The JSON of an answer that follows the schema."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    document = json.loads(answer.text)
    Draft202012Validator(schema).validate(document)
    return document


def batch(client: FlaskClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """The candidates for a batch sent as 0.2 has it."""
    form = {"queries": json.dumps(queries)}
    found = checked(client.post("/reconcile", data=form), schemas.RESULTS)
    return {name: one["result"] for name, one in found.items()}


def one(client: FlaskClient, text: str, **further: Any) -> list[dict[str, Any]]:
    return batch(client, q={"query": text, **further})["q"]


def test_the_manifest_says_what_there_is(client: FlaskClient) -> None:
    manifest = checked(client.get("/reconcile"), schemas.MANIFEST)
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["identifierSpace"] == f"{namespaces.BASE}id/"
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        address = service["service_url"] + service["service_path"]
        parameters = {"prefix": "a"} if "suggest" in address else {"type": "Place"}
        assert client.get(address, query_string=parameters).status_code == 200
    viewed = manifest["view"]["url"].replace("{{id}}", "place%2Fwuhan")
    page = client.get(viewed, follow_redirects=True, headers={"accept": "text/html"})
    assert page.status_code == 200 and "Wuhan" in page.text


@pytest.mark.parametrize(
    ("text", "identifier", "certain"),
    [
        ("滨江数创走廊", "place/binjiang-digital-corridor", True),
        ("濱江數創走廊", "place/binjiang-digital-corridor", True),  # traditional
        ("滨江数字创走廊", "place/binjiang-digital-corridor", False),  # a character too many
        ("滨江数创走郎", "place/binjiang-digital-corridor", False),  # a wrong one
        ("一廊", "place/binjiang-digital-corridor", True),  # an alias
        ("Binjiang Digital Innovation Corridor", "place/binjiang-digital-corridor", True),
        ("BINJIANG DIGITAL CORRIDOR", "place/binjiang-digital-corridor", True),
        ("Digital Corridor Binjiang", "place/binjiang-digital-corridor", False),
        ("Binjang Digital Coridor", "place/binjiang-digital-corridor", False),
        ("武昌区", "place/wuchang-district", True),
        (" 武昌区 ", "place/wuchang-district", True),
        ("Wuchang District", "place/wuchang-district", True),
        ("曇華林", "place/tanhualin", True),
        ("武汉数创大厦", "project/wuhan-digital-innovation-tower", True),
        ("地区生产总值", "indicator/gross-regional-product", True),
        ("place/wuhan", "place/wuhan", True),  # its own identifier
        ("place:wuhan", "place/wuhan", True),
        ("https://w3id.org/wuchang-kg/id/place/wuhan", "place/wuhan", True),
    ],
)
def test_what_a_column_holds_is_found(
    client: FlaskClient, text: str, identifier: str, certain: bool
) -> None:
    first = one(client, text)[0]
    assert first["id"] == identifier
    assert first["match"] is certain
    assert first["score"] >= 80


@pytest.mark.parametrize("text", ["Hubei Bank", "湖北银行", "Atlantis", "qqqq"])
def test_what_is_not_there_is_never_certain(client: FlaskClient, text: str) -> None:
    assert not any(candidate["match"] for candidate in one(client, text))


def test_every_label_is_found_at_the_first_place(client: FlaskClient, built: Built) -> None:
    label, rdf_type = (
        NamedNode(namespaces.expand("rdfs:label")),
        NamedNode(namespaces.expand("rdf:type")),
    )
    thing = NamedNode(namespaces.expand("wk:Thing"))
    things = built.store.quads_for_pattern(None, rdf_type, thing, DefaultGraph())
    names = [
        (quad.subject, term.value)
        for quad in sorted(things, key=str)[::30]
        for term in (
            q.object
            for q in built.store.quads_for_pattern(quad.subject, label, None, DefaultGraph())
        )
        if isinstance(term, Literal)
    ]
    assert len(names) > 100
    for start in range(0, len(names), 100):
        part = names[start : start + 100]
        found = batch(client, **{str(n): {"query": text} for n, (_, text) in enumerate(part)})
        for n, (subject, text) in enumerate(part):
            first = found[str(n)][0]
            best = [c["id"] for c in found[str(n)] if c["score"] == first["score"]]
            assert str(subject.value).removeprefix(f"{namespaces.BASE}id/") in best, text  # type: ignore[union-attr]


def test_names_come_in_the_language_that_was_asked_in(client: FlaskClient) -> None:
    assert one(client, "武昌区")[0]["name"] == "武昌区"
    assert one(client, "Wuchang District")[0]["name"] == "Wuchang District"


def test_a_type_keeps_others_out_or_only_behind(client: FlaskClient) -> None:
    strict = one(client, "滨江数创走廊", type="Plan")
    assert strict[0]["id"] == "policy/binjiang-digital-corridor-plan"
    soft = one(client, "滨江数创走廊", type=["Plan"], type_strict="should")
    assert {"place/binjiang-digital-corridor", "policy/binjiang-digital-corridor-plan"} <= {
        c["id"] for c in soft
    }
    both = one(client, "滨江数创走廊", type=["Place", "Plan"], type_strict="all")
    assert both == []
    for name in ("Corridor", "Place", "wk:Corridor", namespaces.expand("wk:Corridor")):
        assert one(client, "滨江数创走廊", type=name)[0]["id"] == "place/binjiang-digital-corridor"


def test_properties_tell_namesakes_apart(client: FlaskClient) -> None:
    plain = one(client, "大厦", limit=10)
    partly = one(client, "大厦", limit=10, properties=[{"pid": "partOf", "v": "滨江数创走廊"}])
    assert partly[0]["id"].startswith("project/wuhan-digital-innovation-tower")
    scores = {c["id"]: c["score"] for c in plain}
    assert partly[0]["score"] > partly[-1]["score"]
    assert set(c["id"] for c in partly) <= scores.keys() | {partly[0]["id"]}
    features = {feature["id"]: feature["value"] for feature in partly[0]["features"]}
    assert features["property_match"] == 100


@pytest.mark.parametrize(
    "value",
    [
        "滨江数创走廊",
        "濱江數創走廊",
        "Binjiang Digital Innovation Corridor",
        {"id": "place/binjiang-digital-corridor"},
        ["nothing", {"id": "place/binjiang-digital-corridor", "name": "x"}],
    ],
)
def test_properties_alone_find_what_has_them(client: FlaskClient, value: Any) -> None:
    query = {"properties": [{"pid": "partOf", "v": value}], "limit": 50, "type": "Project"}
    found = batch(client, q=query)["q"]
    ids = {candidate["id"] for candidate in found}
    assert "project/wuhan-digital-innovation-tower" in ids
    assert not any(candidate["match"] for candidate in found)


@pytest.mark.parametrize(
    "value",
    ["武昌区", '{"query": "武昌区"}', '{"query": "武昌区", "type": [{"id": "Place"}], "limit": 1}'],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_older_lone_query_is_answered(client: FlaskClient, method: str, value: str) -> None:
    where = "query_string" if method == "GET" else "data"
    answer = client.open("/reconcile", method=method, **{where: {"query": value}})  # type: ignore[arg-type]
    found = checked(answer, schemas.RESULT)
    assert found["result"][0]["id"] == "place/wuchang-district"


def test_a_batch_may_be_sent_by_get(client: FlaskClient) -> None:
    text = json.dumps({"a": {"query": "武昌区"}, "b": {"query": "昙华林"}})
    found = checked(client.get("/reconcile", query_string={"queries": text}), schemas.RESULTS)
    assert found["a"]["result"][0]["id"] == "place/wuchang-district"
    assert found["b"]["result"][0]["id"] == "place/tanhualin"


@pytest.mark.parametrize(
    ("what", "prefix", "expected", "further"),
    [
        ("entity", "武昌", "place/wuchang-district", ("description", "notable")),
        ("entity", "binj", "place/binjiang-digital-corridor", ("description", "notable")),
        ("entity", "place/wuhan", "place/wuhan", ("description", "notable")),
        ("type", "corr", "Corridor", ("broader",)),
        ("type", "走廊", "Corridor", ("broader",)),
        ("property", "is part", "partOf", ()),
        ("property", "partOf", "partOf", ()),
        ("property", "位于", "locatedIn", ()),
    ],
)
def test_suggestions_find_what_is_typed(
    client: FlaskClient, what: str, prefix: str, expected: str, further: tuple[str, ...]
) -> None:
    answer = client.get(f"/reconcile/suggest/{what}", query_string={"prefix": prefix})
    found = checked(answer, schemas.suggestions(*further))["result"]
    assert expected in [item["id"] for item in found]


def test_a_cursor_passes_over_what_was_seen(client: FlaskClient) -> None:
    def ids(cursor: int) -> list[str]:
        answer = client.get(
            "/reconcile/suggest/entity", query_string={"prefix": "武", "cursor": cursor}
        )
        return [item["id"] for item in json.loads(answer.text)["result"]]

    assert len(ids(0)) == 10
    assert not set(ids(0)) & set(ids(10))


def test_a_preview_may_be_framed_and_tells_both_names(client: FlaskClient) -> None:
    answer = client.get("/reconcile/preview?id=place%2Ftanhualin&lang=zh")
    assert answer.status_code == 200 and answer.mimetype == "text/html"
    assert "昙华林" in answer.text and "Tanhualin" in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_properties_are_proposed_for_a_type(client: FlaskClient) -> None:
    found = checked(client.get("/reconcile/properties?type=Project&limit=12"), schemas.PROPOSAL)
    assert found["limit"] == 12 == len(found["properties"])
    every = checked(client.get("/reconcile/properties?type=Project"), schemas.PROPOSAL)
    assert {"partOf", "reachedStage"} <= {item["id"] for item in every["properties"]}


def test_values_are_fetched_for_entities(client: FlaskClient) -> None:
    query = {
        "ids": ["place/wuchang-district", "place/binjiang-digital-corridor", "period/2024"],
        "properties": [
            {"id": "partOf"},
            {"id": "hasPart", "settings": {"limit": 2, "lang": "zh"}},
            {"id": "skos:altLabel"},
            {"id": "schema:latitude"},
            {"id": "skos:closeMatch"},
            {"id": "begins"},
        ],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(query)})
    found = checked(answer, schemas.EXTENSION)
    assert [item["id"] for item in found["meta"]] == [item["id"] for item in query["properties"]]
    district = found["rows"]["place/wuchang-district"]
    assert {"id": "place/wuhan", "name": "Wuhan"} in district["partOf"]
    assert district["schema:latitude"] == [{"float": 30.55628}]
    assert district["skos:closeMatch"][0]["str"].startswith("http://www.wikidata.org/")
    parts = found["rows"]["place/binjiang-digital-corridor"]["hasPart"]
    assert len(parts) == 2 and not any(part["name"].isascii() for part in parts)
    assert found["rows"]["period/2024"]["begins"] == [{"date": "2024-01-01T00:00:00Z"}]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"queries": "no json"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": '{"q": "text"}'}, 400),
        ({"queries": '{"q": {"query": "\\ud800"}}'}, 400),
        ({"queries": '{"q": {"query": ["a"]}}'}, 400),
        ({"queries": '{"q": {"query": "a", "limit": 0}}'}, 400),
        ({"queries": '{"q": {"query": "a", "limit": true}}'}, 400),
        ({"queries": '{"q": {"query": "a", "colour": 1}}'}, 400),
        ({"queries": '{"q": {"query": "a", "type": "Dragon"}}'}, 400),
        ({"queries": '{"q": {"query": "a", "type_strict": "very"}}'}, 400),
        ({"queries": '{"q": {"query": "a", "properties": [{"pid": "partOf"}]}}'}, 400),
        ({"queries": '{"q": {"query": "a", "properties": [{"pid": "a b", "v": 1}]}}'}, 400),
        ({"queries": json.dumps({str(n): {"query": "a"} for n in range(101)})}, 413),
        ({"extend": "{}"}, 400),
        ({"extend": '{"ids": ["a b"], "properties": []}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "partOf", "settings": 1}]}'}, 400),
        (
            {
                "extend": '{"ids": ["place/wuhan"], "properties": '
                '[{"id": "partOf", "settings": {"limit": "x"}}]}'
            },
            400,
        ),
        ({"extend": json.dumps({"ids": [str(n) for n in range(101)], "properties": []})}, 413),
        ({"other": "x"}, 400),
    ],
)
def test_a_bad_request_is_refused(client: FlaskClient, form: dict[str, str], status: int) -> None:
    answer = client.post("/reconcile", data=form)
    problem = json.loads(answer.text)
    assert answer.status_code == problem["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert len(problem["detail"]) > 10


@pytest.mark.parametrize(
    "path",
    [
        "suggest/entity",
        "suggest/entity?prefix=a&cursor=-1",
        "suggest/entity?prefix=a&cursor=x",
        f"suggest/type?prefix={'a' * 201}",
        "properties?type=Dragon",
        "properties?type=Place&limit=x",
    ],
)
def test_bad_parameters_are_refused(client: FlaskClient, path: str) -> None:
    assert client.get(f"/reconcile/{path}").status_code == 400


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, None),
        ({"query": ""}, None),
        ({"query": " \u3000"}, None),
        ({"query": None, "type": None, "properties": None}, None),
        ({"query": "a" * 501}, None),
        ({"query": "a" * 501, "properties": [{"pid": "partOf", "v": "place/wuhan"}]}, None),
        ({"query": None, "properties": [{"pid": "partOf", "v": None}]}, None),
        ({"query": 2024}, "period/2024"),
        ({"query": "昙华林", "properties": [{"pid": "partOf", "v": None}]}, "place/tanhualin"),
    ],
)
def test_a_cell_of_any_content_leaves_the_other_rows_alone(
    client: FlaskClient, row: dict[str, Any], found: str | None
) -> None:
    answers = batch(client, bad=row, good={"query": "武汉"})
    assert answers["good"][0]["id"] == "place/wuhan"
    ids = [one["id"] for one in answers["bad"]]
    assert ids[:1] == ([found] if found else [])


def test_what_is_no_entity_has_a_preview_that_says_so(client: FlaskClient) -> None:
    for identifier in ("", "../x", "place/atlantis", "http://[bad", "<b>"):
        answer = client.get("/reconcile/preview", query_string={"id": identifier, "lang": "zh"})
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert "没有实体" in answer.text and "<b>" not in answer.text
        assert "frame-ancestors *" in answer.headers["content-security-policy"]


@pytest.mark.slow
def test_a_batch_of_the_largest_size_is_answered(client: FlaskClient) -> None:
    texts = ["滨江数创走廊", "Binjang Digital Coridor", "武昌", "大厦", "曇華林"]
    queries = {str(n): {"query": f"{texts[n % 5]}{n}"} for n in range(100)}
    assert batch(client, **queries).keys() == queries.keys()


MANY = [str(number) for number in range(21)]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (
            {"properties": [{"pid": "partOf", "v": MANY}]},
            413,
            "`v` of the property “partOf” has 21",
        ),
        ({"properties": [{"pid": "partOf", "v": "x" * 501}]}, 400, "a value in `v`"),
        ({"properties": [{"pid": "x" * 501, "v": "x"}]}, 400, "`pid`"),
        ({"properties": [{"pid": "partOf", "v": "x"}] * 21}, 400, "`properties`"),
        ({"query": "x", "type": MANY}, 400, "`type`"),
        ({"query": "x", "type": "x" * 501}, 400, "`type`"),
    ],
)
def test_what_is_too_much_is_refused_by_its_field(
    client: FlaskClient, query: dict[str, Any], status: int, words: str
) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q7": query})})
    assert answer.status_code == status
    assert words in answer.json["detail"] and "q7" in answer.json["detail"]


@pytest.mark.parametrize(
    ("extend", "words"),
    [
        ({"ids": ["x" * 501], "properties": []}, "`ids`"),
        ({"ids": [], "properties": [{"id": "x" * 501}]}, "`id`"),
    ],
)
def test_what_is_too_long_to_extend_is_refused(
    client: FlaskClient, extend: dict[str, Any], words: str
) -> None:
    answer = client.post("/reconcile", data={"extend": json.dumps(extend)})
    assert answer.status_code == 400
    assert words in answer.json["detail"]
