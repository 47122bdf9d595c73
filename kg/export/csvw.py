"""Tables for spreadsheets, and their CSV on the Web metadata.

Things have prefixed names, place:wuhan, and labels in further columns. A table has a column for
each property of any of its rows. Each file begins with a byte order mark, which Excel needs for
Chinese; pandas and CSVW readers skip it.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg import namespaces
from kg.model.dataset import DataSet
from kg.model.records import Records
from kg.rdf import Literal, identifier

# Separates the values in a cell.
SEPARATOR = "; "
METADATA = "csv-metadata.json"
# The tables of statements: file name and class.
_STATEMENTS = {
    "observations": "wk:Observation",
    "targets": "wk:Target",
    "milestones": "wk:Milestone",
    "measures": "wk:Measure",
    "conferrals": "wk:Conferral",
    "distinctions": "wk:Distinction",
    "assessments": "wk:Assessment",
}
# Properties with a column of their own, or that repeat another one.
_LEFT = {
    *("rdf:type", "rdfs:label", "wk:statedIn", "wk:involves", "prov:hadPrimarySource"),
    *("sdmx-measure:obsValue", "schema:minValue", "schema:maxValue", "skos:inScheme"),
    *("wk:labelZh", "wk:labelEn", "wk:mostSpecificClass"),
}
# The first columns, in order; the others follow by name.
_FIRST = (
    *("wk:subject", "wk:actor", "wk:recipient", "wk:indicator", "wk:object", "wk:honour"),
    *("wk:stage", "wk:value", "wk:unit", "wk:kind", "wk:period", "wk:status", "wk:commitment"),
)
_DATATYPES = {"integer", "decimal", "date"}


@dataclass(frozen=True)
class Column:
    """A column: its cells, its label in both languages, and metadata.

    `many` is true if a cell may have several values; `refers` is the table whose ids they are.
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
    """A table, whose columns have equal numbers of cells."""

    name: str
    zh: str
    en: str
    columns: Sequence[Column]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


def tables(records: Records) -> list[Table]:
    """All tables, in reading order."""
    make = _Maker(records)
    return [
        make.entities(),
        make.relations(),
        *(make.statements(name, cls) for name, cls in _STATEMENTS.items()),
        make.passages(),
        make.codes(),
    ]


def csv_file(table: Table) -> bytes:
    """The table as CSV by RFC 4180, in UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(zip(*(column.cells for column in table.columns), strict=True))
    return out.getvalue().encode("utf-8-sig")


def metadata(tables: Sequence[Table], dataset: DataSet) -> bytes:
    """The metadata of the tables, for the folder of their files."""
    group = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": _titles(dataset.title["zh"], dataset.title["en"]),
        "dc:license": {"@id": dataset.licence},
        "dc:source": [{"@id": one.iri} for one in dataset.in_order()],
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tables": [_table_metadata(table) for table in tables],
    }
    return json.dumps(group, ensure_ascii=False, indent=1).encode() + b"\n"


class _Maker:
    """Makes tables from records."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.names = records.names
        self.things = set(records.members("wk:Thing"))

    def entities(self) -> Table:
        things = sorted(self.things)
        about = self.records.about
        literals = {
            p
            for iri in things
            for p, values in about[iri].items()
            if isinstance(values[0], Literal)
        }
        degrees = Counter(end for s, _, o in self.records.stated for end in (s, o))
        statements = [str(len(self.records.values(iri, "wk:hasStatement"))) for iri in things]
        columns = [
            *self.head(things),
            Column("kind", "大类", "kind", [self.kind(iri) for iri in things]),
            *self.properties(things, literals),
            self.passages_of(things, "wk:mentionedIn"),
            Column(
                "relations", "关系数", "relations", [str(degrees[i]) for i in things], "integer"
            ),
            Column("statements", "陈述数", "statements", statements, "integer"),
        ]
        return Table("entities", "事物", "things", columns)

    def relations(self) -> Table:
        sources, relations, targets = ([[r[end]] for r in self.records.stated] for end in range(3))
        columns = [
            *self.reference("subject", "主体", "subject", sources, "entities"),
            *self.reference("relation", "关系", "relation", relations),
            *self.reference("object", "客体", "object", targets, "entities"),
            _column("passages", "所在句段", "passages", self.records.stated.values()),
        ]
        return Table("relations", "关系", "relations", columns)

    def statements(self, name: str, cls: str) -> Table:
        members = self.records.members(cls)
        columns = [
            *self.head(members),
            self.passages_of(members, "wk:statedIn"),
            *self.properties(members, self.used(members)),
        ]
        iri = self.records.iri(cls)
        return Table(name, self.names.label(iri, "zh"), self.names.label(iri, "en"), columns)

    def passages(self) -> Table:
        members = self.records.members("wk:Passage")
        counts = [
            [str(len(self.records.values(iri, p))) for iri in members]
            for p in ("wk:states", "wk:mentions")
        ]
        columns = [
            *self.head(members),
            *self.properties(members, self.used(members) - self.iris("wk:states", "wk:mentions")),
            Column("statements", "陈述数", "statements", counts[0], "integer"),
            Column("things", "事物数", "things", counts[1], "integer"),
        ]
        return Table("passages", "句段", "passages", columns)

    def codes(self) -> Table:
        in_scheme = self.records.iri("skos:inScheme")
        members = sorted(iri for iri, about in self.records.about.items() if in_scheme in about)
        schemes = [
            [identifier(term) for term in self.records.values(i, "skos:inScheme")] for i in members
        ]
        columns = [
            *self.head(members),
            *self.reference("list", "代码表", "code list", schemes),
            *self.properties(members, self.used(members)),
        ]
        return Table("codes", "代码", "codes", columns)

    def head(self, members: Sequence[str]) -> list[Column]:
        """The first columns of every table of nodes."""
        names = self.names
        return [
            Column("id", "标识", "identifier", [names.short(iri) for iri in members]),
            Column("iri", "网址", "IRI", members, "anyURI"),
            Column(
                "label_zh", "中文名称", "Chinese label", [names.label(i, "zh") for i in members]
            ),
            Column(
                "label_en", "英文名称", "English label", [names.label(i, "en") for i in members]
            ),
            _column("class", "类", "class", [map(names.local, names.classes(i)) for i in members]),
        ]

    def properties(self, members: Sequence[str], used: Iterable[str]) -> list[Column]:
        """The columns of properties, those of `_FIRST` first."""
        order = {self.records.iri(name): place for place, name in enumerate(_FIRST)}
        used = set(used) - self.iris(*_LEFT)
        return [
            column
            for p in sorted(used, key=lambda p: (order.get(p, len(order)), self.names.local(p)))
            for column in self.property(members, p)
        ]

    def property(self, members: Sequence[str], p: str) -> list[Column]:
        """The columns of one property: for each language, or ids and labels, or values."""
        names = self.names
        local, zh, en = names.local(p), names.label(p, "zh"), names.label(p, "en")
        held = [self.records.about[iri].get(p, ()) for iri in members]
        terms = [term for values in held for term in values]
        literals = [term for term in terms if isinstance(term, Literal)]
        if not literals:
            refers = "entities" if {identifier(term) for term in terms} <= self.things else None
            return self.reference(
                local, zh, en, [list(map(identifier, v)) for v in held], refers, p
            )
        columns = []
        for tag in sorted({term.language or "" for term in literals}, reverse=True):
            cells = [
                [t.value for t in values if isinstance(t, Literal) and (t.language or "") == tag]
                for values in held
            ]
            name = f"{local}_{tag}" if tag else local
            columns.append(_column(name, zh, en, cells, _datatype(literals), p))
        return columns

    def reference(
        self,
        name: str,
        zh: str,
        en: str,
        held: Sequence[Sequence[str]],
        refers: str | None = None,
        p: str | None = None,
    ) -> list[Column]:
        """The columns of nodes: ids, and labels in both languages.

        In labels, the separator of values is replaced by a comma.
        """
        ids = _column(
            name, zh, en, [map(self.names.short, iris) for iris in held], "string", p, refers
        )
        labels = [
            _column(
                f"{name}_{tag}",
                zh,
                en,
                [
                    [self.names.label(i, tag).replace(SEPARATOR, ", ") for i in iris]
                    for iris in held
                ],
            )
            for tag in ("zh", "en")
        ]
        return [ids, *labels]

    def passages_of(self, members: Sequence[str], p: str) -> Column:
        """The column of the passages that state or mention the members."""
        held = [
            [self.names.reference(identifier(t)) for t in self.records.values(i, p)]
            for i in members
        ]
        return _column("passages", "所在句段", "passages", held)

    def used(self, members: Sequence[str]) -> set[str]:
        return {p for iri in members for p in self.records.about[iri]}

    def kind(self, iri: str) -> str:
        return self.names.kind(next(iter(self.names.classes(iri)), ""))

    def iris(self, *names: str) -> set[str]:
        return {self.records.iri(name) for name in names}


def _column(
    name: str,
    zh: str,
    en: str,
    held: Iterable[Iterable[str]],
    datatype: str = "string",
    p: str | None = None,
    refers: str | None = None,
) -> Column:
    """A column from the values of each cell."""
    cells = [list(values) for values in held]
    many = any(len(values) > 1 for values in cells)
    return Column(name, zh, en, [SEPARATOR.join(v) for v in cells], datatype, p, many, refers)


def _datatype(literals: Iterable[Literal]) -> str:
    """The common datatype of literals."""
    result = {
        namespaces.compact(literal.datatype.value).removeprefix("xsd:") for literal in literals
    }
    if result == {"integer", "decimal"}:
        return "decimal"
    return result.pop() if len(result) == 1 and result <= _DATATYPES else "string"


def _table_metadata(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column_metadata(column) for column in table.columns]}
    if table.columns[0].name == "id":
        schema["primaryKey"] = "id"
        schema["aboutUrl"] = "{+iri}"
    keys = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.refers}.csv", "columnReference": "id"},
        }
        for column in table.columns
        # Readers reject empty keys, and keys in cells with several values.
        if column.refers and not column.many and all(column.cells)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": table.file, "dc:title": _titles(table.zh, table.en), "tableSchema": schema}


def _column_metadata(column: Column) -> dict[str, Any]:
    about: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": _titles(column.zh, column.en),
        "datatype": column.datatype,
    }
    if column.property:
        about["propertyUrl"] = column.property
    if column.many:
        about["separator"] = SEPARATOR
    return about


def _titles(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]
