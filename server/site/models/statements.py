"""Statements as values: what a statement says, property by property, and in which passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg import namespaces
from kg.rdf import Literal, NamedNode, Term
from server.repository.views import Reader, Row

# The narrowest class first: a ranking is an observation too.
CLASSES = (
    *("Ranking", "Observation", "Target", "Milestone", "Conferral"),
    *("Distinction", "Measure", "Assessment"),
)
_LABEL = namespaces.PREFIXES["rdfs"] + "label"
_TYPE = namespaces.PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement; `values` are by the names of our properties: subject, value, period."""

    iri: str
    kind: str
    passages: tuple[str, ...]  # their numbers, in the order of the report
    labels: Mapping[str, str]
    values: Mapping[str, tuple[Term, ...]]

    def things(self, name: str) -> list[str]:
        """The IRIs that a property points at."""
        return [term.value for term in self.values.get(name, ()) if isinstance(term, NamedNode)]

    def thing(self, name: str) -> str:
        """The IRI that a property points at, or nothing."""
        return next(iter(self.things(name)), "")

    def code(self, name: str) -> str:
        """The last part of the code that a property points at: estimated."""
        return self.thing(name).rpartition("/")[2]

    def text(self, name: str) -> str:
        """The first literal of a property, or nothing."""
        found = (term.value for term in self.values.get(name, ()) if isinstance(term, Literal))
        return next(iter(sorted(found)), "")

    def texts(self, name: str) -> list[str]:
        """The literals of a property."""
        terms = self.values.get(name, ())
        return sorted(term.value for term in terms if isinstance(term, Literal))

    def number(self, name: str) -> Decimal | None:
        """The number of a property, or None."""
        text = self.text(name)
        return Decimal(text) if text else None

    @property
    def year(self) -> str:
        """The year of its period, deadline or day: 2024 for the first half of 2024."""
        return (self.code("period") or self.text("date") or self.text("deadline"))[:4]

    @property
    def promised(self) -> bool:
        """Whether it is a promise, and not something reached or going on."""
        return self.kind == "Target" or self.code("status") == "promised"


def parse(rows: Iterable[Row], base: str) -> list[Statement]:
    """The statements that rows of statement, property, value and number speak of."""
    prefix = namespaces.rebase(namespaces.PREFIXES["wk"], base)
    types: dict[str, set[str]] = defaultdict(set)
    values: dict[str, dict[str, dict[Term, None]]] = {}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    numbers: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        iri, property_, value = text_of(row["statement"]), text_of(row["property"]), row["value"]
        numbers[iri][text_of(row["number"])] = None
        found = values.setdefault(iri, {})
        if property_ == _LABEL:
            assert isinstance(value, Literal)
            labels[iri][value.language or ""] = value.value
        elif property_ == _TYPE:
            types[iri].add(text_of(value).removeprefix(prefix))
        elif property_.startswith(prefix):
            found.setdefault(property_.removeprefix(prefix), {})[value] = None
    return [
        Statement(
            iri,
            next((name for name in CLASSES if name in types[iri]), "Statement"),
            tuple(numbers[iri]),
            labels[iri],
            {name: tuple(terms) for name, terms in found.items()},
        )
        for iri, found in values.items()
    ]


def text_of(term: Term) -> str:
    """The IRI or the text of a term."""
    assert isinstance(term, NamedNode | Literal)
    return term.value


@dataclass(frozen=True)
class Index:
    """All statements of a build, and where to find those of a thing, of a passage, of a class."""

    all: tuple[Statement, ...]
    by_iri: Mapping[str, Statement]
    by_thing: Mapping[str, tuple[Statement, ...]]
    by_passage: Mapping[str, tuple[Statement, ...]]  # by number

    def of_kind(self, *kinds: str) -> list[Statement]:
        """The statements of these kinds."""
        return [statement for statement in self.all if statement.kind in kinds]


def index(reader: Reader) -> Index:
    """The index of the reader's build; made once for each build."""
    return reader.once(_index)


def _index(reader: Reader) -> Index:
    found = parse(reader.rows("site_statements"), reader.base)
    things: dict[str, list[Statement]] = defaultdict(list)
    passages: dict[str, list[Statement]] = defaultdict(list)
    for statement in found:
        for thing in statement.things("involves"):
            things[thing].append(statement)
        for number in statement.passages:
            passages[number].append(statement)
    return Index(
        tuple(found),
        {statement.iri: statement for statement in found},
        {thing: tuple(some) for thing, some in things.items()},
        {number: tuple(some) for number, some in passages.items()},
    )
