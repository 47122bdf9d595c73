"""The query API: JSON over HTTP, with an OpenAPI document and a reference page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request

from server.api import neighbourhood, openapi, questions, search, statements, things
from server.api.endpoint import ApiRequest, Endpoint, file, reply
from server.api.parameters import given_texts, read
from server.http import language, urls
from server.http.errors import Kind, types
from server.http.responses import Refusal
from server.http.routing import Cost
from server.repository.profiles import PROFILES
from server.repository.snapshot import Repository
from server.sparql.service import Service

ENDPOINTS = (
    *search.ENDPOINTS,
    *things.ENDPOINTS,
    *statements.ENDPOINTS,
    *neighbourhood.ENDPOINTS,
    *questions.ENDPOINTS,
)


def blueprint(repository: Repository, service: Service) -> Blueprint:
    """The routes, over a repository and the service that runs the saved questions."""
    routes = Blueprint("api", __name__)
    settings = repository.settings

    def route(endpoint: Endpoint) -> Callable[..., Response]:
        def view(**path: str) -> Response:
            sent = request.form if endpoint.method == "POST" else request.args
            texts = given_texts(sent, endpoint.parameters)
            values = read(texts, endpoint.parameters)
            in_path = {p.name: p for p in endpoint.parameters if p.place == "path"}
            values |= {name: in_path[name].read_path(text) for name, text in path.items()}
            with repository.read() as snapshot:
                here = urls.request_urls(repository.base, settings)
                body, links = endpoint.answer(ApiRequest(snapshot, here, values, texts))
            for form in endpoint.formats:
                if form.name == values["format"]:
                    return file(body, form)
            return reply(body, links)

        return view

    def other_method(endpoint: Endpoint) -> Callable[[], Response]:
        """The view for methods that an endpoint does not allow, which the site's routes match."""
        allow = f"{endpoint.method}, OPTIONS"

        def view() -> Response:
            if request.method == "OPTIONS":
                return Response(headers={"allow": allow})
            headers = (("allow", allow),)
            raise Refusal(Kind.METHOD, headers, method=request.method, allowed=allow)

        return view

    for endpoint in ENDPOINTS:
        rule = endpoint.path.replace("{", "<").replace("}", ">")
        if endpoint.method == "GET":
            routes.add_url_rule(rule, endpoint.name, route(endpoint))
        else:
            for name, view, methods in (
                (endpoint.name, route(endpoint), [endpoint.method]),
                (f"{endpoint.name}-other", other_method(endpoint), ["GET", "OPTIONS"]),
            ):
                routes.add_url_rule(
                    rule, name, view, methods=methods, provide_automatic_options=False
                )

    @routes.get("/api/queries/<name>", cost=Cost.QUERY)
    def query(name: str) -> Response:
        with repository.read() as snapshot:
            here = urls.request_urls(repository.base, settings)
            return questions.answer(service, snapshot, here, name)

    @routes.get("/api/openapi.json")
    def description() -> Response:
        root = urls.request_urls(repository.base, settings).root
        with repository.read() as snapshot:
            title = snapshot.dataset.title.get("en", "")
        return reply(openapi.document(ENDPOINTS, repository.questions(), root, title), [])

    @routes.get("/api")
    def page() -> str:
        return render_template(
            "api.html",
            lang=language.of(request),
            endpoints=ENDPOINTS,
            questions=repository.questions().values(),
            parameters_of=questions.parameters_of,
            profiles=PROFILES,
            errors=types(),
        )

    return routes
