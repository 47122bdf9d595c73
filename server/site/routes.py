"""All pages of the site, put into an application."""

from __future__ import annotations

from flask import Flask

from server.http import assets, urls
from server.repository.views import Graph
from server.site import navigation, rendering
from server.site.drawing import charts
from server.site.pages import (
    browse,
    crawlers,
    docs,
    explorer,
    home,
    map,
    projects,
    questions,
    report,
    search,
    targets,
    workbench,
)
from server.site.prefetch import warm


def register(app: Flask, graph: Graph) -> None:
    """Register the pages, and what the base template reads."""
    settings = graph.service.settings
    for blueprint in (
        navigation.blueprint(),
        home.blueprint(graph),
        questions.blueprint(graph),
        search.blueprint(graph),
        browse.blueprint(graph),
        docs.blueprint(graph),
        map.blueprint(graph),
        crawlers.blueprint(graph),
        report.blueprint(graph),
        projects.blueprint(graph),
        targets.blueprint(graph),
        workbench.blueprint(graph),
        explorer.blueprint(graph),
        assets.blueprint(),
    ):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["bundle"] = lambda name: assets.bundle(
        name, urls.here(graph.base, settings)
    )
    graph.service.after_switch.append(lambda: warm(graph))
    app.extensions["warm"] = lambda: warm(graph)
    app.jinja_env.globals["bars"] = charts.bars
    app.context_processor(lambda: navigation.around(urls.here(graph.base, settings)))
    app.after_request(rendering.remember)
