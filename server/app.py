"""The Flask application: its routes, over the components, and one shape for every error."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Response, g, request
from jinja2 import pass_context
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
)

from server import api, health, reconcile
from server.composition import Components
from server.http import urls
from server.http.errors import JSON_PATHS, Kind
from server.http.request import ClientGone, current_cancellation
from server.http.responses import Refusal
from server.http.routing import Cost, CostedRule, request_cost
from server.http.wsgi import LoggedResponse, client, flask_response
from server.linked_data import dereference, downloads
from server.site import routes
from server.site.pages import dispatch, errors
from server.sparql import endpoint
from server.sparql.service import CLIENT_CLOSED_REQUEST, REQUEST_ID, Service

_PREFLIGHT = "Accept, Accept-Profile, Content-Type, If-None-Match, Range, X-Request-Id"
_MAX_LENGTH = 2000  # characters of a path that are logged


def create_app(components: Components) -> Flask:
    """The application. It answers all requests except queries, which the SPARQL service answers."""
    settings, repository = components.settings, components.repository
    service = components.service
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = CostedRule
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file, cost=Cost.NONE)
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["t"] = _translated
    app.register_blueprint(endpoint.blueprint(service))
    app.register_blueprint(health.blueprint(service))
    app.register_blueprint(api.blueprint(repository, service))
    app.register_blueprint(reconcile.blueprint(repository))
    app.register_blueprint(downloads.blueprint(repository))
    routes.register(app, repository)
    app.register_blueprint(dereference.blueprint(repository, dispatch.page))
    app.wsgi_app = urls.mount(app.wsgi_app, settings)  # type: ignore[method-assign,assignment]

    @app.before_request
    def admitted() -> None:
        """Reserve budget and wait for the scheduler.

        Raises a 429 if the budget is used up, a 503 if too many requests wait.
        """
        g.started = time.perf_counter()
        cost = request_cost()
        if cost is Cost.WORK:
            g.reservation = service.budgets.reserve(client(), settings.seconds, pages=True)
        if cost is not Cost.NONE:
            g.task = service.scheduler.start(current_cancellation())

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        if "reservation" not in g and 400 <= refusal.status < 500 and refusal.status != 429:
            try:  # to charge this error even on routes that are free
                g.reservation = service.budgets.reserve(client(), settings.seconds, pages=True)
            except Refusal as over:
                refusal = over
        g.refused = refusal.type
        service.log_engine_error(refusal)
        accept = request.headers.get("accept")
        languages = request.headers.get("accept-language")
        if request.path.startswith(JSON_PATHS):
            reply = refusal.reply(
                "application/json", f"{request.script_root}/{urls.API}", languages
            )
        elif errors.wants_page(accept) and urls.host_is_valid(settings):
            return errors.page(refusal)
        else:
            reply = refusal.reply(accept, f"{request.script_root}/{urls.SPARQL}", languages)
        return flask_response(reply)

    @app.errorhandler(ClientGone)
    def gone(_: ClientGone) -> Response:
        g.refused = "client"
        return Response(status=CLIENT_CLOSED_REQUEST)

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        return refused(_refusal(error))

    @app.after_request
    def complete(response: Response) -> Response:
        if reservation := g.pop("reservation", None):
            reservation.settle(_worked())
            if 400 <= response.status_code < 500:
                service.budgets.error(client(), pages=True)
        if fields := g.pop("vary", ()):  # so that no cache gives one host's links to another
            response.vary.update(fields)
        if request.method == "OPTIONS":
            response.headers.setdefault("access-control-allow-headers", _PREFLIGHT)
        if not isinstance(response, LoggedResponse):
            for name, value in service.common_headers(request.headers.get(REQUEST_ID)):
                response.headers.setdefault(name, value)
            _note(service, response)
        return response

    @app.teardown_request
    def settled(_: BaseException | None) -> None:
        if reservation := g.pop("reservation", None):  # the answer could not be completed
            reservation.settle(_worked())
        if task := g.pop("task", None):
            service.scheduler.finish(task)

    return app


def _refusal(error: HTTPException) -> Refusal:
    """The matching error of the table."""
    if isinstance(error, NotFound):
        return Refusal(Kind.NOT_FOUND)
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        headers = (("allow", allowed),)
        return Refusal(Kind.PAGE_METHOD, headers, method=request.method, allowed=allowed)
    if isinstance(error, RequestedRangeNotSatisfiable):
        return Refusal(Kind.RANGE, (("content-range", f"bytes */{error.length}"),))
    if error.code and error.code < 500:
        return Refusal(Kind.BAD_REQUEST, error=error.description)
    return Refusal(Kind.INTERNAL)


def _note(service: Service, response: Response) -> None:
    """Count and log a request that was no query, and add its time to the response."""
    seconds, error = time.perf_counter() - g.started, g.get("refused")
    response.headers["server-timing"] = f"total;dur={seconds * 1000:.2f}"
    service.metrics.page(response.status_code, seconds, error)
    if service.should_log(error):
        service.logger.event(
            "page",
            id=response.headers[REQUEST_ID],
            client=client(),
            method=request.method,
            path=request.full_path.rstrip("?")[:_MAX_LENGTH],
            status=response.status_code,
            ms=round(seconds * 1000, 3),
            bytes=response.content_length,
            error=error,
        )


def _worked() -> float:
    """Seconds of work on the request, without the time that it waited."""
    seconds = time.perf_counter() - float(g.started)
    return seconds - g.task.wait_seconds if "task" in g else seconds


@pass_context
def _translated(context: Any, zh: str, en: str) -> str:
    """The text in the language of the page."""
    return zh if context["lang"] == "zh" else en
