"""Every page of the site as a reader meets it: both languages, wide and narrow, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import Visitor
from tests.server.site.page_list import LANGUAGES, PAGES

Axe = Callable[[Page], list[str]]
WIDE, NARROW = 1440, 390
SCHEMES: dict[str, tuple[Literal["light", "dark"], ...]] = {
    "zh": ("light", "dark"),
    "en": ("dark", "light"),
}


def assert_accessible(page: Page, axe: Axe, language: str) -> None:
    """Axe finds nothing on a wide and a narrow page, and nothing is wider than the screen.

    In Chinese the wide page is light and the narrow one dark, in English the other way round, so
    that every pair of language, width and scheme is tested.
    """
    for width, scheme in zip((WIDE, NARROW), SCHEMES[language], strict=True):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == [], f"{scheme}, {width} pixels wide"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*PAGES, "/api", "/sparql"])
def test_axe_finds_nothing(visitor: Visitor, axe: Axe, path: str, language: str) -> None:
    page = visitor.open(path, language)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert_accessible(page, axe, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/nosuch", "/doc/id/place/nosuch", "/read/9.9"])
def test_a_page_that_is_not_there_is_designed_too(
    visitor: Visitor, axe: Axe, path: str, language: str
) -> None:
    visitor.expect("404")
    page = visitor.open(path, language)
    expect(page.locator("h1")).to_be_visible()
    assert_accessible(page, axe, language)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_without_scripts(visitor: Visitor, path: str) -> None:
    """In Chinese: the templates and styles are the same in English."""
    page = visitor.open(path, "zh", scripts=False)
    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator("main").inner_text()) > 40


def test_search_works_without_scripts_and_in_chinese(visitor: Visitor) -> None:
    page = visitor.open("/", "zh", scripts=False)
    page.locator("main input[name=q]").fill("数创走廊")
    page.locator("main form.find button").click()
    expect(page.get_by_role("link", name="滨江数创走廊", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_work_without_scripts(visitor: Visitor, language: str) -> None:
    page = visitor.open("/targets", language, scripts=False)
    page.locator("select[name=show]").select_option("promised")
    page.locator("select[name=commitment]").select_option("assured")
    page.locator("form.filters button").click()
    expect(page.locator("table.full tbody tr")).to_have_count(4)
    page.goto("/projects")
    page.locator("select[name=zone]").select_option("central-china-financial-city")
    page.locator("form.filters button").click()
    expect(page).to_have_url(re.compile("/projects/central-china-financial-city"))
    expect(page.locator(".board .lane li")).to_have_count(4)
    page.goto("/docs/tutorial")
    page.locator("#q-things").fill("SELECT ?n { VALUES ?n { 42 } }")
    page.locator("form:has(#q-things) .main-button").click()
    expect(page.locator("section:has(#things) tbody td")).to_have_text("42")


def test_the_switch_changes_the_language_and_it_stays(visitor: Visitor) -> None:
    page = visitor.open("/targets?show=both", "zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Targets and outcomes")
    expect(page).to_have_url(re.compile("show=both"))
    page.get_by_role("link", name="Projects", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["lang"]


def test_a_link_to_a_sentence_leads_to_it(visitor: Visitor) -> None:
    page = visitor.open("/doc/id/place/binjiang-digital-corridor")
    page.locator(".evidence a.number", has_text="1.2.2-s03").first.click()
    expect(page.locator("li.sentence:target")).to_be_in_viewport()
    expect(page.locator("li.sentence:target")).to_have_attribute("id", "1.2.2-s03")


def test_the_bars_of_a_chart_are_as_long_as_their_numbers(visitor: Visitor) -> None:
    page = visitor.open("/targets?show=both&text=Charging")
    bars = page.locator("table svg.bars").first.locator("rect")
    lengths = [float(bars.nth(n).get_attribute("width") or 0) for n in range(2)]
    figures = page.request.get("/targets?show=both&text=Charging&format=json").json()
    values = [float(line["normalizedValue"]) for line in figures]
    assert lengths[0] / lengths[1] == pytest.approx(values[0] / values[1], rel=0.01)


def test_a_point_of_the_comparison_opens_its_sentence(visitor: Visitor) -> None:
    page = visitor.open("/compare", "en", scripts=False)
    page.locator("select[name=place]").select_option("wuhan")
    page.locator("form.filters button").click()
    expect(page.locator("table.compared tr.place th")).to_have_text("Wuhan")
    page.locator("svg.chart a.place").last.click()
    expect(page.locator("li.sentence:target")).to_be_visible()


def test_promises_are_filtered_without_scripts(visitor: Visitor) -> None:
    page = visitor.open("/promises", "zh", scripts=False)
    page.locator("select[name=place]").select_option("wuhan")
    page.locator("select[name=year]").select_option("2024")
    page.locator("select[name=verdict]").select_option("not-kept")
    page.locator("form.filters button").click()
    expect(page.locator("ol.promises > li")).to_have_count(2)
    page.locator("ol.promises > li a.number").first.click()
    expect(page.locator("li.sentence:target")).to_be_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visitor: Visitor) -> None:
    page = visitor.open("/targets")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_bars_are_whole_on_a_phone(visitor: Visitor) -> None:
    for language in LANGUAGES:
        page = visitor.open("/", language, width=NARROW)
        box = page.locator("table svg.bars").first.bounding_box()
        assert box and box["x"] + box["width"] <= NARROW


def test_print_leaves_the_frame_out(visitor: Visitor) -> None:
    page = visitor.open("/read/wuchang-2023/1.2")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("li.sentence").first).to_be_visible()
    page.goto("/doc/id/place/binjiang-digital-corridor")
    expect(page.locator(".evidence").first).to_be_visible()
    for closed in page.locator(".evidence details").all():
        expect(closed).to_be_hidden()
