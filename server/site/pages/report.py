"""The report's pages: its outline, and each section sentence by sentence."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from kg import namespaces
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.views import Graph
from server.site.models.report import report
from server.site.models.statements import index
from server.site.rendering import page, writer


def blueprint(graph: Graph) -> Blueprint:
    """The outline and the sections, over a graph."""
    routes = Blueprint("read", __name__)

    @routes.get("/read")
    def outline() -> Response:
        with graph.read() as reader:
            found = report(reader)
            return page(
                "read",
                reader,
                report=found,
                most=max((line.triples for line in found.lines.values()), default=1),
            )

    @routes.get("/read/<number>")
    def section(number: str) -> Response:
        with graph.read() as reader:
            found = report(reader)
            if number not in found.sections:
                raise Refusal(Kind.SECTION, number=number)
            stated, write = index(reader).by_passage, writer(reader).write
            numbers = list(found.sections)
            at = numbers.index(number)
            paragraphs = [
                part for n, part in found.paragraphs.items() if n.startswith(f"{number}.")
            ]
            return page(
                "section",
                reader,
                report=found,
                section=found.sections[number],
                paragraphs=paragraphs,
                before=found.sections[numbers[at - 1]] if at else None,
                after=found.sections[numbers[at + 1]] if at + 1 < len(numbers) else None,
                written={
                    line.passage.number: [write(s) for s in stated.get(line.passage.number, ())]
                    for line in found.sections[number].lines
                },
                rebased=partial(namespaces.rebase, base=reader.base),
            )

    return routes
