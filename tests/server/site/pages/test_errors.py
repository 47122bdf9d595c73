"""What people see where there is nothing to see; programs get text or problem details."""

from __future__ import annotations

import pytest
from flask import Flask

from server.http.responses import Refusal
from server.site.pages.errors import page, wants_page
from tests.server.site.conftest import Get

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
    assert "Nothing here" in get(path, "en", 404)
    assert "这里没有内容" in get(path, "zh", 404)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (429, "budget-errors", "Too many"),
        (503, "waiting", "busy"),
        (504, "seconds", "Out of time"),
        (400, "request", "cannot be answered"),
        (500, "engine", "The server failed"),
    ],
)
def test_each_failure_has_its_words(site: Flask, status: int, kind: str, words: str) -> None:
    with site.test_request_context("/?lang=en"):
        response = page(Refusal(status, kind, "The detail.", (("retry-after", "3"),)))
    assert response.status_code == status
    text = response.get_data(as_text=True)
    assert words in text and "The detail." in text
    assert response.headers["retry-after"] == "3"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("language", "reason"), [("zh", "合并了"), ("en", "It was merged")])
def test_why_an_identifier_is_retired_is_told_in_the_readers_language(
    site: Flask, language: str, reason: str
) -> None:
    told = {"reason": {"zh": "合并了", "en": "It was merged"}}
    with site.test_request_context(f"/?lang={language}"):
        response = page(Refusal(410, "retired", "x is retired: It was merged", (), told))
    text = response.get_data(as_text=True)
    assert f"<p>{reason}</p>" in text
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
    assert "names nothing in the graph" in text


def test_a_search_without_a_hit_says_what_to_try(get: Get) -> None:
    assert "Nothing is called like that" in get("/search?q=zzzzqqq")
