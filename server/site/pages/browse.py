"""Every class and every code list, as lists that can be sorted and are cut into pages."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.rdf import NamedNode
from server.http.errors import Kind
from server.http.language import Language, of
from server.http.responses import Refusal
from server.repository.views import Graph, Reader
from server.site.models.counts import Counts, counts
from server.site.models.names import Model, model
from server.site.models.statements import text_of
from server.site.rendering import asked, number, page

PER_PAGE = 60
SORTS = ("name", "mentions", "class")


def blueprint(graph: Graph) -> Blueprint:
    """The pages, over a graph."""
    routes = Blueprint("browse", __name__)

    @routes.get("/browse")
    def everything() -> Response:
        with graph.read() as reader:
            found = counts(reader)
            known = model(reader)
            roots = [known.wk(name) for name in ("Thing", "Statement", "DocumentPart", "Unit")]
            return page(
                "browse",
                reader,
                roots=roots,
                children=children(found, known),
                counts=found.classes,
                schemes=found.schemes,
            )

    @routes.get("/browse/<name>")
    def members(name: str) -> Response:
        with graph.read() as reader:
            known, found, language = model(reader), counts(reader), of(request)
            cls, scheme = known.wk(name), f"{reader.base}code/{name}"
            if cls in found.classes:
                return _class(reader, known, cls, language)
            if scheme in found.schemes:
                rows = reader.rows("browse_uses", scheme=NamedNode(scheme))
                uses = {text_of(row["code"]): int(text_of(row["count"])) for row in rows}
                return page("scheme", reader, scheme=scheme, codes=found.schemes[scheme], uses=uses)
            raise Refusal(Kind.CLASS, name=name)

    return routes


def children(found: Counts, known: Model) -> dict[str, list[str]]:
    """The classes below each class, those with most members first."""
    out: dict[str, list[str]] = {}
    for cls in found.classes:
        direct = known.parents.get(cls, ())
        # The closure is in the graph too: a parent is direct where no other lies between.
        for parent in direct:
            if not any(parent in known.above.get(other, ()) for other in direct):
                out.setdefault(parent, []).append(cls)
    return out


def mentions(reader: Reader) -> dict[str, int]:
    """In how many sentences each thing is mentioned; made once for each build."""
    return reader.once(_mentions)


def _mentions(reader: Reader) -> dict[str, int]:
    rows = reader.rows("browse_mentions")
    return {text_of(row["thing"]): int(text_of(row["count"])) for row in rows}


def _class(reader: Reader, known: Model, cls: str, language: Language) -> Response:
    told = mentions(reader)
    rows = reader.rows("browse_members", **{"class": NamedNode(cls)})
    found = list(dict.fromkeys(text_of(row["member"]) for row in rows))
    sort = asked("sort", SORTS, "name")
    # Who sorts by number wants the most first.
    down = asked("order", ("up", "down"), "down" if sort == "mentions" else "up") == "down"
    by_name = {iri: known.label(iri, language).casefold() for iri in found}
    if sort == "mentions":
        found.sort(key=lambda iri: by_name[iri], reverse=down)
        found.sort(key=lambda iri: told.get(iri, 0))
    elif sort == "class":
        found.sort(key=lambda iri: (known.classes(iri), by_name[iri]))
    else:
        found.sort(key=lambda iri: by_name[iri])
    if down:
        found.reverse()
    last = max(1, -(-len(found) // PER_PAGE))
    at = number("page", last)
    return page(
        "class",
        reader,
        cls=cls,
        below=[
            (one, count)
            for one, count in counts(reader).classes.items()
            if count and cls in known.above.get(one, ())
        ],
        above=sorted(known.above[cls] - {cls}, key=lambda one: len(known.above.get(one, ()))),
        members=found[(at - 1) * PER_PAGE : at * PER_PAGE],
        total=len(found),
        mentions=told,
        sort=sort,
        down=down,
        at=at,
        last=last,
        other="en" if language == "zh" else "zh",
    )
