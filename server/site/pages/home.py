"""The front page: what this is, the year against the plan, and the ways in."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.http.language import of
from server.repository.views import Graph, Reader
from server.site.models.answers import table
from server.site.models.counts import counts
from server.site.models.figures import Comparison, comparisons
from server.site.models.names import model
from server.site.models.statements import text_of
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


def blueprint(graph: Graph) -> Blueprint:
    """The front page, over a graph."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        with graph.read() as reader:
            facts = reader.generation.manifest
            questions = graph.questions()
            example = questions.get(_EXAMPLE)
            known = model(reader)
            return page(
                "home",
                reader,
                numbers=[(facts.counts[k], zh, en) for k, zh, en in _NUMBERS] if facts else [],
                headline=headline(comparisons(reader)),
                write=writer(reader),
                themes=themes(reader),
                classes=counts(reader).below(reader, "Thing"),
                example=example,
                table=table(reader, example.text, known, of(request), graph.columns())
                if example
                else None,
                questions=[q for q in questions.values() if not q.parameters][:10],
                total=len(questions),
            )

    return routes


def headline(rows: tuple[Comparison, ...]) -> list[Comparison]:
    """The rows that show the year best: both sides have a number, the plan's own targets first."""
    both = [r for r in rows if r.change is not None and r.kind in _KINDS and r.outcome != r.target]
    return sorted(both, key=lambda row: (row.section != "2.0", _KINDS.index(row.kind)))[:_ROWS]


def themes(reader: Reader) -> list[tuple[str, int, int]]:
    """Each theme with its statements for the year and its promises; made once for each build."""
    return reader.once(_themes)


def _themes(reader: Reader) -> list[tuple[str, int, int]]:
    return [
        (text_of(row["topic"]), int(text_of(row["done"])), int(text_of(row["planned"])))
        for row in reader.rows("site_themes")
    ]
