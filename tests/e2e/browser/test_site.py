"""What scripts add to every page: suggestions, tables that sort, drawings that zoom."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import Visitor


@pytest.mark.parametrize(("language", "typed"), [("zh", "数创走"), ("en", "digital corr")])
def test_suggestion_leads_to_the_thing(visitor: Visitor, language: str, typed: str) -> None:
    page = visitor.open("/", language)
    field = page.locator("header input[name=q]")
    field.press_sequentially(typed)
    expect(page.locator("header [role=option]").first).to_be_visible()
    field.press("ArrowDown")
    expect(page.locator("header [role=option]").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/doc/id/"))


def test_enter_without_a_choice_searches(visitor: Visitor) -> None:
    page = visitor.open("/", "zh")
    field = page.locator("header input[name=q]")
    field.press_sequentially("走廊")
    expect(page.locator("header [role=option]").first).to_be_visible()
    field.press("Escape")
    expect(page.locator("header [role=listbox]")).to_be_hidden()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def test_tables_sort_by_a_click(visitor: Visitor) -> None:
    page = visitor.open("/questions/things-by-class")
    head = page.locator("table[data-sortable] th", has_text="things").last
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    first = page.locator("table[data-sortable] tbody tr").first
    expect(first.locator("td").last).to_have_text("1")
