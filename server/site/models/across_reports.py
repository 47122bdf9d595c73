"""What several reports state of a thing, each by itself: stages, mentions, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from kg.model.dataset import DataSet, Report
from kg.model.passages import Passage
from kg.model.statements import Statement
from kg.rdf import NamedNode
from server.repository.descriptions import Description
from server.site.wording.text_runs import Sentence

Write = Callable[[Statement], Sentence]


@dataclass(frozen=True, slots=True)
class Stages:
    """What a report states of things: what was reached or is so, and what is promised."""

    report: Report
    reached: list[Sentence]
    promised: list[Sentence]


def mentions(description: Description, report: str) -> dict[str, list[str]]:
    """The passages that mention a thing, by report; of one report where it is given."""
    found: dict[str, list[str]] = {}
    for term in description.values("wk:mentionedIn"):
        if isinstance(term, NamedNode):
            of = term.value.rpartition("/")[0]
            if report in ("", of):
                found.setdefault(of, []).append(term.value)
    return found


def by_year(
    statements: Mapping[str, int], mentions: Container[str], dataset: DataSet
) -> list[tuple[str, list[tuple[Report, int]]]]:
    """The reports with a thing by the year in their names, the latest first.

    Each has the number of its statements that involve the thing; 0 where it is only mentioned.
    """
    years: dict[str, list[tuple[Report, int]]] = {}
    for report in dataset.reports.values():
        if report.iri in statements or report.iri in mentions:
            years.setdefault(report.year[:4], []).append((report, statements.get(report.iri, 0)))
    return sorted(years.items(), reverse=True)


def timeline(milestones: Iterable[Statement], write: Write, dataset: DataSet) -> list[Stages]:
    """Statements about things as reports make them, the earliest report first."""
    found: dict[str, Stages] = {}
    reports = {report.iri: report for report in dataset.reports.values()}
    for s in milestones:
        stages = found.setdefault(s.report, Stages(reports[s.report], [], []))
        (stages.promised if s.promised else stages.reached).append(write(s))
    by_day = sorted(dataset.reports.values(), key=lambda one: (one.given or "9", one.name))
    return [found[report.iri] for report in by_day if report.iri in found]


def grouped(found: Iterable[Passage], dataset: DataSet) -> list[tuple[Report, list[Passage]]]:
    """Passages by their reports, the default report first."""
    held: dict[str, list[Passage]] = {}
    for passage in found:
        held.setdefault(passage.report, []).append(passage)
    return [(report, held[report.iri]) for report in dataset.in_order() if report.iri in held]
