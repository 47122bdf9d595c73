"""For those who run the server: /health and /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from server.http.errors import Kind
from server.http.metrics import CONTENT_TYPE
from server.http.rate_limit import is_local
from server.http.responses import Refusal
from server.http.routing import Cost
from server.sparql.engine_errors import public
from server.sparql.service import Service

_PATIENCE = 1.0  # seconds that a short query waits for a worker where all is well


def blueprint(service: Service) -> Blueprint:
    """The routes, over a service."""
    routes = Blueprint("operations", __name__)

    @routes.get("/health", cost=Cost.NONE)
    def health() -> tuple[Response, int]:
        trouble = service.releases.trouble  # what is kept: to ask the engine could take long
        waited = service.releases.current.engine.short_wait()
        ready, short = not trouble, not trouble and waited < _PATIENCE
        reason = public(trouble) or None
        if ready and not short:
            reason = f"Short queries are not served: one has waited for {waited:.1f} s."
        facts = service.releases.current.manifest
        document = {
            "live": True,
            "ready": ready,
            "shortQueries": short,
            "reason": reason,
            "build": facts.hash if facts else None,
            "built": facts.built if facts else None,
            "version": facts.version if facts else None,
            # The endpoint's address may contain a password, so it is not shown.
            "engine": "remote" if service.settings.engine else "embedded",
        }
        return jsonify(document), 200 if ready else 503

    @routes.get("/metrics", cost=Cost.NONE)
    def metrics() -> Response:
        if service.settings.metrics == "local" and not _from_here():
            raise Refusal(Kind.METRICS)
        return Response(service.metrics.exposition(), content_type=CONTENT_TYPE)

    @routes.after_request
    def fresh(response: Response) -> Response:
        response.headers["cache-control"] = "no-store"
        return response

    return routes


def _from_here() -> bool:
    """Whether the request comes from this machine, and not from a proxy on it."""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return is_local(request.remote_addr or "") and not forwarded
