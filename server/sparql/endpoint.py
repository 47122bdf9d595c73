"""/sparql without a query: the service description, and the query editor."""

from __future__ import annotations

import threading

from flask import Blueprint, Response, render_template, request

from kg.rdf import Triple
from server.http import language, urls
from server.http.conditional import conditional_response
from server.http.errors import Kind, types
from server.http.media_types import PAGE, content_type, not_acceptable
from server.http.negotiation import by_name, choose
from server.http.responses import Refusal
from server.http.routing import Cost
from server.sparql import service_description
from server.sparql.formats import GRAPHS, SOLUTIONS
from server.sparql.limits import limits
from server.sparql.protocol import PATHS
from server.sparql.service import Service


def blueprint(service: Service) -> Blueprint:
    """The routes. Requests with a query are answered by the service itself."""
    routes = Blueprint("sparql", __name__)
    cache = _DescriptionCache(service)

    def description() -> Response:
        return _describe(service, cache)

    for path in PATHS:
        routes.add_url_rule(path, "description", description, cost=Cost.QUERY)
    return routes


def _describe(service: Service, cache: _DescriptionCache) -> Response:
    """The service description in RDF, or for browsers the page of the query editor."""
    offered = (*GRAPHS, PAGE)
    accept = request.headers.get("accept")
    word = request.args.get("format") or request.args.get("output")
    choice = by_name(word, offered) if word else choose(accept, offered)
    if choice is None and (by_name(word, SOLUTIONS) if word else choose(accept, SOLUTIONS)):
        raise Refusal(Kind.QUERY_MISSING)
    if choice is None:
        raise not_acceptable(offered, word or accept or "")
    if choice.format is PAGE:
        lang = language.of(request)
        text = render_template(
            "sparql.html",
            lang=lang,
            limits=limits(service.settings),
            errors=types(),
            formats=SOLUTIONS,
        )
        return conditional_response(
            text,
            content_type(PAGE.media_type),
            vary=("Accept", *language.VARY),
            headers={"content-language": lang},
        )
    links = urls.request_urls(service.releases.current.base, service.settings)
    body = service_description.write(cache.triples(links.to(urls.SPARQL)), choice.media_type)
    return conditional_response(body, content_type(choice.media_type), vary=("Accept",))


class _DescriptionCache:
    """A cache of descriptions by build and address of the endpoint."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._triples: dict[tuple[str | None, str], tuple[Triple, ...]] = {}

    def triples(self, address: str) -> tuple[Triple, ...]:
        """The description of the endpoint at that address."""
        key = (self._service.releases.current.hash, address)
        with self._lock:
            if key not in self._triples:
                if len(self._triples) > 20:  # clients may send any Host header
                    self._triples.clear()
                titles = self._service.releases.current.manifest.dataset.service
                self._triples[key] = service_description.describe(
                    address, self._service.run, titles
                )
            return self._triples[key]
