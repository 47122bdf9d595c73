"""The front page: what this is, a report's year against its plan, and the ways in."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from kg.model import promises as stored
from kg.model.dataset import Report
from kg.model.figures import Entry, entries
from kg.model.promises import Choice
from kg.model.statements import Use, by_period
from kg.queries.catalogue import StoredQuery
from kg.rdf import NamedNode
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import table
from server.site.models.comparisons import loaded, own_rates
from server.site.models.evidence import sources
from server.site.models.promises import UNRATED
from server.site.models.shortfalls import judged_targets, value_range
from server.site.rendering import chosen_report, page, writer

_NUMBERS = (
    ("triples", "三元组", "triples"),
    ("entities", "事物", "things"),
    ("statements", "陈述", "statements"),
    ("passages", "报告句段", "sentences"),
)
_EXAMPLE = "projects-of-corridor"  # the question that the graph was built for
_PROMISES = "places-that-missed"  # what the picture answers
_INDICATOR, _KIND = "gross-regional-product", "growth"  # of the picture
_KINDS = ("level", "growth", "count", "share")
_ROWS = 15
_SHOWN_VERDICTS = (
    "exceeded",
    "kept",
    "kept-in-part-or-later",
    "not-kept",
    "not-yet-due",
    "no-later-word",
)


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
            compared, comparable = headline(snapshot, report)
            rows = loaded(snapshot, compared)
            unrated = [names.iri(f"verdict:{name}") for name in UNRATED]
            period = report.plans if report else ""
            found = judged_targets(
                snapshot, names.iri(f"indicator:{_INDICATOR}"), names.iri(f"kind:{_KIND}"), period
            )
            return page(
                "home",
                snapshot,
                report=report,
                numbers=[(facts.counts.get(k, 0), zh, en) for k, zh, en in _NUMBERS],
                headline=rows,
                comparable=comparable,
                own_rates=own_rates(snapshot, report, rows),
                passages=sources(
                    snapshot, [s for row in rows for s in (row.outcome, row.target) if s]
                ),
                judged_targets=found,
                value_range=value_range(found),
                verdict_codes=[names.iri(f"verdict:{name}") for name in _SHOWN_VERDICTS],
                picture=questions.get(_PROMISES),
                promises=[
                    (choice, counts, sum(counts.states.get(code, 0) for code in unrated))
                    for choice in (Choice(report=report.iri if report else ""), Choice())
                    for counts in (stored.counts(snapshot.index, choice),)
                ],
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


def headline(snapshot: Snapshot, report: Report | None) -> tuple[list[Entry], int]:
    """The comparisons that show a report's year best, and how many there are: both sides have a
    number.

    Those of the section with most targets come first: it has those of the whole year.
    """
    if report is None:
        return [], 0
    found = entries(snapshot.index, report.iri)
    both = [e for e in found if e.change is not None and e.kind in _KINDS]
    counts = Counter(e.section for e in both if e.section.endswith(".0"))
    plan = counts.most_common(1)[0][0] if counts else ""
    both.sort(key=lambda e: (e.section != plan, _KINDS.index(e.kind)))
    return both[:_ROWS], len(both)


def _of(question: StoredQuery, report: Report | None) -> str:
    """The question about a report, where it is about reports and one is given."""
    if report and any(one.name == "report" for one in question.parameters):
        return question.bound({"report": NamedNode(report.iri)})
    return question.text
