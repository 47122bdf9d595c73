"""The pages of reports: a list of them, the outline of each, each section sentence by sentence."""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, Response, redirect, request

from kg import namespaces
from kg.model import passages as stored
from kg.model.dataset import Report
from kg.model.passages import Part, Passage
from kg.model.statements import of_passages
from server.http import urls
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository import references
from server.repository.snapshot import Repository, Snapshot
from server.site.models.evidence import with_text
from server.site.models.relations import phrase
from server.site.models.report import Section, lines, outline
from server.site.models.statements import load
from server.site.rendering import page, writer

_NUMBER = re.compile(r"[0-9]+\.[0-9]+")


def blueprint(repository: Repository) -> Blueprint:
    """The list, the outlines and the sections, over a graph."""
    routes = Blueprint("read", __name__)

    @routes.get("/read")
    def every() -> Response:
        with repository.read() as snapshot:
            return page(
                "reports",
                snapshot,
                reports=snapshot.dataset.in_order(),
                sizes=stored.sizes(snapshot.index),
            )

    @routes.get("/read/<name>")
    def whole(name: str) -> Response:
        with repository.read() as snapshot:
            if _NUMBER.fullmatch(name):
                return _moved(repository, snapshot, name)
            report = _report(snapshot, name)
            return page("outline", snapshot, report=report, outline=outline(snapshot, report.iri))

    @routes.get("/read/<name>/whole")
    def every_sentence(name: str) -> Response:
        with repository.read() as snapshot:
            report = _report(snapshot, name)
            parts = sorted(
                stored.outline(snapshot.index, report.iri),
                key=lambda part: [int(number) for number in part.number.split(".")],
            )
            found = with_text(snapshot, stored.of_report(snapshot.index, report.iri)).values()
            by_paragraph: dict[str, list[Passage]] = {}
            for passage in found:
                by_paragraph.setdefault(passage.paragraph, []).append(passage)
            return page(
                "whole",
                snapshot,
                report=report,
                parts=parts,
                paragraphs=by_paragraph,
                verbatim=any(passage.text for passage in found),
            )

    @routes.get("/read/<name>/<number>")
    def section(name: str, number: str) -> Response:
        with repository.read() as snapshot:
            report = _report(snapshot, name)
            parts, sections, at = _section(snapshot, report, number)
            own = sections[at]
            passages = stored.of_section(snapshot.index, own.iri)
            found, write = lines(snapshot, passages), writer(snapshot, report).write
            stated = of_passages(snapshot.index, (passage.iri for passage in passages))
            statements = {
                s.iri: s for s in load(snapshot, (s for some in stated.values() for s in some))
            }
            return page(
                "section",
                snapshot,
                report=report,
                section=Section(own, tuple(line.passage for line in found)),
                paragraphs=[
                    (part, [line for line in found if line.passage.paragraph == part.iri])
                    for part in parts
                    if part.sort == "Paragraph" and part.number.startswith(f"{number}.")
                ],
                before=sections[at - 1] if at else None,
                after=sections[at + 1] if at + 1 < len(sections) else None,
                written={
                    passage: [write(statements[iri]) for iri in some]
                    for passage, some in stated.items()
                },
                verbatim=any(line.passage.text for line in found),
                missed=any(line.unencoded for line in found),
                phrase=partial(phrase, snapshot.names),
                rebased=partial(namespaces.rebase, base=snapshot.base),
            )

    return routes


def _report(snapshot: Snapshot, name: str) -> Report:
    """The report of that name. Raises Refusal where there is none."""
    report = references.report(name, snapshot)
    if report is None:
        raise Refusal(Kind.REPORT, name=name, known=sorted(snapshot.dataset.reports))
    return report


def _section(snapshot: Snapshot, report: Report, number: str) -> tuple[list[Part], list[Part], int]:
    """The parts of a report, its sections, and which of these has the number. Raises Refusal."""
    parts = stored.outline(snapshot.index, report.iri)
    sections = [part for part in parts if part.sort == "Section"]
    at = next((n for n, part in enumerate(sections) if part.number == number), None)
    if at is None:
        raise Refusal(Kind.SECTION, report=report.name, number=number)
    return parts, sections, at


def _moved(repository: Repository, snapshot: Snapshot, number: str) -> Response:
    """To a section of the default report, whose sections had addresses without its name."""
    report = _report(snapshot, snapshot.dataset.default_report)
    _section(snapshot, report, number)
    here = urls.request_urls(repository.base, repository.settings)
    target = here.local(f"read/{report.name}/{number}", **request.args)
    response = redirect(target, 301)
    response.headers["cache-control"] = "public, max-age=60"
    return response  # type: ignore[return-value]
