"""What people see where there is nothing to see; programs get text or problem details."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import escape

from server.http.errors import Kind
from server.http.responses import Refusal
from server.site.pages.errors import page, wants_page
from tests.server.site.conftest import Get

RETRY = (("retry-after", "3"),)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_unknown_thing_has_a_page_with_suggestions(get: Get, language: str) -> None:
    text = get("/doc/id/place/binjiang-digital-coridor", language, 404)
    assert "place:binjiang-digital-corridor" in text
    assert {"zh": "滨江数创走廊", "en": "Binjiang Digital Innovation Corridor"}[language] in text
    assert "noindex" in text


@pytest.mark.parametrize(
    "path",
    ["/read/9.9", "/browse/Nothing", "/projects/nowhere", "/questions/none", "/no/such/page"],
)
def test_a_page_that_is_not_there_says_so(get: Get, path: str) -> None:
    assert "Not found" in get(path, "en", 404)
    assert "不存在" in get(path, "zh", 404)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal(Kind.BUDGET_ERRORS, RETRY, limit=9.0, retryAfter=3), "Too many requests"),
        (Refusal(Kind.WAITING, RETRY, retryAfter=3), "Server busy"),
        (Refusal(Kind.SECONDS, RETRY, limit=9.0, given=9.0), "Query timeout"),
        (Refusal(Kind.ENGINE, RETRY, error="gone"), "Internal server error"),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Refusal) else None,
)
def test_each_failure_has_its_words(site: Flask, refusal: Refusal, words: str) -> None:
    with site.test_request_context("/?lang=en"):
        response = page(refusal)
    assert response.status_code == refusal.status
    text = response.get_data(as_text=True)
    assert words in text and str(escape(refusal.detail)) in text
    assert response.headers["retry-after"] == "3"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("language", "reason"), [("zh", "合并了"), ("en", "It was merged")])
def test_why_an_identifier_is_retired_is_told_in_the_readers_language(
    site: Flask, language: str, reason: str
) -> None:
    merged = {"zh": "合并了", "en": "It was merged"}
    refusal = Refusal(Kind.RETIRED, iri="x:y", since="1", reason=merged, successor=None)
    with site.test_request_context(f"/?lang={language}"):
        response = page(refusal)
    text = response.get_data(as_text=True)
    assert reason in text
    assert ("It was merged" in text) is (language == "en")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        ("", False),
        ("application/sparql-results+json, text/html;q=0.1", False),
    ],
)
def test_only_those_who_read_pages_get_pages(accept: str, wanted: bool) -> None:
    assert wants_page(accept) is wanted


def test_a_bad_value_in_a_question_is_explained(get: Get) -> None:
    text = get("/questions/projects-of-corridor?whole=zzz", "en", 400)
    assert "does not identify a single resource" in text


def test_a_search_without_a_hit_says_what_to_try(get: Get) -> None:
    assert "Nothing was found, and nothing is near" in get("/search?q=zzzzqqq")


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/questions/projects-of-corridor?whole={x}", "填的“{x}”不能确定", "“{x}” for “Corridor"),
        ("/questions/due-by-date?day=soon", "“日期”填的“soon”不是日期", "“soon” for “Day” is no"),
    ],
)
def test_a_value_that_means_nothing_is_explained(get: Get, path: str, zh: str, en: str) -> None:
    assert zh in get(path, "zh", 400)
    assert en in get(path, "en", 400)


def test_a_malformed_query_is_explained_in_the_readers_language(get: Get) -> None:
    for language, title, place in (
        ("zh", "查询有语法错误", "第1行第7列"),
        ("en", "Malformed query", "line 1, column 7"),
    ):
        text = get("/workbench?query=SELECT", language)
        assert title in text and place in text
