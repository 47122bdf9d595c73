"""For those who run the server: /health and /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from server.http.errors import Kind
from server.http.metrics import CONTENT_TYPE
from server.http.rate_limit import is_local
from server.http.responses import Refusal
from server.http.routing import Cost
from server.sparql.error_mapping import without_folders
from server.sparql.service import Service

_MAX_WAIT = 1.0  # seconds that a short query may wait for a worker


def blueprint(service: Service) -> Blueprint:
    """The routes, over a service."""
    routes = Blueprint("operations", __name__)

    @routes.get("/health", cost=Cost.NONE)
    def health() -> tuple[Response, int]:
        # Of the last check: a check of the engine here could take long.
        unavailable_reason = service.releases.unavailable_reason
        wait = service.releases.current.engine.short_query_wait()
        ready = not unavailable_reason
        short_queries = ready and wait < _MAX_WAIT
        reason = without_folders(unavailable_reason) or None
        if ready and not short_queries:
            reason = f"Short queries are not served: one has waited for {wait:.1f} s."
        manifest = service.releases.current.manifest
        document = {
            "live": True,
            "ready": ready,
            "shortQueries": short_queries,
            "reason": reason,
            "build": manifest.hash,
            "built": manifest.built,
            "version": manifest.version,
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
