"""For those who run the server: /health and /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.http.metrics import CONTENT_TYPE
from server.sparql.engine import Busy, EngineError, Query
from server.sparql.service import Service

WATCHED = ("/health", "/metrics")  # they wait for no other request of the same client
_PATIENCE = 2.0  # seconds in which a ready engine answers


def blueprint(service: Service) -> Blueprint:
    """The routes, over a service."""
    routes = Blueprint("operations", __name__)

    @routes.get("/health")
    def health() -> tuple[Response, int]:
        try:
            service.run(Query("ASK {}"), _PATIENCE)
            ready, reason = True, None
        except Busy as error:
            # Our own workers answer others meanwhile; of an endpoint elsewhere nobody knows.
            ready, reason = not service.settings.engine, f"Busy: {error}"
        except EngineError as error:
            ready, reason = False, f"{type(error).__name__}: {error}"
        facts = service.releases.current.manifest
        document = {
            "live": True,
            "ready": ready,
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
