"""Search by name, in either language: what was found, and how much of it is of which class."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from server.http.language import of
from server.repository.search import find
from server.repository.views import Graph
from server.site.models.names import model
from server.site.models.statements import index
from server.site.rendering import number, page

PER_PAGE = 20
_MOST = 400  # hits that the facets count; names that fit worse than that help nobody


def blueprint(graph: Graph) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("find", __name__)

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()[:200]
        cls = request.args.get("class", "")
        with graph.read() as reader:
            known = model(reader)
            _, hits = find(reader, text, [], _MOST, 0) if text else (0, [])
            told = index(reader).by_iri
            kinds = {
                hit.iri: told[hit.iri].kind if hit.iri in told else known.kind(hit.iri)
                for hit in hits
            }
            facets = Counter(kind for kind in kinds.values() if kind)
            shown = [hit for hit in hits if not cls or kinds[hit.iri] == cls]
            last = max(1, -(-len(shown) // PER_PAGE))
            at = number("page", last)
            return page(
                "search",
                reader,
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
