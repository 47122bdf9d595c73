"""Comparison of outcomes and targets with the same indicator, subjects and kind of value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kg.model.index import Index, Row
from kg.model.statements import Statement

FIGURES = ("Observation", "Target")  # kinds of statements that are compared
_BOUNDS = ("over", "below")  # 跨越1800亿 is less exact than 1900亿元左右
_SKIPPED = ("number-of-members",)  # the size of a set is no outcome


@dataclass(frozen=True)
class Comparison:
    """The outcomes and the targets of one report for one indicator."""

    report: str
    indicator: str
    subjects: tuple[str, ...]
    kind: str  # the code: level, growth
    outcomes: tuple[Statement, ...]
    targets: tuple[Statement, ...]

    @cached_property
    def first(self) -> Statement:
        """The statement that represents the comparison."""
        return (*self.targets, *self.outcomes)[0]

    @cached_property
    def told(self) -> tuple[Statement, ...]:
        """The outcomes, without those that only word another of them less exactly."""
        own = {s.iri for s in self.outcomes}
        return tuple(s for s in self.outcomes if not own & {*s.resources("wordingOf")})

    @cached_property
    def outcome(self) -> Statement | None:
        """The outcome to compare: one with a number, preferably not only a bound."""
        return _numbered(self.outcomes)

    @cached_property
    def target(self) -> Statement | None:
        """The target to compare: one with a number, preferably not only a bound."""
        return _numbered(self.targets)

    @cached_property
    def change(self) -> Decimal | None:
        """The relative change from outcome to target; None if they are not comparable."""
        if not (self.outcome and self.target) or self.kind in ("rank", "grade"):
            return None
        before = self.outcome.number("normalizedValue")
        after = self.target.number("normalizedValue")
        return (after - before) / before if before and after is not None else None

    @cached_property
    def percent(self) -> bool:
        """Whether the figures are in percent, so that their difference is in points."""
        return self.first.code("unit") == "percent"


@dataclass(frozen=True, slots=True)
class Entry:
    """The keys by which comparisons are filtered and sorted; `statements` are IRIs of figures.

    `report` is the IRI of the report; `section` that of the target, else of the outcome;
    `commitment` is the code of the first target.
    """

    report: str
    indicator: str
    kind: str
    section: str
    targets: int
    outcomes: int
    change: Decimal | None
    commitment: str
    deadline: str
    statements: tuple[str, ...]


def compare(statements: Sequence[Statement]) -> list[Comparison]:
    """The comparisons of the figures among the statements."""
    groups: dict[tuple[str, str, tuple[str, ...], str], list[Statement]] = defaultdict(list)
    for s in statements:
        if s.kind in FIGURES and s.code("indicator") not in _SKIPPED:
            subjects = tuple(sorted(s.resources("subject")))
            groups[s.report, s.resource("indicator"), subjects, s.code("kind")].append(s)
    rank: dict[str, int] = {}
    for n, s in enumerate(statements):
        rank.setdefault(s.passages[0], n)
    result = [
        Comparison(
            *key,
            tuple(s for s in group if s.kind == "Observation"),
            tuple(s for s in group if s.kind == "Target"),
        )
        for key, group in groups.items()
    ]
    return sorted(result, key=lambda row: rank[row.first.passages[0]])


def entries(index: Index, report: str = "") -> list[Entry]:
    """The comparisons of a report or of all, those with targets first, in text order."""
    members = index.rows(
        "SELECT comparison, statement, iri FROM figure JOIN comparison "
        "ON comparison.id = comparison JOIN node ON node.id = statement WHERE ? IN ('', report)",
        report,
    )
    rows = index.rows("SELECT * FROM comparison WHERE ? IN ('', report) ORDER BY id", report)
    return _entries(rows, members)


def entries_of(index: Index, numbers: Sequence[int]) -> list[Entry]:
    """The comparisons with these numbers in the index, in their order."""
    members = index.among(
        "SELECT comparison, statement, iri FROM figure JOIN node ON node.id = statement "
        "WHERE comparison IN (…)",
        numbers,
    )
    rows = index.among("SELECT * FROM comparison WHERE id IN (…)", numbers)
    return _entries(sorted(rows, key=lambda row: numbers.index(row[0])), members)


def changes_about(index: Index, thing: str) -> list[tuple[int, str]]:
    """The comparisons of figures about a thing that have a change: their numbers and reports."""
    sql = (
        "SELECT DISTINCT comparison.id, comparison.report FROM role "
        "JOIN figure ON figure.statement = role.statement "
        "JOIN comparison ON comparison.id = figure.comparison "
        "WHERE target = ? AND property = 'involves' AND change IS NOT NULL ORDER BY comparison.id"
    )
    return [(number, report) for number, report in index.rows(sql, thing)]


def _entries(rows: Iterable[Row], members: Iterable[Row]) -> list[Entry]:
    """The comparisons that rows of the index hold; a member is a number, its order and its IRI."""
    statements: dict[int, list[str]] = defaultdict(list)
    for comparison, _, iri in sorted(members):
        statements[comparison].append(iri)
    result = []
    for number, *facts, change, firm, due in rows:
        own, indicator, kind, section, targets, outcomes = facts
        ratio = Decimal(change) if change else None
        sides = section, targets, outcomes, ratio
        result.append(Entry(own, indicator, kind, *sides, firm, due, tuple(statements[number])))
    return result


def _numbered(statements: Sequence[Statement]) -> Statement | None:
    with_number = [s for s in statements if s.number("normalizedValue") is not None]
    return min(with_number, key=lambda s: s.code("comparator") in _BOUNDS, default=None)
