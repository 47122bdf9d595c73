"""The statements and reports of which a thing is a value, by property.

Relations between things are not among them: each has an inverse, so the thing's page says them from
its own side. Nor is what only sums others up: that a statement involves a thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model.names import Names
from kg.model.statements import pointing, roles
from kg.rdf import NamedNode
from server.repository.snapshot import Snapshot, text_of

_SUMMARIES = ("involves", "hasStatement")
PER_PAGE = 60
_SHOWN = 12  # of a property, unless more are requested
# What the terms of other vocabularies say of the report; they have no labels in the graph.
_OF_REPORT: Mapping[str, tuple[str, str]] = {
    "dcterms:creator": ("报告人", "gave the report"),
    "dcterms:publisher": ("报告发布者", "published the report"),
    "dcterms:spatial": ("报告所述地区", "place of the report"),
    "schema:recordedAt": ("听取报告的会议", "heard the report"),
}


@dataclass(frozen=True, slots=True)
class IncomingRole:
    """A property with its labels, the subjects that are shown, and how many there are."""

    property: str
    zh: str
    en: str
    name: str  # in the address of the page
    shown: tuple[str, ...]
    total: int


def incoming_roles(
    snapshot: Snapshot, thing: str, wanted: str = "", page: int = 1
) -> list[IncomingRole]:
    """The properties with a thing as value, the most frequent first.

    Each has its first subjects; that of the name `wanted` those of a page.
    """
    names, found = snapshot.names, []
    start = (page - 1) * PER_PAGE
    reports: dict[str, list[str]] = defaultdict(list)
    for row in snapshot.rows("site_report", thing=NamedNode(thing)):
        reports[text_of(row["property"])].append(text_of(row["report"]))
    for property_, of in reports.items():
        if property_ not in snapshot.vocabulary.inverse:
            whole = wanted == f"by-{names.local(property_)}"
            shown = of[start : start + PER_PAGE] if whole else of[:_SHOWN]
            found.append(_role(names, property_, shown, len(of)))
    for role in roles(snapshot.index, thing, _SHOWN):
        if role.property not in _SUMMARIES:
            subjects = role.shown
            if wanted == f"by-{role.property}":
                index, name = snapshot.index, role.property
                _, some = pointing(index, thing, name, limit=PER_PAGE, offset=start)
                subjects = tuple(some)
            found.append(_role(names, names.wk(role.property), subjects, role.total))
    return sorted(found, key=lambda role: (-role.total, role.name))


def _role(names: Names, property_: str, shown: Sequence[str], total: int) -> IncomingRole:
    words = _OF_REPORT.get(names.short(property_))
    zh, en = words or (names.label(property_, "zh"), names.label(property_, "en"))
    return IncomingRole(property_, zh, en, f"by-{names.local(property_)}", tuple(shown), total)
