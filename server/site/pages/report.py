"""The report's pages: its outline, and each section sentence by sentence."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from kg import namespaces
from kg.model import passages as stored
from kg.model.statements import of_passages
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.snapshot import Repository
from server.site.models.relations import phrase
from server.site.models.report import Section, lines, outline
from server.site.models.statements import load
from server.site.rendering import page, writer


def blueprint(repository: Repository) -> Blueprint:
    """The outline and the sections, over a graph."""
    routes = Blueprint("read", __name__)

    @routes.get("/read")
    def whole() -> Response:
        with repository.read() as snapshot:
            return page("read", snapshot, outline=outline(snapshot))

    @routes.get("/read/<number>")
    def section(number: str) -> Response:
        with repository.read() as snapshot:
            parts = stored.outline(snapshot.index)
            sections = [part for part in parts if part.sort == "Section"]
            at = next((n for n, part in enumerate(sections) if part.number == number), None)
            if at is None:
                raise Refusal(Kind.SECTION, number=number)
            own = sections[at]
            passages = stored.of_section(snapshot.index, own.iri)
            found, write = lines(snapshot, passages), writer(snapshot).write
            stated = of_passages(snapshot.index, (passage.iri for passage in passages))
            told = {s.iri: s for s in load(snapshot, (s for some in stated.values() for s in some))}
            return page(
                "section",
                snapshot,
                section=Section(own, tuple(line.passage for line in found)),
                paragraphs=[
                    (part, [line for line in found if line.passage.paragraph == part.iri])
                    for part in parts
                    if part.sort == "Paragraph" and part.number.startswith(f"{number}.")
                ],
                before=sections[at - 1] if at else None,
                after=sections[at + 1] if at + 1 < len(sections) else None,
                written={
                    passage: [write(told[iri]) for iri in some] for passage, some in stated.items()
                },
                verbatim=any(line.passage.text for line in found),
                phrase=partial(phrase, snapshot.names),
                rebased=partial(namespaces.rebase, base=snapshot.base),
            )

    return routes
