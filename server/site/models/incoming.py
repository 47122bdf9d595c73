"""What refers to a thing: the statements in which it plays a part, by the part, and the report.

Arrows between things are not among them: each has an inverse, so the thing's page says them from
its own side. Nor is what only sums others up: that a statement involves a thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg.rdf import NamedNode
from server.repository.views import Reader
from server.site.models.names import model
from server.site.models.statements import index, text_of

_SUMS = ("involves", "hasStatement")
_SHOWN = 12  # of a part, before one asks for all
# What the terms of other vocabularies say of the report; they have no labels in the graph.
_OF_REPORT: Mapping[str, tuple[str, str]] = {
    "dcterms:creator": ("报告人", "gave the report"),
    "dcterms:publisher": ("报告发布者", "published the report"),
    "dcterms:spatial": ("报告所述地区", "place of the report"),
    "schema:recordedAt": ("听取报告的会议", "heard the report"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a thing plays, in Chinese and English, and in what: those shown, and how many."""

    property: str
    zh: str
    en: str
    name: str  # in the page's address
    shown: tuple[str, ...]
    total: int


Referrers = Mapping[str, Mapping[str, tuple[str, ...]]]  # by thing and property


def referrers(reader: Reader) -> Referrers:
    """What refers to each thing, in the order of the report; made once for each build."""
    return reader.once(_referrers)


def parts(reader: Reader, thing: str, wanted: str) -> list[Part]:
    """The parts of a thing, the most frequent first; that of the name wanted is listed whole."""
    known = model(reader)
    found = []
    for property_, referring in referrers(reader).get(thing, {}).items():
        short, name = known.short(property_), f"by-{known.local(property_)}"
        zh, en = _OF_REPORT.get(short) or (
            known.label(property_, "zh"),
            known.label(property_, "en"),
        )
        shown = referring if name == wanted else referring[:_SHOWN]
        found.append(Part(property_, zh, en, name, shown, len(referring)))
    return sorted(found, key=lambda part: (-part.total, part.name))


def _referrers(reader: Reader) -> Referrers:
    known = model(reader)
    things = known.names.types
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in reader.rows("site_report"):
        report, thing = text_of(row["report"]), text_of(row["thing"])
        property_ = text_of(row["property"])
        if property_ not in known.inverse:
            found[thing][property_][report] = None
    for statement in index(reader).all:
        for name, terms in statement.values.items():
            if name in _SUMS:
                continue
            for term in terms:
                if isinstance(term, NamedNode) and term.value in things:
                    found[term.value][known.wk(name)][statement.iri] = None
    return {
        thing: {property_: tuple(referring) for property_, referring in by_part.items()}
        for thing, by_part in found.items()
    }
