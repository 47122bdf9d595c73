"""What pages weigh on their way to the reader, and that large bundles stay where they belong."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from playwright.sync_api import Response, expect

from tests.e2e.browser.conftest import Visitor

FIRST = 100_000  # bytes of the first page, with all that it loads
LARGE = {"/workbench": 180_000, "/explore": 300_000}  # of pages with a large bundle of their own
DATA = 200_000  # of the explorer's graph, which grows with the data


def weigh(visitor: Visitor, path: str) -> dict[str, int]:
    """The compressed bytes of each file that the page at a path loads."""
    page = visitor.open("about:blank")
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(visitor.origin + path, wait_until="networkidle")
    sizes: dict[str, int] = defaultdict(int)
    for response in responses:
        sizes[response.url] += response.request.sizes()["responseBodySize"]
    return dict(sizes)


@pytest.mark.parametrize("path", ["/", "/search?q=武昌", "/targets", "/projects", "/browse"])
def test_first_page_is_light(visitor: Visitor, path: str) -> None:
    sizes = weigh(visitor, path)
    assert sum(sizes.values()) < FIRST, sizes
    assert not [url for url in sizes if re.search("workbench-|explorer-|network-", url)]


@pytest.mark.parametrize("path", LARGE)
def test_large_bundles_are_loaded_alone(visitor: Visitor, path: str) -> None:
    sizes = weigh(visitor, path)
    data = {url: size for url, size in sizes.items() if "/graph.json" in url}
    assert sum(sizes.values()) - sum(data.values()) < LARGE[path], sizes
    assert sum(data.values()) < DATA, data
    other = "explorer-" if path == "/workbench" else "workbench-"
    assert not [url for url in sizes if other in url]


def test_workbench_asks_for_all_names_only_to_complete(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    expect(page.locator("#view td").first).to_be_visible()
    with page.expect_response(lambda response: "altLabel" in response.url):
        page.locator(".cm-content").click()
        page.keyboard.type(" bin")


def test_workbench_draws_graphs_only_on_demand(visitor: Visitor) -> None:
    assert not [url for url in weigh(visitor, "/workbench") if "network-" in url]
