"""The front page: what this is, the year against the plan, and the ways in."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.model.figures import Entry, entries
from kg.model.passages import outline
from kg.model.statements import Use, by_period
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import table
from server.site.models.comparisons import loaded
from server.site.rendering import page, writer

_NUMBERS = (
    ("triples", "三元组", "triples"),
    ("entities", "事物", "things"),
    ("statements", "陈述", "statements"),
    ("passages", "报告句段", "sentences"),
)
_EXAMPLE = "companies-attracted"  # a row for each thing, and in both languages throughout
_KINDS = ("level", "growth", "count", "share")
_ROWS = 9
_PLAN = "2.0"  # the section with the targets of the whole year


def blueprint(repository: Repository) -> Blueprint:
    """The front page, over a graph."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        with repository.read() as snapshot:
            facts, names = snapshot.release.manifest, snapshot.names
            questions = repository.questions()
            example = questions.get(_EXAMPLE)
            return page(
                "home",
                snapshot,
                numbers=[(facts.counts.get(k, 0), zh, en) for k, zh, en in _NUMBERS],
                headline=loaded(snapshot, headline(snapshot)),
                write=writer(snapshot),
                themes=themes(snapshot),
                classes=[
                    (cls, count)
                    for cls in snapshot.vocabulary.below(names.wk("Thing"))
                    if (count := snapshot.vocabulary.count(cls))
                ],
                example=example,
                table=table(snapshot, example.text, of(request), repository.columns())
                if example
                else None,
                questions=[q for q in questions.values() if not q.parameters][:10],
                total=len(questions),
            )

    return routes


def themes(snapshot: Snapshot) -> list[Use]:
    """The topics with their statements for the year and for others, the most frequent first."""
    topics = snapshot.vocabulary.schemes.get(f"{snapshot.base}code/topic", ())
    return by_period(snapshot.index, "topic", topics, snapshot.names.iri("period:2023"))


def headline(snapshot: Snapshot) -> list[Entry]:
    """The comparisons that show the year best: both have a number, the plan's own targets first."""
    plan = {part.iri for part in outline(snapshot.index) if part.number == _PLAN}
    both = [e for e in entries(snapshot.index) if e.change is not None and e.kind in _KINDS]
    return sorted(both, key=lambda e: (e.section not in plan, _KINDS.index(e.kind)))[:_ROWS]
