"""The documentation: a tutorial that runs, limits, downloads, how to cite."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, render_template, request

from kg import namespaces
from kg.model.passages import of_report
from kg.queries.catalogue import StoredQuery, read_catalogue
from server.http.errors import types
from server.http.language import Language, of
from server.http.responses import Refusal
from server.http.urls import request_urls
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import Table, table, without_header
from server.site.models.classes import sections, used
from server.site.navigation import DOCUMENTATION
from server.site.pages.coding_guide import guide
from server.site.rendering import page
from server.sparql.limits import limits

_SERVICES = ("sparql", "api", "reconcile", "downloads")
_PROGRAMS = (("sh", "curl"), ("py", "Python"), ("R", "R"), ("mjs", "JavaScript"))
_ROWS, _ROWS_RUN = 6, 50  # shown of the answer to a lesson, and to what a reader made of it


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson as the page shows it: the query in its field, the answer, how much of that."""

    lesson: StoredQuery
    text: str
    answer: Table
    rows: int


@dataclass(frozen=True, slots=True)
class Sample:
    """How a program uses a service: the file's name, what its language is called, its text."""

    service: str
    name: str
    label: str
    text: str


def blueprint(repository: Repository) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("docs", __name__)

    @cache
    def lessons(base: str) -> dict[str, StoredQuery]:
        return read_catalogue(repository.project.tutorial, base)

    @routes.get("/docs")
    def docs() -> Response:
        with repository.read() as snapshot:
            return page("docs", snapshot, pages=DOCUMENTATION)

    @routes.get("/about")
    def about() -> Response:
        with repository.read() as snapshot:
            return page("about", snapshot, manifest=snapshot.release.manifest)

    @routes.get("/docs/tutorial")
    def tutorial() -> Response:
        with repository.read() as snapshot:
            language = of(request)
            requested = request.args.get("lesson"), request.args.get("query", "").strip()
            steps = [
                _step(
                    snapshot, lesson, requested[1] if lesson.name == requested[0] else "", language
                )
                for lesson in lessons(snapshot.base).values()
            ]
            prefixes = {
                name: namespaces.rebase(iri, snapshot.base)
                for name, iri in namespaces.PREFIXES.items()
                if not name.startswith(("r-", "st-"))
            }
            return page("tutorial", snapshot, steps=steps, prefixes=prefixes)

    @routes.get("/docs/model")
    def model() -> Response:
        with repository.read() as snapshot:
            terms = snapshot.vocabulary
            return page(
                "model",
                snapshot,
                vocabulary=terms,
                schemes=used(terms),
                described=sections(snapshot, of(request)),
                in_full=lambda iri: snapshot.names.wk("Thing") not in terms.above(iri),
            )

    @routes.get("/docs/code")
    def code() -> Response:
        with repository.read() as snapshot:
            server = request_urls(snapshot.base, repository.settings).to("")
            return page("code", snapshot, server=server, samples=_samples(server, snapshot.base))

    @routes.get("/docs/coding")
    def coding() -> Response:
        with repository.read() as snapshot:
            return page("coding", snapshot, guide=guide(repository.project, of(request)))

    @routes.get("/docs/limits")
    def bounds() -> Response:
        with repository.read() as snapshot:
            figures = limits(repository.settings)
            return page("limits", snapshot, limits=figures, errors=types())

    @routes.get("/docs/downloads")
    def downloads() -> Response:
        with repository.read() as snapshot:
            return page("downloads", snapshot, manifest=snapshot.release.manifest)

    @routes.get("/docs/cite")
    def cite() -> Response:
        with repository.read() as snapshot:
            default = snapshot.dataset.default
            passages = of_report(snapshot.index, default.iri) if default else ()
            return page(
                "cite",
                snapshot,
                manifest=snapshot.release.manifest,
                example=max(passages, key=lambda one: one.triples, default=None),
            )

    return routes


def _samples(server: str, base: str) -> list[Sample]:
    """The code for each service in each language, with the addresses of this server in it."""
    return [
        Sample(
            service,
            f"{service}.{suffix}",
            label,
            render_template(f"site/code/{service}.{suffix}", server=server, base=base),
        )
        for service in _SERVICES
        for suffix, label in _PROGRAMS
    ]


def _step(snapshot: Snapshot, lesson: StoredQuery, written: str, language: Language) -> Step:
    """The lesson with its own query, or with what a reader has made of that and run."""
    text = "\n".join(written.splitlines())
    own = without_header(lesson.text)
    if not text or text == own.strip():
        try:
            key = "lesson", lesson.name, language
            answer = snapshot.once(key, lambda: _answer(snapshot, lesson, language))
        except Refusal as refusal:
            answer = Table(refusal=refusal)
        return Step(lesson, own, answer, _ROWS)
    return Step(lesson, text, table(snapshot, text, language), _ROWS_RUN)


def _answer(snapshot: Snapshot, lesson: StoredQuery, language: Language) -> Table:
    """The answer to a lesson's own query. Raises Refusal, which is not kept."""
    words = snapshot.repository.columns()
    answer = table(snapshot, lesson.text, language, words, translated=False)
    if answer.refusal:
        raise answer.refusal
    return answer
