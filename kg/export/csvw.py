"""Tables as CSV files, and the CSV on the Web metadata that describes them.

Each file begins with a byte order mark: Excel reads Chinese right only with one, and pandas and
CSVW readers skip it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Parts several values of one cell.
SEPARATOR = "; "
METADATA = "csv-metadata.json"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Column:
    """A column with its cells, what it is called in both languages, and what it holds.

    `many` says that a cell may hold several values; `refers` names the table whose ids they are.
    """

    name: str
    zh: str
    en: str
    cells: Sequence[str]
    datatype: str = "string"
    property: str | None = None
    many: bool = False
    refers: str | None = None


@dataclass(frozen=True)
class Table:
    """A table; all columns have as many cells."""

    name: str
    zh: str
    en: str
    columns: Sequence[Column]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


def csv_file(table: Table) -> bytes:
    """The table as CSV by RFC 4180, in UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(zip(*(column.cells for column in table.columns), strict=True))
    return out.getvalue().encode("utf-8-sig")


def metadata(tables: Sequence[Table]) -> bytes:
    """The metadata of the tables' files, for the folder in which they stand."""
    group = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:license": {"@id": _LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tables": [_described(table) for table in tables],
    }
    return json.dumps(group, ensure_ascii=False, indent=1).encode() + b"\n"


def _described(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.columns[0].name == "id":
        schema["primaryKey"] = "id"
        schema["aboutUrl"] = "{+iri}"
    keys = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.refers}.csv", "columnReference": "id"},
        }
        for column in table.columns
        # Readers refuse a key that is empty, or that is one of several in a cell.
        if column.refers and not column.many and all(column.cells)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": table.file, "dc:title": _titles(table), "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    about: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": _titles(column),
        "datatype": column.datatype,
    }
    if column.property:
        about["propertyUrl"] = column.property
    if column.many:
        about["separator"] = SEPARATOR
    return about


def _titles(named: Table | Column) -> list[dict[str, str]]:
    return [
        {"@value": named.zh, "@language": "zh"},
        {"@value": named.en, "@language": "en"},
    ]
