"""Search in either language: what was found, by kind, and where the words are in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, request

from kg.model.statements import kinds as kinds_of
from kg.search.lookup import Hit
from kg.search.lookup import search as find
from kg.search.marks import excerpt, marked
from server.http.language import of
from server.repository.snapshot import Repository, Snapshot
from server.site.models.evidence import passage_texts
from server.site.rendering import number, page, report_or_all

PER_PAGE = 20
_OF_A_KIND = 5  # hits that are shown where all kinds are
_MOST = 400  # hits that are counted; worse ones are of no use
_ALL = 100_000  # more than there are: the best of one report may be far down


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("find", __name__)

    @routes.get("/search")
    def search() -> Response:
        text = request.args.get("q", "").strip()[:200]
        cls = request.args.get("class", "")
        with repository.read() as snapshot:
            report = report_or_all(snapshot)
            texts = passage_texts(snapshot) if text else {}
            found = find(snapshot.index, text, limit=_ALL if report else _MOST, texts=texts)
            hits = found.hits
            if report:
                stated = snapshot.nodes.of_report(report.iri)
                hits = [hit for hit in hits if hit.iri in stated][:_MOST]
            groups = _groups(snapshot, hits)
            shown = groups.get(cls, [])
            last = max(1, -(-len(shown) // PER_PAGE))
            at = number("page", last)
            return page(
                "search",
                snapshot,
                report=report,
                query=text,
                groups={
                    kind: hits[(at - 1) * PER_PAGE : at * PER_PAGE] if cls else hits[:_OF_A_KIND]
                    for kind, hits in groups.items()
                    if cls in ("", kind)
                },
                counts={kind: len(hits) for kind, hits in groups.items()},
                total=len(shown) if cls else len(hits),
                capped=len(hits) == _MOST,
                near=found.near,
                cls=cls,
                at=at,
                last=last,
                other="en" if of(request) == "zh" else "zh",
                marked=partial(marked, query=text),
                excerpt=partial(excerpt, query=text),
            )

    return routes


def _groups(snapshot: Snapshot, hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """The hits by the local name of their kind, the kind of the best hit first."""
    names = snapshot.names
    stated = kinds_of(snapshot.index, (hit.iri for hit in hits))
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        if names.wk("Passage") in names.types(hit.iri):
            kind = "Passage"
        else:
            kind = stated.get(hit.iri) or names.colour_class(hit.iri)
        kind = kind or next(map(names.local, names.classes(hit.iri)), "Thing")
        groups.setdefault(kind, []).append(hit)
    return groups
