"""The explorer as its readers use it: find, expand, hide, filter, look for paths, take files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import networkx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import Visitor, text_of
from tests.served import Live

CORRIDOR = "place:binjiang-digital-corridor"


def counts(page: Page) -> tuple[int, int]:
    """How many nodes, things and statements, and how many links are shown."""
    line = page.locator(".middle .status")
    line.wait_for()
    *nodes, links = map(int, re.findall(r"\d+", line.inner_text().split("·")[0]))
    return sum(nodes), links


def find(page: Page, text: str) -> None:
    """Add a thing by its name."""
    page.locator("#find-thing").fill(text)
    page.locator("#find-thing-list li").first.wait_for()
    page.locator("#find-thing").press("Enter")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_page_is_accessible(
    visitor: Visitor, axe: Callable[[Page], list[str]], language: str, width: int, dark: bool
) -> None:
    page = visitor.open("/explore", language, width=width, dark=dark)
    counts(page)
    assert axe(page) == []
    for box in ("#path-box", "#relation-box", ".equivalent"):
        page.locator(f"{box} > summary").click()
    page.locator(".equivalent tbody button").nth(1).click()
    page.locator(".menu > summary").click()
    page.locator("#find-thing").fill("武昌" if language == "zh" else "wuchang")
    page.locator("#find-thing-list li").first.wait_for()
    assert axe(page) == []


def test_no_scripts_still_show_links(visitor: Visitor) -> None:
    page = visitor.open(f"/explore?thing={CORRIDOR}", "zh", scripts=False)
    expect(page.locator("#links h2")).to_have_text("滨江数创走廊")
    expect(page.locator("#links tbody tr", has_text="1.2.2-s03").first).to_be_visible()
    page.locator("input[name=thing]").fill("没有的事物")
    page.locator("#links button").click()
    expect(page.locator("#links [role=status]")).to_contain_text("没有的事物")


def test_opens_at_the_thing_of_the_address(visitor: Visitor) -> None:
    page = visitor.open("/explore?thing=武昌古城", "zh")
    expect(page.locator(".details h2")).to_have_text("武昌古城")
    assert counts(page)[0] > 1


def test_expand_collapse_hide(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    find(page, "National carbon market")
    expect(page.locator(".details h2")).to_have_text("National carbon market")
    before, _ = counts(page)
    page.locator(".details .main-button").click()
    more, _ = counts(page)
    assert more > before
    page.get_by_role("button", name="Collapse", exact=True).click()
    assert counts(page)[0] < more
    now, _ = counts(page)
    page.get_by_role("button", name="Hide", exact=True).click()
    assert counts(page)[0] == now - 1
    page.go_back()
    assert counts(page)[0] == now


def test_filters_hide_classes_and_relations(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    things, links = counts(page)
    page.locator("#kind-Project").uncheck()
    fewer, _ = counts(page)
    assert fewer == things - int(page.locator("li:has(#kind-Project) small").inner_text())
    page.locator("#kind-Project").check()
    assert counts(page) == (things, links)
    page.locator("#relation-box > summary").click()
    page.locator("#relation-partOf").uncheck()
    assert counts(page)[1] < links
    page.reload()
    expect(page.locator("#relation-partOf")).not_to_be_checked()
    assert counts(page)[1] < links


def test_search_takes_chinese_and_english(visitor: Visitor) -> None:
    page = visitor.open("/explore", "zh")
    page.get_by_role("button", name="清空").click()
    assert counts(page) == (0, 0)
    find(page, "碳市场价格指数")
    expect(page.locator(".details h2")).to_have_text("碳市场价格指数")
    things, _ = counts(page)
    find(page, "inspur cloud")
    assert counts(page)[0] == things + 1
    page.locator("#find-thing").fill("zzzz")
    expect(page.locator("#find-thing-list")).to_contain_text("没有这个名称的实体")


def test_shortest_path_is_the_shortest(visitor: Visitor, site: Live) -> None:
    page = visitor.open("/explore", "zh")
    page.locator("#path-box > summary").click()
    for field, name in (("#path-from", "浪潮云"), ("#path-to", "碳市场价格指数")):
        page.locator(field).fill(name)
        page.locator(f"{field}-list li").first.wait_for()
        page.locator(field).press("Enter")
    note = page.locator("#path-box .table-note")
    expect(note).to_contain_text("步")
    steps = int(re.findall(r"\d+", note.inner_text())[0])
    data = json.loads(site.request("GET", "/explore/graph.json").text)
    pairs = list(zip(data["edges"]["source"], data["edges"]["target"], strict=True))
    graph: networkx.Graph[int] = networkx.Graph(pairs)
    names = data["nodes"]["zh"]
    degree = [0] * len(names)
    for pair in pairs:
        for end in {*pair}:
            degree[end] += 1
    ends = names.index("浪潮云"), names.index("碳市场价格指数")
    graph.remove_nodes_from([n for n, d in enumerate(degree) if d > 150 and n not in ends])
    assert steps == networkx.shortest_path_length(graph, *ends)
    expect(page).to_have_url(re.compile("path="))
    told = page.locator(".path-told > ol > li")
    expect(told).to_have_count(steps)
    for step in told.all():
        assert step.locator(".say .name").count() >= 2
        assert step.locator(".evidence .number").count() >= 1
        expect(step.locator(".evidence p").first).not_to_be_empty()


def test_edge_shows_its_evidence(visitor: Visitor) -> None:
    page = visitor.open("/explore", "zh")
    page.locator(".equivalent > summary").click()
    row = page.locator(".equivalent tbody tr", has_text="1.2.2-s03").first
    row.locator("td").nth(1).locator("button").click()
    item = page.locator(".evidence li", has_text="1.2.2-s03")
    expect(item.locator("p")).not_to_be_empty()
    assert "/doc/report/wuchang-2023/1.2.2-s03" in str(item.locator("a").get_attribute("href"))
    expect(page.locator(".details .ends .name")).to_have_count(2)


def test_the_table_is_what_is_drawn(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    page.locator(".equivalent > summary").click()
    expect(page.locator(".equivalent tbody tr")).to_have_count(counts(page)[1])
    page.locator("#kind-Project").uncheck()
    expect(page.locator(".equivalent tbody tr")).to_have_count(counts(page)[1])


def test_keys_walk_and_expand(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    things, _ = counts(page)
    title = page.locator(".details h2")
    before = title.inner_text()
    page.locator("#canvas").focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        if title.inner_text() != before:
            break
    assert title.inner_text() != before
    page.keyboard.press("Delete")
    assert counts(page)[0] == things - 1
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)


def test_address_is_a_link_to_what_is_shown(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    find(page, "Carbon finance")
    page.locator("#kind-Policy").uncheck()
    page.locator(".tools select").select_option("rings")
    shown = counts(page)
    other = visitor.open(page.url.removeprefix(visitor.origin), "zh")
    assert counts(other) == shown
    expect(other.locator("#kind-Policy")).not_to_be_checked()
    expect(other.locator(".tools select")).to_have_value("rings")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_phone_shows_drawing_and_details(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/explore#show={CORRIDOR}", language, width=390, height=844)
    assert counts(page) == (1, 0)
    canvas = page.locator("#canvas")
    box = canvas.bounding_box()
    assert box is not None
    assert box["y"] < 844 / 2, "tools take more than half of the first screen"
    assert box["y"] + box["height"] > 844, "or else a choice need not move the page"
    page.wait_for_timeout(300)
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2 - 25})
    expect(page.locator(".details h2")).to_be_in_viewport(ratio=1)
    expect(canvas).to_be_in_viewport(ratio=0.9)


WATCH = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
}).observe({ type: "longtask" });
"""


@pytest.mark.slow
def test_whole_graph_opens_within_a_second_without_a_freeze(visitor: Visitor, site: Live) -> None:
    data = json.loads(site.request("GET", "/explore/graph.json").text)
    page = visitor.open("/explore")
    counts(page)
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    took = page.evaluate(
        """async () => {
          const whole = [...document.querySelectorAll(".tools button")].find(
            (button) => button.textContent === "Whole graph",
          );
          const started = performance.now();
          whole.click();
          for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
          return performance.now() - started;
        }"""
    )
    assert took < 1000
    assert counts(page) == (len(data["nodes"]["path"]), len(data["edges"]["source"]))
    expect(page).to_have_url(re.compile("#all"))
    canvas = page.locator("#canvas")
    canvas.hover()
    for turn in (-300, -300, 200):
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(100)
    page.mouse.down()
    page.mouse.move(500, 400, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    assert page.evaluate("longest") < 100, "a task held up the page"


def test_whole_graph_names_its_clusters(visitor: Visitor, site: Live) -> None:
    data = json.loads(site.request("GET", "/explore/graph.json").text)
    page = visitor.open("/explore#all&layout=map", "zh")
    listed = page.locator(".details li")
    expect(listed).to_have_count(len(data["clusters"]))
    leaders = [data["nodes"]["zh"][leader] for leader in data["clusters"][0][0]]
    expect(listed.first).to_contain_text(" · ".join(leaders))
    listed.first.locator("button").first.click()
    expect(page.locator(".details h2")).to_have_text(leaders[0])


def test_things_of_the_whole_graph_are_chosen_by_a_click(visitor: Visitor) -> None:
    page = visitor.open("/explore#all&layout=map", "zh")
    counts(page)
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowUp")
    title = page.locator(".details h2").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator(".details h2")).not_to_have_text(title)
    # The best connected thing is large enough to be hit: the middle of the largest cluster.
    at = page.evaluate(
        """async () => {
          const [[, , x, y]] = (await (await fetch("/explore/graph.json")).json()).clusters;
          return [x, y];
        }"""
    )
    assert at == [0, 0], "the largest cluster is in the middle"
    box = page.locator("canvas.overview").bounding_box()
    assert box is not None
    for right in range(-120, 121, 8):
        page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2)
        if page.locator(".details .controls").count():
            break
    expect(page.locator(".details .controls")).to_be_visible()


def test_keyboard_reaches_the_drawing_in_ten_stops(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    counts(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link that skips what all pages have
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "canvas":
            return
    pytest.fail("the drawing is more than ten stops away")


def test_escape_and_a_click_elsewhere_close_the_menu(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    counts(page)
    menu = page.locator(".menu")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator(".middle .status").click(),
    ):
        menu.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        close()
        expect(menu).not_to_have_attribute("open", "")


def test_undo_takes_back_what_was_done_here(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    before = counts(page)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Whole graph").click()
    undo.click()
    expect(page.locator(".middle .status")).to_contain_text("0 things")
    undo.click()
    expect(undo).to_be_disabled()
    assert counts(page) == before


def test_few_things_do_not_fill_the_drawing(visitor: Visitor) -> None:
    page = visitor.open(f"/explore#show={CORRIDOR}")
    counts(page)
    page.wait_for_timeout(600)
    page.locator(".menu > summary").click()
    with page.expect_download() as waiting:
        page.locator(".menu-list").get_by_role("button", name="PNG", exact=True).click()
    assert waiting.value.path().stat().st_size > 0
    page.locator("#canvas").focus()
    page.keyboard.press("0")
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    # The corridor's disc is some 36 pixels wide, so 40 pixels from the middle there is nothing.
    page.mouse.click(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 - 60)
    expect(page.locator(".details h2")).to_have_count(0)


@pytest.mark.parametrize("form", ["SVG", "PNG", "GraphML", "GEXF", "Cytoscape JSON"])
def test_export(visitor: Visitor, form: str) -> None:
    page = visitor.open("/explore", "zh")
    things, links = counts(page)
    page.wait_for_timeout(400)
    page.locator(".menu > summary").click()
    with page.expect_download() as waiting:
        page.locator(".menu-list").get_by_role("button", name=form, exact=True).click()
    suffix = {"Cytoscape JSON": "cyjs"}.get(form, form.lower())
    assert waiting.value.suggested_filename == f"binjiang-digital-corridor-neighbourhood.{suffix}"
    path = waiting.value.path()
    if form == "PNG":
        assert path.read_bytes().startswith(b"\x89PNG")
        return
    text = text_of(path)
    assert "滨江数创走廊" in text
    if form == "SVG":
        root = ElementTree.fromstring(text)
        assert len(root.findall(".//{*}circle")) == things
        lines = root.findall(".//{*}g/{*}path")
        assert len(lines) == links
        assert any("Q" in line.get("d", "") for line in lines), "two links lie on one line"
    elif form == "GraphML":
        graph = networkx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
        assert (len(graph), graph.number_of_edges()) == (things, links)
    elif form == "GEXF":
        graph = networkx.read_gexf(io.BytesIO(text.encode()))
        assert (len(graph), graph.number_of_edges()) == (things, links)
    else:
        elements = json.loads(text)["elements"]
        assert (len(elements["nodes"]), len(elements["edges"])) == (things, links)
        assert len(networkx.cytoscape_graph(json.loads(text))) == things


def test_export_has_only_what_is_shown(visitor: Visitor) -> None:
    page = visitor.open(f"/explore#show={CORRIDOR},place:wuchang-district&no=locatedIn", "en")
    things, links = counts(page)
    assert things == 2
    page.locator(".menu > summary").click()
    with page.expect_download() as waiting:
        page.locator(".menu-list").get_by_role("button", name="Cytoscape JSON").click()
    elements = json.loads(text_of(waiting.value.path()))["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == (things, links)


def test_export_that_fails_says_so(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/explore")
    counts(page)
    page.route("**/api/subgraph", lambda route: route.abort())
    page.locator(".menu > summary").click()
    page.locator(".menu-list").get_by_role("button", name="GEXF").click()
    expect(page.locator(".middle .status")).to_contain_text("could not be made")


def test_server_that_is_gone(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/")
    page.route("**/explore/graph.json", lambda route: route.abort())
    page.goto("/explore")
    expect(page.locator("#explorer .problem")).to_be_visible()
    expect(page.locator("#links table")).to_be_visible()
    page.unroute("**/explore/graph.json")
    page.locator("#explorer .problem button").click()
    assert counts(page)[0] > 1


def test_other_language_shows_the_same(visitor: Visitor) -> None:
    page = visitor.open("/explore")
    find(page, "Carbon finance")
    shown = counts(page)
    page.locator("a.language").click()
    expect(page.locator(".details h2")).to_have_text("碳金融")
    assert counts(page) == shown


@pytest.mark.parametrize("layout", ["force", "tree", "rings", "circle", "grid", "map"])
def test_layouts_fit_the_whole_graph(visitor: Visitor, layout: str) -> None:
    page = visitor.open(f"/explore#all&layout={layout}")
    things, _ = counts(page)
    page.wait_for_timeout(300)
    page.locator(".menu > summary").click()
    with page.expect_download() as waiting:
        page.locator(".menu-list").get_by_role("button", name="Cytoscape JSON").click()
    nodes = json.loads(text_of(waiting.value.path()))["elements"]["nodes"]
    places = {(round(n["position"]["x"]), round(n["position"]["y"])) for n in nodes}
    assert len(places) > 0.99 * things, "things lie on one another"
    xs, ys = zip(*places, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    assert 0.4 < wide / high < 2.5
    assert max(wide, high) < 3.2 * things, "so large that things are specks"


@pytest.mark.parametrize("address", ["?thing=nonsense", "#show=place:nonsense"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_unknown_thing_of_a_link_is_named(visitor: Visitor, address: str, language: str) -> None:
    page = visitor.open(f"/explore{address}", language)
    assert counts(page) == (0, 0)
    for place in (".middle .status", ".empty"):
        expect(page.locator(place)).to_contain_text("nonsense")
    find(page, "碳金融")
    expect(page.locator(".middle .status")).not_to_contain_text("nonsense")


def test_search_waits_for_the_input_method(visitor: Visitor) -> None:
    page = visitor.open("/explore", "zh")
    counts(page)
    page.locator("#find-thing").click()
    keys = page.context.new_cdp_session(page)
    for text in ("t", "tan", "tan jin"):
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        keys.send("Input.imeSetComposition", {"text": text, **at})
        expect(page.locator("#find-thing-list")).to_be_hidden()
    keys.send("Input.insertText", {"text": "碳金融"})
    expect(page.locator("#find-thing-list li").first).to_contain_text("碳金融")
    page.keyboard.press("Enter")
    expect(page.locator(".details h2")).to_have_text("碳金融")


def test_evidence_without_a_server_says_so(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/explore", "zh")
    page.locator(".equivalent > summary").click()
    page.route("**/sparql*", lambda route: route.abort())
    row = page.locator(".equivalent tbody tr", has_text="1.2.2-s03").first
    row.locator("td").nth(1).locator("button").click()
    item = page.locator(".evidence li", has_text="1.2.2-s03")
    expect(item).to_contain_text("暂时无法载入")
    page.unroute("**/sparql*")
    row.locator("td").nth(1).locator("button").click()
    expect(item).not_to_contain_text("暂时无法载入")


def test_address_of_nearly_everything_is_short(visitor: Visitor) -> None:
    page = visitor.open("/explore#all&layout=map")
    things, _ = counts(page)
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    assert counts(page)[0] == things - 1
    assert len(page.url) < 300
    page.reload()
    assert counts(page)[0] == things - 1
    page.go_back()
    assert counts(page)[0] == things
