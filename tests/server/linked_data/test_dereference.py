"""Every IRI answers: 303, negotiation, suffixes, profiles, links, validators, clear refusals."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient

from kg import namespaces
from kg.project import Project
from kg.rdf import DefaultGraph, NamedNode, RdfFormat, parse
from server.app import create_app
from server.settings import Settings
from server.sparql.formats import GRAPHS
from tests.conftest import Built
from tests.server.conftest import composed, link_header

CORRIDOR = "/doc/id/place/binjiang-digital-corridor"
TURTLE = {"accept": "text/turtle"}


@pytest.fixture(scope="module")
def iris(built: Built) -> list[str]:
    """Every IRI of ours that occurs in the graph, as subject, property, object or graph."""
    merged = built.store.quads_for_pattern(None, None, None, DefaultGraph())
    terms = {term for quad in merged for term in (quad.subject, quad.predicate, quad.object)}
    terms.update(built.store.named_graphs())
    named = {term.value for term in terms if isinstance(term, NamedNode)}
    return sorted(iri for iri in named if iri.startswith(namespaces.BASE))


def test_every_iri_in_the_graph_answers(client: FlaskClient, iris: list[str]) -> None:
    assert len(iris) > 2000
    for iri in random.Random(5).sample(iris, 60):
        path = iri.removeprefix(namespaces.BASE).partition("#")[0]
        first = client.get(f"/{path}", headers=TURTLE)
        assert first.status_code in (200, 303), iri
        if first.status_code == 303:
            document = client.get(first.headers["location"], headers=TURTLE)
            assert document.status_code == 200, iri


@pytest.mark.parametrize(
    "path",
    [
        "id/place/binjiang-digital-corridor",
        "report/wuchang-2023",
        "report/wuchang-2023/1.2",
        "report/wuchang-2023/1.2.2-s03",
        "ontology",
        "ontology/Project",
        "ontology/partOf",
        "code/stage",
        "code/stage/completed",
        "graph/inferred",
    ],
)
def test_an_iri_sends_to_its_document(client: FlaskClient, path: str) -> None:
    found = client.get(f"/{path}?lang=zh")
    assert found.status_code == 303
    assert found.headers["location"] == f"http://localhost/doc/{path}?lang=zh"
    assert link_header(found.headers["link"])["describedby"] == [f"http://localhost/doc/{path}"]


def test_a_suffix_at_the_iri_sends_to_the_document_so_written(client: FlaskClient) -> None:
    found = client.get("/report/wuchang-2023/1.2.2-s03.trig")
    assert found.status_code == 303
    assert found.headers["location"] == "http://localhost/doc/report/wuchang-2023/1.2.2-s03.trig"


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_a_document_is_negotiated(client: FlaskClient, form: object) -> None:
    media_type, name = form.media_type, form.name  # type: ignore[attr-defined]
    by_accept = client.get(CORRIDOR, headers={"accept": media_type})
    by_suffix = client.get(f"{CORRIDOR}.{name}")
    by_parameter = client.get(f"{CORRIDOR}?format={name}")
    for answer in (by_accept, by_suffix, by_parameter):
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        assert answer.data == by_accept.data
    assert "Accept" in by_accept.headers["vary"]


def test_all_formats_say_the_same(client: FlaskClient) -> None:
    graphs = {}
    for form in GRAPHS:
        if form.name in ("trig", "nq"):
            data = client.get(f"{CORRIDOR}.{form.name}").data
            lines = "\n".join(
                f"{quad.triple} ."
                for quad in parse(data, RdfFormat.from_media_type(form.media_type))
            )
            graphs[form.name] = set(rdflib.Graph().parse(data=lines, format="nt"))
        elif form.name == "jsonld":
            graphs[form.name] = set(read_jsonld(client, f"{CORRIDOR}.jsonld"))
        else:
            graph = rdflib.Graph()
            graph.parse(data=client.get(f"{CORRIDOR}.{form.name}").text, format=form.media_type)
            graphs[form.name] = set(graph)
    assert len(graphs["ttl"]) > 100
    assert all(triples == graphs["ttl"] for triples in graphs.values())


def test_json_ld_names_its_context_where_it_can_be_had(client: FlaskClient) -> None:
    document = json.loads(client.get(f"{CORRIDOR}.jsonld").text)
    assert document["@context"] == "http://localhost/context.jsonld"
    answer = client.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert "@vocab" in json.loads(answer.text)["@context"]


def read_jsonld(client: FlaskClient, path: str) -> rdflib.Graph:
    """A JSON-LD document, read with the context that it names."""
    document = json.loads(client.get(path).text)
    if isinstance(document["@context"], str):
        document |= json.loads(client.get(document["@context"]).text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, on itself
        return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def test_trig_keeps_the_evidence_of_each_triple(client: FlaskClient, built: Built) -> None:
    quads = list(parse(client.get(f"{CORRIDOR}.trig").data, RdfFormat.TRIG))
    passage = NamedNode(namespaces.expand("r:1.2.2-s03"))
    assert any(quad.graph_name == passage for quad in quads)
    assert [quad for quad in quads if quad not in built.store] == []


def test_a_browser_gets_a_page_in_its_language(client: FlaskClient) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    zh = client.get(CORRIDOR, headers={**browser, "accept-language": "zh-CN,zh;q=0.9"})
    en = client.get(CORRIDOR, headers={**browser, "accept-language": "en"})
    assert zh.mimetype == en.mimetype == "text/html"
    assert "<h1>滨江数创走廊</h1>" in zh.text and 'lang="zh-Hans"' in zh.text
    assert "<h1>Binjiang Digital Innovation Corridor</h1>" in en.text
    assert zh.headers["content-language"] == "zh"
    assert "1.2.2-s03" in zh.text
    assert (
        "<h1>Binjiang Digital Innovation Corridor</h1>"
        in client.get(f"{CORRIDOR}.html?lang=en").text
    )


def test_a_page_of_a_description_links_to_the_others(client: FlaskClient) -> None:
    path, seen, pages = "/doc/id/place/wuchang-district.nt", set(), 0
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        seen |= set(answer.text.splitlines())
        links = link_header(answer.headers["link"])
        pages += 1
        path = links.get("next", [""])[0]
    assert pages > 1
    assert links["last"] == [f"http://localhost/doc/id/place/wuchang-district.nt?page={pages}"]
    assert sum("#type> <http" in line for line in seen) > 0
    pointing = [line for line in seen if line.endswith("/id/place/wuchang-district> .")]
    assert len(pointing) > 200


def test_links_name_the_other_formats_of_the_full_document(client: FlaskClient) -> None:
    answer = client.get(CORRIDOR, headers=TURTLE)
    links = link_header(answer.headers["link"])
    assert links["canonical"] == [f"http://localhost{CORRIDOR}"]
    assert links["describes"] == [namespaces.expand("place:binjiang-digital-corridor")]
    assert links["describedby"] == ["http://localhost/.well-known/void"]
    assert sorted(links["alternate"]) == [
        f"{CORRIDOR}.{suffix}" for suffix in ("html", "jsonld", "nq", "nt", "rdf", "trig")
    ]
    for address in (*links["alternate"], *links["linkset"]):
        assert client.get(address).status_code == 200, address
    json_ld = client.get(f"{CORRIDOR}.jsonld").headers["link"]
    assert "alternate" not in link_header(json_ld)


def test_the_linkset_names_every_form(client: FlaskClient) -> None:
    address = link_header(client.get(CORRIDOR).headers["link"])["linkset"][0]
    answer = client.get(address)
    assert answer.content_type == "application/linkset+json; charset=utf-8"
    (context,) = answer.get_json()["linkset"]
    assert context["anchor"] == f"http://localhost{CORRIDOR}"
    assert len(context["alternate"]) == 14
    for alternate in context["alternate"]:
        form = client.get(alternate["href"])
        assert form.status_code == 200
        assert form.mimetype == alternate["type"]
        assert form.headers["content-profile"] == f"<{alternate['profile'][0]}>"
    assert client.get("/linkset").status_code == 400
    assert client.get("/linkset?iri=http://example.org/x").status_code == 404


def test_a_head_stays_short_whatever_the_address(client: FlaskClient, iris: list[str]) -> None:
    """nginx reads a response's head into a buffer of 4 KB."""
    host = ".".join(["a" * 60] * 4)
    longest = max(iris, key=len).removeprefix(namespaces.BASE).partition("#")[0]
    for path in (CORRIDOR, "/doc/id/place/wuchang-district", f"/doc/{longest}"):
        head = client.get(path, headers={"host": host, **TURTLE}).headers
        assert sum(len(f"{name}: {value}\r\n") for name, value in head) < 3000, path
        assert "linkset" in head["link"]


def test_who_has_it_already_gets_304(client: FlaskClient) -> None:
    first = client.get(CORRIDOR, headers=TURTLE)
    again = client.get(CORRIDOR, headers={**TURTLE, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        CORRIDOR,
        headers={"if-none-match": first.headers["etag"]} | {"accept": "application/n-triples"},
    )
    assert other.status_code == 200


def test_head_has_the_headers_alone(client: FlaskClient) -> None:
    get, head = client.get(f"{CORRIDOR}.ttl"), client.head(f"{CORRIDOR}.ttl")
    assert head.data == b""
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    ("parameters", "headers", "token", "media_type"),
    [
        ("?_profile=labels", TURTLE, "labels", "text/turtle"),
        ("?_profile=schema", {}, "schema", "application/ld+json"),
        ("?_profile=https://schema.org/", {"accept": "*/*"}, "schema", "application/ld+json"),
        ("", {"accept-profile": "<http://schema.org>"}, "schema", "application/ld+json"),
        (
            "",
            {"accept-profile": f"<https://schema.org/>;q=0.5, <{namespaces.BASE}profile/labels>"}
            | TURTLE,
            "labels",
            "text/turtle",
        ),
        ("", {"accept-profile": "<http://example.org/none>"} | TURTLE, "full", "text/turtle"),
        ("", {"accept-profile": "<https://schema.org/>"} | TURTLE, "full", "text/turtle"),
    ],
)
def test_a_profile_is_negotiated(
    client: FlaskClient, parameters: str, headers: dict[str, str], token: str, media_type: str
) -> None:
    answer = client.get(CORRIDOR + parameters, headers=headers)
    iri = {"schema": "https://schema.org/"}.get(token, f"{namespaces.BASE}profile/{token}")
    assert answer.status_code == 200
    assert answer.headers["content-profile"] == f"<{iri}>"
    assert answer.mimetype == media_type
    assert "Accept-Profile" in answer.headers["vary"]


def test_the_labels_profile_has_labels_only(client: FlaskClient) -> None:
    triples = list(parse(client.get(f"{CORRIDOR}.nt?_profile=labels").data, RdfFormat.N_TRIPLES))
    assert {t.predicate.value for t in triples} == {namespaces.PREFIXES["rdfs"] + "label"}
    assert len(triples) > 50


def test_the_schema_profile_speaks_schema_org(client: FlaskClient) -> None:
    graph = read_jsonld(client, f"{CORRIDOR}?_profile=schema")
    thing, schema = (
        rdflib.URIRef(namespaces.expand("place:binjiang-digital-corridor")),
        "http://schema.org/",
    )
    assert (thing, rdflib.RDF.type, rdflib.URIRef(f"{schema}Place")) in graph
    names = set(graph.objects(thing, rdflib.URIRef(f"{schema}name")))
    assert rdflib.Literal("滨江数创走廊", lang="zh") in names
    assert list(graph.objects(thing, rdflib.URIRef(f"{schema}subjectOf")))


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/id/place/binjiang-digital-coridor", 404, "unknown"),
        ("/id/place/%E6%AD%A6%E6%98%8C%E5%8C%BA", 404, "unknown"),
        ("/doc/id/place/nowhere.ttl", 404, "unknown"),
        ("/id/../../etc/passwd", 404, "unknown"),
        ("/id/%2e%2e/%2e%2e/etc/passwd", 404, "unknown"),
        ("/id/place/%00", 404, "unknown"),
        ("/id/place/wuhan%20", 404, "unknown"),
        ("/id//place/wuhan", 404, "unknown"),
        ("/id/place/<script>", 404, "unknown"),
        (f"{CORRIDOR}?format=docx", 406, "format"),
        (f"{CORRIDOR}?_profile=none", 406, "profile"),
        (f"{CORRIDOR}.ttl?_profile=schema", 406, "format"),
        (f"{CORRIDOR}?page=0", 400, "parameter"),
        (f"{CORRIDOR}?page=-1", 400, "parameter"),
        (f"{CORRIDOR}?page=1e9", 400, "parameter"),
        (f"{CORRIDOR}?page=99", 404, "page"),
        ("/doc?iri=no-iri", 400, "request"),
        ("/doc?iri=http://example.org/unknown", 404, "unknown"),
        ("/doc", 400, "request"),
    ],
)
def test_a_bad_request_is_refused_clearly(
    client: FlaskClient, path: str, status: int, kind: str
) -> None:
    answer = client.get(path, headers={"accept": "application/json"})
    problem = json.loads(answer.text)
    assert answer.status_code == problem["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert problem["type"].endswith(f"#{kind}")
    assert len(problem["detail"]) > 20


def test_an_unacceptable_accept_is_told_what_there_is(client: FlaskClient) -> None:
    answer = client.get(CORRIDOR, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text and "text/html" in answer.text


def test_an_unknown_name_is_met_with_those_like_it(client: FlaskClient) -> None:
    near = client.get(
        "/id/place/binjiang-digital-coridor", headers={"accept": "application/json"}
    ).json
    assert near
    assert near["suggestions"][0]["iri"] == namespaces.expand("place:binjiang-digital-corridor")
    by_label = client.get("/id/place/武昌区", headers={"accept": "application/json"}).json
    assert by_label
    assert by_label["suggestions"][0]["iri"] == namespaces.expand("place:wuchang-district")


def test_foreign_terms_are_described_as_seen_from_here(client: FlaskClient) -> None:
    answer = client.get("/doc?iri=http://schema.org/Place", headers=TURTLE)
    assert answer.status_code == 200
    assert "schema:Place" in answer.text
    own = client.get(f"/doc?iri={namespaces.expand('place:wuhan')}")
    assert own.headers["location"] == "http://localhost/doc/id/place/wuhan"


@pytest.fixture
def retiring(tmp_path: Path, built: Built) -> Iterator[FlaskClient]:
    """The real graph, in a checkout that has retired two IRIs."""
    root = tmp_path / "retiring"
    (root / "data").mkdir(parents=True)
    for name in ("ontology", "queries"):
        (root / name).symlink_to(built.project.root / name)
    (root / "data" / "retired.tsv").write_text(
        "iri\tsince\tsuccessor\tzh\ten\n"
        "place:old-town\t1.1.0\tplace:wuhan\t重复\tThe same as Wuhan.\n"
        "place:never\t1.2.0\t\t误录\tRead wrongly.\n",
        encoding="utf-8",
    )
    settings = Settings(build=str(built.project.current), log="none")
    with composed(settings, Project(root)) as components:
        yield create_app(components).test_client()


def test_a_retired_iri_says_what_became_of_it(retiring: FlaskClient) -> None:
    answer = retiring.get("/id/place/old-town", headers={"accept": "application/json"})
    assert answer.status_code == 410
    assert answer.json and answer.json["successor"] == namespaces.expand("place:wuhan")
    assert 'rel="successor-version"' in answer.headers["link"]
    again = retiring.get("/doc/id/place/never.ttl")
    assert again.status_code == 410
    assert "1.2.0" in again.text and "Read wrongly." in again.text
