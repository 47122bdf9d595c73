"""The workbench: a form to ask anything, which scripts turn into an editor."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request

from kg import namespaces
from kg.model.palette import colour
from kg.queries.label_hints import label_hints
from server.http.assets import page_config
from server.http.errors import Kind
from server.http.language import Language, of
from server.http.responses import Refusal
from server.http.urls import API, request_urls
from server.repository.snapshot import Repository, Snapshot
from server.site.models.answers import table
from server.site.models.catalogue import parts
from server.site.pages.questions import bound
from server.site.rendering import page

# The projects that belong to a place, for one who comes with nothing to ask.
START = """PREFIX wk: <{base}ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?project ?name ?passage
WHERE {{
  ?project a wk:Project ; wk:belongsTo <{place}> ; rdfs:label ?name .
  GRAPH ?passage {{ ?project ?arrow ?part }}
  ?passage a wk:Passage .
  FILTER (LANG(?name) = "{language}")
}}
LIMIT 50
"""


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("workbench", __name__)

    @routes.get("/workbench")
    def workbench() -> Response:
        questions = repository.questions()
        name, text = request.args.get("ask"), request.args.get("query", "").strip()
        rule = request.args.get("rule", "")
        question = questions.get(name) if name else None
        if name and question is None:
            raise Refusal(Kind.QUESTION, name=name)
        rules = {path.stem: path for path in repository.project.rule_files}
        if rule and rule not in rules:
            raise Refusal(Kind.QUESTION, name=rule)
        with repository.read() as snapshot:
            language = of(request)
            links = request_urls(snapshot.base, repository.settings)
            asked = bound(question, snapshot) if question and not text else ""
            unasked = _rule(rules.get(rule), snapshot)
            query = text or asked or unasked or _start(snapshot, language)
            # A query that a user wrote keeps its variable names.
            words = repository.columns() if asked else None
            answer = None if query == unasked else table(snapshot, query, language, words)
            empty = answer and answer.finds_nothing
            hints = label_hints(query, snapshot.index, snapshot.base) if empty else []
            return page(
                "workbench",
                snapshot,
                parts=parts(questions.values()),
                selected=question,
                text=query,
                table=answer,
                hints=[hint.words(language, snapshot.base) for hint in hints],
                page_data=page_config(
                    links,
                    queries=links.local(f"{API}/queries"),
                    hints=links.local(f"{API}/hints"),
                    colours=_colours(),
                    words={k: pair[language] for k, pair in repository.columns().items()},
                    plurals={u.labels["en"]: u.plural for u in snapshot.vocabulary.units.values()},
                ),
            )

    return routes


def _rule(path: Path | None, snapshot: Snapshot) -> str:
    """The query of a rule: to read and to change, not to run unasked over the whole graph."""
    if path is None:
        return ""
    return namespaces.rebase(path.read_text(encoding="utf-8"), snapshot.base)


def _start(snapshot: Snapshot, language: Language) -> str:
    """What the editor holds for one who comes with nothing to ask."""
    place = snapshot.dataset.example or f"{snapshot.base}id/place/"
    return START.format(base=snapshot.base, place=place, language=language)


def _colours() -> dict[str, str]:
    """The colour of a thing by the prefix of its IRI."""
    names = {kind: kind.capitalize() for kind in namespaces.ENTITY_KINDS} | {"org": "Organization"}
    return {kind: colour(name) for kind, name in names.items()}
