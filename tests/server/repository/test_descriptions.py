"""Descriptions are complete and add nothing: held against the store itself."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import rdflib

from kg import namespaces
from kg.rdf import BlankNode, DefaultGraph, NamedNode, Quad, Triple, canonical
from server.repository.descriptions import CONTENT_PAGE, PAGE, Description, describe
from server.repository.snapshot import Snapshot
from tests.conftest import Built

THINGS = [
    "place:binjiang-digital-corridor",
    "place:wuchang-district",
    "period:2023",
    "r:1.2.2-s03",
    "r:1.2",
    "wk:Project",
    "wk:partOf",
    "stage:completed",
    "indicator:gross-regional-product",
    "graph:links",
]


def whole(snapshot: Snapshot, name: str) -> list[Description]:
    """Every page of a description."""
    first = describe(snapshot, namespaces.expand(name))
    assert first
    rest = [describe(snapshot, first.iri, page) for page in range(2, first.pages + 1)]
    return [first, *(page for page in rest if page)]


def whole_iris(quad: Quad) -> bool:
    """Whether no blank node, whose label means nothing elsewhere, stands in the quad."""
    return not any(isinstance(term, BlankNode) for term in quad)


def merged(triples: Iterable[Triple]) -> list[Quad]:
    """The triples with blank nodes named by what they hold."""
    return canonical(Quad(*triple) for triple in triples)


def labels(quads: set[Quad]) -> set[Quad]:
    label = NamedNode(namespaces.PREFIXES["rdfs"] + "label")
    return {quad for quad in quads if quad.predicate == label}


@pytest.mark.parametrize("name", THINGS)
def test_a_description_holds_what_the_store_holds(
    snapshot: Snapshot, built: Built, name: str
) -> None:
    thing = NamedNode(namespaces.expand(name))
    found = {quad for page in whole(snapshot, name) for quad in page.quads()}
    about = [
        *built.store.quads_for_pattern(thing, None, None),
        *built.store.quads_for_pattern(None, None, thing),
        *built.store.quads_for_pattern(None, None, None, thing),
    ]
    expected = {quad for quad in about if quad.graph_name != DefaultGraph() and whole_iris(quad)}
    named = {quad for quad in found if whole_iris(quad)}
    assert expected <= named
    assert named - expected <= labels(named)
    assert all(quad in built.store for quad in named)


def test_everything_that_is_named_has_its_labels(snapshot: Snapshot, built: Built) -> None:
    (found,) = whole(snapshot, "place:binjiang-digital-corridor")
    label = NamedNode(namespaces.PREFIXES["rdfs"] + "label")
    for quad in found.quads():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode):
                known = {
                    q.object.language  # type: ignore[union-attr]
                    for q in built.store.quads_for_pattern(term, label, None, DefaultGraph())
                }
                assert set(found.labels.get(term.value, {})) == known


def test_an_arrow_tells_its_sentence_and_whether_it_is_inferred(snapshot: Snapshot) -> None:
    (found,) = whole(snapshot, "project:wuhan-digital-innovation-tower-phase-2")
    arrows = {
        (found.short(group.property), found.short(value.term.value)): value  # type: ignore[union-attr]
        for group in found.outgoing
        for value in group.values
        if isinstance(value.term, NamedNode)
    }
    part = arrows["wk:partOf", "place:binjiang-digital-corridor"]
    assert namespaces.expand("r:2.2.3-s02") in part.graphs
    assert not found.inferred(part)
    assert found.inferred(arrows["wk:belongsTo", "place:binjiang-digital-corridor"])
    assert "2.2.3-s02" in [passage.number for passage in found.passages]
    assert all(set(passage.gist) == {"zh", "en"} for passage in found.passages)


def test_incoming_arrows_come_by_the_page(snapshot: Snapshot) -> None:
    pages = whole(snapshot, "place:wuchang-district")
    assert len(pages) > 1
    sizes = [sum(len(group.values) for group in page.incoming) for page in pages]
    assert sizes[:-1] == [PAGE] * (len(pages) - 1)
    totals = {group.property: group.total for page in pages for group in page.incoming}
    assert sum(totals.values()) == sum(sizes)
    assert describe(snapshot, pages[0].iri, len(pages) + 1) is None


def test_the_ontology_is_described_by_all_its_terms(snapshot: Snapshot, built: Built) -> None:
    found = describe(snapshot, namespaces.ONTOLOGY)
    assert found
    graph = NamedNode(namespaces.ONTOLOGY_GRAPH)
    held = [quad.triple for quad in built.store.quads_for_pattern(None, None, None, graph)]
    assert merged(found.content) == merged(held)
    assert found.content_total == len(held) < CONTENT_PAGE


def test_the_pages_of_a_graph_too_large_to_be_sorted_do_not_overlap(snapshot: Snapshot) -> None:
    first = describe(snapshot, namespaces.INFERRED_GRAPH)
    assert first and first.content_total > 5 * CONTENT_PAGE
    pages = [describe(snapshot, first.iri, page) for page in (1, 2, first.pages)]
    contents = [page.content for page in pages if page]
    rest = first.content_total % CONTENT_PAGE or CONTENT_PAGE
    assert [len(content) for content in contents] == [CONTENT_PAGE, CONTENT_PAGE, rest]
    assert len({triple for content in contents for triple in content}) == 2 * CONTENT_PAGE + rest
    assert contents[0] == first.content


def test_a_blank_node_brings_what_it_holds(snapshot: Snapshot) -> None:
    (found,) = whole(snapshot, "wk:inIndustry")
    lines = "\n".join(f"{quad.triple} ." for quad in found.quads())
    graph = rdflib.Graph().parse(data=lines, format="nt")
    term, chain = rdflib.URIRef(found.iri), rdflib.OWL.propertyChainAxiom
    (head,) = graph.objects(term, chain)
    own = [rdflib.URIRef(namespaces.expand(name)) for name in ("wk:inIndustry", "wk:subIndustryOf")]
    assert list(graph.items(head)) == own


def test_what_the_graph_does_not_hold_has_no_description(snapshot: Snapshot) -> None:
    assert describe(snapshot, namespaces.expand("place:atlantis")) is None


def test_a_description_names_a_thing_in_either_language(snapshot: Snapshot) -> None:
    (found,) = whole(snapshot, "place:binjiang-digital-corridor")
    assert found.label(found.iri, "zh") == "滨江数创走廊"
    assert found.label(found.iri, "en") == "Binjiang Digital Innovation Corridor"
    assert found.label("http://schema.org/Place", "zh") == "schema:Place"


def test_triples_of_content_are_whole(snapshot: Snapshot) -> None:
    (found,) = whole(snapshot, "r:1.2.2-s03")
    assert found.content
    assert all(isinstance(triple, Triple) for triple in found.content)
    assert found.content_total == len(found.content)
