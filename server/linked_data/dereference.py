"""Dereferencing of IRIs: a 303 from the IRI of a thing to its document, and the document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache

from flask import Blueprint, Response, redirect, request

from kg import namespaces
from kg.model.names import LANGUAGES
from kg.search.lookup import nearest
from server.http import language, urls
from server.http.conditional import conditional_response
from server.http.errors import Kind
from server.http.media_types import PAGE, Format, content_type, not_acceptable
from server.http.negotiation import by_name
from server.http.negotiation import choose as choose_format
from server.http.numbers import whole_number
from server.http.responses import Headers, Refusal
from server.http.urls import DOCUMENTS, Urls
from server.linked_data import serialize
from server.linked_data.retired import Retired, read_retired
from server.repository import profiles
from server.repository.descriptions import CONTENT_PAGE, SHOWN, Description, describe, exists
from server.repository.profiles import FULL, Profile
from server.repository.snapshot import Repository, Snapshot
from server.sparql.formats import GRAPHS

# Renders the HTML page of a description.
Show = Callable[[Snapshot, Urls, Description, language.Language], str]

_FORMATS = (*GRAPHS, PAGE)
_SUFFIXES = {form.name: form for form in _FORMATS}
# The syntax of our paths; other names are not dereferenced.
_PATH = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_VARY = ("Accept", "Accept-Profile")
_LINKSET = "application/linkset+json"
_LIKENESS = 0.75  # of two words, for a suggestion; nope and scope have 0.67
# Bytes of a Link header: some proxies limit heads to 4 KB, and other fields take about 1 KB.
_LINK_BYTES = 1800


def blueprint(repository: Repository, show: Show) -> Blueprint:
    """The routes; `show` renders a page. That for IRIs matches any other path."""
    routes = Blueprint("resources", __name__)

    @cache
    def retired(base: str) -> dict[str, Retired]:
        return read_retired(repository.project.retired, base)

    retired(repository.base)  # read at start-up, to report errors in the table

    @routes.get("/<path:path>")
    def identifier(path: str) -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        with repository.read() as snapshot:
            stem, form = _split(path.rstrip("/"))
            iri = here.iri(path)
            if not (_PATH.fullmatch(stem) and exists(snapshot, iri)):
                iri = here.iri(stem)
                _check(snapshot, here, iri, stem, retired(snapshot.base))
            else:
                form = None
        suffix = form.name if form else ""
        query = request.query_string.decode("ascii", "replace")
        target = here.document(iri, suffix) + (f"?{query}" if query else "")
        response = redirect(target, 303)
        response.headers["link"] = f'<{here.document(iri)}>; rel="describedby"'
        response.headers["cache-control"] = "public, max-age=60"
        return response  # type: ignore[return-value]

    @routes.get(f"/{DOCUMENTS}<path:path>")
    def document(path: str) -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        with repository.read() as snapshot:
            stem, form = _split(path)
            if form and _PATH.fullmatch(path) and exists(snapshot, here.iri(path)):
                stem, form = path, None
            iri = here.iri(stem)
            _check(snapshot, here, iri, stem, retired(snapshot.base))
            return _document(snapshot, here, iri, form, show)

    @routes.get(f"/{DOCUMENTS.rstrip('/')}")
    def foreign() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        iri = _given_iri(request.args.get("iri", ""))
        with repository.read() as snapshot:
            if here.path(iri) is None and not exists(snapshot, iri):
                raise _missing(snapshot, here, iri, iri)
            if here.path(iri) is not None:
                return redirect(here.document(iri), 303)  # type: ignore[return-value]
            return _document(snapshot, here, iri, None, show)

    @routes.get("/linkset")
    def linkset() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        iri = _given_iri(request.args.get("iri", ""))
        with repository.read() as snapshot:
            if not exists(snapshot, iri):
                raise _missing(snapshot, here, iri, here.path(iri) or iri)
        return conditional_response(_linkset(iri, here), _LINKSET)

    return routes


def _given_iri(iri: str) -> str:
    """The IRI in the `iri` parameter. Raises Refusal if it is not absolute."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+", iri):
        raise Refusal(Kind.IRI_MISSING)
    return iri


def _split(path: str) -> tuple[str, Format | None]:
    """A path without the suffix of a format, and the format."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, _SUFFIXES[suffix]) if dot and suffix in _SUFFIXES else (path, None)


def _check(
    snapshot: Snapshot, here: Urls, iri: str, path: str, retired: dict[str, Retired]
) -> None:
    """Raise a 410 for a retired IRI, a 404 for one that is not in the graph."""
    if gone := retired.get(iri):
        raise _gone(gone, here)
    if not _PATH.fullmatch(path) or not exists(snapshot, iri):
        raise _missing(snapshot, here, iri, path)


def _gone(gone: Retired, here: Urls) -> Refusal:
    links: Headers = ()
    if gone.successor:
        links = (("link", f'<{here.document(gone.successor)}>; rel="successor-version"'),)
    return Refusal(
        Kind.RETIRED,
        links,
        iri=gone.iri,
        since=gone.since,
        reason=dict(gone.reason),
        successor=gone.successor,
    )


def _missing(snapshot: Snapshot, here: Urls, iri: str, path: str) -> Refusal:
    wanted = path.rpartition("/")[2]
    near = [one for one in nearest(snapshot.index, wanted) if _alike(wanted, one)]
    suggestions = [
        {
            "iri": one,
            "name": namespaces.compact(one, here.base),
            "document": here.document(one),
            "label": {tongue: snapshot.names.label(one, tongue) for tongue in LANGUAGES},
        }
        for one in near
    ]
    names_ = [one["name"] for one in suggestions]
    return Refusal(Kind.UNKNOWN, iri=iri, near=names_, suggestions=suggestions)


def _alike(wanted: str, iri: str) -> bool:
    """Whether a word of the last part of an IRI is nearly one of what was wanted: binjang.

    What is no part of an IRI is a label, which the look-up knows itself.
    """
    if not wanted.isascii():
        return True
    local = re.split("[/#]", iri)[-1]
    return any(
        SequenceMatcher(None, one, other).ratio() >= _LIKENESS
        for one in wanted.casefold().split("-")
        for other in local.casefold().split("-")
    )


def _document(
    snapshot: Snapshot, here: Urls, iri: str, suffix: Format | None, show: Show
) -> Response:
    profile, form = _negotiated(suffix, here.base)
    page = whole_number("page", request.args.get("page", "1"), 1)
    # The page of a thing shows what refers to it from the index.
    paged = form is PAGE and snapshot.names.is_thing(iri)
    most = SHOWN if form is PAGE else CONTENT_PAGE
    description = describe(snapshot, iri, page, most, with_incoming=not paged)
    if description is None:
        raise Refusal(Kind.PAGE, page=page, iri=iri)
    links = _links(description, here, profile, form)
    headers = {"content-profile": f"<{profile.iri(here.base)}>"}
    vary: tuple[str, ...] = _VARY
    if form is PAGE:
        vary += language.VARY
        chosen = language.of(request)
        text = show(snapshot, here, description, chosen)
        headers["content-language"] = chosen
        body = text.encode()
    else:
        with snapshot.release.files() as folder:
            context = serialize.context_of(folder)
        body = serialize.write(description, form, profile, here, context)
    return conditional_response(
        body, content_type(form.media_type), vary=vary, links=links, headers=headers
    )


def _negotiated(suffix: Format | None, base: str) -> tuple[Profile, Format]:
    """The profile and the format of the response. Raises a 406 with those available."""
    requested = request.args.get("_profile")
    profile = profiles.choose(requested, request.headers.get("accept-profile"), base)
    word, accept = request.args.get("format"), request.headers.get("accept")

    def choose(offered: tuple[Format, ...]) -> Format | None:
        if suffix or word:
            wanted = by_name(word, offered) if word else None
            form = wanted.format if wanted else suffix
            return form if form in offered and not (word and not wanted) else None
        choice = choose_format(accept, offered)
        return choice.format if choice else None

    form = choose(profile.formats)
    if form is None and not requested and profile is not FULL:
        profile = FULL  # the format has priority over Accept-Profile
        form = choose(profile.formats)
    if form is None:
        asked_for = f"format={word}" if word else suffix.name if suffix else f"Accept: {accept}"
        raise not_acceptable(profile.formats, asked_for)
    return profile, form


def _links(description: Description, here: Urls, profile: Profile, form: Format) -> list[str]:
    """The values of the Link header: thing, profile, linkset, pages, other formats.

    Clients use the first alternate of a type, so only the full description is linked; JSON-LD has
    none, since rdflib would follow it and PyLD fails with two. If the header would be too long, the
    last links are only in the linkset.
    """
    address = here.document(description.iri)
    links = [
        f'<{description.iri}>; rel="describes"',
        f'<{profile.iri(here.base)}>; rel="profile"',
        f'<{here.local("linkset", iri=description.iri)}>; rel="linkset"; type="{_LINKSET}"',
    ]
    if description.pages > 1:
        links += [
            f'<{here.document(description.iri, form.name, page=page)}>; rel="{rel}"'
            for rel, page in _pages(description).items()
        ]
    links += [f'<{address}>; rel="canonical"', f'<{here.to(urls.VOID)}>; rel="describedby"']
    if here.path(description.iri) is not None and form.name != "jsonld":
        links += [
            f'<{one.address}>; rel="alternate"; type="{one.media_type}"'
            for one in profiles.alternates(here.base, here.page(description.iri))
            if one.media_type != form.media_type and one.profile == FULL.iri(here.base)
        ]
    size, fitting = 0, []
    for link in links:
        size += len(link) + 2
        if size <= _LINK_BYTES:
            fitting.append(link)
    return fitting


def _pages(description: Description) -> dict[str, int]:
    """The page numbers for the relations first, prev, next and last."""
    steps = {
        "first": 1,
        "prev": description.page - 1,
        "next": description.page + 1,
        "last": description.pages,
    }
    return {rel: page for rel, page in steps.items() if 1 <= page <= description.pages}


def _linkset(iri: str, here: Urls) -> str:
    """All links of a document as a JSON linkset (RFC 9264)."""
    context: dict[str, object] = {
        "anchor": here.document(iri),
        "describes": [{"href": iri}],
        "describedby": [{"href": here.to(urls.VOID)}],
    }
    if here.path(iri) is not None:
        context["alternate"] = [
            {"href": one.address, "type": one.media_type, "profile": [one.profile]}
            for one in profiles.alternates(here.base, here.document(iri))
        ]
    return json.dumps({"linkset": [context]}, ensure_ascii=False, indent=1) + "\n"
