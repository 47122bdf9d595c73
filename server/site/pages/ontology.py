"""The vocabulary: classes with their properties, properties with their use, from the graph."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request
from markupsafe import Markup

from kg.model.names import Names
from kg.model.vocabulary import Vocabulary
from server.http.language import Language, of
from server.repository.snapshot import Repository
from server.site.models.shapes import properties, shapes
from server.site.rendering import page


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("ontology", __name__)

    @routes.get("/docs/ontology")
    def ontology() -> Response:
        with repository.read() as snapshot:
            vocabulary, language = snapshot.vocabulary, of(request)
            anchors = snapshot.once(
                ("anchors", language), lambda: _anchors(snapshot.names, language)
            )
            order = list(in_order(vocabulary))
            asked = shapes(repository.project.ontology, snapshot.base)
            rows = {cls: properties(vocabulary, asked, cls) for cls in order}
            return page(
                "ontology",
                snapshot,
                vocabulary=vocabulary,
                anchors=anchors,
                order=order,
                shapes=asked,
                rows=rows,
                bearing={cls for cls, some in rows.items() if some},
            )

    return routes


def _anchors(names: Names, language: Language) -> dict[str, Markup]:
    """The names of the classes, properties and code lists, as links to where the page has them."""
    terms = names.vocabulary
    link = Markup('<a class="thing{}" href="#{}{}">{}</a>')
    anchors = {}
    for iri in (*terms.classes, *terms.properties, *terms.schemes):
        colour = names.colour_class(iri) if iri in terms.classes else ""
        prefix = "code-" if iri in terms.schemes else ""
        dot = f" dot k-{colour}" if colour else ""
        anchors[iri] = link.format(dot, prefix, names.local(iri), names.label(iri, language))
    return anchors


def in_order(vocabulary: Vocabulary) -> Iterator[str]:
    """The classes as the tree of classes shows them, each once."""
    seen: set[str] = set()

    def walk(cls: str) -> Iterator[str]:
        if cls not in seen:
            seen.add(cls)
            yield cls
            for one in vocabulary.below(cls):
                yield from walk(one)

    for root in vocabulary.roots():
        yield from walk(root.iri)
