"""Pages of one report, of another, and of all: each says which, and mixes nothing in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from markupsafe import escape

from kg.build.pipeline import build
from kg.model import passages as stored
from kg.model.figures import entries
from kg.project import Project
from server.app import create_app
from server.repository.snapshot import Snapshot
from server.settings import Settings
from tests.conftest import ROOT, tiny_world
from tests.server.conftest import composed
from tests.server.site.conftest import Get

DEFAULT, OTHER = "wuchang-2023", "wuhan-2025"
MORE = ROOT / "tests" / "tiny" / "more"
SECOND = "east-shore-2025"
BASE = "https://example.org/towns/"


def named(text: str) -> set[str]:
    """The reports whose sections, sentences or statements a page links to or marks."""
    return set(re.findall(r'href="[^"]*/(?:read|doc/report|doc/statement)/([a-z0-9-]+)/', text))


@pytest.mark.parametrize("own", [DEFAULT, OTHER])
def test_a_page_of_one_report_shows_nothing_of_another(
    get: Get, snapshot: Snapshot, own: str
) -> None:
    report = snapshot.dataset.reports[own]
    passages = stored.of_report(snapshot.index, report.iri)
    paths = [
        f"/read/{own}",
        f"/targets?report={own}&show=all",
        f"/projects?report={own}&view=list",
        *sorted({f"/read/{own}/{one.section_number}" for one in passages}),
        *(f"/doc/report/{own}/{one.number}" for one in passages[:: len(passages) // 8]),
    ]
    for path in paths:
        text = get(path)
        assert report.label["en"] in text, path
        assert named(text) == {own}, path


def test_figures_of_reports_stand_in_different_rows(get: Get, snapshot: Snapshot) -> None:
    held = {
        name: len(entries(snapshot.index, r.iri)) for name, r in snapshot.dataset.reports.items()
    }
    held["all"] = sum(held.values())
    for one in ("all", DEFAULT, OTHER):
        page = get(f"/targets?show=all&report={one}")
        assert f'<span class="soft">{held[one]:,} rows' in page, one
    text = get(f"/targets?report={OTHER}", "zh")
    rows = text.partition("<thead>")[2]
    assert "2024年完成情况" in rows and "2025年目标" in rows and "2023年" not in rows
    assert "2023年完成情况" in get("/targets", "zh")
    assert f'<option value="{OTHER}" selected>' in text


def test_exports_name_the_report(site: Flask) -> None:
    client = site.test_client()
    for one in (DEFAULT, OTHER):
        lines = client.get(f"/targets?format=json&report={one}").get_json()
        assert {line["report"] for line in lines} == {one}
    lines = client.get("/targets?format=json&report=all&text=Gross").get_json()
    assert {line["report"] for line in lines} > {DEFAULT, OTHER}


def test_projects_are_those_that_the_report_speaks_of(get: Get) -> None:
    text = get(f"/projects?report={OTHER}&view=list")
    assert "Wuhan SKP" in text and "nearing completion" not in text
    assert "nearing completion" in get("/projects?view=list")
    row = get("/projects?report=all&view=list").partition("Wuhan SKP")[2].partition("</tr>")[0]
    assert "opened for business" in row and "Wuchang District 2024 1.0.1-s02" in row


def test_the_list_of_reports_says_how_each_was_read(get: Get, snapshot: Snapshot) -> None:
    rows = get("/read").partition("<tbody>")[2].split("</tr>")[:-1]
    assert len(rows) == len(snapshot.dataset.reports)
    for row, report in zip(rows, snapshot.dataset.in_order(), strict=True):
        size = stored.sizes(snapshot.index)[report.iri]
        for said in (
            f'href="/read/{report.name}"',
            escape(report.label["en"]),
            report.given,
            report.reading,
            f'class="n">{size.passages}<',
        ):
            assert said in row
    assert "Only chosen sentences were read" in get(f"/read/{OTHER}")
    assert "Only chosen sentences were read" not in get(f"/read/{DEFAULT}")
    assert "Only the results that are cited" in get("/read/wuchang-2024")


def test_addresses_without_a_report_lead_to_the_default_one(site: Flask) -> None:
    client = site.test_client()
    found = client.get("/read/1.2?lang=zh")
    assert (found.status_code, found.location) == (301, f"/read/{DEFAULT}/1.2?lang=zh")
    for path, said in (
        ("/read/9.9", "has no section “9.9”"),
        (f"/read/{OTHER}/1.99", f"{OTHER} has no section “1.99”"),
        ("/read/atlantis-2020", "no report “atlantis-2020”. Reports: anhui-2021, anhui-2022, "),
        ("/read/all", "no report “all”"),
        ("/targets?report=atlantis-2020", "no report “atlantis-2020”"),
        ("/projects?report=atlantis-2020", "no report “atlantis-2020”"),
    ):
        missing = client.get(path)
        assert missing.status_code == 404 and said in missing.text, path


def test_a_thing_tells_what_each_report_says_and_names_it(get: Get) -> None:
    text = get("/doc/id/project/wuhan-skp")
    line = text.partition('id="line"')[2].partition("</section>")[0]
    heads = re.findall(r"<h3>(.*?) <small[^>]*>(.*?)</small>", line)
    own, plan = "Wuchang District 2023", "promised"
    told = "as reported"
    later = [("Wuchang District 2024", told), ("Wuhan 2025", told)]
    assert heads == [(own, told), (own, plan), *later]
    assert f'href="/read/{OTHER}/1.1#1.1.1-s05">Wuhan 2025 1.1.1-s05</a>' in line
    assert f'href="/read/{DEFAULT}/1.1#1.1.4-s01">1.1.4-s01</a>' in line


def test_only_a_report_that_was_read_whole_is_said_to_say_nothing(get: Get) -> None:
    nothing = "The report says nothing"
    skp = get("/doc/id/project/wuhan-skp")  # selected reports name no plan for it
    assert "Wuhan 2025 <small" in skp and nothing not in skp
    assert (
        get("/doc/id/project/intelligent-testing").count(nothing) == 1
    )  # no plan, in Wuchang 2023


def test_the_sitemap_has_the_sections_of_every_report(site: Flask, snapshot: Snapshot) -> None:
    text = site.test_client().get("/sitemap.xml").text
    for report in snapshot.dataset.reports.values():
        for part in stored.outline(snapshot.index, report.iri):
            if part.sort == "Section":
                assert f"<loc>http://localhost/read/{report.name}/{part.number}</loc>" in text


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The tiny world with two reports, published under another base, with a folder of texts."""
    project = tiny_world(tmp_path_factory.mktemp("towns") / "tiny")
    shutil.copytree(MORE / "reports" / SECOND, project.reports / SECOND)
    for name in ("views", "examples", "tutorial", "columns.yaml", "tags.yaml"):
        (project.root / "queries" / name).symlink_to(ROOT / "queries" / name)
    build(project, BASE)
    texts = project.root / "texts"
    texts.mkdir()
    shutil.copy(ROOT / "tests" / "tiny" / "report.txt", texts / f"{DEFAULT}.txt")
    shutil.copy(MORE / f"{SECOND}.txt", texts)
    settings = Settings(build=str(project.current), report=str(texts), log="none", budget_errors=0)
    with composed(settings, Project(project.root)) as components:
        yield create_app(components)


def page(app: Flask, path: str, language: str) -> str:
    headers = {"Accept": "text/html", "Accept-Language": language}
    response = app.test_client().get(path, headers=headers)
    assert response.status_code == 200, (path, response.text[:300])
    return response.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/?report={SECOND}",
        "/read",
        f"/read/{SECOND}",
        f"/read/{SECOND}/1.1",
        "/read/wuchang-2023/1.1",
        "/targets",
        f"/targets?report={SECOND}",
        "/projects?report=all",
        "/explore",
        "/docs/cite",
        "/opensearch.xml",
        f"/doc/report/{SECOND}/1.1.1-s01",
        "/doc/id/project/reading-room",
    ],
)
def test_another_data_set_is_called_by_its_own_words(
    towns: Flask, path: str, language: str
) -> None:
    text = page(towns, path, language)
    words = re.sub(r"<(?!meta)[^>]*>", " ", text)  # names in IRIs stay what they are
    assert "武昌" not in words
    assert not re.search(r"(?<![:/-])wuchang(?!-2023)", words, re.IGNORECASE), path
    assert ("小城" if language == "zh" else "Small Town") in words


def test_same_numbers_show_different_sentences(towns: Flask) -> None:
    ours, theirs = (
        page(towns, f"/doc/report/{name}/1.1.1-s01", "zh") for name in (DEFAULT, SECOND)
    )
    assert "书屋馆藏五万多" in theirs and "书屋馆藏五万多" not in ours
    assert "小城工作报告" in ours and "东岸工作报告" not in ours.partition("<footer")[0]
    assert 'class="verbatim"' in ours and 'class="verbatim"' in theirs
    words = [re.search(r'class="verbatim"[^>]*>(.*?)</p>', one)[1] for one in (ours, theirs)]  # type: ignore[index]
    assert words[0] != words[1]


def test_a_report_speaks_of_its_own_place_without_naming_it(towns: Flask) -> None:
    text = page(towns, f"/read/{SECOND}/1.1", "en").partition('id="1.1.1-s02"')[2]
    assert "Items held" in text and "East Shore" not in text.partition("</li>")[0]
    whole = page(towns, "/doc/id/indicator/items-held", "en")
    assert "East Shore" in whole


def test_lists_and_search_hold_what_a_report_states_or_mentions(
    get: Get, snapshot: Snapshot
) -> None:
    own = snapshot.nodes.of_report(f"{snapshot.base}report/wuhan-2025")
    for path in ("/browse/Statement", "/browse/Thing", "/browse/Passage", "/search?q=武汉"):
        mark = "&" if "?" in path else "?"
        text = get(f"{path}{mark}report=wuhan-2025")
        found = set(re.findall(r'<a class="thing[^"]*" href="/doc/([^"?]+)', text))
        assert found and {snapshot.base + one for one in found} <= own, path
        every = set(re.findall(r'<a class="thing[^"]*" href="/doc/([^"?]+)', get(path)))
        assert not {snapshot.base + one for one in every} <= own, path
    text = get("/browse/Statement?report=wuhan-2025")
    counted = snapshot.nodes.counts(f"{snapshot.base}report/wuhan-2025")
    members = counted[snapshot.names.wk("Statement")]
    assert f"{members:,} " in text and members < snapshot.nodes.count(
        snapshot.names.wk("Statement")
    )
    assert f">{members:,}<" in get("/browse?report=wuhan-2025")
