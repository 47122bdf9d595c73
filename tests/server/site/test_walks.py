"""What somebody meets who walks through the pages: where a click leads, what a column does."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import parse_qsl, quote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask

from server.composition import Components
from server.repository.snapshot import Snapshot
from server.site.models.statements import load
from tests.server.conftest import ask
from tests.server.site.conftest import Get

LESSON = "SELECT ?name { <https://w3id.org/wuchang-kg/id/place/tanhualin> rdfs:label ?name }"


def lesson(text: str, name: str) -> str:
    return text.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_lesson_runs_on_its_page_as_it_was_changed(get: Get, language: str) -> None:
    query = quote(f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\r\n{LESSON}")
    text = get(f"/docs/tutorial?lesson=arrows&query={query}", language)
    mine = lesson(text, "arrows")
    assert "tanhualin" in mine and "<td" in mine and "昙华林" in mine
    assert lesson(text, "count") == lesson(get("/docs/tutorial", language), "count")


def test_a_lesson_that_was_not_changed_keeps_the_words_of_its_columns(get: Get) -> None:
    plain = get("/docs/tutorial")
    body = re.search(r"<textarea[^>]*>([^<]*)<", lesson(plain, "things"))
    assert body
    query = quote(body[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"'))
    again = get(f"/docs/tutorial?lesson=things&query={query}")
    assert lesson(again, "things") == lesson(plain, "things")


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "查询没有完成"), ("en", "was not completed")]
)
def test_a_lesson_that_cannot_be_read_says_so(get: Get, language: str, words: str) -> None:
    text = get("/docs/tutorial?lesson=things&query=SELECT", language)
    assert words in lesson(text, "things") and ">SELECT</textarea>" in text


def test_robots_are_kept_from_queries_but_not_from_pages(site: Flask) -> None:
    text = site.test_client().get("/robots.txt").text
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    for path in ("/", "/read", "/workbench", "/docs/tutorial", "/doc/id/place/tanhualin"):
        assert rules.can_fetch("*", path), path
    for path in ("/sparql?query=x", "/workbench?ask=x", "/explore?thing=place:x", "/search?q=x"):
        assert not rules.can_fetch("*", path), path


def test_a_column_says_the_order_that_it_is_in(get: Get) -> None:
    for query, order, first in (("", "descending", "down"), ("&order=up", "ascending", "up")):
        text = get(f"/browse/Organization?sort=mentions{query}")
        assert f'aria-sort="{order}"' in text
        numbers = [int(n) for n in re.findall(r'<td class="n">(\d+)</td>', text)]
        assert numbers == sorted(numbers, reverse=first == "down")
    plain = get("/browse/Organization")
    assert "sort=mentions&amp;order=down" in plain and "sort=class&amp;order=up" in plain


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_zone_leads_to_its_projects(get: Get, language: str) -> None:
    text = get("/doc/id/place/central-china-financial-city", language)
    assert 'href="/projects/central-china-financial-city"' in text
    for other in ("org/inspur-cloud", "project/metro-line-11"):
        assert "/projects/" not in get(f"/doc/id/{other}", language)


def test_names_in_the_other_language_are_marked(get: Get) -> None:
    assert '<span lang="zh-Hans">一廊</span>' in get("/doc/id/place/binjiang-digital-corridor")
    assert "又称：一廊；" in get("/doc/id/place/binjiang-digital-corridor", "zh")
    gdp = get("/doc/id/indicator/gross-regional-product", "zh")
    assert '<span lang="en">GDP' in gdp or "GDP" in gdp


def test_one_is_not_counted_as_many(get: Get) -> None:
    text = get("/read/wuchang-2023")
    assert "1 sentence ·" in text
    assert not re.search(r"\b1 (sentences|statements|relations)\b", text)


def test_no_two_pages_of_the_sitemap_are_called_the_same_as_a_class(get: Get) -> None:
    def title(path: str) -> str:
        return get(path, "zh").partition("<title>")[2].partition("</title>")[0]

    assert title("/browse/Project") != title("/projects")
    assert title("/browse/Unit") != title("/browse/unit")


def test_a_code_is_used_as_often_as_its_page_lists(get: Get, snapshot: Snapshot) -> None:
    every = load(snapshot, snapshot.nodes.of_class(snapshot.names.wk("Statement")))
    for scheme in ("stage", "commitment"):
        listed = get(f"/browse/{scheme}")
        for code, n in Counter(s.code(scheme) for s in every if s.code(scheme)).items():
            row = listed.partition(f'/doc/code/{scheme}/{code}"')[2].partition("</tr>")[0]
            assert f'<td class="n">{n}</td>' in row, code
            assert f'<small class="soft">{n}</small>' in get(f"/doc/code/{scheme}/{code}")


def test_a_slash_at_the_end_leads_to_the_same_page(get: Get) -> None:
    for path in ("/targets/", "/docs/"):
        assert f'<link rel="canonical" href="http://localhost{path[:-1]}">' in get(path)


@pytest.mark.parametrize(
    "path",
    ["/questions/neighbourhood", "/questions/honours", "/doc/id/period/2024-h1",
     "/doc/id/place/tanhualin", "/doc/report/wuchang-2023"],
)  # fmt: skip
def test_every_file_that_a_page_offers_is_there(
    components: Components, site: Flask, get: Get, path: str
) -> None:
    links = re.findall(r'href="(/(?:sparql|api/neighbourhood)\?[^"]*)"', get(path))
    assert len(links) >= (0 if "period" in path else 4)
    for link in map(html.unescape, links):
        if link.startswith("/sparql?"):  # the service answers queries, not Flask
            answer = ask(components, dict(parse_qsl(urlsplit(link).query)))
        else:
            answer = site.test_client().get(link)
        assert answer.status_code == 200, link


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [("zh", "所含项目进展", "期限 2024-06-30"), ("en", "Where its parts stand", "by 2024-06-30")],
)
def test_a_zone_tells_how_far_its_parts_are(
    get: Get, language: str, heading: str, words: str
) -> None:
    text = get("/doc/id/place/central-china-financial-city", language)
    parts = text.partition('id="parts"')[2].partition("</section>")[0]
    assert heading in parts and words in parts
    reached, _, ahead = parts.partition('<li class="ahead"><h3>')
    assert "/doc/code/stage/topped-out" in reached and "/doc/code/stage/land-offered" in ahead
    assert 'id="parts"' not in get("/doc/id/place/wuchang-district", language)
