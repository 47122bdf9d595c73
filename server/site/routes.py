"""All pages of the site, put into an application."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.http import assets, urls
from server.repository.snapshot import Repository
from server.site import navigation, rendering
from server.site.drawing import charts
from server.site.models import evidence
from server.site.pages import (
    browse,
    compare,
    crawlers,
    docs,
    explorer,
    home,
    ontology,
    projects,
    promises,
    questions,
    report,
    search,
    targets,
    workbench,
)
from server.site.wording import amounts, citations


def register(app: Flask, repository: Repository) -> None:
    """Register the pages, and what the base template reads."""
    settings = repository.settings
    for blueprint in (
        navigation.blueprint(),
        home.blueprint(repository),
        questions.blueprint(repository),
        search.blueprint(repository),
        browse.blueprint(repository),
        docs.blueprint(repository),
        ontology.blueprint(repository),
        crawlers.blueprint(repository),
        report.blueprint(repository),
        projects.blueprint(repository),
        targets.blueprint(repository),
        promises.blueprint(repository),
        compare.blueprint(repository),
        workbench.blueprint(repository),
        explorer.blueprint(repository),
        assets.blueprint(),
    ):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["bundle"] = lambda name: assets.bundle(
        name, urls.request_urls(repository.base, settings)
    )
    app.jinja_env.globals["bars"] = charts.bars
    app.jinja_env.globals["plain"] = amounts.number
    app.jinja_env.globals["short_name"] = citations.short_name
    app.jinja_env.globals["split_at_matches"] = evidence.split_at_matches
    app.jinja_env.globals["passage_label"] = citations.passage_label

    @app.context_processor
    def around() -> dict[str, Any]:
        dataset = repository.snapshot(repository.releases.current).dataset
        return navigation.page_context(urls.request_urls(repository.base, settings), dataset)

    app.after_request(rendering.keep_language)
