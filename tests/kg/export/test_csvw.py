"""The tables: everything is in them, and spreadsheets and CSVW readers take them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pytest
from csvw import CSVW

from kg.export import csvw
from kg.export.csvw import Column, Table, tables
from kg.model.records import Records
from kg.namespaces import expand
from tests.conftest import Built

BOM = b"\xef\xbb\xbf"
STATEMENTS = (
    *("observations", "targets", "milestones", "measures"),
    *("conferrals", "distinctions", "assessments"),
)


def read(dumps: Path, name: str) -> pandas.DataFrame:
    """The two lines of the documentation."""
    return pandas.read_csv(dumps / f"{name}.csv")


def test_pandas_reads_each_in_two_lines(dumps: Path, known: Records) -> None:
    for path in dumps.glob("*.csv"):
        table = pandas.read_csv(path)
        assert len(table) > 0 and not table.columns[0].startswith("\ufeff")
    targets = read(dumps, "targets")
    assert set(targets["iri"]) == set(known.members("wk:Target"))
    assert targets["value"].dtype == "float64"
    row = targets[targets["id"] == "st:2.0.3-s01-budget-revenue"].iloc[0]
    assert row["indicator"] == "indicator:general-public-budget-revenue"
    assert row["period_zh"] == "2024年"


def test_excel_finds_the_mark_by_which_it_knows_chinese(dumps: Path) -> None:
    for path in dumps.glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(BOM) and data.count(BOM) == 1


def test_no_cell_is_taken_for_a_formula(known: Records) -> None:
    cells = [
        cell
        for table in tables(known)
        for column in table.columns
        if column.datatype == "string"
        for cell in column.cells
    ]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_metadata_is_valid_and_the_tables_fit_it(dumps: Path) -> None:
    described = CSVW(str(dumps / csvw.METADATA), validate=True)
    assert described.is_valid, [str(warning.message) for warning in described.warnings]
    assert len(described.tables) == len(list(dumps.glob("*.csv")))


def test_the_metadata_finds_a_code_that_is_there_twice(dumps: Path, tmp_path: Path) -> None:
    for path in [*dumps.glob("*.csv"), dumps / csvw.METADATA]:
        data = path.read_bytes()
        if path.name == "codes.csv":
            data = data.replace(b"topic:finance,", b"topic:health,", 1)
        (tmp_path / path.name).write_bytes(data)
    with pytest.raises(ValueError, match="duplicate primary key: topic:health"):
        _ = CSVW(str(tmp_path / csvw.METADATA), validate=True).is_valid


def test_every_thing_statement_and_sentence_has_its_row(known: Records) -> None:
    rows = {table.name: set(table.columns[1].cells) for table in tables(known)}
    assert rows["entities"] == set(known.members("wk:Thing"))
    assert rows["passages"] == set(known.members("wk:Passage"))
    assert set().union(*(rows[name] for name in STATEMENTS)) == set(known.members("wk:Statement"))


def test_every_value_of_a_statement_is_in_its_row(known: Records) -> None:
    left = {"type", "label", "involves", "hadPrimarySource", "obsValue", "statedIn"}
    left |= {"minValue", "maxValue"}  # of schema.org; ours have the same names
    left |= {"phrase"}  # what the label is made from
    left |= {"labelZh", "labelEn", "mostSpecificClass"}  # columns zh and en, and the table itself
    for table in tables(known):
        if table.name not in STATEMENTS:
            continue
        columns = {column.name for column in table.columns}
        used = {
            known.names.local(p) for iri in table.columns[1].cells for p in known.about[iri]
        } - left
        assert used <= columns


def test_the_relations_are_what_is_stated(known: Records, dumps: Path) -> None:
    relations = read(dumps, "relations")
    assert len(relations) == len(known.stated)
    corridor = relations[relations["subject"] == "project:shuchuang-yungu"]
    row = corridor[corridor["relation"] == "wk:partOf"].iloc[0]
    assert row["object"] == "place:binjiang-digital-corridor"
    assert row["passages"].split(csvw.SEPARATOR)[0] == "1.2.2-s03"


def test_sentences_of_another_report_are_named_with_it(dumps: Path) -> None:
    targets = read(dumps, "targets")
    ours = targets[targets["inReport"].str.endswith("wuchang-2023")]["passages"]
    assert len(ours) and not ours.str.contains("/").any()
    theirs = targets[targets["inReport"].str.endswith("wuhan-2025")]["passages"]
    assert len(theirs) and all(one.startswith("wuhan-2025/") for one in theirs)


def test_titles_are_in_both_languages(known: Records, built: Built) -> None:
    dataset = built.manifest.dataset
    group = json.loads(csvw.metadata(tables(known), dataset))
    assert group["dc:license"] == {"@id": dataset.licence}
    assert {one["@id"] for one in group["dc:source"]} == {
        report.iri for report in dataset.reports.values()
    }
    assert [title["@value"] for title in group["dc:title"]] == list(dataset.title.values())
    for table in group["tables"]:
        for described in (table, *table["tableSchema"]["columns"]):
            assert [title["@language"] for title in described["dc:title"]] == ["zh", "en"]


def test_several_values_are_parted_and_declared(known: Records) -> None:
    table = next(table for table in tables(known) if table.name == "measures")
    objects = next(column for column in table.columns if column.name == "object")
    place = next(i for i, cell in enumerate(objects.cells) if csvw.SEPARATOR in cell)
    iri = table.columns[1].cells[place]
    names = [known.names.short(str(term.value)) for term in known.values(iri, "wk:object")]
    assert objects.many and objects.cells[place].split(csvw.SEPARATOR) == names
    assert objects.property == expand("wk:object")


def test_no_value_holds_the_separator(known: Records) -> None:
    for table in tables(known):
        cells = {column.name: column.cells for column in table.columns}
        for name in cells:
            for label in (f"{name}_zh", f"{name}_en"):
                counts = [cell.count(csvw.SEPARATOR) for cell in cells.get(label, cells[name])]
                assert counts == [cell.count(csvw.SEPARATOR) for cell in cells[name]], label


def test_an_empty_table_is_written() -> None:
    table = Table("none", "无", "none", [Column("id", "标识", "identifier", [])])
    assert csvw.csv_file(table) == BOM + b"id\r\n"
