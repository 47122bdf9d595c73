"""The front page: what this is, a report's year against its plan, and the ways in."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from kg.model.dataset import Report
from kg.model.figures import Entry, entries
from kg.model.statements import Use, by_period
from kg.queries.catalogue import StoredQuery
from kg.rdf import NamedNode
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import table
from server.site.models.comparisons import loaded
from server.site.rendering import chosen_report, page, writer

_NUMBERS = (
    ("triples", "三元组", "triples"),
    ("entities", "事物", "things"),
    ("statements", "陈述", "statements"),
    ("passages", "报告句段", "sentences"),
)
_EXAMPLE = "companies-attracted"  # a row for each thing, and in both languages throughout
_KINDS = ("level", "growth", "count", "share")
_ROWS = 9


def blueprint(repository: Repository) -> Blueprint:
    """The front page, over a graph."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        with repository.read() as snapshot:
            facts, names = snapshot.release.manifest, snapshot.names
            report = chosen_report(snapshot) or snapshot.dataset.default
            questions = repository.questions()
            example = questions.get(_EXAMPLE)
            return page(
                "home",
                snapshot,
                report=report,
                numbers=[(facts.counts.get(k, 0), zh, en) for k, zh, en in _NUMBERS],
                headline=loaded(snapshot, headline(snapshot, report)),
                write=writer(snapshot, report),
                themes=themes(snapshot, report),
                classes=[
                    (cls, count)
                    for cls in snapshot.vocabulary.below(names.wk("Thing"))
                    if (count := snapshot.vocabulary.count(cls))
                ],
                example=example,
                table=table(snapshot, _of(example, report), of(request), repository.columns())
                if example
                else None,
                questions=[q for q in questions.values() if not q.parameters][:10],
                total=len(questions),
            )

    return routes


def themes(snapshot: Snapshot, report: Report | None) -> list[Use]:
    """The topics of a report, the most frequent first: how many statements are for the period that
    it reviews, and how many for others."""
    if report is None:
        return []
    topics = snapshot.vocabulary.schemes.get(f"{snapshot.base}code/topic", ())
    return by_period(snapshot.index, "topic", topics, report.reviews, report.iri)


def headline(snapshot: Snapshot, report: Report | None) -> list[Entry]:
    """The comparisons that show a report's year best: both sides have a number.

    Those of the section with most targets come first: it has those of the whole year.
    """
    if report is None:
        return []
    found = entries(snapshot.index, report.iri)
    both = [e for e in found if e.change is not None and e.kind in _KINDS]
    counts = Counter(e.section for e in both if e.section.endswith(".0"))
    plan = counts.most_common(1)[0][0] if counts else ""
    return sorted(both, key=lambda e: (e.section != plan, _KINDS.index(e.kind)))[:_ROWS]


def _of(question: StoredQuery, report: Report | None) -> str:
    """The question about a report, where it is about reports and one is given."""
    if report and any(one.name == "report" for one in question.parameters):
        return question.bound({"report": NamedNode(report.iri)})
    return question.text
