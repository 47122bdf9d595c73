"""The Reconciliation Service API 0.2, for OpenRefine and other clients.

The single queries of version 0.1 are supported too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from kg import namespaces
from server.http import language, urls
from server.http.conditional import conditional_response
from server.http.errors import Kind
from server.http.numbers import whole_number
from server.http.responses import JSON, SECURITY, Refusal
from server.reconcile import candidates, parsing, suggest
from server.reconcile.identifiers import entity_iri, term_iri
from server.reconcile.manifest import DEFAULT_TYPES, manifest
from server.repository.descriptions import describe
from server.repository.snapshot import Repository, Snapshot

# Clients of any origin show the preview in a frame.
_FRAMED = dict(SECURITY)["content-security-policy"].replace(
    "frame-ancestors 'none'", "frame-ancestors *"
)
_MAX_LENGTH = 200  # characters of a prefix
_Suggest = Callable[[Snapshot, str, int], list[dict[str, Any]]]


def blueprint(repository: Repository) -> Blueprint:
    """The routes of the service."""
    routes = Blueprint("reconcile", __name__, url_prefix="/reconcile")

    @routes.route("", methods=["GET", "POST"])
    def service() -> Response:
        given = request.values
        with repository.read() as snapshot:
            if "queries" in given:
                batch = parsing.batch(given["queries"])
                result = {
                    name: {"result": candidates.answer(snapshot, query)}
                    for name, query in batch.items()
                }
                return _json(result)
            if "query" in given:
                return _json(
                    {"result": candidates.answer(snapshot, parsing.single(given["query"]))}
                )
            if "extend" in given:
                return _json(candidates.extend(snapshot, parsing.extension(given["extend"])))
            if request.method == "POST":
                raise Refusal(Kind.FORM_EMPTY)
            own = namespaces.rebase(namespaces.PREFIXES["wk"], snapshot.base)
            here = urls.request_urls(snapshot.base, repository.settings)
            types = {one: snapshot.names.label(own + one, "en") for one in DEFAULT_TYPES}
            return _json(manifest(here, snapshot.dataset.title.values(), types))

    def suggestions(find: _Suggest) -> Callable[[], Response]:
        def view() -> Response:
            prefix, cursor = request.args.get("prefix"), request.args.get("cursor", "0")
            if prefix is None or len(prefix) > _MAX_LENGTH:
                raise Refusal(Kind.PREFIX, most=_MAX_LENGTH)
            with repository.read() as snapshot:
                return _json({"result": find(snapshot, prefix, whole_number("cursor", cursor, 0))})

        return view

    for what, find in (
        ("entity", suggest.entities),
        ("type", suggest.types),
        ("property", suggest.properties),
    ):
        routes.add_url_rule(f"/suggest/{what}", f"suggest-{what}", suggestions(find))

    @routes.get("/properties")
    def properties() -> Response:
        named = request.args.get("type", "Thing")
        limit = request.args.get("limit")
        with repository.read() as snapshot:
            iri = term_iri(named, snapshot.base)
            if iri not in snapshot.nodes:
                raise Refusal(Kind.TYPE_UNKNOWN, name=named)
            number = whole_number("limit", limit, 0) if limit else None
            result = {"type": named, "properties": suggest.proposed(snapshot, iri, number)}
            return _json(result | ({"limit": number} if number is not None else {}))

    @routes.get("/preview")
    def preview() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        identifier = request.args.get("id", "")
        with repository.read() as snapshot:
            iri = entity_iri(identifier, snapshot.base)
            result = describe(snapshot, iri) if iri in snapshot.nodes else None
            chosen = language.of(request)
            refusal = None if result else Refusal(Kind.ENTITY, identifier=identifier)
            text = render_template(
                "preview.html",
                lang=chosen,
                d=result,
                urls=here,
                names=snapshot.names,
                dataset=snapshot.dataset,
                missing=refusal and refusal.text(chosen),
            )
        response = conditional_response(
            text,
            "text/html; charset=utf-8",
            vary=language.VARY,
            headers={"content-security-policy": _FRAMED},
        )
        if refusal:
            response.status_code = refusal.status
        return response

    return routes


def _json(document: Any) -> Response:
    return conditional_response(json.dumps(document, ensure_ascii=False), JSON)
