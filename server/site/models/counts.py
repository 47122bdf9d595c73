"""How many members each class has, and which codes each code list holds, for each build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from server.repository.views import Reader
from server.site.models.names import model
from server.site.models.statements import text_of


@dataclass(frozen=True, slots=True)
class Counts:
    """Members by class, codes by scheme, both in a sensible order; uses by property."""

    classes: Mapping[str, int]
    schemes: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, int]

    def below(self, reader: Reader, name: str) -> list[tuple[str, int]]:
        """The classes directly below the class of that name that have members."""
        known = model(reader)
        wanted = known.wk(name)
        return [
            (cls, count)
            for cls, count in self.classes.items()
            if count and wanted in known.parents.get(cls, ())
        ]


def counts(reader: Reader) -> Counts:
    """The counts of the reader's build."""
    return reader.once(_counts)


def _counts(reader: Reader) -> Counts:
    schemes: dict[str, list[str]] = defaultdict(list)
    for row in reader.rows("schema_codes"):
        schemes[text_of(row["scheme"])].append(text_of(row["code"]))
    return Counts(
        _by(reader, "schema_classes", "class"),
        {scheme: tuple(dict.fromkeys(codes)) for scheme, codes in schemes.items()},
        _by(reader, "schema_properties", "property"),
    )


def _by(reader: Reader, view: str, name: str) -> dict[str, int]:
    return {text_of(row[name]): int(text_of(row["count"])) for row in reader.rows(view)}
