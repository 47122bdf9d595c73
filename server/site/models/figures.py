"""Outcomes beside targets: the figures of one indicator, of one subject, of one kind, in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from server.repository.views import Reader
from server.site.models.statements import Statement, index

_BOUNDS = ("over", "below")  # 跨越1800亿 says less than 1900亿元左右
_SKIPPED = ("number-of-members",)  # says how many a set has, not how things went


@dataclass(frozen=True)
class Comparison:
    """One indicator: what was reached, and what is promised of the same."""

    indicator: str
    subjects: tuple[str, ...]
    kind: str  # the code: level, growth
    outcomes: tuple[Statement, ...]
    targets: tuple[Statement, ...]

    @cached_property
    def first(self) -> Statement:
        """The statement that says most of what the row is about."""
        return (*self.targets, *self.outcomes)[0]

    @cached_property
    def outcome(self) -> Statement | None:
        """The outcome to compare with: it has a number, and that is no mere bound if possible."""
        return _numbered(self.outcomes)

    @cached_property
    def target(self) -> Statement | None:
        """The target to compare with: the first that has a number, else the first."""
        return _numbered(self.targets)

    @cached_property
    def change(self) -> Decimal | None:
        """By how much of the outcome the target is larger; None where they do not compare."""
        if not (self.outcome and self.target) or self.kind in ("rank", "grade"):
            return None
        before = self.outcome.number("normalizedValue")
        after = self.target.number("normalizedValue")
        return (after - before) / before if before and after is not None else None

    @cached_property
    def percent(self) -> bool:
        """Whether the figures are in percent, so that their difference is in points."""
        return self.first.code("unit") == "percent"

    @cached_property
    def section(self) -> str:
        """The section of the report that promises it, else that reports it."""
        return ".".join(self.first.passages[0].split(".")[:2])


def comparisons(reader: Reader) -> tuple[Comparison, ...]:
    """All of them, targets first, in the order of the report; made once for each build."""
    return reader.once(_comparisons)


def compare(statements: Sequence[Statement]) -> list[Comparison]:
    """The figures among the statements, put beside one another."""
    groups: dict[tuple[str, tuple[str, ...], str], list[Statement]] = defaultdict(list)
    for s in statements:
        if s.kind in ("Observation", "Target") and s.code("indicator") not in _SKIPPED:
            key = s.thing("indicator"), tuple(sorted(s.things("subject"))), s.code("kind")
            groups[key].append(s)
    found = [
        Comparison(
            *key,
            tuple(s for s in group if s.kind == "Observation"),
            tuple(s for s in group if s.kind == "Target"),
        )
        for key, group in groups.items()
    ]
    return sorted(found, key=lambda row: _order(row.first.passages[0]))


def _comparisons(reader: Reader) -> tuple[Comparison, ...]:
    rows = compare(index(reader).all)
    return tuple(sorted(rows, key=lambda row: not row.targets))


def _numbered(statements: Sequence[Statement]) -> Statement | None:
    with_number = [s for s in statements if s.number("normalizedValue") is not None]
    return min(with_number, key=lambda s: s.code("comparator") in _BOUNDS, default=None)


def _order(number: str) -> tuple[int, ...]:
    """A passage's number as numbers, so that 3.10 comes after 3.9."""
    return tuple(int(part) for part in number.replace("-s", ".").split("."))
