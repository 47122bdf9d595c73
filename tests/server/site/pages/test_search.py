"""The page of search: results by kind, the words marked, the nearest where nothing matches."""

from __future__ import annotations

import re

import pytest

from server.repository.snapshot import Snapshot
from server.site.models import evidence
from tests.server.site.conftest import Get

PASSAGE = "https://w3id.org/wuchang-kg/report/wuchang-2023/1.1.1-s01"


def kinds(text: str) -> list[str]:
    """The headings of the groups, in order."""
    return re.findall(r'<section class="kind">\s*<h2>(.*?) <span', text)


def test_results_stand_by_kind_and_the_kind_of_the_best_first(get: Get) -> None:
    text = get("/search?q=数创")
    assert kinds(text)[0] == "place" and {"project", "policy"} <= set(kinds(text))
    assert kinds(get("/search?q=数创&class=Project")) == ["project"]
    places, projects = text.split('<section class="kind">')[1:3]
    assert "place/binjiang-digital-corridor" in places and "/id/project/" in projects


def test_a_kind_with_more_hits_leads_to_all_of_them(get: Get) -> None:
    text = get("/search?q=武昌")
    sections = text.split('<section class="kind">')[1:]
    cut = [part for part in sections if ">All " in part.partition("</section>")[0]]
    assert cut and all(part.partition("</ul>")[0].count("<li>") == 5 for part in cut)
    kind = re.search(r"class=(\w+)\">All ", cut[0])
    assert kind and get(f"/search?q=武昌&class={kind[1]}").count('<li><a class="thing') > 5


def test_the_words_are_marked(get: Get) -> None:
    assert '<mark class="hit">Corridor</mark>' in get("/search?q=corridor")
    assert '<mark class="hit">数创</mark>' in get("/search?q=数创&lang=zh")


def test_what_is_near_is_said_to_be(get: Get) -> None:
    text = get("/search?q=滨江数字走廊")
    assert "Nothing matches" in text and "place/binjiang-digital-corridor" in text
    assert "Nothing matches" not in get("/search?q=滨江数创走廊")


def test_markup_is_only_looked_for(get: Get) -> None:
    assert "<b>" not in get("/search?q=<b>武昌</b>")


def test_a_sentence_is_shown_about_the_words(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "前" * 80 + "龘龘" + "后" * 80
    monkeypatch.setattr("server.site.pages.search.passage_texts", lambda snapshot: {PASSAGE: words})
    text = get("/search?q=龘龘")
    assert kinds(text) == ["passage"]
    assert '<mark class="hit">龘龘</mark>' in text and words not in text


def test_the_sentences_of_all_reports_are_read_once(snapshot: Snapshot) -> None:
    held = evidence._sentence.cache_parameters()["maxsize"]
    assert held and held >= 2 * len(evidence.passage_texts(snapshot))
