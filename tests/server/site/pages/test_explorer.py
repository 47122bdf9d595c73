"""The explorer's data and its table of links, without scripts."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from server.site.pages.explorer import PER_PAGE
from tests.server.site.conftest import Get


def test_unknown_thing_says_so(client: FlaskClient) -> None:
    reply = client.get("/explore", query_string={"thing": "没有<b>", "lang": "zh"})
    assert reply.status_code == 200
    assert "没有&lt;b&gt;" in reply.text
    assert "图谱中没有这个名称的实体" in reply.text


def test_the_table_of_links_is_paged(get: Get) -> None:
    thing = "indicator:gross-regional-product"
    first, second = (get(f"/explore?thing={thing}&page={n}") for n in (1, 2))
    total = re.search(r"<caption>([\d,]+) links</caption>", first)
    assert total and int(total[1].replace(",", "")) > PER_PAGE
    rows = first.count("<tr>\n<td>")
    assert rows == PER_PAGE and 'rel="next"' in first and 'rel="prev"' in second


def test_data_is_revalidated(client: FlaskClient) -> None:
    reply = client.get("/explore/graph.json")
    assert reply.mimetype == "application/json"
    assert set(reply.json or {}) == {"kinds", "classes", "relations", "nodes", "edges", "clusters"}
    again = client.get("/explore/graph.json", headers={"if-none-match": reply.headers["etag"]})
    assert again.status_code == 304
