"""Files at their addresses: true sizes and checksums, ranges, validators, no way around."""

from __future__ import annotations

import hashlib
import json

import pytest
from flask.testing import FlaskClient

from kg import namespaces
from kg.rdf import Literal, NamedNode, RdfFormat, parse
from server.linked_data.downloads import REMOVED, Removed
from tests.conftest import Built


def test_every_file_is_what_the_manifest_says(client: FlaskClient, built: Built) -> None:
    assert len(built.manifest.files) > 20
    for file in built.manifest.files:
        answer = client.get(f"/dumps/{file.name}")
        assert answer.status_code == 200, file.name
        assert len(answer.data) == file.size
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256
        wanted = "application/gzip" if file.name.endswith(".gz") else file.media_type
        assert answer.mimetype == wanted
        assert answer.headers["etag"] == f'"{file.sha256}"'


def test_every_download_that_the_metadata_names_is_there(client: FlaskClient, built: Built) -> None:
    predicates = [namespaces.expand("dcat:downloadURL"), namespaces.expand("void:dataDump")]
    named = {
        quad.object.value
        for predicate in predicates
        for quad in built.store.quads_for_pattern(None, NamedNode(predicate), None)
        if isinstance(quad.object, NamedNode)
    }
    assert len(named) > 20
    for address in named:
        assert client.get(address.replace(namespaces.BASE, "/")).status_code == 200, address


def test_a_part_can_be_had(client: FlaskClient, built: Built) -> None:
    whole = client.get("/dumps/cube.ttl").data
    part = client.get("/dumps/cube.ttl", headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    beyond = client.get("/dumps/cube.ttl", headers={"range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"


SUFFIXES = {"-1": 1, "-200": 200, "-99999999": None, "-999999999999999999": None, "0-": None}


@pytest.mark.parametrize("part", SUFFIXES)
def test_a_suffix_is_the_end_or_the_whole_of_a_file(client: FlaskClient, part: str) -> None:
    whole = client.get("/dumps/cube.ttl").data
    size = SUFFIXES[part] or len(whole)
    found = client.get("/dumps/cube.ttl", headers={"range": f"bytes={part}"})
    assert (found.status_code, found.data) == (206, whole[-size:])
    first, last = len(whole) - size, len(whole) - 1
    assert found.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


def test_a_suffix_of_no_bytes_cannot_be_had(client: FlaskClient) -> None:
    found = client.get("/dumps/cube.ttl", headers={"range": "bytes=-0"})
    assert found.status_code == 416
    assert found.headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize(
    "part", ["lines=1-2", "bytes=5-2", "bytes=-", "bytes=0-1,4-5", "bytes", "", "bytes=" + "9" * 99]
)
def test_a_range_that_is_none_of_ours_is_passed_by(client: FlaskClient, part: str) -> None:
    found = client.get("/dumps/cube.ttl", headers={"range": part})
    assert (found.status_code, found.headers["accept-ranges"]) == (200, "bytes")
    head = client.head("/dumps/cube.ttl", headers={"range": "bytes=0-9"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(found.data)))


def test_who_has_the_file_gets_304(client: FlaskClient) -> None:
    tag = client.get("/dumps/entities.csv").headers["etag"]
    assert client.get("/dumps/entities.csv", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/none.ttl",
        "/dumps/../manifest.json",
        "/dumps/%2e%2e%2fmanifest.json",
        "/dumps/..%5cmanifest.json",
        "/dumps/",
        "/dumps/%00",
        "/profile/none",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"sha256" not in answer.data


def test_void_is_where_it_is_looked_for(client: FlaskClient, built: Built) -> None:
    first = client.get("/.well-known/void", headers={"accept": "text/turtle"})
    assert (first.status_code, first.headers["location"]) == (303, "http://localhost/doc/void")
    document = client.get(first.headers["location"], headers={"accept": "application/n-triples"})
    triples = {
        t.triple if hasattr(t, "triple") else t for t in parse(document.data, RdfFormat.N_TRIPLES)
    }
    counted = {
        triple.object.value
        for triple in triples
        if triple.subject.value == namespaces.DATASET
        and triple.predicate.value == namespaces.expand("void:triples")
        and isinstance(triple.object, Literal)
    }
    assert counted == {str(built.manifest.counts["triples"])}


def test_the_context_has_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(answer.text)["@context"]["label"] == {
        "@id": "rdfs:label",
        "@container": "@language",
    }


@pytest.mark.parametrize("removed", REMOVED, ids=lambda removed: removed.path)
def test_a_removed_address_names_what_to_take(client: FlaskClient, removed: Removed) -> None:
    answer = client.get(f"/{removed.path}", headers={"accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    problem = answer.get_json()
    assert problem["reason"] == {"zh": removed.zh, "en": removed.en}
    assert problem["successor"] in problem["detail"]
    assert answer.headers["link"] == f'<{problem["successor"]}>; rel="successor-version"'
    assert client.get(problem["successor"]).status_code == 200
    for language, reason in problem["reason"].items():
        page = client.get(f"/{removed.path}?lang={language}", headers={"accept": "text/html"})
        assert page.status_code == 410
        assert reason in page.text and f'href="{problem["successor"]}"' in page.text
