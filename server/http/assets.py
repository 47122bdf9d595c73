"""The compiled TypeScript: the tags for a bundle, the configuration of a page, and the files.

Vite writes its manifest, and files with a digest in their names, into static/web. Without them,
pages have no scripts, and still work.
"""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Response
from markupsafe import Markup, escape

from kg import namespaces
from server.http.conditional import conditional_response
from server.http.errors import Kind
from server.http.responses import Refusal
from server.http.urls import DOCUMENTS, SPARQL, Urls

FOLDER = Path(__file__).resolve().parent.parent / "static" / "web"
PATH = "assets"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=64)
def _brotli(data: bytes) -> bytes:
    """The file, compressed at a high level once."""
    compressed: bytes = brotli.compress(data, quality=10)
    return compressed


@lru_cache(maxsize=64)
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


_ENCODERS = {"br": _brotli, "gzip": _gzip}


def blueprint(folder: Path = FOLDER) -> Blueprint:
    """The route of the files. Names contain a digest, so clients may cache files forever."""
    routes = Blueprint("assets", __name__)

    @routes.get(f"/{PATH}/<name>")
    def asset(name: str) -> Response:
        path = folder / "assets" / name
        if path.suffix not in _TYPES or name not in _names(folder):
            raise Refusal(Kind.ASSET, file=name)
        return conditional_response(
            path.read_bytes(), _TYPES[path.suffix], cache_control=_FOR_EVER, encoders=_ENCODERS
        )

    return routes


def bundle(name: str, here: Urls, folder: Path = FOLDER) -> Markup:
    """The tags that load a bundle: its styles, its script, and what the script imports."""
    manifest = _manifest(folder)
    entry = manifest.get(f"src/{name}/main.ts")
    if entry is None:
        return Markup("")
    chunks = _chunks(manifest, entry, {})
    styles = dict.fromkeys(css for chunk in chunks for css in chunk.get("css", ()))
    address = {file: here.local(f"{PATH}/{Path(file).name}") for file in styles}
    tags = [f'<link rel="stylesheet" href="{escape(href)}">' for href in address.values()]
    for chunk in chunks:
        href = escape(here.local(f"{PATH}/{Path(chunk['file']).name}"))
        tags.append(
            f'<script type="module" src="{href}"></script>'
            if chunk is entry
            else f'<link rel="modulepreload" href="{href}">'
        )
    return Markup("\n".join(tags))


def page_config(here: Urls, **more: object) -> dict[str, object]:
    """The configuration for scripts: common values, and `more` for this page."""
    return {
        "base": here.base,
        "sparql": here.local(SPARQL),
        "documents": here.local(DOCUMENTS),
        "prefixes": {
            name: namespaces.rebase(iri, here.base) for name, iri in namespaces.PREFIXES.items()
        },
        **more,
    }


def _chunks(
    manifest: dict[str, Any], chunk: dict[str, Any], seen: dict[str, Any]
) -> list[dict[str, Any]]:
    """The chunk and all its static imports."""
    seen[chunk["file"]] = chunk
    for key in chunk.get("imports", ()):
        if manifest[key]["file"] not in seen:
            _chunks(manifest, manifest[key], seen)
    return list(seen.values())


def _names(folder: Path) -> frozenset[str]:
    """The names of the files of this version."""
    files = [
        file
        for chunk in _manifest(folder).values()
        for file in (chunk["file"], *chunk.get("css", ()))
    ]
    return frozenset(Path(file).name for file in files)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, _: int) -> dict[str, Any]:
    """The manifest, cached until the file changes."""
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
