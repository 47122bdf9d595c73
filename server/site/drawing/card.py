"""The picture beside a shared link: the whole graph, each thing in the colour of its class."""

from __future__ import annotations

import io

from flask import Blueprint, Response
from PIL import Image, ImageDraw

from kg.export.layout import layout
from kg.model.palette import colour
from server.http.conditional import answered
from server.repository.property_graphs import whole
from server.repository.views import Graph, Reader
from server.site.pages.explorer import ties

_SIZE = (1200, 630)  # pixels, as those who show such pictures want them
_FINE = 2  # drawn larger and made smaller, so that edges are smooth
_MARGIN = 30
_COLOURS = 128  # enough, and a third of the bytes
_PAPER, _LINE = "#fbfaf7", "#e4ddd0"


def blueprint(graph: Graph) -> Blueprint:
    """The picture, over a graph."""
    routes = Blueprint("card", __name__)

    @routes.get("/card.png")
    def card() -> Response:
        with graph.read() as reader:
            return answered(picture(reader), "image/png")

    return routes


def size(graph: Graph) -> tuple[int, int] | None:
    """The picture's width and height; None where there is none."""
    return _SIZE if graph.service.builds.current.folder else None


def picture(reader: Reader) -> bytes:
    """The picture as PNG, made once for each build. Raises Refusal without a build."""
    return reader.once(_png)


def _png(reader: Reader) -> bytes:
    """The whole graph as PNG; things that nothing links are left out."""
    graph = whole(reader, "zh")
    places = layout(tuple(graph.nodes), ties(graph))
    degrees = graph.degrees()
    linked = [node for node in graph.nodes.values() if degrees.get(node.id)]
    xs, ys = ([places[node.id][axis] for node in linked] or [0.0] for axis in (0, 1))
    left, top = min(xs), min(ys)
    width, height = (_FINE * (length - 2 * _MARGIN) for length in _SIZE)
    scales = width / (max(xs) - left or 1), height / (max(ys) - top or 1)

    def place(iri: str) -> tuple[float, float]:
        x, y = places[iri]
        return (
            _FINE * _MARGIN + (x - left) * scales[0],
            _FINE * _MARGIN + (y - top) * scales[1],
        )

    image = Image.new("RGB", (_SIZE[0] * _FINE, _SIZE[1] * _FINE), _PAPER)
    draw = ImageDraw.Draw(image)
    for edge in graph.edges:
        draw.line((place(edge.source), place(edge.target)), _LINE, 1)
    for node in sorted(linked, key=lambda node: degrees[node.id]):
        x, y = place(node.id)
        radius = _FINE * min(3 + degrees[node.id] ** 0.5 / 2, 11)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour(node.kind))
    out = io.BytesIO()
    small = image.resize(_SIZE, Image.Resampling.LANCZOS)
    small.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
