"""Promises on pages: what is chosen, what comes first, and downloads that equal what is shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from urllib.parse import unquote_plus

import pytest
from flask.testing import FlaskClient

from kg.namespaces import BASE, PREFIXES
from server.composition import Components
from server.repository.snapshot import Snapshot
from server.site.models.promises import dropped
from tests.server.conftest import ask
from tests.server.site.conftest import Get, downloaded
from tests.server.site.page_list import LANGUAGES

CHOICES = (
    "",
    "?report=wuhan-2024",
    "?place=wuhan&year=2024&verdict=not-kept",
    "?place=wuhan&verdict=undecided",
    "?year=all&topic=economy&next=repeated",
    "?year=all&specific=value-and-date",
    "?year=all&due=2025-12-31",
    "?thing=project:wuhan-skp",
)


def shown(get: Get, choice: str) -> list[str]:
    """The anchors of the promises on all pages of a choice."""
    join, found = "&" if choice else "?", []
    for n in range(1, 99):
        text = get(f"/promises{choice}{join}page={n}")
        found += re.findall(r'<li id="([a-z0-9.-]+)">', text)
        if 'rel="next"' not in text:
            return found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("choice", CHOICES)
def test_the_downloads_equal_what_is_shown(
    components: Components, reader: FlaskClient, get: Get, choice: str
) -> None:
    rows = downloaded(reader, f"/promises{choice}")
    promised = dict.fromkeys(row["promise"] for row in rows)
    assert [iri.rsplit("/", 2)[-2] + "-" + iri.rsplit("/", 1)[-1] for iri in promised] == shown(
        get, choice
    )
    join = "&" if choice else "?"
    table = reader.get(f"/promises{choice}{join}format=csv")
    assert list(csv.DictReader(io.StringIO(table.get_data(as_text=True).lstrip("\ufeff")))) == rows
    link = re.search(r'href="/workbench\?query=([^"]+)"', get(f"/promises{choice}"))
    assert link
    query = {"query": unquote_plus(link[1])}
    answer = ask(components, query, accept="text/csv").get_data(as_text=True)
    told = list(csv.DictReader(io.StringIO(answer)))
    plain = [{**row, **coded(row)} for row in rows]
    names = set(told[0])
    assert sorted(map(key, told)) == sorted(
        key({name: row[name] for name in names}) for row in plain
    )


def coded(row: Mapping[str, str]) -> dict[str, str]:
    """The codes of a row as the query answers them."""
    lists = {"state": "verdict", "specificity": "", "uptake": "", "finding": "", "rule": ""}
    found = {
        name: f"{BASE}code/{scheme or name}/{row[name]}" if row[name] else ""
        for name, scheme in lists.items()
    }
    return {**found, "kind": PREFIXES["wk"] + row["kind"]}


def key(row: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.items()))


def test_the_default_is_the_place_and_the_year_of_the_default_report(
    reader: FlaskClient, get: Get
) -> None:
    assert downloaded(reader, "/promises") == downloaded(
        reader, "/promises?place=wuchang-district&year=2024"
    )
    text = get("/promises")
    assert '<option value="wuchang-district" selected>' in text
    assert '<option value="2024" selected>' in text
    assert len(downloaded(reader, "/promises?place=all")) > len(downloaded(reader, "/promises"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_rated_and_what_has_no_later_word_come_first(
    get: Get, language: str
) -> None:
    text = get("/promises", language)
    states = {
        "en": ["Not measurable", "Not looked for", "No later word", "Exceeded"],
        "zh": ["无法衡量", "尚未查找", "没有下文", "超额完成"],
    }[language]
    table = text[text.index('id="became"') :]
    places = [table.lower().index(f">{state.lower()}</th>") for state in states]
    assert places == sorted(places)
    counts = text[text.index('<dl class="counts">') : text.index('id="became"')]
    assert re.findall(r"<dd>(\d+)", counts) == ["416", "0", "426"]


def test_both_sentences_stand_side_by_side_with_rule_query_and_a_way_to_report(get: Get) -> None:
    text = get("/promises?report=wuhan-2024&verdict=not-kept")
    one = text[text.index('<li id="wuhan-2024-2.0.2-s01-grp-growth">') :].partition("</li>")[0]
    assert '/read/wuhan-2024/2.0#2.0.2-s01"' in one
    assert '/read/wuhan-2025/1.0#1.0.2-s02"' in one
    assert '<a class="tag bad"' in one and "not kept" in one
    assert re.search(
        'href="/doc/code/rule/target-and-result">target and result</a> version [1-9]', one
    )
    assert 'href="/workbench?rule=61-verdict-targets"' in one
    assert 'href="#mistake"' in one and 'id="mistake"' in text
    assert "lowered" in one or "reworded" in one
    assert "/doc/verdict/wuhan-2024/2.0.2-s01-grp-growth/wuhan-2025" in one


def test_a_verdict_says_what_it_rests_on(get: Get) -> None:
    text = get("/promises?thing=project:wuhan-skp")
    one = text[text.index('<li id="wuchang-2023-2.1.2-s07-skp-opened">') :].partition("</li>")[0]
    assert "a page whose text is not held" in one
    assert "by the report of another place" in one
    text = get("/promises?thing=indicator:general-public-budget-revenue&place=wuchang-district")
    assert "provisional" in text


def test_the_query_of_a_rule_is_opened_and_not_run(get: Get) -> None:
    text = get("/workbench?rule=64-verdict-without-word")
    assert "rule:no-later-statement" in text
    assert "CONSTRUCT" in text
    assert 'class="scroll"' not in text.partition("<textarea")[2].partition("</form>")[2]
    get("/workbench?rule=nosuch", status=404)


def test_the_rate_of_silent_dropping_names_what_it_rests_on(get: Get, snapshot: Snapshot) -> None:
    """Only a report that was read in full can tell that something is not in it."""
    assert "cannot be told" in get("/promises")
    reports = list(snapshot.dataset.reports.values())
    for one in dropped(snapshot, reports):
        assert one.after.reading in ("whole", "figures")
        assert one.after.reviews == one.before.plans
        assert 0 <= one.dropped <= one.of


def test_a_thing_tells_its_line_of_time(get: Get) -> None:
    text = get("/doc/id/project/wuhan-skp")
    line = text[text.index('id="line"') :].partition("</section>")[0]
    heads = re.findall(r"<h3>([^<]+?) <small", line)
    assert heads == ["Wuchang District 2023"] * 2 + ["Wuchang District 2024", "Wuhan 2025"]
    assert "kept" in line and "/promises?thing=project%3Awuhan-skp#wuchang-2023-2.1.2-s07" in line
    assert '<h2 id="stages"' not in text, "the line has its stages"
    assert 'id="line"' not in get("/doc/id/place/zhongke-wuda-zhigu"), "one report tells of it"
    long = get("/doc/id/place/wuchang-district")
    assert "/doc/id/place/wuchang-district?report=wuchang-2023" in long
    own = get("/doc/id/place/wuchang-district?report=wuchang-2023")
    assert "/promises?report=wuchang-2023&amp;thing=place%3Awuchang-district" in own


def test_pages_lead_to_promises(get: Get) -> None:
    for path, link in (
        ("/", "/promises?report=wuchang-2023"),
        ("/", "/promises?report=wuchang-2023&amp;topic="),
        ("/doc/code/topic/carbon", "/promises?year=all&amp;topic=carbon"),
        ("/doc/code/verdict/kept", "/promises?year=all&amp;verdict=kept"),
        ("/read/wuhan-2025", "/promises?report=wuhan-2025"),
        ("/doc/id/project/wuhan-skp", "/promises?thing=project%3Awuhan-skp"),
        ("/doc/id/place/wuhan", "/promises?place=wuhan"),
        ("/doc/id/indicator/gross-regional-product", "/compare?indicator=gross-regional-product"),
    ):
        assert f'href="{link}' in get(path), path


def test_a_statement_tells_what_became_of_it(get: Get) -> None:
    text = get("/doc/statement/wuhan-2024/2.0.2-s01-grp-growth")
    assert 'id="became"' in text and "not kept" in text
    assert 'id="became"' not in get("/doc/statement/wuchang-2023/1.2.2-s03-core-firms")
