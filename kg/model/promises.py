"""Promises and the verdicts on them: selection, counts and lists from the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model.index import Index
from kg.model.statements import Statement

KINDS = ("Target", "Milestone", "Measure")  # the kinds of statements that can be promises
UNDECIDED = "undecided"  # instead of a state: there is no verdict
_TABLES = "promise JOIN node ON node.id = promise.node"
_CURRENT = "verdict.promise = promise.node AND NOT superseded"


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter for promises: all fields that are not empty must match. Values are IRIs.

    `planned` is the period that the report plans for, `thing` anything the promise involves, `due`
    a day like 2024-12-31, and `state` may be UNDECIDED.
    """

    report: str = ""
    place: str = ""
    planned: str = ""
    topic: str = ""
    thing: str = ""
    due: str = ""
    state: str = ""
    specificity: str = ""
    uptake: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on a promise, with codes as IRIs; `report` is the later report, or empty.

    `words` are the later statements that it rests on. `superseded` is true if the verdict of a
    later report of the same place counts instead.
    """

    iri: str
    promise: str
    state: str
    finding: str
    rule: str
    report: str
    provisional: bool
    cited: bool
    own: bool
    superseded: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of promises, in all and by code.

    A promise counts once for each state of its verdicts that are not superseded.
    """

    total: int
    states: Mapping[str, int]
    specificities: Mapping[str, int]
    uptakes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of promises: a promise, a verdict and a later statement.

    Missing values are empty. `passage` and `later_passage` are IRIs.
    """

    promise: str
    kind: str
    report: str
    passage: str
    due: str
    specificity: str
    uptake: str
    state: str
    finding: str
    rule: str
    verdict: str
    provisional: bool
    cited: bool
    own: bool
    later_report: str
    later: str
    later_passage: str


def is_one(s: Statement) -> bool:
    """Whether a statement is a promise, and not another wording of one."""
    return s.kind in KINDS and s.promised and not s.resources("wordingOf")


def counts(index: Index, choice: Choice) -> Counts:
    """Counts of the promises of a choice, whose state, specificity and uptake are ignored."""
    where, values = _where(choice, coded=False)
    row = index.row(f"SELECT count(*) FROM promise WHERE {where}", *values)
    states = index.rows(
        f"SELECT state, count(DISTINCT promise.node) FROM promise LEFT JOIN verdict ON {_CURRENT} "
        f"WHERE {where} GROUP BY state",
        *values,
    )
    coded: dict[str, dict[str, int]] = {
        name: dict(
            index.rows(
                f"SELECT {name}, count(*) FROM promise WHERE {where} AND {name} != '' GROUP BY 1",
                *values,
            )
        )
        for name in ("specificity", "uptake")
    }
    result = {state or UNDECIDED: number for state, number in states}
    return Counts(row[0] if row else 0, result, coded["specificity"], coded["uptake"])


def promised(
    index: Index, choice: Choice, limit: int = -1, offset: int = 0
) -> tuple[int, list[str]]:
    """The number of promises of a choice, and some of them, by state, then in report order."""
    where, values = _where(choice)
    row = index.row(f"SELECT count(*) FROM promise WHERE {where}", *values)
    rows = index.rows(
        f"SELECT iri FROM {_TABLES} WHERE {where} ORDER BY {_rank()}, node.id LIMIT ? OFFSET ?",
        *(*values, limit, offset),
    )
    return row[0] if row else 0, [iri for (iri,) in rows]


def lines(index: Index, choice: Choice) -> Iterator[Line]:
    """The promises of a choice as a table, in the order of `promised`."""
    where, values = _where(choice)
    rows = index.rows(
        "SELECT node.iri, promise.kind, promise.report, stated.passage, due, specificity, uptake, "
        "ifnull(state, ''), ifnull(finding, ''), ifnull(rule, ''), ifnull(verdict.iri, ''), "
        "ifnull(provisional, 0), ifnull(cited, 0), ifnull(own, 0), ifnull(verdict.report, ''), "
        "ifnull(later.iri, ''), ifnull(said.passage, '') "
        f"FROM {_TABLES} JOIN statement AS stated ON stated.node = promise.node "
        f"LEFT JOIN verdict ON {_CURRENT} LEFT JOIN word ON word.verdict = verdict.id "
        "LEFT JOIN node AS later ON later.id = word.statement "
        "LEFT JOIN statement AS said ON said.node = word.statement "
        f"WHERE {where} ORDER BY {_rank()}, node.id, verdict.rank, verdict.id, later.id",
        *values,
    )
    for row in rows:
        flags = [bool(one) for one in row[11:14]]
        yield Line(*row[:11], *flags, *row[14:])


def verdicts(index: Index, promises: Iterable[str]) -> dict[str, list[Verdict]]:
    """The verdicts on promises, by promise: superseded ones last, then by state."""
    sql = (
        "SELECT node.iri, verdict.* FROM verdict JOIN node ON node.id = promise "
        "WHERE node.iri IN (…)"
    )
    rows = sorted(
        index.among(sql, dict.fromkeys(promises)), key=lambda row: (row[-1], row[5], row[1])
    )
    sql = "SELECT verdict, iri FROM word JOIN node ON id = statement WHERE verdict IN (…)"
    words: dict[int, list[str]] = {}
    for verdict, iri in sorted(index.among(sql, [row[1] for row in rows])):
        words.setdefault(verdict, []).append(iri)
    result: dict[str, list[Verdict]] = {}
    for promise, number, _, iri, state, _, finding, rule, report, *flags in rows:
        given, cited, own, superseded = map(bool, flags)
        says = tuple(words.get(number, ()))
        codes = iri, promise, state, finding, rule, report
        one = Verdict(*codes, given, cited, own, superseded, says)
        result.setdefault(promise, []).append(one)
    return result


def reports(index: Index) -> set[str]:
    """The IRIs of reports with promises."""
    return {iri for (iri,) in index.rows("SELECT DISTINCT report FROM promise")}


def dues(index: Index, choice: Choice) -> list[str]:
    """The due dates of the promises of a choice, whose own `due` is ignored."""
    where, values = _where(choice, coded=False, due=False)
    sql = f"SELECT DISTINCT due FROM promise WHERE {where} AND due != '' ORDER BY due"
    return [day for (day,) in index.rows(sql, *values)]


def comparable(index: Index, report: str, never: Sequence[str], commitment: str = "") -> int:
    """How many promises of a report have none of the states `never`.

    Where a `commitment` is given, only those of it are counted. All are IRIs.
    """
    marks = ", ".join("?" * len(never))
    states = f"SELECT 1 FROM verdict WHERE {_CURRENT} AND state IN ({marks})"
    sql = f"SELECT count(*) FROM promise WHERE report = ? AND NOT EXISTS ({states})"
    values = [report, *never]
    if commitment:
        sql += f" AND {_pointing('commitment')}"
        values.append(commitment)
    return sum(number for (number,) in index.rows(sql, *values))


def _rank() -> str:
    """The rank of the best state of a promise; 99 without a state."""
    return f"ifnull((SELECT min(rank) FROM verdict WHERE {_CURRENT}), 99)"


def _where(choice: Choice, *, coded: bool = True, due: bool = True) -> tuple[str, list[str]]:
    """The SQL condition on table promise, with its values."""
    result: dict[str, str] = {
        "promise.report = ?": choice.report,
        "place = ?": choice.place,
        "planned = ?": choice.planned,
        _pointing("topic"): choice.topic,
        _pointing("involves"): choice.thing,
    }
    if due:
        result["due = ?"] = choice.due
    if coded:
        result |= {"specificity = ?": choice.specificity, "uptake = ?": choice.uptake}
        held = f"EXISTS (SELECT 1 FROM verdict WHERE {_CURRENT}"
        if choice.state == UNDECIDED:
            result[f"NOT {held}) AND ? != ''"] = choice.state
        else:
            result[f"{held} AND state = ?)"] = choice.state
    given = {condition: value for condition, value in result.items() if value}
    return " AND ".join(given) or "1", [*given.values()]


def _pointing(property_: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM role WHERE role.target = ? "
        f"AND role.property = '{property_}' AND role.statement = promise.node)"
    )
