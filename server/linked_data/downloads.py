"""Downloads at stable addresses: dumps, the JSON-LD context, and redirects to metadata.

The address of a removed file returns a 410 with its replacement.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request

from kg import namespaces
from kg.manifest import DUMPS, File
from kg.model.names import LANGUAGES
from server.http import urls
from server.http.conditional import FRESH, conditional_response
from server.http.errors import Kind
from server.http.media_types import content_type
from server.http.responses import Refusal
from server.repository.profiles import PROFILES
from server.repository.snapshot import Repository

_GZIP = "application/gzip"  # sent as it is, so that the published checksum holds
_CUBE = "cube.ttl"
_BYTES = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Removed(NamedTuple):
    """The address of a removed file, its replacement, and the reason in both languages."""

    path: str
    instead: str
    zh: str
    en: str


REMOVED = (
    *(
        Removed(
            f"{urls.DUMPS}wuchang-kg.{language}.{suffix}",
            f"{urls.DUMPS}wuchang-kg.{language}.{instead}.gz",
            f"整个图谱不再提供{zh}文件；单个事物的邻域仍可在 /{urls.API}/neighbourhood 取此格式。",
            f"{en} files of the whole graph are no longer made; /{urls.API}/neighbourhood "
            "still offers the format for what surrounds a thing.",
        )
        for language in LANGUAGES
        for suffix, instead, zh, en in (
            ("cyjs.gz", "graphml", "Cytoscape JSON", "Cytoscape JSON"),
            ("gephi.zip", "gexf", "Gephi CSV", "Gephi CSV"),
        )
    ),
    Removed(
        "card.png",
        "explore",
        "分享链接用的图片已取消；图谱可在“图谱”页查看并导出为图片。",
        "The picture for shared links is no longer made; the graph page shows the graph and "
        "exports it as a picture.",
    ),
)


def blueprint(repository: Repository) -> Blueprint:
    """The routes."""
    routes = Blueprint("downloads", __name__)

    def here() -> urls.Urls:
        return urls.request_urls(repository.base, repository.settings)

    @routes.get(f"/{urls.DUMPS}<name>")
    def dump(name: str) -> Response:
        return _sent(repository, name)

    @routes.get(f"/{urls.CONTEXT}")
    def context() -> Response:
        return _sent(repository, urls.CONTEXT)

    @routes.get(f"/{urls.VOID}")
    def void() -> Response:
        about = namespaces.rebase(namespaces.ABOUT, repository.base).rstrip("#")
        return _see(here().document(about))

    @routes.get("/cube")
    def cube() -> Response:
        return _see(here().to(urls.DUMPS + _CUBE))

    @routes.get("/profile/<token>")
    def profile(token: str) -> Response:
        if token not in {one.token for one in PROFILES}:
            raise Refusal(Kind.PROFILE_PAGE, profile=token)
        return _see(here().to(urls.API) + "#profiles")

    def refuse(removed: Removed) -> Callable[[], Response]:
        def gone() -> Response:
            raise _gone(removed, here().to(removed.instead))

        return gone

    for removed in REMOVED:
        routes.add_url_rule(f"/{removed.path}", removed.path.replace(".", "-"), refuse(removed))
    return routes


def _gone(removed: Removed, address: str) -> Refusal:
    links = (("link", f'<{address}>; rel="successor-version"'),)
    reason = {"zh": removed.zh, "en": removed.en}
    return Refusal(Kind.REMOVED, links, successor=address, reason=reason)


def _see(address: str) -> Response:
    query = request.query_string.decode("ascii", "replace")
    path, hash_mark, fragment = address.partition("#")
    response = redirect(f"{path}{'?' if query else ''}{query}{hash_mark}{fragment}", 303)
    response.headers["cache-control"] = FRESH
    return response  # type: ignore[return-value]


def _sent(repository: Repository, name: str) -> Response:
    """The response with a file of the build: 200, 206 or 304. Raises Refusal without it."""
    with repository.read() as snapshot:
        release = snapshot.release
        files = {file.name: file for file in release.manifest.files}
        if name not in files:
            raise Refusal(Kind.FILE, file=name, files=list(files))
        with release.files() as folder:
            return _file(folder / DUMPS / name, files[name])


def _file(path: Path, file: File) -> Response:
    media_type = _GZIP if file.name.endswith(".gz") else content_type(file.media_type)
    response = conditional_response(path.read_bytes(), media_type, etag=file.sha256, encoders={})
    if response.status_code != HTTPStatus.OK:
        return response
    environ = {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
    if part := _range(file.size):
        environ["HTTP_RANGE"] = part
    response.make_conditional(environ, accept_ranges=True, complete_length=file.size)
    if file.name.endswith((".gz", ".zip")):
        response.headers["content-disposition"] = f'attachment; filename="{file.name}"'
    return response


def _range(length: int) -> str | None:
    """The requested range of bytes, a suffix range given by its first byte (RFC 9110, 14).

    None for several ranges, another unit or a malformed field: the response is the whole file.
    """
    wanted = _BYTES.fullmatch(request.headers.get("range", ""))
    if not wanted or request.method != "GET":
        return None
    first, last = wanted.groups()
    if first:
        return f"bytes={first}-{last}" if not last or int(first) <= int(last) else None
    # A suffix longer than the file selects the whole file.
    return f"bytes={max(0, length - int(last))}-" if last else None
