"""The explorer's data and its table of links, without scripts."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_unknown_thing_says_so(client: FlaskClient) -> None:
    reply = client.get("/explore", query_string={"thing": "没有<b>", "lang": "zh"})
    assert reply.status_code == 200
    assert "没有&lt;b&gt;" in reply.text
    assert "图谱中没有这个名称的实体" in reply.text


def test_data_is_revalidated(client: FlaskClient) -> None:
    reply = client.get("/explore/graph.json")
    assert reply.mimetype == "application/json"
    assert set(reply.json or {}) == {"kinds", "classes", "relations", "nodes", "edges", "clusters"}
    again = client.get("/explore/graph.json", headers={"if-none-match": reply.headers["etag"]})
    assert again.status_code == 304
