"""Each page, in both languages: whole, in one language, without a script, by clean links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.server.site.conftest import Get
from tests.server.site.page_list import LANGUAGES, PAGES

HAN = re.compile(r"[\u4e00-\u9fff]")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Page(HTMLParser):
    """What a page holds; raises AssertionError where its tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.styles = 0
        self.headings: list[str] = []
        self.main: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        self.styles += tag == "style" or "style" in given
        assert not [name for name in given if name.startswith("on")], given
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "script":
            self.scripts.append(given)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "main" in self._open and not {"svg", "script", "textarea", "code"} & {*self._open}:
            self.main.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_is_a_whole_page_without_script_or_style(site: Flask, path: str, language: str) -> None:
    join = "&" if "?" in path else "?"
    address = f"{path}{join}lang={language}"
    response = site.test_client().get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text[:500]
    page = Page(response.text)
    assert page.headings.count("h1") == 1
    assert page.headings[0] == "h1"
    assert len(page.ids) == len({*page.ids}), "an id stands twice"
    assert page.styles == 0
    for script in page.scripts:
        assert script.get("type") == "application/ld+json" or script.get("src", "")
    words = " ".join(page.main)
    assert len(words) > 40
    assert not re.search(r"\bNone\b|\bUndefined\b|\{\{|\}\}", words)
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in response.text
    assert response.headers["content-language"] == language
    assert {"Accept-Language", "Cookie"} <= {*response.headers["vary"].split(", ")}
    for other in LANGUAGES:
        assert f"lang={other}" in response.text


def test_a_page_in_english_is_in_english(get: Get) -> None:
    """Where everything shown has an English name, no Chinese is left in the page's own words."""
    for path in ("/projects", "/targets", "/browse", "/docs", "/docs/limits", "/questions"):
        page = Page(get(path, "en"))
        assert not HAN.search(" ".join(page.main)), path


def test_links_within_the_site_lead_somewhere(site: Flask, get: Get) -> None:
    client = site.test_client()
    # The workbench and the explorer have tests of their own.
    inner = {
        link.partition("#")[0]
        for path in ("/", "/browse", "/read/wuchang-2023/1.2", "/projects", "/targets", "/docs")
        for link in Page(get(path)).links
        if link.startswith("/") and not link.startswith(("/workbench", "/explore"))
    }
    for link in sorted(inner):
        response = client.get(link, headers={"Accept": "text/html"})
        assert response.status_code == 200, link


def test_anchors_within_a_page_are_there(get: Get) -> None:
    for path in ("/read/wuchang-2023/1.2", "/docs/ontology", "/docs/tutorial", "/docs/coding"):
        page = Page(get(path))
        wanted = {link[1:] for link in page.links if link.startswith("#")}
        assert wanted <= {*page.ids}, path


def test_the_first_page_is_small(site: Flask) -> None:
    client = site.test_client()
    headers = {"Accept": "text/html", "Accept-Encoding": "br"}
    page = client.get("/", headers=headers)
    address = re.search(
        r'href="(/style.css[^"]*)"', client.get("/", headers={"Accept": "text/html"}).text
    )
    assert address
    style = client.get(address[1], headers=headers)
    assert page.headers["content-encoding"] == style.headers["content-encoding"] == "br"
    assert len(page.data) + len(style.data) < 30_000
