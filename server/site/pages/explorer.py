"""The graph to walk in: a page with a table of links, which scripts turn into a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request

from kg import namespaces
from kg.errors import IriError
from kg.export.indexed_graph import edges_at
from kg.export.property_graph import Edge
from kg.manifest import DRAWING
from kg.search.lookup import by_name
from server.http.assets import page_config
from server.http.conditional import conditional_response
from server.http.language import Language, of
from server.http.urls import API, request_urls
from server.repository.property_graphs import is_node
from server.repository.snapshot import Repository, Snapshot
from server.site.rendering import number, page

PER_PAGE = 200  # links in the table
_DATA = "explore/graph.json"


@dataclass(frozen=True)
class Link:
    """An edge of the graph as a row of a table."""

    source: str
    target: str
    label: str
    statement: str
    passages: tuple[tuple[str, str], ...]  # the names and IRIs of those that state it


def blueprint(repository: Repository) -> Blueprint:
    """The page and its data, over a graph."""
    routes = Blueprint("explorer", __name__)

    @routes.get("/explore")
    def explore() -> Response:
        with repository.read() as snapshot:
            language = of(request)
            text = request.args.get("thing", "")
            iri = _node(snapshot, text or _start(snapshot))
            links = request_urls(snapshot.base, repository.settings)
            edges = edges_at(snapshot.index, language, [iri]) if iri else []
            last = max(1, -(-len(edges) // PER_PAGE))
            at = number("page", last)
            shown = edges[(at - 1) * PER_PAGE : at * PER_PAGE]
            return page(
                "explorer",
                snapshot,
                unknown=text,
                thing=iri,
                links=_links(snapshot, shown, language),
                total=len(edges),
                at=at,
                last=last,
                page_data=page_config(
                    links,
                    graph=links.local(_DATA),
                    downloads=links.local("docs/downloads"),
                    subgraph=links.local(f"{API}/subgraph"),
                    start=iri or "",
                ),
            )

    @routes.get(f"/{_DATA}")
    def data() -> Response:
        with repository.read() as snapshot:
            with snapshot.release.files() as folder:
                drawing = (folder / DRAWING).read_bytes()
            return conditional_response(drawing, "application/json")

    return routes


def _start(snapshot: Snapshot) -> str:
    """The IRI of the node that is shown by default."""
    default = snapshot.dataset.default
    return snapshot.dataset.example or (default.place if default else "")


def _node(snapshot: Snapshot, text: str) -> str | None:
    """The node that an IRI, a prefixed name or a label means."""
    try:
        iri = namespaces.rebase(namespaces.expand(text), snapshot.base)
    except IriError:
        iri = text
    candidates = (iri, *by_name(snapshot.index, text))
    return next((one for one in candidates if is_node(snapshot, one)), None)


def _links(snapshot: Snapshot, edges: Iterable[Edge], language: Language) -> list[Link]:
    """Edges as rows of the table."""
    return [
        Link(
            edge.source,
            edge.target,
            edge.label,
            str(edge.attributes.get(f"statement_{language}", "")),
            tuple(_passages(snapshot, str(edge.attributes.get("passages", "")))),
        )
        for edge in edges
    ]


def _passages(snapshot: Snapshot, listed: str) -> Iterator[tuple[str, str]]:
    """The passages that the attribute of an edge lists, each with its IRI."""
    default = snapshot.dataset.default_report
    for reference in filter(None, listed.split("; ")):
        path = reference if "/" in reference else f"{default}/{reference}"
        yield reference, f"{snapshot.base}report/{path}"
