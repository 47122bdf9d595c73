"""Comparison of places: the levels above, peers by a strategy, every figure with its sentence."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote_plus

import pytest
from flask.testing import FlaskClient

from kg.model.statements import Statement
from kg.namespaces import expand
from kg.rdf import Literal
from server.composition import Components
from server.repository.snapshot import Snapshot
from server.site.models.areas import above, areas
from server.site.models.peers import FollowedTarget, peers
from tests.server.conftest import ask
from tests.server.site.conftest import Get, downloaded
from tests.server.site.page_list import LANGUAGES

CHOSEN = "?place=wuhan&peers=chosen&with=hubei,wuchang-district"
WUCHANG, WUHAN, HUBEI, CHINA = (
    expand(f"place:{name}") for name in ("wuchang-district", "wuhan", "hubei", "china")
)


def test_areas_have_their_levels_and_the_nearest_whole(snapshot: Snapshot) -> None:
    known = areas(snapshot)
    levels = {iri: known[iri].level for iri in (WUCHANG, WUHAN, HUBEI, CHINA)}
    assert list(levels.values()) == ["district", "city", "province", "country"]
    assert above(known, WUCHANG) == [WUHAN, HUBEI, CHINA]
    assert above(known, CHINA) == []
    assert expand("place:tanhualin") not in known


def test_peers_are_chosen_by_a_strategy_and_never_the_place_or_a_level_above(
    snapshot: Snapshot,
) -> None:
    known = areas(snapshot)
    assert HUBEI not in peers(known, WUHAN, "parent", [])
    for iri in peers(known, WUHAN, "level", []):
        assert known[iri].level == "city" and iri != WUHAN
    for iri in peers(known, HUBEI, "parent", []):
        assert known[iri].whole == CHINA
    assert peers(known, WUHAN, "chosen", [HUBEI, WUCHANG, "x"]) == [WUCHANG]
    assert peers(known, WUHAN, "none", [WUCHANG]) == []


def test_one_target_at_every_level(reader: FlaskClient) -> None:
    """The amplification of 2024: the State Council 5 or so, Hubei 6, Wuhan 6, Wuchang 6.5."""
    found = {
        row["placeEn"]: (row["targetComparator"], row["targetValue"], row["outcomeValue"])
        for row in downloaded(reader, "/compare")
        if row["year"] == "2024" and row["role"] != "peer"
    }
    assert found["China"][:2] == ("about", "5")
    assert found["Hubei Province"] == ("exactly", "6", "5.8")
    assert found["Wuhan"] == ("exactly", "6", "5.2")
    assert found["Wuchang District"][:2] == ("exactly", "6.5")


@pytest.mark.parametrize("choice", ["", CHOSEN, "?place=hubei&indicator=new-urban-jobs"])
def test_downloads_and_query_have_what_is_shown(
    components: Components, reader: FlaskClient, get: Get, choice: str
) -> None:
    found = [row for row in downloaded(reader, f"/compare{choice}") if row["target"]]
    join, text = "&" if choice else "?", get(f"/compare{choice}")
    file = reader.get(f"/compare{choice}{join}format=csv").get_data(as_text=True)
    table = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert [row for row in table if row["target"]] == found
    link = re.search(r'href="/workbench\?query=([^"]+)"', text)
    assert link
    query = {"query": unquote_plus(link[1])}
    answer = ask(components, query, accept="text/csv").get_data(as_text=True)
    told = csv.DictReader(io.StringIO(answer))
    assert {(row["target"], row["result"]) for row in told} == {
        (row["target"], row["outcome"]) for row in found
    }
    cells = text[text.index('<table class="full compared">') :]
    for row in found:
        name, _, number = row["targetPassage"].rpartition("/")
        section = ".".join(number.rpartition(":")[2].split(".")[:2])
        assert f"/{section}#{number.rpartition(':')[2]}" in cells, (name, number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_draws_each_target_with_a_link_to_its_sentence(get: Get, language: str) -> None:
    text = get(f"/compare{CHOSEN}", language)
    drawing = text[text.index('<svg class="chart"') :].partition("</svg>")[0]
    marks = re.findall(r'<a class="(\w+)" href="(/read/[^"]+#[^"]+)" aria-label="([^"]+)"', drawing)
    assert sum(role == "place" for role, _, _ in marks) == 11, "six targets and five results"
    assert sum(role == "peer" for role, _, _ in marks) == 1
    assert len(re.findall('class="outcome"', drawing)) == 15, "and those of the levels above"
    assert all(label for _, _, label in marks)
    state = '<option value="chosen" selected>'
    assert state in text and 'value="wuchang-district" checked' in text


def test_the_strategy_and_missing_peers_are_printed(get: Get) -> None:
    text = get("/compare?place=wuhan&indicator=grain-output&peers=chosen&with=wuchang-district")
    assert "as chosen, 1 in all, with such a target 0" in text
    assert "No such target in their reports" in text
    assert "are part of Wuhan" in get("/compare?place=wuchang-district")
    assert "by their division codes" in get("/compare?place=wuhan&peers=level")
    assert "is part of no other" in get("/compare?place=china")


def test_what_the_address_does_not_name_rightly_is_the_default(get: Get) -> None:
    text = get("/compare?indicator=nosuch&kind=nosuch&place=nosuch&peers=nosuch&with=nosuch")
    assert '<option value="gross-regional-product" selected>' in text
    assert '<option value="wuchang-district" selected>' in text
    assert '<option value="parent" selected>' in text


def test_a_result_of_zero_is_a_number() -> None:
    """What grew by 0 is drawn as 0, and not left out as if the report gave no number."""
    target, outcome = (
        Statement(name, kind, (), {}, {"normalizedValue": (Literal(value),)})
        for name, kind, value in (("t", "Target", "6"), ("o", "Observation", "0"))
    )
    assert FollowedTarget(target, (outcome,), ()).outcome("place", {}) == outcome
