"""What the pages say is what the graph holds."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from kg.authoring.load import Authored
from kg.model import passages as stored
from kg.model.figures import Entry, entries
from kg.model.names import Language
from kg.model.statements import by_report, of_passages, pointing, using
from kg.project import Project
from kg.queries.catalogue import read_catalogue
from kg.queries.columns import read_labels
from kg.queries.tokens import tokens
from kg.rdf import NamedNode
from server.app import create_app
from server.repository.snapshot import Snapshot
from server.settings import Settings
from server.site.models.answers import table
from server.site.models.comparisons import loaded
from server.site.models.evidence import split_at_matches, with_text
from server.site.models.incoming import PER_PAGE, incoming_roles
from server.site.models.pipeline import LANES, matching, projects
from server.site.models.relations import relations
from server.site.models.report import lines, outline
from server.site.models.statements import load
from server.site.pages.home import headline
from server.site.pages.targets import Choice, chosen
from tests.conftest import Built
from tests.server.conftest import composed
from tests.server.site.conftest import Get

CORRIDOR = "place:binjiang-digital-corridor"


def test_every_stated_relation_is_read_from_both_of_its_ends(snapshot: Snapshot) -> None:
    names = snapshot.names
    part, whole = names.iri("project:shuchuang-yungu"), names.iri(CORRIDOR)
    for thing, property_, other in ((part, "partOf", whole), (whole, "hasPart", part)):
        ends = {(one.property, one.other) for one in relations(snapshot, thing)}
        assert (names.wk(property_), other) in ends


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_thing_stands_beside_the_sentences_that_speak_of_it(get: Get, language: str) -> None:
    text = get("/doc/id/place/binjiang-digital-corridor", language)
    for expected in (
        "滨江数创走廊",
        "Binjiang Digital Innovation Corridor",
        'href="/read/wuchang-2023/1.2#1.2.2-s03"',
        'href="/doc/id/project/shuchuang-yungu"',
        'href="/doc/id/place/binjiang-digital-corridor.ttl"',
        "format=graphml",
        "/workbench?query=DESCRIBE",
        "<svg",
    ):
        assert expected in text, expected


def test_json_ld_in_a_page_is_the_thing(get: Get, snapshot: Snapshot) -> None:
    text = get("/doc/id/place/tanhualin")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert json.loads(found[1])["@id"] == snapshot.names.iri("place:tanhualin")


def test_the_stages_of_a_thing_are_told_apart(get: Get, snapshot: Snapshot) -> None:
    text = get("/doc/id/place/binjiang-digital-corridor")
    reached, _, ahead = text.partition("Promised (2024)")
    place = snapshot.names.iri(CORRIDOR)
    mine = load(snapshot, pointing(snapshot.index, place, wanted=["Milestone"])[1])
    assert {s.promised for s in mine if place in s.resources("subject")} == {True, False}
    for s in mine:
        link = f'<a class="thing" href="/doc/code/stage/{s.code("stage")}">'
        assert link in (ahead if s.promised else reached)


def test_nothing_of_a_large_page_is_cut_silently(get: Get, snapshot: Snapshot) -> None:
    place = snapshot.names.iri("place:wuchang-district")
    kinds = ("Target", "Observation", "Ranking")
    total = sum(s.kind in kinds for s in load(snapshot, using(snapshot.index, place)[1]))
    path, says = "/doc/id/place/wuchang-district", '<p class="say">'
    assert f"Show all {total}" in get(path)
    last = -(-total // PER_PAGE)
    assert last > 1
    pages = [get(f"{path}?all=figures&part={n}") for n in range(1, last + 1)]
    groups = [text.partition('id="figures"')[2].partition("</section>")[0] for text in pages]
    assert sum(group.count(says) for group in groups) == total
    assert f"Page {last} / {last}" in groups[-1] and f"Show all {total}" not in groups[-1]
    get(f"{path}?all=figures&part={last + 1}", status=404)


def test_the_page_of_a_thing_in_hundreds_of_reports_stays_small(
    get: Get, snapshot: Snapshot
) -> None:
    """No page of a thing reads all statements about it, and all of them can be reached from it."""
    for name in ("indicator/gross-regional-product", "place/wuhan", "place/china"):
        total, _ = pointing(snapshot.index, f"{snapshot.base}id/{name}")
        text = get(f"/doc/id/{name}")
        assert total > 200
        assert len(text) < 120_000, name
        assert text.count('<p class="say">') < 120
        reports = by_report(snapshot.index, f"{snapshot.base}id/{name}")
        assert all(f"?report={iri.rpartition('/')[2]}" in text for iri in reports)


def test_a_thing_is_shown_as_one_report_has_it(get: Get, snapshot: Snapshot) -> None:
    place = snapshot.names.iri("place:wuhan")
    report = snapshot.dataset.reports["wuhan-2024"]
    text = get("/doc/id/place/wuhan?report=wuhan-2024")
    kinds = ("Target", "Observation", "Ranking")
    total, _ = pointing(snapshot.index, place, wanted=kinds, report=report.iri)
    figures = text.partition('id="figures"')[2].partition("</section>")[0]
    assert total > 20 and f'<small class="soft">{total}</small>' in figures
    assert "wuhan-2024" in text and "/read/wuhan-2025" not in text


def test_what_follows_is_listed_whole_on_demand(get: Get) -> None:
    short = get("/doc/id/place/wuchang-district")
    whole = get("/doc/id/place/wuchang-district?all=follows")
    assert "List them" in short and "List them" not in whole
    assert whole.count("/doc/id/project/") > short.count("/doc/id/project/")


def test_every_sentence_of_the_report_is_on_a_page_with_an_anchor(
    get: Get, snapshot: Snapshot
) -> None:
    pages: dict[str, str] = {}
    for report in snapshot.dataset.in_order()[::12]:  # the default report is the first
        for passage in stored.of_report(snapshot.index, report.iri):
            path = f"/read/{report.name}/{passage.section_number}"
            pages[path] = pages.get(path) or get(path)
            assert f'id="{passage.number}"' in pages[path]


def test_a_sentence_states_what_its_graph_holds(snapshot: Snapshot) -> None:
    iri = snapshot.names.iri("r:1.2.2-s03")
    passage = stored.passages(snapshot.index, [iri])[iri]
    assert passage.triples == len(snapshot.rows("describe_content", graph=NamedNode(iri)))
    assert passage.statements == len(of_passages(snapshot.index, [iri])[iri]) > 0
    (line,) = lines(snapshot, [passage])
    assert passage.relations == sum(len(stated.others) for stated in line.relations) > 0


def test_the_words_of_a_sentence_are_those_of_its_digest(snapshot: Snapshot) -> None:
    report = snapshot.names.iri("r:1").rpartition("/")[0]
    passages = stored.of_report(snapshot.index, report)
    if not outline(snapshot, report).verbatim:
        pytest.skip("the report's text is not beside this checkout")
    assert all(passage.text for passage in with_text(snapshot, passages).values())
    for line in lines(snapshot, passages):
        if line.pieces:
            assert "".join(piece.text for piece in line.pieces) == line.passage.words


def test_a_text_that_is_not_the_report_is_not_shown(
    town: Project, project: Project, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("一、另一份报告\n\n这不是那份报告。\n", encoding="utf-8")
    settings = Settings(build=str(town.current), log="none", report=str(other))
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        text = client.get("/read/wuchang-2023/1.1", headers={"Accept": "text/html"}).text
    assert "这不是那份报告" not in text
    assert 'class="said"' in text


def test_the_export_of_targets_is_what_the_query_answers(site: Flask, snapshot: Snapshot) -> None:
    client = site.test_client()
    lines = client.get("/targets?show=both&format=json").get_json()
    told = {
        (line["indicator"], line["class"], Decimal(line["normalizedValue"]))
        for line in lines
        if line["normalizedValue"]
    }
    question = snapshot.repository.questions()["outcome-against-target"]
    rows = json.loads(snapshot.run(question.text).body)["results"]["bindings"]
    assert rows
    names = {line["indicatorEn"]: line["indicator"] for line in lines}
    for row in rows:
        indicator = names[row["indicatorEn"]["value"]]
        for cls, name in (("Observation", "outcome"), ("Target", "target")):
            assert (indicator, cls, Decimal(row[name]["value"])) in told


def test_targets_export_as_csv_with_a_line_for_each_figure(site: Flask) -> None:
    response = site.test_client().get("/targets?show=promised&format=csv")
    assert response.data.startswith(b"\xef\xbb\xbfstatement,"), "as spreadsheets want it"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows and {"Target"} <= {row["class"] for row in rows}
    assert all(re.fullmatch(r"\d\.\d+\.\d+-s\d\d( .*)?", row["passage"]) for row in rows)


def test_targets_can_be_sorted_and_filtered(snapshot: Snapshot) -> None:
    rows, names = entries(snapshot.index), snapshot.names
    plan = names.iri("r:2.0")

    def found(section: str = "", **choice: object) -> list[Entry]:
        given = {"shown": "all", "theme": "", "commitment": "", "text": "", "sort": "report"}
        wanted = Choice(**(given | {"down": False} | choice))  # type: ignore[arg-type]
        return chosen(rows, wanted, section, lambda iri: names.label(iri, "en"))

    assert len(found()) == len(rows)
    assert len(found(shown="promised")) + len(found(shown="reached")) == len(rows)
    assert {row.section for row in found(plan)} == {plan}
    both = found(shown="both", sort="change", down=True)
    changes = [row.change for row in both if row.change is not None]
    assert changes == sorted(changes, reverse=True)
    assert found(text="no such indicator") == []


def test_the_headline_compares_numbers(snapshot: Snapshot) -> None:
    shown, every = headline(snapshot, snapshot.dataset.default)
    rows = loaded(snapshot, shown)
    assert 4 < len(rows) <= every
    assert all(row.outcome and row.target and row.change is not None for row in rows)
    product = next(row for row in rows if row.indicator.endswith("gross-regional-product"))
    assert product.outcome and product.outcome.code("comparator") == "about"


def test_every_project_has_its_lane(snapshot: Snapshot) -> None:
    found = projects(snapshot)
    assert len(found) == snapshot.vocabulary.count(snapshot.names.wk("Project"))
    assert {project.lane for project in found} <= {name for name, *_ in LANES}
    for project in found:
        assert (project.reached is None) == (project.lane in ("promised", "none"))


def test_the_corridor_has_the_projects_that_the_query_names(get: Get, snapshot: Snapshot) -> None:
    names = snapshot.names
    question = snapshot.repository.questions()["projects-of-corridor"]
    rows = json.loads(snapshot.run(question.text).body)["results"]["bindings"]
    named = {row["project"]["value"] for row in rows}
    mine = {project.iri for project in matching(projects(snapshot), names.iri(CORRIDOR))}
    assert mine == named
    assert f"{len(named)} projects" in get("/projects/binjiang-digital-corridor")


def test_all_that_refers_to_a_thing_is_on_its_page(snapshot: Snapshot) -> None:
    """Relations between things are facts of both; all others but sums are counted by their part."""
    names, inverse = snapshot.names, snapshot.vocabulary.inverse
    sums = {names.wk("involves"), names.wk("mentions")}
    query = (
        "SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } "
        f'FILTER (STRSTARTS(STR(?p), "{names.wk("")}"))'
        f'FILTER (STRSTARTS(STR(?o), "{snapshot.base}id/"))'
        f"FILTER (?g != <{names.iri('graph:inferred')}>) }}"
    )
    rows = json.loads(snapshot.run(query).body)["results"]["bindings"]
    assert len(rows) > 3000

    @cache
    def ends(thing: str) -> set[tuple[str, str]]:
        return {(one.property, one.other) for one in relations(snapshot, thing)}

    @cache
    def roles(thing: str, name: str) -> set[str]:
        shown: set[str] = set()
        for number in count(1):
            some = {role.name: role for role in incoming_roles(snapshot, thing, name, number)}[name]
            shown.update(some.shown)
            if not some.shown or len(some.shown) == some.total:
                break
        assert len(shown) == some.total
        return shown

    for row in rows[::25]:
        subject, property_, thing = (row[name]["value"] for name in "spo")
        if names.wk("Statement") in names.types(subject):
            assert property_ in sums or subject in roles(thing, f"by-{names.local(property_)}")
        elif property_ in inverse:
            assert (inverse[property_], subject) in ends(thing) or not names.is_thing(subject)
        else:
            name = f"by-{names.local(property_)}"
            assert property_ in sums or subject in roles(thing, name), row


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_refers_to_a_thing_is_counted_and_capped(
    get: Get, snapshot: Snapshot, real: Authored, language: str
) -> None:
    year = snapshot.names.iri("period:2024")
    total, _ = pointing(snapshot.index, year, "period")
    reports = real.dataset.reports.values()
    shown_reports = sum(
        min(12, sum(getattr(one, role) == year for one in reports)) for role in ("reviews", "plans")
    )
    compared, _ = pointing(snapshot.index, year, "comparedWith")
    assert total > 400 and compared < 12
    path = "/doc/id/period/2024"
    for query, shown in (("", 12), ("?all=by-period", PER_PAGE)):
        section = get(path + query, language).partition('id="refers"')[2].partition("</section>")[0]
        # The reports that plan for the year or review it, and what is compared with it, are shown
        # beside its statements.
        assert section.count('<a class="thing"') == shown + shown_reports + compared
        assert f"<summary>{total} " in section
        assert (f"Show all {total}" in section or f"列出全部 {total}" in section) is (not query)
        assert ("?all=by-period&amp;part=2#by-period" in section) is bool(query)


def test_the_report_refers_to_who_gave_it(get: Get) -> None:
    for language, words in (("zh", "报告人"), ("en", "gave the report")):
        section = get("/doc/id/person/fan-likui", language).partition('id="refers"')[2]
        assert words in section and "/doc/report/wuchang-2023" in section


def test_a_zone_given_in_the_form_has_a_page_of_its_own(site: Flask) -> None:
    response = site.test_client().get("/projects?zone=binjiang-digital-corridor&view=list")
    assert response.status_code == 303
    assert response.location == "/projects/binjiang-digital-corridor?view=list"


def test_search_finds_by_alias_and_by_either_language(get: Get) -> None:
    for text in ("滨江数创走廊", "Binjiang Digital", "濱江數創走廊"):
        assert "/doc/id/place/binjiang-digital-corridor" in get(f"/search?q={text}"), text


def test_search_can_be_narrowed_to_a_class(get: Get) -> None:
    text = get("/search?q=bank&class=Organization")
    assert "/doc/id/org/ping-an-bank" in text and "national-legal-person-banks" not in text


def test_a_class_lists_all_its_members_over_its_pages(get: Get, snapshot: Snapshot) -> None:
    links = set()
    for number in range(1, 4):
        text = get(f"/browse/Project?page={number}")
        links |= set(re.findall(r'<th scope="row"><a [^>]*href="/doc/([^"]+)"', text))
    assert len(links) == snapshot.vocabulary.count(snapshot.names.wk("Project"))


def test_the_vocabulary_defines_every_term_in_both_languages(snapshot: Snapshot) -> None:
    told = snapshot.vocabulary
    for iri in (*told.classes, *told.properties):
        assert {*told.definitions[iri]} == {"zh", "en"}, iri


def test_only_what_has_coordinates_from_a_source_is_located(get: Get, snapshot: Snapshot) -> None:
    located = [getattr(row["thing"], "value", "") for row in snapshot.rows("located")]
    assert located == [
        f"{snapshot.base}id/place/{n}" for n in ("sha-lake", "tanhualin", "wuchang-district")
    ]
    for iri in located:
        drawing = (
            get(f"/doc/{iri.removeprefix(snapshot.base)}")
            .split('id="located"')[1]
            .split("</svg>")[0]
        )
        assert drawing.count("<circle") == len(located)
        assert drawing.count('aria-current="true"') == 1
    assert 'id="located"' not in get("/doc/id/place/wuhan")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tutorial_answers_each_of_its_queries(get: Get, language: str) -> None:
    text = get("/docs/tutorial", language)
    assert text.count("<textarea") == text.count("<table") == 15


def test_the_tutorial_teaches_each_class_of_statement(snapshot: Snapshot) -> None:
    lessons = read_catalogue(snapshot.repository.project.tutorial, snapshot.base).values()
    taught = {token.text for one in lessons for token in tokens(one.text)}
    statement = snapshot.names.wk("Statement")
    told = snapshot.vocabulary
    kinds = [one for one in told.classes if statement in told.above(one) and not told.below(one)]
    assert {snapshot.names.short(one) for one in (*kinds, snapshot.names.wk("Verdict"))} <= taught


def test_a_lesson_shows_what_its_query_answers(get: Get) -> None:
    """The first keeps the Chinese names, so these stand on the English page too."""
    first = get("/docs/tutorial", "en").split("</table>")[0].split("<table")[1]
    assert first.count('<td lang="zh-Hans">') == first.count("<tr><td") == 6


@pytest.mark.parametrize(("language", "word"), [("zh", "首创与领先"), ("en", "Firsts and onlys")])
def test_questions_are_tagged_in_the_reader_s_language(get: Get, language: str, word: str) -> None:
    text = get("/questions", language)
    assert f">{word}</a>" in text and "tag=firsts" in text


def test_the_twins_of_the_coding_guide_have_the_same_shape(built: Built) -> None:
    folder = built.project.entities.parent
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    for pattern in (r"^#+ ", r"^    (\S.*)$", r"^\|"):
        zh, en = (re.findall(pattern, text, re.MULTILINE) for text in texts)
        assert zh == en if "#" in pattern else len(zh) == len(en), pattern


def test_the_sitemap_names_pages_that_are_there(site: Flask) -> None:
    client = site.test_client()
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [node.text or "" for node in tree.iterfind(".//{*}loc")]
    assert len(places) == len({*places}) > 1000
    for place in (*places[:60:3], *places[-20:]):
        path = place.removeprefix("http://localhost")
        if not path.startswith(("/explore", "/workbench")):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_robots_are_told_of_the_sitemap_and_kept_from_queries(site: Flask) -> None:
    text = site.test_client().get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /sparql" in text


def test_browsers_can_take_the_search_over(site: Flask) -> None:
    text = site.test_client().get("/opensearch.xml?lang=zh").text
    assert "search?q={searchTerms}&amp;lang=zh" in text
    ElementTree.fromstring(text)


def heads(text: str) -> list[str]:
    return re.findall(r'<th scope="col" title="\?\w+">([^<]*)</th>', text)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/", ["项目", "出处"], ["Project", "Sentence"]),
        (
            "/questions/platforms",
            ["平台", "关系", "另一实体"],
            ["Platform", "Relation", "Other thing"],
        ),
        ("/workbench?ask=stages-of-thing", ["阶段", "状态"], ["Stage", "Status"]),
        ("/docs/tutorial", ["项目", "名称"], ["Project", "Name"]),
        # What there is in one language only is said to be so.
        ("/questions/sentences-with-nothing", ["出处", "编号", "原因", "大意（英文）"], []),
    ],
)
def test_columns_are_called_by_words(get: Get, path: str, zh: list[str], en: list[str]) -> None:
    assert heads(get(path, "zh"))[: len(zh)] == zh
    assert heads(get(path, "en"))[: len(en)] == en


def test_columns_of_a_query_that_somebody_wrote_keep_their_names(get: Get) -> None:
    assert heads(get("/workbench?query=SELECT * { VALUES ?thing { 1 } }", "zh")) == ["thing"]


def test_a_label_asked_for_in_one_language_is_shown_in_the_readers(get: Get) -> None:
    path = "/questions/outcome-against-target"
    text = get(path, "zh")
    for code in ("不少于", "总量或规模"):  # things of other kinds bear these names in English
        assert f"<td>{code}</td>" in text
    assert "2.2万人</td>" in text
    assert "<td>at least</td>" in get(path, "en")
    assert "<td>总量或规模</td>" not in get("/questions/figures-of-indicator", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_in_both_languages_are_shown_as_they_are(get: Get, language: str) -> None:
    rows = get("/questions/names-of-thing", language).partition("<tbody>")[2]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", rows.partition("</tbody>")[0])
    names = cells[::3]
    assert len(names) == len({*names}) == 3
    assert "四美塘铁路遗址文化公园" in names and "Simeitang Railway Heritage Park" in names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_columns_of_a_page_are_called_the_same(
    built: Built, snapshot: Snapshot, language: Language
) -> None:
    words = read_labels(built.project.columns)
    for question in read_catalogue(built.project.examples).values():
        found = table(snapshot, question.text, language, words)
        called = [head.text for head in found.heads]
        assert len(called) == len({*called}), f"{question.name}: {called}"


def test_the_example_of_the_front_page_names_each_thing_once(get: Get) -> None:
    for language in ("zh", "en"):
        table = get("/", language).partition('id="ask"')[2].partition("</table>")[0]
        things = re.findall(r'<tr><td><a class="thing" href="([^"]+)"', table)
        assert len(things) == len({*things}) == 8


@pytest.mark.parametrize(("lang", "words"), [("zh", "至少 −41%"), ("en", "at least −41%")])
def test_a_floor_is_not_shown_as_a_fall(get: Get, lang: str, words: str) -> None:
    """The target is at least ten, the outcome before it was 17: nobody has promised less."""
    row = get("/targets", lang).partition("/doc/id/indicator/financial-institutions-attracted")[2]
    assert words in row.partition("</tr>")[0]


def test_a_change_that_is_computed_stands_beside_the_report_s_own_rate(get: Get) -> None:
    for path in ("/", "/targets"):
        text = get(path, "en")
        row = text.partition('href="/doc/id/indicator/gross-regional-product"')[2]
        row = row.partition("</tr>")[0]
        assert "at least +5%" in row and "own rate: 6.5%" in row, path
        assert "The change is computed here" in text


def test_every_figure_of_the_front_page_has_its_sentence(get: Get) -> None:
    table = (
        get("/", "zh").partition('id="year"')[2].partition("</tbody>")[0].partition("<tbody>")[2]
    )
    for row in table.split("</tr>")[:-1]:
        cells = re.findall(r'<td class="n">(.*?)</td>', row)
        assert all('class="number"' in cell for cell in cells[:2]), row


def test_wordings_of_one_figure_are_shown_once(get: Get) -> None:
    row = get("/targets", "zh").partition('href="/doc/id/indicator/gross-regional-product"')[2]
    row = row.partition("</tr>")[0]
    assert "1900亿元左右" in row and "1800" not in row


def test_the_picture_of_the_front_page_counts_as_its_question_does(
    get: Get, snapshot: Snapshot
) -> None:
    question = snapshot.repository.questions()["places-that-missed"]
    rows = json.loads(snapshot.run(question.text).body)["results"]["bindings"]
    counted = {
        row["period"]["value"]: (row["places"]["value"], row["missed"]["value"]) for row in rows
    }
    places, missed = counted["2024"]
    picture = get("/", "en").partition('class="claim"')[2].partition("</figure>")[0]
    assert f"{missed} of {places} places missed" in picture
    assert picture.count("<li>") == int(places)
    assert picture.count('class="bad" cx') == int(missed)


def test_the_whole_report_is_on_one_page_in_the_order_of_the_text(
    get: Get, snapshot: Snapshot
) -> None:
    numbers = re.findall(r'class="number" id="([^"]+)"', get("/read/wuchang-2023/whole", "zh"))
    report = snapshot.dataset.default
    assert report
    assert numbers == [one.number for one in stored.of_report(snapshot.index, report.iri)]


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/doc/report/wuchang-2023/1.2.2-s03", "report/wuchang-2023/1.2.2-s03"),
        (
            "/doc/statement/wuchang-2023/1.2.2-s03-core-firms",
            "statement/wuchang-2023/1.2.2-s03-core-firms",
        ),
    ],
)
def test_a_fact_can_be_quoted(get: Get, path: str, iri: str) -> None:
    quote = get(path, "en").partition('id="quote"')[2].partition("</section>")[0]
    assert f"https://w3id.org/wuchang-kg/{iri}" in quote
    assert "Wuchang District government work report 2023, sentence 1.2.2-s03" in quote
    assert "CC BY 4.0" in quote


def test_each_sentence_beside_a_fact_leads_to_its_quotation(get: Get) -> None:
    text = get("/doc/id/place/binjiang-digital-corridor", "zh")
    assert 'href="/doc/report/wuchang-2023/1.2.2-s03#quote"' in text


def test_about_says_that_the_site_is_not_official(get: Get) -> None:
    assert "It belongs to no government" in get("/about", "en")
    assert "与任何政府机关无关" in get("/about", "zh")
    for path in ("/", "/read/wuchang-2023/1.2"):
        assert 'href="/about"' in get(path, "en"), path
    assert 'href="/about"' in get("/nosuch", "en", 404)


def test_an_answer_that_two_sentences_give_is_one_row(get: Get) -> None:
    text = get("/questions/projects-of-corridor", "zh")
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 8
    assert text.count("集聚核心企业130余家") == 1
    assert "8 行（查询结果11行，同一答案合并）" in text


def test_amounts_of_answers_are_told_in_words(get: Get) -> None:
    assert '<td class="n" data-value="190000000000">1900亿元</td>' in get(
        "/questions/outcome-against-target", "zh"
    )
    assert ">190 billion yuan</td>" in get("/questions/outcome-against-target", "en")


def test_the_words_that_prove_a_fact_are_marked(get: Get) -> None:
    text = get("/doc/statement/wuchang-2023/1.2.2-s03-core-firms", "en")
    words = text.partition('class="evidence"')[2].partition("</q>")[0]
    if "<q>" not in words:
        pytest.skip("The report's text is not given.")
    marked = re.findall('<mark class="hit">([^<]+)</mark>', words)
    assert {"130余家", "滨江数创走廊"} <= {*marked}


def test_the_longest_text_is_marked_first() -> None:
    assert split_at_matches("数创云谷和云谷", ["云谷", "数创云谷"]) == [
        ("数创云谷", True),
        ("和", False),
        ("云谷", True),
    ]
    assert split_at_matches("a.b", []) == [("a.b", False)]


def test_the_place_of_a_report_is_no_zone_of_it(get: Get, snapshot: Snapshot) -> None:
    """31 of 120 projects are said to lie in the district; the others do not lie outside it."""
    zones = get("/projects", "en").partition('name="zone"')[2].partition("</select>")[0]
    assert "binjiang-digital-corridor" in zones
    assert not [name for name in ("wuchang-district", "wuhan", "china") if f'"{name}"' in zones]


def test_targets_open_with_what_can_be_compared_and_are_whole_where_asked_for(get: Get) -> None:
    for path, usual in (("/targets", "both"), ("/targets?commitment=assured", "promised")):
        assert f'<option value="{usual}" selected>' in get(path, "en"), path


def test_codes_are_counted_as_one_report_uses_them(get: Get, snapshot: Snapshot) -> None:
    codes = snapshot.vocabulary.schemes[f"{snapshot.base}code/stage"]
    report = snapshot.dataset.reports["wuchang-2023"]
    text = get(f"/browse/stage?report={report.name}")
    rows = re.findall(
        r'/doc/code/stage/([^"?]+)\?report=.*?<td class="n">(\d+)</td>', text, re.DOTALL
    )
    assert len(rows) == len(codes) and sum(int(n) for _, n in rows) > 50
    for name, shown in rows:
        code = snapshot.names.iri(f"stage:{name}")
        assert using(snapshot.index, code, report=report.iri)[0] == int(shown)
    name, most = max(rows, key=lambda row: int(row[1]))
    page = get(f"/doc/code/stage/{name}?report={report.name}")
    assert f'<small class="soft">{most}</small>' in page
    assert "/read/wuhan-2025" not in page.partition('id="used"')[2].partition("</section>")[0]


def test_a_code_lists_all_statements_over_its_pages(get: Get, snapshot: Snapshot) -> None:
    code = snapshot.names.iri("stage:under-way")
    total, every = using(snapshot.index, code)
    assert total == len(every) > 40
    pages = [get(f"/doc/code/stage/under-way?part={n + 1}") for n in range(-(-total // 40))]
    assert sum(text.count('<p class="say">') for text in pages) == total


def test_a_list_of_statements_names_their_sentences(get: Get, snapshot: Snapshot) -> None:
    text = get("/browse/Milestone?report=wuchang-2023")
    numbers = re.findall(r'<td><a class="number" href="/read/wuchang-2023/[^"]+">', text)
    assert len(numbers) == text.count('<th scope="row">') > 20
    assert '<th scope="col">Sentence</th>' in text


def test_what_has_no_statements_shows_those_of_what_it_is_related_to(get: Get) -> None:
    text = get("/doc/id/org/alibaba")
    nearby = text.partition('id="nearby-1"')[2].partition("</section>")[0]
    assert "alibaba-central-china-headquarters" in nearby and "2.2.3-s02" in nearby
    assert 'id="nearby-1"' not in get("/doc/id/place/tanhualin")


def test_downloads_say_which_file_is_for_what(get: Get, snapshot: Snapshot) -> None:
    text = get("/docs/downloads")
    advice = text.partition('id="which"')[2].partition("</dl>")[0]
    assert {"/dumps/targets.csv", "/dumps/wuchang-kg.en.gexf.gz"} <= {
        *re.findall(r'href="([^"]+)"', advice)
    }
    for line in re.findall(r"<dd>(.*?)</dd>", advice, re.DOTALL):
        assert "href" in line
    for file in snapshot.release.manifest.files:
        assert file.sha256 in text and f'/dumps/{file.name}"' in text


def test_a_missing_page_suggests_only_what_is_alike(get: Get) -> None:
    assert "Did you mean" not in get("/doc/id/place/nope", status=404)
    assert "place:binjiang" in get("/doc/id/place/binjang", status=404)
