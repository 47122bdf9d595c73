"""For crawlers and browsers: the sitemap, what not to crawl, and the search as one of theirs."""

from __future__ import annotations

from xml.sax.saxutils import escape

from flask import Blueprint, Response, render_template, request

from kg.model.passages import outline
from server.http import urls
from server.http.conditional import conditional_response
from server.http.language import VARY, of
from server.http.urls import Urls
from server.repository.snapshot import Repository, Snapshot
from server.site.navigation import DOCUMENTATION, SECTIONS

# Any query, any filter: there is no end to them, and nothing in them that the pages have not.
# A parameter is named, for some crawlers take an empty query for none.
_CLOSED = (
    *("sparql", "query", "search", "api/", "reconcile", "workbench?ask=", "workbench?query="),
    *("explore?thing=", "docs/tutorial?lesson="),
)


def blueprint(repository: Repository) -> Blueprint:
    """The three files, over a graph."""
    routes = Blueprint("robots", __name__)

    @routes.get("/robots.txt")
    def robots() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        closed = "".join(f"Disallow: {here.local()}{path}\n" for path in _CLOSED)
        text = f"User-agent: *\n{closed}Sitemap: {here.to('sitemap.xml')}\n"
        return conditional_response(text, "text/plain; charset=utf-8")

    @routes.get("/sitemap.xml")
    def sitemap() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        with repository.read() as snapshot:
            built = snapshot.release.manifest.built[:10]
            entries = "".join(_entry(address, built) for address in addresses(snapshot, here))
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n'
        )
        return conditional_response(text, "application/xml")

    @routes.get("/opensearch.xml")
    def opensearch() -> Response:
        here = urls.request_urls(repository.base, repository.settings)
        text = render_template("site/opensearch.xml", lang=of(request), urls=here)
        return conditional_response(text, "application/opensearchdescription+xml", vary=VARY)

    return routes


def addresses(snapshot: Snapshot, here: Urls) -> list[str]:
    """Every page: the sections, the documentation, the classes, the reports, the things."""
    names, terms = snapshot.names, snapshot.vocabulary
    paths = dict.fromkeys(
        ("", "about", *(path for path, _, _ in SECTIONS), *(page[0] for page in DOCUMENTATION))
    )
    for report in snapshot.dataset.in_order():
        paths[f"read/{report.name}"] = None
        paths |= dict.fromkeys(
            f"read/{report.name}/{part.number}"
            for part in outline(snapshot.index, report.iri)
            if part.sort == "Section"
        )
    paths |= dict.fromkeys(
        f"browse/{names.local(one.iri)}" for one in terms.classes.values() if one.count
    )
    paths |= dict.fromkeys(f"browse/{scheme.rpartition('/')[2]}" for scheme in terms.schemes)
    paths |= dict.fromkeys(f"questions/{name}" for name in snapshot.repository.questions())
    return [here.to(path) for path in paths] + [
        here.document(iri) for iri in snapshot.nodes.of_class(names.wk("Thing"))
    ]


def _entry(address: str, built: str) -> str:
    """An address, with that of each language."""
    join = "&amp;" if "?" in address else "?"
    place = escape(address)
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{place}{join}lang={language}"/>'
        for tag, language in (("zh-Hans", "zh"), ("en", "en"))
    )
    return f"<url><loc>{place}</loc><lastmod>{built}</lastmod>{languages}</url>\n"
