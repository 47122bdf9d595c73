"""Relations between things in both directions, as facts in words, with their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model.names import Names
from kg.rdf import NamedNode
from server.http.language import Language
from server.repository.snapshot import Snapshot, text_of
from server.site.wording.english import conjugated, plural

# Shown first; the rest follows by name.
_ORDER = (
    *("partOf", "locatedIn", "memberOf", "branchOf", "liesAlong", "nearTo", "inIndustry"),
    *("focusesOn", "designedBy", "operatedBy", "foundedBy", "ledBy", "leads"),
    *("hostedBy", "hosts", "attractedTo", "headquartersOf", "hasHeadquarters", "reliesOn"),
    *("supports", "supportedBy", "serves", "offers", "uses", "aspiresTo", "implements"),
    *("hasPart", "locationOf", "hasMember", "hasSubIndustry", "attracts", "industryOf"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a thing, read from its side: as written, or the inverse of what was."""

    property: str
    other: str
    passages: tuple[str, ...]  # that state it; none where the thing's own entry does


@dataclass(frozen=True, slots=True)
class Fact:
    """Relations of one property that the same passages state: is part of A, B and C."""

    property: str
    others: tuple[str, ...]
    passages: tuple[str, ...]


def relations(snapshot: Snapshot, thing: str, report: str = "") -> list[Relation]:
    """The stated relations of a thing, in both directions; of one report where it is given."""
    inverse = snapshot.vocabulary.inverse
    stated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in snapshot.rows("site_relations", thing=NamedNode(thing)):
        property_, passage = text_of(row["property"]), row.get("passage")
        if report and not (passage and text_of(passage).startswith(f"{report}/")):
            continue
        if "object" in row:
            ends = property_, text_of(row["object"])
        elif property_ in inverse:
            ends = inverse[property_], text_of(row["subject"])
        else:
            continue
        stated[ends].update({text_of(passage)} if passage else ())
    return [Relation(*ends, tuple(sorted(passages))) for ends, passages in stated.items()]


def facts(found: Iterable[Relation], names: Names, language: Language) -> list[Fact]:
    """The relations of a thing as facts, in the order in which a reader wants them."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for relation in found:
        groups[relation.property, relation.passages].append(relation.other)

    def rank(fact: Fact) -> tuple[int, str, tuple[str, ...]]:
        name = names.local(fact.property)
        place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
        return place, name, fact.passages

    return sorted(
        (
            Fact(property_, tuple(sorted(others, key=lambda o: names.label(o, language))), passages)
            for (property_, passages), others in groups.items()
        ),
        key=rank,
    )


def phrase(names: Names, relation: str, language: Language, subject: str = "") -> tuple[str, str]:
    """What stands before and after the things in a sentence: 是…的组成部分 is cut at the dots.

    An English verb goes with the name of the subject, where that stands before it.
    """
    text = names.label(relation, language)
    if language == "en":
        many = plural(subject)
        verb = names.vocabulary.verbs.get(relation)
        text = (verb.many if many else verb.one) if verb else conjugated(text, many)
    before, _, after = text.partition("…")
    return before, after
