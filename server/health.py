"""For those who run the server: /health and /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.http.metrics import CONTENT_TYPE
from server.sparql.service import Service

WATCHED = ("/health", "/metrics")  # they wait for no other request of the same client
_PATIENCE = 1.0  # seconds that a short query waits for a worker where all is well


def blueprint(service: Service) -> Blueprint:
    """The routes, over a service."""
    routes = Blueprint("operations", __name__)

    @routes.get("/health")
    def health() -> tuple[Response, int]:
        trouble = service.releases.trouble  # what is kept: to ask the engine could take long
        waited = service.releases.current.engine.short_wait()
        ready, short = not trouble, not trouble and waited < _PATIENCE
        reason = trouble or None
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
            # Where an endpoint is, with what may stand in its address, is nobody else's affair.
            "engine": "remote" if service.settings.engine else "embedded",
        }
        return jsonify(document), 200 if ready else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(service.metrics.exposition(), content_type=CONTENT_TYPE)

    @routes.after_request
    def fresh(response: Response) -> Response:
        response.headers["cache-control"] = "no-store"
        return response

    return routes
