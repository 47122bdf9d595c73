"""The picture beside a shared link: the whole graph, each thing in the colour of its class."""

from __future__ import annotations

import io
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response
from PIL import Image, ImageDraw

from kg.manifest import DRAWING
from kg.model.palette import colour
from server.http.conditional import answered
from server.repository.snapshot import Repository

_SIZE = (1200, 630)  # pixels, as those who show such pictures want them
_FINE = 2  # drawn larger and made smaller, so that edges are smooth
_MARGIN = 30
_COLOURS = 128  # enough, and a third of the bytes
_PAPER, _LINE = "#fbfaf7", "#e4ddd0"


def blueprint(repository: Repository) -> Blueprint:
    """The picture, over a graph."""
    routes = Blueprint("card", __name__)

    @routes.get("/card.png")
    def card() -> Response:
        with repository.read() as snapshot:
            return answered(picture(snapshot.release.folder), "image/png")

    return routes


def size() -> tuple[int, int]:
    """The picture's width and height."""
    return _SIZE


@lru_cache(maxsize=1)
def picture(folder: Path) -> bytes:
    """The whole graph of the build in a folder as PNG; things that nothing links are left out."""
    drawing = json.loads((folder / DRAWING).read_bytes())
    degrees = Counter(end for edge in drawing["edges"] for end in edge[:2])
    kinds = {n: node[4] for n, node in enumerate(drawing["nodes"]) if degrees[n]}
    places = {n: drawing["nodes"][n][5:] for n in kinds}
    xs, ys = ([place[axis] for place in places.values()] or [0.0] for axis in (0, 1))
    left, top = min(xs), min(ys)
    width, height = (_FINE * (length - 2 * _MARGIN) for length in _SIZE)
    scales = width / (max(xs) - left or 1), height / (max(ys) - top or 1)

    def place(node: int) -> tuple[float, float]:
        x, y = places[node]
        return (
            _FINE * _MARGIN + (x - left) * scales[0],
            _FINE * _MARGIN + (y - top) * scales[1],
        )

    image = Image.new("RGB", (_SIZE[0] * _FINE, _SIZE[1] * _FINE), _PAPER)
    draw = ImageDraw.Draw(image)
    for source, target, *_ in drawing["edges"]:
        draw.line((place(source), place(target)), _LINE, 1)
    for node in sorted(kinds, key=lambda node: degrees[node]):
        x, y = place(node)
        radius = _FINE * min(3 + degrees[node] ** 0.5 / 2, 11)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour(kinds[node]))
    out = io.BytesIO()
    small = image.resize(_SIZE, Image.Resampling.LANCZOS)
    small.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
