from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authoring.passages import read_entries, read_tsv, render, update
from kg.authoring.segmentation import Document, segment
from kg.errors import ProblemsFound
from kg.namespaces import DEFAULT_REPORT as REPORT
from kg.rdf import RdfFormat, parse, read

TEXT = "一、去年\n\n湖水变清。鸟儿回来。\n\n二、今年\n\n（一）修路\n\n修路2条。"
GISTS = {"1.0.1-s01": {"zh": "水质好转", "en": "The lake is cleaner"}}


@pytest.fixture
def document() -> Document:
    return segment(TEXT)


@pytest.fixture
def file(tmp_path: Path, document: Document) -> Path:
    path = tmp_path / "passages.ttl"
    path.write_text(render(document, GISTS, REPORT), encoding="utf-8")
    return path


def test_parts_of_the_text_are_nodes_in_order(document: Document) -> None:
    quads = list(parse(render(document, {}, REPORT), RdfFormat.TURTLE))
    about = {
        (quad.subject.value.rpartition("/")[2], quad.predicate.value.rpartition("/")[2]): quad
        for quad in quads
    }
    assert about["2.1.1-s01", "isPartOf"].object.value.endswith("/2.1.1")
    assert about["2.1.1", "isPartOf"].object.value.endswith("/2.1")
    assert about["2.1", "isPartOf"].object.value.endswith("/2")
    assert about["2", "isPartOf"].object.value.endswith("report/wuchang-2023")
    assert about["2.1.1-s01", "position"].object.value == "3"
    start, end = (int(about["2.1.1-s01", edge].object.value) for edge in ("start", "end"))
    assert document.text[start:end] == "修路2条。"
    assert ("2.1", "label") not in about


def test_update_is_deterministic_and_keeps_gists(file: Path, document: Document) -> None:
    before = file.read_text(encoding="utf-8")
    assert update(file, document, REPORT) == 2
    assert file.read_text(encoding="utf-8") == before
    assert read_entries(read(file), REPORT)["1.0.1-s01"].gists == GISTS["1.0.1-s01"]


def test_gists_of_a_table_replace_those_of_the_file(
    file: Path, document: Document, tmp_path: Path
) -> None:
    table = tmp_path / "gists.tsv"
    table.write_text('number\tzh\ten\n1.0.1-s01\t清“了”\tSaid \\ "clear"\n', encoding="utf-8")
    update(file, document, REPORT, {"gists.tsv": read_tsv(table)})
    assert read_entries(read(file), REPORT)["1.0.1-s01"].gists == {
        "zh": "清“了”",
        "en": 'Said \\ "clear"',
    }


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1))
def test_any_gist_is_read_back(gist: str) -> None:
    document = segment("甲。")
    turtle = render(document, {"0.0.1-s01": {"zh": gist}}, REPORT)
    assert read_entries(parse(turtle, RdfFormat.TURTLE), REPORT)["0.0.1-s01"].gists == {"zh": gist}


@pytest.mark.parametrize("row", ["1.0.1-s01\t只有中文", "1.0.1-s01\t\tOnly English", "甲"])
def test_a_row_that_is_not_three_cells(
    file: Path, document: Document, tmp_path: Path, row: str
) -> None:
    table = tmp_path / "gists.tsv"
    table.write_text(f"{row}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"gists\.tsv:1: .*not three cells"):
        update(file, document, REPORT, {"gists.tsv": read_tsv(table)})


def test_a_gist_for_no_passage(file: Path, document: Document, tmp_path: Path) -> None:
    table = tmp_path / "gists.tsv"
    table.write_text("9.9.9-s01\t甲\ta\n", encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"9\.9\.9-s01: no such passage"):
        update(file, document, REPORT, {"gists.tsv": read_tsv(table)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("变清", "更清"), "r:1.0.1-s01: the sentence has changed"),
        (TEXT.replace("鸟儿回来。", ""), "r:1.0.1-s02: the report has no such sentence"),
        (TEXT.replace("湖水", "天晴。湖水"), "its sentence is now 1.0.1-s02"),
    ],
)
def test_a_passage_that_no_longer_fits_is_reported(file: Path, text: str, said: str) -> None:
    before = file.read_text(encoding="utf-8")
    with pytest.raises(ProblemsFound, match=said):
        update(file, segment(text), REPORT)
    assert file.read_text(encoding="utf-8") == before
    update(file, segment(text), REPORT, accept=True)
    update(file, segment(text), REPORT)


def test_nothing_else_written_in_the_file_is_lost(file: Path, document: Document) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write("r:1.0.1-s01 wk:notEncoded <https://w3id.org/wuchang-kg/code/reason/idiom> .\n")
    with pytest.raises(ProblemsFound, match="notEncoded> would be lost"):
        update(file, document, REPORT, accept=True)
