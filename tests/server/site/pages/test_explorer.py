"""The explorer's data and its table of links, without scripts."""

from __future__ import annotations

from flask.testing import FlaskClient

from kg.export.property_graph import Edge, Node, PropertyGraph
from server.site.pages.explorer import _HUB, ties


def graph(*pairs: tuple[str, str]) -> PropertyGraph:
    """A graph of these edges."""
    ids = {end for pair in pairs for end in pair}
    nodes = {id: Node(id, id, id, id, "Place", "Place") for id in sorted(ids)}
    edges = [Edge(source, target, "partOf", "part of") for source, target in pairs]
    return PropertyGraph("en", nodes, edges)


def test_hubs_hold_only_what_has_no_other_edge() -> None:
    lonely = [("hub", f"n{number}") for number in range(_HUB + 1)]
    found = ties(graph(*lonely, ("hub", "a"), ("a", "b")))
    assert ("a", "b") in found
    assert ("hub", "a") not in found
    assert ("hub", "n7") in found


def test_without_hubs_every_edge_counts() -> None:
    pairs = (("a", "b"), ("b", "c"))
    assert ties(graph(*pairs)) == pairs


def test_unknown_thing_says_so(client: FlaskClient) -> None:
    reply = client.get("/explore", query_string={"thing": "没有<b>", "lang": "zh"})
    assert reply.status_code == 200
    assert "没有&lt;b&gt;" in reply.text
    assert "图谱中没有叫这个名称的事物" in reply.text


def test_data_is_revalidated(client: FlaskClient) -> None:
    reply = client.get("/explore/graph.json")
    assert reply.content_type == "application/json"
    assert set(reply.json or {}) == {"kinds", "classes", "relations", "nodes", "edges"}
    again = client.get("/explore/graph.json", headers={"if-none-match": reply.headers["etag"]})
    assert again.status_code == 304
