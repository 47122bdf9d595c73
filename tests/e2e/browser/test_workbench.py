"""The workbench as its readers use it: type, complete, run, draw, share, and lose nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.browser.conftest import Visitor, text_of
from tests.e2e.clients.node import node
from tests.served import Live

CORRIDOR = "滨江数创走廊"
COUNTS = "/workbench?ask=things-by-class"


def status(page: Page) -> str:
    """What the page says of the answer, once there is one."""
    bar = page.locator("#result .status strong")
    bar.wait_for()
    return bar.inner_text()


def write(page: Page, text: str) -> None:
    """Put a query into the editor in place of what stands there."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def editor(page: Page) -> str:
    """What stands in the editor."""
    return "\n".join(page.locator(".cm-line").all_inner_texts())


def rows(site: Live, query: str) -> list[dict[str, dict[str, str]]]:
    """The rows of the endpoint's own answer."""
    found: list[dict[str, dict[str, str]]] = json.loads(site.query(query, format="json").text)[
        "results"
    ]["bindings"]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_page_is_accessible(
    visitor: Visitor, axe: Callable[[Page], list[str]], language: str, width: int, dark: bool
) -> None:
    for question, tabs in (
        ("things-by-class", ("chart", "raw")),
        ("projects-of-corridor", ("graph",)),
        ("promises-by-deadline", ("pivot", "table")),
    ):
        page = visitor.open(f"/workbench?ask={question}", language, width=width, dark=dark)
        status(page)
        assert axe(page) == [], question
        for tab in tabs:
            page.locator(f"#tab-{tab}").click()
            page.wait_for_timeout(300)
            assert axe(page) == [], (question, tab)


def test_languages_are_equals(visitor: Visitor) -> None:
    page = visitor.open(COUNTS, "zh")
    assert "行" in status(page)
    expect(page.locator("#run")).to_contain_text("运行")
    page.locator("a.language").click()
    assert "rows" in status(page)
    expect(page.locator("#run")).to_contain_text("Run")


def test_no_scripts_still_ask(visitor: Visitor) -> None:
    page = visitor.open("/workbench", "zh", scripts=False)
    page.locator("#query").fill("SELECT ?n { VALUES ?n { 41 42 } }")
    page.locator("form[action$='/workbench'] button").click()
    expect(page.locator("#result table")).to_contain_text("42")
    page.locator("#catalogue a").first.click()
    expect(page.locator("#result table")).to_be_visible()
    expect(page.locator("#query")).to_contain_text("SELECT")


def complete(page: Page, typed: str, wanted: str) -> None:
    """Type, and take the first of the completions, which is to be the one wanted."""
    page.keyboard.type(typed)
    option = page.locator(".cm-tooltip-autocomplete li").first
    expect(option).to_contain_text(wanted)
    page.wait_for_timeout(150)  # a list that has only just opened does not take Enter
    page.keyboard.press("Enter")


def test_completion_by_chinese_label_declares_the_prefix(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?x { ?x ?p ")
    complete(page, "数创走", "place:binjiang-digital-corridor")
    text = editor(page)
    assert "?p place:binjiang-digital-corridor" in text
    assert text.startswith("PREFIX place: <https://w3id.org/wuchang-kg/id/place/>")


@pytest.mark.parametrize(
    ("before", "typed", "wanted"),
    [
        ("SELECT ?x { ?x a ", "corr", "wk:Corridor"),
        ("SELECT ?x { ?x a ", "走廊", "wk:Corridor"),
        ("SELECT ?x { ?x ", "belongs", "wk:belongsTo"),
        ("SELECT ?x { ?x wk:partOf ?y . ?y ", "属于", "wk:belongsTo"),
        ("PREFIX ", "pla", "place:"),
        ("SELECT ?project { ", "?pro", "?project"),
    ],
)
def test_completion_fits_its_place(visitor: Visitor, before: str, typed: str, wanted: str) -> None:
    page = visitor.open("/workbench")
    write(page, before)
    page.keyboard.type(typed)
    expect(page.locator(".cm-tooltip-autocomplete li", has_text=wanted).first).to_be_visible()


def test_question_with_another_place(visitor: Visitor, site: Live) -> None:
    page = visitor.open("/workbench", "zh")
    page.locator("#catalogue-filter").fill("滨江数创")
    page.locator("#catalogue li:visible a").first.click()
    status(page)
    expect(page).to_have_url(re.compile(r"ask=projects-of-corridor"))
    field = page.locator(".parameters input").first
    expect(field).to_have_value(CORRIDOR)
    field.fill("华中金融城")
    page.locator(".parameters button").click()
    expect(page.locator("#result")).to_have_attribute("aria-busy", "false")
    assert "id/place/" in editor(page)
    assert CORRIDOR not in page.locator(".parameters input").first.input_value()
    field.fill("没有的地方")
    page.locator(".parameters button").click()
    expect(page.locator(".field-error").first).to_contain_text("没有的地方")


def test_prefixes_are_declared_on_the_way(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT (COUNT(*) AS ?n) { ?x a wk:Project }")
    page.keyboard.press("Control+Enter")
    assert status(page) == "1 row"
    assert editor(page).startswith("PREFIX wk:")


def test_error_is_marked_where_it_is(visitor: Visitor) -> None:
    visitor.expect("400")
    page = visitor.open("/workbench")
    write(page, "SELECT ?x\nWHERE { ?x ?y }")
    page.locator("#run").click()
    problem = page.locator(".problem")
    expect(problem).to_contain_text("line 2")
    expect(page.locator(".cm-lintRange-error")).to_be_visible()
    problem.get_by_role("button", name="line 2").click()
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("?z ")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_refusal_is_told_in_the_language_of_the_page(visitor: Visitor) -> None:
    visitor.expect("403")
    page = visitor.open("/workbench", "zh")
    write(page, "SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }")
    page.locator("#run").click()
    problem = page.locator(".problem")
    expect(problem.locator("h2")).to_contain_text("不支持 SERVICE")
    expect(problem).to_contain_text("请分别查询")


def test_a_name_with_two_dots_is_read_as_it_is_printed(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?p ?o { r:1.2.2-s03 ?p ?o }")
    page.locator("#run").click()
    assert "rows" in status(page)


def test_empty_answer_says_so(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?x { ?x a <http://example.org/No> }")
    page.locator("#run").click()
    assert status(page) == "0 rows"
    expect(page.locator("#view")).to_contain_text("No results")


def test_table_shows_labels_or_iris(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=projects-of-corridor", "zh")
    status(page)
    first = page.locator("#view tbody td a").first
    label = first.inner_text()
    page.locator("#labels").uncheck()
    expect(page.locator("#view tbody td a").first).to_have_text(re.compile("project:"))
    page.locator("#labels").check()
    expect(page.locator("#view tbody td a").first).to_have_text(label)
    assert page.locator("#view tbody td a").first.get_attribute("href", timeout=1000)


def test_table_sorts_and_filters(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    head = page.locator("#view th", has_text="Things")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    numbers = page.locator("#view td.number").all_inner_texts()
    values = [int(number.replace(",", "")) for number in numbers]
    assert values == sorted(values)
    page.locator(".table-view input").fill("office tower")
    expect(page.locator("#view tbody tr")).to_have_count(1)


def test_chart_shows_the_numbers_of_the_query(visitor: Visitor, site: Live) -> None:
    page = visitor.open(COUNTS)
    status(page)
    query = editor(page)
    page.locator("#tab-chart").click()
    bars = page.locator(".chart [data-value]")
    bars.first.wait_for()
    drawn = [bar.get_attribute("data-value") for bar in bars.all()]
    assert drawn == [row["things"]["value"] for row in rows(site, query)]
    names = [
        (title.text_content() or "").rpartition(": ")[0]
        for title in page.locator(".chart [data-value] > title").all()
    ]
    assert names == [row["classEn"]["value"] for row in rows(site, query)]


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("BarChart", ".chart rect"),
        ("LineChart", ".chart path.stroke"),
        ("TreeMap", ".chart rect.tile"),
        ('ScatterChart{"x":"?a","y":"?b"}', ".chart circle"),
        ("Map", ".map-view a circle"),
        ("Graph", ".network canvas"),
        ("Raw", "pre.raw"),
    ],
)
def test_default_view(visitor: Visitor, view: str, wanted: str) -> None:
    query = f"""#defaultView:{view}
SELECT ?x ?y ?a ?b ?lat ?long {{ VALUES (?x ?y ?a ?b ?lat ?long) {{
  (<http://x/1> <http://x/2> 1 5 30.5 114.3) (<http://x/2> <http://x/3> 2 7 30.6 114.4) }} }}"""
    page = visitor.open("/workbench#query=" + urllib.parse.quote(query))
    status(page)
    expect(page.locator(wanted).first).to_be_attached()


def test_construct_is_drawn_as_a_graph(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=neighbourhood")
    assert "triples" in status(page)
    expect(page.locator("#tab-graph")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".network canvas").first).to_be_visible()
    with page.expect_download() as waiting:
        page.locator(".files a", has_text="GRAPHML").click()
    assert "<graphml" in text_of(waiting.value.path())


def test_tabs_move_by_keys(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#tab-table").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-chart")).to_be_focused()
    expect(page.locator("#tab-chart")).to_have_attribute("aria-selected", "true")


def test_raw_in_every_format(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#tab-raw").click()
    for name, start in (("csv", "class,classZh"), ("tsv", "?class\t"), ("xml", "<?xml")):
        page.locator(".raw-view select").select_option(name)
        expect(page.locator("pre.raw")).to_contain_text(start)
    with page.expect_download() as waiting:
        page.locator(".raw-view").get_by_role("button", name="Download").click()
    assert text_of(waiting.value.path()).startswith("<?xml")


def test_a_csv_file_is_one_that_spreadsheets_read(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    with page.expect_download() as waiting:
        page.locator("a[download='result.csv']").click()
    text = text_of(waiting.value.path())
    assert text.startswith("\ufeffclass,") and text.count("\ufeff") == 1


def test_cancel_ends_the_query(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.locator("#run").click()
    expect(page.locator("#cancel")).to_be_visible()
    page.locator("#cancel").click()
    expect(page.locator("#result .status")).to_have_text("Cancelled.")
    expect(page.locator("#cancel")).to_be_hidden()


def test_shared_link_opens_the_same_view(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, 'SELECT ?x ?n { VALUES (?x ?n) { ("武昌"@zh 3) } } # 分享 & #')
    page.locator("#run").click()
    status(page)
    page.locator("#tab-chart").click()
    page.locator("#share").click()
    link = page.locator("dialog textarea").input_value()
    other = visitor.open(link.removeprefix(visitor.origin))
    assert status(other) == "1 row"
    assert "# 分享 & #" in editor(other)
    kept = visitor.open(page.url.removeprefix(visitor.origin))
    status(kept)
    expect(kept.locator("#tab-chart")).to_have_attribute("aria-selected", "true")


def test_share_forms_copy(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#share").click()
    for name, word in (
        ("curl", "curl -s"),
        ("Python", "import"),
        ("R", "read.csv"),
        ("JavaScript", "fetch"),
    ):
        page.get_by_label(name, exact=True).check()
        assert word in page.locator("dialog textarea").input_value()
    page.locator("dialog").get_by_role("button", name="Copy").click()
    expect(page.locator("dialog [role=status]")).to_have_text("Copied")
    assert "fetch" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


SHARED = [
    ('SELECT ("武\\"昌" AS ?x) {}', '武"昌'),
    ("ASK { ?s ?p ?o }", "true"),
    ("PREFIX x: <http://x/> CONSTRUCT { x:a x:b x:c } {}", "<http://x/c>"),
    ("SELECT (41 + 1 AS ?x) {}" + ("\n# " + "长" * 60) * 50, "42"),
]


@pytest.mark.parametrize(("query", "wanted"), SHARED, ids=["rows", "truth", "triples", "long"])
def test_what_is_shared_runs(visitor: Visitor, query: str, wanted: str, tmp_path: Path) -> None:
    page = visitor.open("/workbench#query=" + urllib.parse.quote(query))
    status(page)
    page.locator("#share").click()
    commands = {"curl": ["sh", "-c"], "Python": [sys.executable, "-c"]}
    if path := node():
        commands["JavaScript"] = [path, "--input-type=module", "-e"]
    if path := shutil.which("Rscript"):
        commands["R"] = ["env", "LANG=C.UTF-8", path]
    for name, command in commands.items():
        page.get_by_label(name, exact=True).check()
        program = page.locator("dialog textarea").input_value()
        if name == "R":
            (tmp_path / "shared.R").write_text(program, encoding="utf-8")
            program = str(tmp_path / "shared.R")
        done = subprocess.run([*command, program], capture_output=True, text=True, timeout=30)
        assert wanted in done.stdout.replace('""', '"').replace("True", "true"), done.stderr


def test_long_query_gives_files(visitor: Visitor) -> None:
    query = "SELECT (41 + 1 AS ?x) {} #" + "长" * 3000
    page = visitor.open("/workbench#query=" + urllib.parse.quote(query))
    status(page)
    with page.expect_download() as waiting:
        page.locator(".files a", has_text="CSV").click()
    assert text_of(waiting.value.path()).split() == ["\ufeffx", "42"]


def test_what_was_typed_is_never_lost(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?mine { } # first")
    page.wait_for_timeout(400)
    page.reload()
    assert "# first" in editor(page)
    page.locator("#catalogue a").first.click()
    status(page)
    page.locator("#history").click()
    page.locator("dialog .past button", has_text="?mine").click()
    assert "# first" in editor(page)


def test_history_keeps_what_was_run(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#history").click()
    expect(page.locator("dialog .past li").first).to_contain_text("How many things")
    page.locator("dialog").get_by_role("button", name="Clear history").click()
    page.locator("#history").click()
    expect(page.locator("dialog")).to_contain_text("No query has been run")


def test_keep_this_view(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#tab-chart").click()
    page.locator("#keep-view").click()
    assert editor(page).startswith("#defaultView:BarChart")


def test_server_that_is_gone(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/workbench")
    page.route("**/sparql*", lambda route: route.abort())
    write(page, "ASK {}")
    page.locator("#run").click()
    expect(page.locator(".problem")).to_contain_text("cannot be reached")
    page.unroute("**/sparql*")
    page.locator(".problem").get_by_role("button", name="Try again").click()
    assert status(page) == "Yes"


def test_time_limit_says_what_to_do(visitor: Visitor) -> None:
    visitor.expect("504")

    def late(route: Route) -> None:
        body = {"type": "/sparql#seconds", "status": 504, "detail": "The limit is 10 s."}
        route.fulfill(status=504, content_type="application/problem+json", body=json.dumps(body))

    page = visitor.open("/workbench")
    page.route("**/sparql*", late)
    write(page, "ASK {}")
    page.locator("#run").click()
    expect(page.locator(".problem")).to_contain_text("The limit is 10 s.")
    expect(page.locator(".problem").get_by_role("button", name="Try again")).to_be_visible()


def test_keyboard_can_leave_the_editor(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#run")).to_be_focused()


def test_arrow_keys_walk_the_catalogue(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    field = page.locator("#catalogue-filter")
    field.focus()
    page.keyboard.type("office tower")
    shown = page.locator("#catalogue a:visible")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(shown.first).to_be_focused()
    page.keyboard.press("End")
    expect(shown.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(shown.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"ask={shown.first.get_attribute('data-ask')}"))


@pytest.mark.parametrize(
    ("button", "start"), [("Save as SVG", b"<svg"), ("Save as PNG", b"\x89PNG")]
)
def test_chart_is_saved(visitor: Visitor, button: str, start: bytes) -> None:
    page = visitor.open(COUNTS)
    status(page)
    page.locator("#tab-chart").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    data = waiting.value.path().read_bytes()
    assert data.startswith(start)
    if start == b"<svg":
        assert b"office tower" in data
        assert b"class=" not in data


QUESTION = "SELECT ?asked { VALUES ?asked { 7 } }"


@pytest.mark.parametrize("address", ["/workbench", COUNTS, "/workbench#query=" + QUESTION])
def test_reload_keeps_what_was_typed_at_once(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    page.locator("#result .status").wait_for()
    if address != "/workbench":
        status(page)
    write(page, "SELECT ?mine { } # mine")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    if address == COUNTS:
        assert "rows" in status(page), "the address still has its own answer"


def test_back_brings_what_was_typed(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?mine { } # mine")
    page.wait_for_timeout(300)
    page.locator("#catalogue a").first.click()
    status(page)
    page.go_back()
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    expect(page.locator("#asked h2")).to_have_count(0)
    expect(page.locator("#catalogue a[aria-current]")).to_have_count(0)
    write(page, "SELECT ?yours { } # yours")
    page.locator("header nav a").first.click()
    page.go_back()
    expect(page.locator(".cm-content")).to_contain_text("# yours")


def test_two_tabs_keep_their_own(visitor: Visitor) -> None:
    one = visitor.open("/workbench")
    write(one, "SELECT ?one { } # one")
    one.wait_for_timeout(300)
    two = one.context.new_page()
    visitor.watch(two)
    two.goto("/workbench")
    write(two, "SELECT ?two { } # two")
    two.wait_for_timeout(300)
    one.reload()
    expect(one.locator(".cm-content")).to_contain_text("# one")
    two.reload()
    expect(two.locator(".cm-content")).to_contain_text("# two")
    two.close(run_before_unload=True)
    one.locator("#history").click()
    expect(one.locator("dialog .past")).to_contain_text("?two")


def test_other_language_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    write(page, "SELECT ?mine { } # mine")
    page.locator("a.language").click()
    expect(page.locator("#run")).to_contain_text("运行")
    expect(page.locator(".cm-content")).to_contain_text("# mine")


def test_question_of_the_list_is_opened_afresh(visitor: Visitor) -> None:
    page = visitor.open(COUNTS)
    status(page)
    write(page, "SELECT ?mine { } # mine")
    page.wait_for_timeout(300)
    page.locator("#catalogue a[aria-current]").click()
    expect(page.locator(".cm-content")).to_contain_text("?classZh")
    page.locator("#history").click()
    expect(page.locator("dialog .past")).to_contain_text("?mine")


def test_default_view_hides_columns(visitor: Visitor) -> None:
    query = """#defaultView:Table{"hide":["?x"]}
SELECT ?x ?y { VALUES (?x ?y) { (1 2) } }"""
    page = visitor.open("/workbench#query=" + urllib.parse.quote(query))
    status(page)
    expect(page.locator("#view th")).to_have_text(["?y"])


def test_an_answer_reads_as_on_its_page(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=projects-of-corridor", "zh")
    assert status(page) == "8项（11行）"
    expect(page.locator("#view th")).to_have_text(["项目", "出处"])
    expect(page.locator("#view tbody tr").nth(2).locator("td").nth(1).locator("a")).to_have_count(2)
    expect(page.locator("#view .cited dt")).to_have_text(["1.2.2-s03", "2.2.3-s02"])
    page.goto("/workbench?ask=outcome-against-target")
    status(page)
    expect(page.locator("#view")).to_contain_text("1900亿元")
    expect(page.locator("#view")).to_contain_text("总量或规模")
    expect(page.locator("#tab-chart")).to_be_hidden()  # its rows are in several units
    page.locator("#labels").uncheck()
    expect(page.locator("#view th").first).to_have_text("?indicatorZh")


def test_a_question_is_drawn_as_it_wishes(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=promises-by-deadline")
    status(page)
    expect(page.locator("#view .days time").first).to_have_text("2024-06-30")
    page.goto("/workbench?ask=promises-counted")
    status(page)
    expect(page.locator("#view table.pivot thead")).to_contain_text("kept")
    page.goto("/workbench?ask=money-by-section")
    status(page)
    expect(page.locator("#view .chart rect").first).to_be_attached()


def test_the_corridor_is_drawn_with_its_relations(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=projects-of-corridor")
    status(page)
    with page.expect_request(lambda one: "GRAPH+%3Fg" in one.url) as asked:
        page.locator("#tab-graph").click()
    found = asked.value.response()
    assert found
    rows = found.json()["results"]["bindings"]
    ends = [row[end]["value"].rpartition("/")[2] for row in rows for end in "so"]
    assert ends.count("binjiang-digital-corridor") >= 8
    expect(page.locator(".network canvas").first).to_be_visible()


def test_a_link_keeps_the_question_and_its_parameters(visitor: Visitor) -> None:
    page = visitor.open("/workbench?ask=projects-of-corridor")
    status(page)
    page.locator(".parameters input").first.fill("华中金融城")
    page.locator(".parameters button").click()
    expect(page).to_have_url(re.compile("whole=place%3A"))
    page.locator("#share").click()
    link = page.locator("dialog textarea").input_value()
    other = visitor.open(link.removeprefix(visitor.origin))
    status(other)
    expect(other.locator("#asked h2")).to_contain_text("Which projects")
    field = other.locator(".parameters input").first
    expect(field).to_have_value(re.compile("Financial City"))
    still = visitor.open(link.removeprefix(visitor.origin), scripts=False)
    expect(still.locator("#query")).not_to_contain_text("binjiang")


def test_the_workbench_opens_with_an_answer(visitor: Visitor) -> None:
    assert "row" in status(visitor.open("/workbench"))
    page = visitor.open("/workbench?rule=05-in-report", scripts=False)
    expect(page.locator("#result table")).to_have_count(0)


def test_thousands_of_rows_are_shown_piece_by_piece(visitor: Visitor) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 5000"
    page = visitor.open("/workbench#query=" + urllib.parse.quote(query))
    assert status(page) == "5,000 rows"
    rows = page.locator("#view tbody tr")
    expect(rows).to_have_count(200)
    expect(page.locator("#view .table-note")).to_contain_text("200 of 5,000")
    page.get_by_role("button", name="Show 2,000 more").click()
    expect(rows).to_have_count(2200)
    page.get_by_role("button", name="Show 2,000 more").click()
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(5000)
    page.locator("#tab-raw").click()
    expect(page.locator("#view .table-note")).to_contain_text("The first 500,000")
    assert len(page.locator("pre.raw").inner_text()) == 500_000
    with page.expect_download() as waiting:
        page.locator(".raw-view").get_by_role("button", name="Download").click()
    found = json.loads(text_of(waiting.value.path()))["results"]["bindings"]
    assert len(found) == 5000


def test_names_of_several_words_are_completed(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, "SELECT ?x { ?x wk:belongsTo ")
    complete(page, "binjiang dig", "place:binjiang-digital-corridor")
    assert "wk:belongsTo place:binjiang-digital-corridor" in editor(page)


@pytest.mark.parametrize(
    ("before", "typed", "wanted"), [("", "sel", "SELECT"), ("SELECT ?x { ", "fil", "FILTER")]
)
def test_words_of_sparql_come_first_where_they_stand(
    visitor: Visitor, before: str, typed: str, wanted: str
) -> None:
    page = visitor.open("/workbench")
    write(page, before)
    page.keyboard.type(typed)
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_have_text(wanted)


def test_question_is_opened_once_the_server_is_back(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/workbench")
    write(page, "SELECT ?mine { } # mine")
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#catalogue a").first.click()
    expect(page.locator(".problem")).to_contain_text("cannot be reached")
    assert "# mine" in editor(page)
    page.unroute("**/api/**")
    page.locator(".problem").get_by_role("button", name="Try again").click()
    assert "rows" in status(page)
    expect(page.locator("#asked h2")).to_have_count(1)


def test_graph_that_cannot_be_loaded_says_so(visitor: Visitor) -> None:
    visitor.expect("net::ERR_FAILED")
    page = visitor.open("/workbench?ask=projects-of-corridor")
    status(page)
    page.route("**/assets/**", lambda route: route.abort())
    page.locator("#tab-graph").click()
    expect(page.locator("#view .state")).to_contain_text("cannot be reached")
