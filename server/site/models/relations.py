"""Arrows between things, both ways, as facts that a person would say, with their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.http.language import Language
from server.repository.views import Reader
from server.site.models.names import Model, model
from server.site.models.statements import text_of

# What a reader wants to know first; the rest follows by name.
_ORDER = (
    *("partOf", "locatedIn", "memberOf", "branchOf", "liesAlong", "nearTo", "inIndustry"),
    *("focusesOn", "developedBy", "designedBy", "operatedBy", "foundedBy", "ledBy", "leads"),
    *("hostedBy", "hosts", "attractedTo", "headquartersOf", "hasHeadquarters", "reliesOn"),
    *("supports", "supportedBy", "serves", "offers", "uses", "aspiresTo", "implements"),
    *("hasPart", "locationOf", "hasMember", "hasSubIndustry", "attracts", "industryOf"),
)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of a thing, read from its side: `property` is the inverse of what was written."""

    property: str
    other: str
    numbers: tuple[str, ...]  # of the passages that state it; none where the thing's entry does


@dataclass(frozen=True, slots=True)
class Fact:
    """Arrows of one property that the same sentences state: is part of A, B and C."""

    property: str
    others: tuple[str, ...]
    numbers: tuple[str, ...]


def arrows(reader: Reader) -> Mapping[str, tuple[Arrow, ...]]:
    """The stated arrows of each thing, in both directions; made once for each build."""
    return reader.once(_arrows)


def facts(found: Iterable[Arrow], known: Model, language: Language) -> list[Fact]:
    """The arrows of a thing as facts, in the order in which a reader wants them."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for arrow in found:
        groups[arrow.property, arrow.numbers].append(arrow.other)

    def rank(fact: Fact) -> tuple[int, str, tuple[str, ...]]:
        name = known.local(fact.property)
        place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
        return place, name, fact.numbers

    return sorted(
        (
            Fact(property_, tuple(sorted(others, key=lambda o: known.label(o, language))), numbers)
            for (property_, numbers), others in groups.items()
        ),
        key=rank,
    )


def _arrows(reader: Reader) -> Mapping[str, tuple[Arrow, ...]]:
    inverse = model(reader).inverse
    numbers: dict[str, dict[tuple[str, str], dict[str, None]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row in reader.rows("site_arrows"):
        subject, property_ = text_of(row["subject"]), text_of(row["property"])
        other, number = text_of(row["object"]), row.get("number")
        told = {text_of(number): None} if number else {}
        numbers[subject][property_, other].update(told)
        if property_ in inverse:
            numbers[other][inverse[property_], subject].update(told)
    return {
        thing: tuple(Arrow(*arrow, tuple(sorted(told))) for arrow, told in ends.items())
        for thing, ends in numbers.items()
    }
