"""The graph to walk in: a page with a table of links, which scripts turn into a drawing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, request

from kg import namespaces
from kg.errors import IriError
from kg.export.layout import layout
from kg.export.property_graph import Edge, PropertyGraph, neighbourhood
from kg.model.palette import colour
from server.http.assets import told
from server.http.conditional import answered
from server.http.language import Language, of
from server.http.urls import API, here
from server.repository.names import read
from server.repository.property_graphs import whole
from server.repository.views import Graph, Reader
from server.site.models.names import model
from server.site.rendering import page

_START = "place:binjiang-digital-corridor"
_DATA = "explore/graph.json"
_HUB = 150  # links; what has more is linked to nearly everything


@dataclass(frozen=True)
class Link:
    """An arrow of the graph as a row of a table."""

    source: str
    target: str
    label: str
    statement: str
    passages: tuple[str, ...]


def blueprint(graph: Graph) -> Blueprint:
    """The page and its data, over a graph."""
    routes = Blueprint("explorer", __name__)

    @routes.get("/explore")
    def explore() -> Response:
        with graph.read() as reader:
            language = of(request)
            found = whole(reader, language)
            asked = request.args.get("thing", "")
            iri = _found(reader, found, asked or _START)
            links = here(reader.base, graph.service.settings)
            return page(
                "explorer",
                reader,
                asked=asked,
                thing=iri,
                links=_links(found, iri, language) if iri else [],
                page_data=told(
                    links,
                    graph=links.local(_DATA),
                    downloads=links.local("docs/downloads"),
                    subgraph=links.local(f"{API}/subgraph"),
                    start=iri or "",
                ),
            )

    @routes.get(f"/{_DATA}")
    def data() -> Response:
        with graph.read() as reader:
            return answered(drawn(reader), "application/json")

    return routes


def drawn(reader: Reader) -> bytes:
    """The whole graph as the page draws it, made once for each build. Raises Refusal without."""
    return reader.once(_data)


def _found(reader: Reader, graph: PropertyGraph, asked: str) -> str | None:
    """The node that an IRI, a prefixed name or a label means."""
    try:
        iri = namespaces.rebase(namespaces.expand(asked), reader.base)
    except IriError:
        iri = asked
    if iri in graph.nodes:
        return iri
    return next((one for one in read(reader).exact(asked) if one in graph.nodes), None)


def _links(graph: PropertyGraph, iri: str, language: Language) -> list[Link]:
    """The links at a node."""
    return [
        Link(
            edge.source,
            edge.target,
            edge.label,
            str(edge.attributes.get(f"statement_{language}", "")),
            tuple(filter(None, str(edge.attributes.get("passages", "")).split("; "))),
        )
        for edge in neighbourhood(graph, iri).edges
        if iri in (edge.source, edge.target)
    ]


def ties(graph: PropertyGraph) -> tuple[tuple[str, str], ...]:
    """The edges that decide where nodes lie: those to hubs only for what has no other.

    Otherwise the district and its government would draw everything into one ball.
    """
    hubs = {node for node, degree in graph.degrees().items() if degree > _HUB}
    ties = [(edge.source, edge.target) for edge in graph.edges]
    near = {node for pair in ties if not hubs.intersection(pair) for node in pair}
    return tuple(
        (source, target)
        for source, target in ties
        if not ({source, target} & hubs and {source, target} & near)
    )


def _data(reader: Reader) -> bytes:
    """The whole graph as rows, in both languages, short enough to send at once."""
    zh, en = whole(reader, "zh"), whole(reader, "en")
    known, base = model(reader), reader.base
    places = layout(tuple(zh.nodes), ties(zh))
    number = {iri: index for index, iri in enumerate(zh.nodes)}
    kinds = sorted({node.kind for node in zh.nodes.values()})
    classes = sorted({node.cls for node in zh.nodes.values()} | set(kinds))

    def both(name: str) -> list[str]:
        return [known.label(known.wk(name), "zh"), known.label(known.wk(name), "en")]

    def row(edge: Edge) -> list[object]:
        about = edge.attributes
        return [
            number[edge.source],
            number[edge.target],
            edge.relation,
            about.get("passages", ""),
            str(about.get("statement", "")).removeprefix(base),
            about.get("statement_zh", ""),
            about.get("statement_en", ""),
        ]

    english = {edge.relation: edge.label for edge in en.edges}
    document = {
        "kinds": [[name, *both(name), colour(name)] for name in kinds],
        "classes": {name: both(name) for name in classes},
        "relations": {e.relation: [e.label, english[e.relation]] for e in zh.edges},
        "nodes": [
            [n.id.removeprefix(base), n.label_zh, n.label_en, n.cls, n.kind, *places[n.id]]
            for n in zh.nodes.values()
        ],
        "edges": [row(edge) for edge in zh.edges],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
