"""The page of the model: every class with its properties and a query that is answered."""

from __future__ import annotations

import html
import json
import re
import time

import pytest

from server.repository.snapshot import Snapshot
from server.site.models.classes import sections, used
from tests.server.site.conftest import Get


def test_every_class_is_on_the_page_with_its_query(get: Get, snapshot: Snapshot) -> None:
    text = get("/docs/model", "en")
    for iri, cls in snapshot.vocabulary.classes.items():
        name = snapshot.names.local(iri)
        assert text.count(f' id="{name}"') == 1, iri
        assert (f' id="q-{name}"' in text) is bool(cls.count), iri
        assert f'href="/doc/ontology/{name}"' in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_query_finds_members_of_its_class(snapshot: Snapshot, language: str) -> None:
    for section in sections(snapshot, language):  # type: ignore[arg-type]
        if not section.cls.count:
            assert section.query == ""
            continue
        found = json.loads(snapshot.run(section.query).body)["results"]["bindings"]
        members = {row["node"]["value"] for row in found}
        assert members, section.cls.iri
        assert all(
            section.cls.iri in snapshot.names.types(one) for one in members if one in snapshot.nodes
        )


def test_what_all_members_of_a_wider_class_have_is_said_there_only(snapshot: Snapshot) -> None:
    rows = {
        snapshot.names.short(one.cls.iri): {
            snapshot.names.short(row.use.property): row.share for row in one.rows
        }
        for one in sections(snapshot, "en")
    }
    assert rows["wk:Statement"]["wk:statedIn"] == "100%"
    assert "wk:statedIn" not in rows["wk:Target"] and "wk:indicator" not in rows["wk:Target"]
    assert rows["wk:Figure"]["wk:indicator"] == rows["wk:Target"]["wk:commitment"] == "100%"
    assert all("wk:labelZh" not in own for own in rows.values())


def test_codes_have_their_definitions(get: Get, snapshot: Snapshot) -> None:
    text = html.unescape(get("/docs/model", "zh"))
    lists = used(snapshot.vocabulary)
    assert len(lists) > 15
    for scheme, codes in lists.items():
        assert f' id="code-{snapshot.names.local(scheme)}"' in text
        for code in codes:
            assert snapshot.vocabulary.definitions[code]["zh"] in text, code


def test_queries_of_the_traps_can_be_run(get: Get, snapshot: Snapshot) -> None:
    text = get("/docs/model", "en").partition('id="traps"')[2].partition('id="classes"')[0]
    patterns = [html.unescape(one) for one in re.findall(r"<br><code>(.*?)</code>", text)]
    assert len(patterns) == 19
    for pattern in patterns:
        body = snapshot.run(f"SELECT * {{ {pattern} }} LIMIT 1").body
        assert json.loads(body)["results"]["bindings"], pattern


def test_the_page_is_linked_from_its_neighbours(get: Get) -> None:
    for path in ("/docs", "/docs/ontology", "/docs/tutorial"):
        assert 'href="/docs/model"' in get(path, "en"), path


def test_the_page_is_made_within_its_time(get: Get) -> None:
    get("/docs/model", "en")

    def seconds() -> float:
        started = time.process_time()
        get("/docs/model", "en")
        return time.process_time() - started

    assert min(seconds() for _ in range(5)) < 0.05
