"""Files for graph tools: any CONSTRUCT query, and the neighbourhood of a thing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import networkx
import pytest
from flask import Response
from flask.testing import FlaskClient

from kg.export import indexed_graph
from kg.export.graph_files import WRITERS
from kg.export.property_graph import from_triples
from kg.rdf import Quad, RdfFormat, parse
from server.composition import Components
from server.http.media_types import Format
from server.repository.snapshot import Snapshot
from server.sparql.engine import GraphFile, Query
from server.sparql.formats import GRAPH_TOOLS
from tests.server.conftest import ask

PARTS = (
    "PREFIX wk: <https://w3id.org/wuchang-kg/ontology/> "
    "PREFIX place: <https://w3id.org/wuchang-kg/id/place/> "
    "CONSTRUCT { ?x wk:partOf place:binjiang-digital-corridor } "
    "WHERE { ?x wk:partOf place:binjiang-digital-corridor }"
)
WUCHANG = "https://w3id.org/wuchang-kg/id/place/wuchang-district"
CORRIDOR = "https://w3id.org/wuchang-kg/id/place/binjiang-digital-corridor"


@pytest.fixture
def parts(components: Components) -> Callable[..., Response]:
    """A function that asks for the parts of the corridor in a format."""

    def answer(format: str = "", lang: str = "zh", **headers: str) -> Response:
        return ask(components, {"query": PARTS, "format": format, "lang": lang}, **headers)

    return answer


def read(name: str, data: bytes) -> tuple[set[str], int]:
    """The ids of the nodes of a file, and how many edges it has."""
    if name == "graphml":
        graph = networkx.read_graphml(io.BytesIO(data), force_multigraph=True)
        return set(graph.nodes), graph.number_of_edges()
    if name == "gexf":
        graph = networkx.read_gexf(io.BytesIO(data))
        return set(graph.nodes), graph.number_of_edges()
    if name == "cyjs":
        elements = json.loads(data)["elements"]
        return {node["data"]["id"] for node in elements["nodes"]}, len(elements["edges"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {entry: archive.read(entry).decode("utf-8-sig") for entry in archive.namelist()}
    nodes = next(text for entry, text in texts.items() if "node" in entry)
    edges = next(text for entry, text in texts.items() if "edge" in entry or "relation" in entry)
    ids = {line.split(",")[0] for line in nodes.splitlines()[1:]}
    return ids, len(edges.splitlines()) - 1


@pytest.mark.parametrize("form", GRAPH_TOOLS, ids=lambda form: form.name)
def test_a_constructed_graph_is_written_for_a_tool(
    parts: Callable[..., Response], form: Format
) -> None:
    answer = parts(form.name)
    assert (answer.status_code, answer.mimetype) == (200, form.media_type)
    nodes, edges = read(form.name, answer.data)
    triples = parts("nt").get_data(as_text=True).splitlines()
    assert CORRIDOR in nodes
    assert edges == len(triples) > 3
    assert parts(form.name, if_none_match=answer.headers["etag"]).status_code == 304


def test_a_tool_may_ask_by_media_type(parts: Callable[..., Response]) -> None:
    assert parts(accept="application/gexf+xml").mimetype == "application/gexf+xml"
    assert parts(accept="*/*").mimetype == "text/turtle"


def test_labels_are_in_the_language_asked_for(parts: Callable[..., Response]) -> None:
    zh, en = (parts("cyjs", lang).json for lang in ("zh", "en"))
    assert zh and en
    labels = [{node["data"]["label"] for node in found["elements"]["nodes"]} for found in (zh, en)]
    assert "滨江数创走廊" in labels[0] and "Binjiang Digital Innovation Corridor" in labels[1]


def test_rows_are_no_graph(components: Components) -> None:
    answer = ask(components, {"query": "SELECT * { ?s ?p ?o }", "format": "gexf"})
    assert answer.status_code == 406


def test_what_surrounds_a_thing(client: FlaskClient) -> None:
    sizes = []
    for depth in (1, 2):
        found = client.get(f"/api/neighbourhood?thing=滨江数创走廊&depth={depth}").json
        assert found
        sizes.append(len(found["elements"]["nodes"]))
    assert 5 < sizes[0] < sizes[1]


def test_only_what_is_chosen_surrounds_it(client: FlaskClient) -> None:
    found = client.get(
        "/api/neighbourhood?thing=滨江数创走廊&classes=Project&relations=partOf&format=cyjs"
    ).json
    assert found
    assert len(found["elements"]["edges"]) > 3
    assert {edge["data"]["relation"] for edge in found["elements"]["edges"]} == {"partOf"}


@pytest.mark.parametrize("form", WRITERS)
def test_the_bytes_are_those_of_the_writer(snapshot: Snapshot, form: str) -> None:
    index, asked = snapshot.index, {"iri": WUCHANG, "depth": 1, "classes": ["Project"]}
    around = indexed_graph.neighbourhood(index, "en", **asked)
    assert len(around.nodes) > 5
    written = snapshot.write(GraphFile(form, "en", "neighbourhood", asked))
    assert written == WRITERS[form](around)

    iris = list(around.nodes)
    places = {iri: (float(number), -0.5) for number, iri in enumerate(iris)}
    some = indexed_graph.subgraph(index, "zh", iris, ["partOf"])
    some.places = places
    arguments = {"iris": iris, "without": ["partOf"]}
    written = snapshot.write(GraphFile(form, "zh", "subgraph", arguments, places))
    assert written == WRITERS[form](some)

    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o ; ?q <{WUCHANG}> }}"
    ntriples = snapshot.release.engine.run(Query(text, graph="application/n-triples"), 10).body
    triples = [
        item.triple if isinstance(item, Quad) else item
        for item in parse(ntriples, RdfFormat.N_TRIPLES)
    ]
    assert len(triples) > 100
    written = snapshot.write(GraphFile(form, "zh", "triples", triples=ntriples))
    assert written == WRITERS[form](from_triples(triples, snapshot.names, "zh"))


@pytest.mark.parametrize("form", GRAPH_TOOLS, ids=lambda form: form.name)
def test_what_is_drawn_comes_back_as_a_file(client: FlaskClient, form: Format) -> None:
    drawn = client.get("/api/neighbourhood?thing=滨江数创走廊").json
    assert drawn
    ids = [node["data"]["id"] for node in drawn["elements"]["nodes"]]
    shown = [
        edge["data"] for edge in drawn["elements"]["edges"] if edge["data"]["relation"] != "partOf"
    ]
    asked = {
        "things": " ".join([CORRIDOR, *ids]),
        "places": " ".join(f"{number},{-number}.5" for number in (0, *range(len(ids)))),
        "without": "partOf",
        "format": form.name,
    }
    answer = client.post("/api/subgraph", data=asked)
    assert answer.status_code == 200
    assert read(form.name, answer.data) == (set(ids), len(shown))
    if form.name == "cyjs":
        nodes = answer.get_json()["elements"]["nodes"]
        assert [node["data"]["id"] for node in nodes] == sorted(ids)
        assert nodes[ids.index(CORRIDOR)]["position"] == {
            "x": ids.index(CORRIDOR),
            "y": -ids.index(CORRIDOR) - 0.5,
        }
    else:
        name = f"binjiang-digital-corridor-neighbourhood.{form.name}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"things": "wk:Project"}, 404),
        ({"things": f"{CORRIDOR} place:nothing"}, 404),
        ({"things": CORRIDOR, "places": "1,2 3,4"}, 400),
        ({"things": CORRIDOR, "places": "nan,2"}, 400),
        ({"things": CORRIDOR, "without": "eats"}, 404),
        ({"things": CORRIDOR, "colour": "red"}, 400),
        ({"things": " "}, 400),
        ({}, 400),
    ],
)
def test_a_bad_drawing_is_refused(
    client: FlaskClient, parameters: dict[str, str], status: int
) -> None:
    answer = client.post("/api/subgraph", data=parameters)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("thing=wk:Project", 404),
        ("thing=nothing-at-all", 404),
        ("thing=滨江数创走廊&classes=Dragon", 404),
        ("thing=滨江数创走廊&relations=eats", 404),
        ("thing=滨江数创走廊&depth=9", 400),
        ("thing=滨江数创走廊&format=docx", 400),
        ("", 400),
    ],
)
def test_a_bad_neighbourhood_is_refused(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/api/neighbourhood?{query}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_subgraph_takes_post_alone(client: FlaskClient) -> None:
    answer = client.get("/api/subgraph?things=place:wuchang-district")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")
    assert client.options("/api/subgraph").headers["allow"] == "POST, OPTIONS"
