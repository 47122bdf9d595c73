"""The vocabulary: classes with their properties, properties with their use, from the graph."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response

from kg.model.vocabulary import Vocabulary
from server.repository.snapshot import Repository
from server.site.models.shapes import properties, shapes
from server.site.rendering import page


def blueprint(repository: Repository) -> Blueprint:
    """The page, over a graph."""
    routes = Blueprint("ontology", __name__)

    @routes.get("/docs/ontology")
    def ontology() -> Response:
        with repository.read() as snapshot:
            vocabulary = snapshot.vocabulary
            order = list(in_order(vocabulary))
            asked = shapes(repository.project.ontology, snapshot.base)
            rows = {cls: properties(vocabulary, asked, cls) for cls in order}
            return page(
                "ontology",
                snapshot,
                vocabulary=vocabulary,
                order=order,
                shapes=asked,
                rows=rows,
                bearing={cls for cls, some in rows.items() if some},
            )

    return routes


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
