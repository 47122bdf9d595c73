"""Search by name, in either language: what was found, and how much of it is of which class."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from kg.model.statements import kinds as kinds_of
from kg.search.lookup import search as find
from server.http.language import of
from server.repository.snapshot import Repository
from server.site.rendering import number, page

PER_PAGE = 20
_MOST = 400  # hits that the facets count; names that fit worse than that help nobody


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("find", __name__)

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()[:200]
        cls = request.args.get("class", "")
        with repository.read() as snapshot:
            hits = find(snapshot.index, text, limit=_MOST).hits
            stated = kinds_of(snapshot.index, (hit.iri for hit in hits))
            kinds = {
                hit.iri: stated.get(hit.iri) or snapshot.names.colour_class(hit.iri) for hit in hits
            }
            facets = Counter(kind for kind in kinds.values() if kind)
            shown = [hit for hit in hits if not cls or kinds[hit.iri] == cls]
            last = max(1, -(-len(shown) // PER_PAGE))
            at = number("page", last)
            return page(
                "search",
                snapshot,
                query=text,
                hits=shown[(at - 1) * PER_PAGE : at * PER_PAGE],
                kinds=kinds,
                total=len(shown),
                capped=len(hits) == _MOST,
                facets=facets.most_common(),
                cls=cls,
                at=at,
                last=last,
                other="en" if of(request) == "zh" else "zh",
            )

    return routes
