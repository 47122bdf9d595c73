"""Statements with their values by property, and look-ups in the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg import namespaces
from kg.model.index import Index
from kg.model.names import Names
from kg.rdf import Literal, NamedNode, Term

_LABEL = namespaces.PREFIXES["rdfs"] + "label"
_TYPE = namespaces.PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement; the keys of `values` are local names of our properties: subject, period."""

    iri: str
    kind: str
    passages: tuple[str, ...]  # IRIs of the passages that state it
    labels: Mapping[str, str]
    values: Mapping[str, tuple[Term, ...]]

    def resources(self, name: str) -> list[str]:
        """The IRIs among the values of a property."""
        return [term.value for term in self.values.get(name, ()) if isinstance(term, NamedNode)]

    def resource(self, name: str) -> str:
        """The first IRI among the values of a property, or ""."""
        return next(iter(self.resources(name)), "")

    def code(self, name: str) -> str:
        """The local name of the first code of a property: estimated."""
        return self.resource(name).rpartition("/")[2]

    def text(self, name: str) -> str:
        """The first literal of a property, or ""."""
        result = (term.value for term in self.values.get(name, ()) if isinstance(term, Literal))
        return next(iter(sorted(result)), "")

    def texts(self, name: str) -> list[str]:
        """The literals of a property."""
        terms = self.values.get(name, ())
        return sorted(term.value for term in terms if isinstance(term, Literal))

    def number(self, name: str) -> Decimal | None:
        """The number of a property, or None."""
        text = self.text(name)
        return Decimal(text) if text else None

    @property
    def report(self) -> str:
        """The IRI of the report that states it; empty if no passage does."""
        return self.passages[0].rpartition("/")[0] if self.passages else ""

    @property
    def year(self) -> str:
        """The year of its period, deadline or day: 2024 for the first half of 2024."""
        return (self.code("period") or self.text("date") or self.text("deadline"))[:4]

    @property
    def promised(self) -> bool:
        """Whether it is a target, or its status is promised."""
        return self.kind == "Target" or self.code("status") == "promised"


def statement(iri: str, about: Mapping[str, Sequence[Term]], names: Names) -> Statement:
    """A statement from its property values, by the IRI of the property.

    Its kind is its most specific class: a ranking is an observation too.
    """
    wk = names.wk("")
    types = [_text(term) for term in about.get(_TYPE, ())]
    kind = names.vocabulary.narrowest(types, names.wk("Statement"))
    labels = [term for term in about.get(_LABEL, ()) if isinstance(term, Literal)]
    return Statement(
        iri,
        kind.removeprefix(wk),
        tuple(_text(term) for term in about.get(f"{wk}statedIn", ())),
        {label.language or "": label.value for label in labels},
        {
            name.removeprefix(wk): tuple(terms)
            for name, terms in about.items()
            if name.startswith(wk)
        },
    )


@dataclass(frozen=True, slots=True)
class Role:
    """The statements with a given value of one property, which is a local name."""

    property: str
    total: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """The number of statements with a code in one period, and in other periods."""

    code: str
    within: int
    outside: int


def kinds(index: Index, iris: Iterable[str]) -> dict[str, str]:
    """The statements among some IRIs, with the local names of their classes."""
    sql = "SELECT iri, kind FROM statement JOIN node ON id = node WHERE iri IN (…)"
    return dict(index.among(sql, dict.fromkeys(iris)))


def of_kind(index: Index, *wanted: str, report: str = "") -> list[str]:
    """The statements of some kinds, of one report or of all, in the order of the reports."""
    sql = (
        "SELECT id, iri FROM statement JOIN node ON id = node "
        "WHERE ? IN ('', report) AND kind IN (…)"
    )
    return [iri for _, iri in sorted(index.among(sql, wanted, report))]


def of_passages(index: Index, passages: Iterable[str]) -> dict[str, list[str]]:
    """The statements of passages, by passage, in order."""
    sql = "SELECT passage, id, iri FROM statement JOIN node ON id = node WHERE passage IN (…)"
    result: dict[str, list[str]] = {}
    for passage, _, iri in sorted(index.among(sql, dict.fromkeys(passages))):
        result.setdefault(passage, []).append(iri)
    return result


def pointing(
    index: Index,
    target: str,
    role: str = "involves",
    wanted: Sequence[str] = (),
    limit: int | None = None,
    report: str = "",
    offset: int = 0,
) -> tuple[int, list[str]]:
    """The number of statements with a target as value of a property, and some of them.

    `wanted` and `report` restrict kinds and report; of the list, `limit` follow after `offset`.
    """
    where = "target = ? AND property = ? AND ? IN ('', report)"
    if wanted:
        where += f" AND kind IN ({', '.join('?' * len(wanted))})"
    tables, values = "role JOIN statement ON statement.node = role.statement", (report, *wanted)
    row = index.row(f"SELECT count(*) FROM {tables} WHERE {where}", target, role, *values)
    rows = index.rows(
        f"SELECT iri FROM {tables} JOIN node ON node.id = role.statement "
        f"WHERE {where} ORDER BY role.statement LIMIT ? OFFSET ?",
        *(target, role, *values, -1 if limit is None else limit, offset),
    )
    return row[0] if row else 0, [iri for (iri,) in rows]


def by_report(index: Index, target: str, role: str = "involves") -> dict[str, int]:
    """The number of statements with a target as value of a property, by report."""
    sql = (
        "SELECT report, count(*) FROM role JOIN statement ON node = role.statement "
        "WHERE target = ? AND property = ? AND report != '' GROUP BY report ORDER BY report"
    )
    return dict(index.rows(sql, target, role))


def using(
    index: Index, target: str, limit: int | None = None, offset: int = 0, report: str = ""
) -> tuple[int, list[str]]:
    """The number of statements with a target as any value, and `limit` of them after `offset`.

    Of one report, where its IRI is given.
    """
    tables = "role JOIN statement ON statement.node = role.statement"
    where = "target = ? AND ? IN ('', report)"
    row = index.row(
        f"SELECT count(DISTINCT role.statement) FROM {tables} WHERE {where}", target, report
    )
    rows = index.rows(
        f"SELECT DISTINCT iri, id FROM {tables} JOIN node ON id = role.statement "
        f"WHERE {where} ORDER BY id LIMIT ? OFFSET ?",
        *(target, report, -1 if limit is None else limit, offset),
    )
    return row[0] if row else 0, [iri for iri, _ in rows]


def uses(index: Index, codes: Iterable[str], report: str) -> dict[str, int]:
    """The number of statements of a report with each of some codes as any value."""
    sql = (
        "SELECT target, count(DISTINCT role.statement) FROM role "
        "JOIN statement ON statement.node = role.statement "
        "WHERE report = ? AND target IN (…) GROUP BY target"
    )
    return dict(index.among(sql, codes, report))


def stated_in(index: Index, iris: Iterable[str]) -> dict[str, str]:
    """The statements among some IRIs, each with the first passage that states it."""
    sql = "SELECT iri, passage FROM statement JOIN node ON id = node WHERE iri IN (…)"
    return dict(index.among(sql, iris))


def roles(index: Index, target: str, most: int) -> list[Role]:
    """The properties with a target as value, each with its first `most` statements."""
    sql = "SELECT property, count(*) FROM role WHERE target = ? GROUP BY property"
    return [
        Role(name, total, tuple(pointing(index, target, name, limit=most)[1]))
        for name, total in index.rows(sql, target)
    ]


def by_period(
    index: Index, property_: str, codes: Iterable[str], period: str, report: str = ""
) -> list[Use]:
    """The use of codes as values of a property, the most used first.

    Statements without a period, or of other reports than a given one, are not counted.
    """
    sql = (
        "SELECT target, sum(period = ?), sum(period != ?) FROM role "
        "JOIN statement ON node = role.statement "
        "WHERE property = ? AND ? IN ('', report) AND period != '' AND target IN (…) "
        "GROUP BY target"
    )
    result = [Use(*row) for row in index.among(sql, codes, period, period, property_, report)]
    return sorted(result, key=lambda use: (-use.within - use.outside, use.code))


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
