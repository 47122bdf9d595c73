"""The Flask application: the blueprints, over one service, and one shape for every error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import pass_context
from werkzeug.exceptions import HTTPException

from kg.project import Project, find
from server import api, downloads, graphs, operations, reconcile, resources, sparql, urls
from server.graph import Graph
from server.replies import Refusal
from server.service import ID, Service
from server.settings import Settings
from server.site import blueprints, described, failures

_JSON_PATHS = ("/api", "/reconcile")  # where errors are JSON, whatever the client accepts


def build_app(settings: Settings, project: Project | None = None) -> Flask:
    """The application over the build that the settings name; `app.extensions["service"]` runs it.

    Raises KgError or EngineDown where there is nothing to serve.
    """
    project = project or find()
    service = Service(settings, Path(settings.build) if settings.build else project.current)
    app = Flask(__name__)
    app.extensions["service"] = service
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["t"] = _translated
    app.register_blueprint(sparql.blueprint(service))
    app.register_blueprint(operations.blueprint(service))
    graph = Graph(service, project)
    app.register_blueprint(api.blueprint(graph))
    app.register_blueprint(reconcile.blueprint(graph))
    app.register_blueprint(downloads.blueprint(graph))
    service.converters = graphs.converters(graph)
    blueprints.register(app, graph)
    app.register_blueprint(resources.blueprint(graph, described.page))
    app.wsgi_app = urls.mounted(app.wsgi_app, settings)  # type: ignore[method-assign,assignment]

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        if request.path.startswith(_JSON_PATHS):
            reply = refusal.reply("application/json", urls.here(graph.base, settings).local("api"))
        elif failures.wants_page(request.headers.get("accept")):
            return failures.page(refusal)
        else:
            reply = refusal.reply(request.headers.get("accept"))
        assert isinstance(reply.body, bytes)
        return Response(reply.body, reply.status, reply.headers)

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        headers = tuple((k, v) for k, v in error.get_headers() if k.lower() == "allow")
        return refused(Refusal(error.code or 500, "request", error.description or "", headers))

    @app.after_request
    def complete(response: Response) -> Response:
        if ID not in response.headers:
            for name, value in service.common(request.headers.get(ID)):
                response.headers.setdefault(name, value)
        return response

    return app


@pass_context
def _translated(context: Any, zh: str, en: str) -> str:
    """The text in the language of the page."""
    return zh if context["lang"] == "zh" else en
