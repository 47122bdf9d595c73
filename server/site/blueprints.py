"""All pages of the site, put into an application."""

from __future__ import annotations

from flask import Flask

from server import assets, urls
from server.graph import Graph
from server.site import (
    atlas,
    browse,
    card,
    charts,
    docs,
    explorer,
    find,
    frame,
    home,
    projects,
    questions,
    read,
    robots,
    sections,
    targets,
    workbench,
)
from server.site.warming import warm


def register(app: Flask, graph: Graph) -> None:
    """Register the pages, and what the base template reads."""
    settings = graph.service.settings
    for blueprint in (
        sections.blueprint(),
        home.blueprint(graph),
        questions.blueprint(graph),
        find.blueprint(graph),
        browse.blueprint(graph),
        docs.blueprint(graph),
        atlas.blueprint(graph),
        card.blueprint(graph),
        robots.blueprint(graph),
        read.blueprint(graph),
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
    app.context_processor(lambda: sections.around(urls.here(graph.base, settings)))
    app.context_processor(lambda: {"card": card.size(graph)})
    app.after_request(frame.remember)
