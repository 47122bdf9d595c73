"""What refers to a thing: the statements in which it plays a part, by the part, and the report.

Relations between things are not among them: each has an inverse, so the thing's page says them from
its own side. Nor is what only sums others up: that a statement involves a thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model.names import Names
from kg.model.statements import roles
from kg.rdf import NamedNode
from server.repository.snapshot import Snapshot, text_of

_SUMMARIES = ("involves", "hasStatement")
_SHOWN = 12  # of a part, before one asks for all
# What the terms of other vocabularies say of the report; they have no labels in the graph.
_OF_REPORT: Mapping[str, tuple[str, str]] = {
    "dcterms:creator": ("报告人", "gave the report"),
    "dcterms:publisher": ("报告发布者", "published the report"),
    "dcterms:spatial": ("报告所述地区", "place of the report"),
    "schema:recordedAt": ("听取报告的会议", "heard the report"),
}


@dataclass(frozen=True, slots=True)
class IncomingRole:
    """A part that a thing plays, in Chinese and English, and in what: those shown, and how many."""

    property: str
    zh: str
    en: str
    name: str  # in the page's address
    shown: tuple[str, ...]
    total: int


def incoming_roles(snapshot: Snapshot, thing: str, wanted: str) -> list[IncomingRole]:
    """The parts of a thing, the most frequent first; that of the name wanted is listed whole."""
    names, found = snapshot.names, []
    reports: dict[str, list[str]] = defaultdict(list)
    for row in snapshot.rows("site_report", thing=NamedNode(thing)):
        reports[text_of(row["property"])].append(text_of(row["report"]))
    for property_, of in reports.items():
        if property_ not in snapshot.vocabulary.inverse:
            shown = of if wanted == f"by-{names.local(property_)}" else of[:_SHOWN]
            found.append(_role(names, property_, shown, len(of)))
    whole = wanted.removeprefix("by-")
    for role in roles(snapshot.index, thing, _SHOWN, whole):
        if role.property not in _SUMMARIES:
            found.append(_role(names, names.wk(role.property), role.shown, role.total))
    return sorted(found, key=lambda part: (-part.total, part.name))


def _role(names: Names, property_: str, shown: Sequence[str], total: int) -> IncomingRole:
    words = _OF_REPORT.get(names.short(property_))
    zh, en = words or (names.label(property_, "zh"), names.label(property_, "en"))
    return IncomingRole(property_, zh, en, f"by-{names.local(property_)}", tuple(shown), total)
