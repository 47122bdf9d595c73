"""The vocabulary counts what the graph holds, and knows the tree of classes."""

from __future__ import annotations

import pytest

from kg import namespaces
from kg.model.index import Index
from kg.model.vocabulary import Vocabulary, read
from kg.namespaces import expand
from kg.rdf import DefaultGraph, NamedNode
from tests.conftest import Built


@pytest.fixture(scope="module")
def vocabulary(built: Built) -> Vocabulary:
    """The vocabulary of the real graph."""
    return read(Index(built.project.current))


def test_members_and_uses_are_counted_as_the_graph_holds_them(
    built: Built, vocabulary: Vocabulary
) -> None:
    rdf_type = NamedNode(f"{namespaces.PREFIXES['rdf']}type")
    for one in vocabulary.classes.values():
        found = built.store.quads_for_pattern(None, rdf_type, NamedNode(one.iri), DefaultGraph())
        assert one.count == sum(1 for _ in found), one.iri
        assert bool(one.example) is bool(one.count)
    for property_ in vocabulary.properties.values():
        node = NamedNode(property_.iri)
        found = built.store.quads_for_pattern(None, node, None, DefaultGraph())
        assert property_.count == sum(1 for _ in found), property_.iri
    counts = [one.count for one in vocabulary.classes.values()]
    assert counts == sorted(counts, reverse=True)


def test_a_class_is_directly_below_the_narrowest_above_it(vocabulary: Vocabulary) -> None:
    building, place, thing = (expand(f"wk:{name}") for name in ("Corridor", "Place", "Thing"))
    assert place in vocabulary.above(building) and thing in vocabulary.above(building)
    assert thing not in vocabulary.direct(building)
    assert building in vocabulary.below(vocabulary.direct(building)[0])
    roots = {one.iri for one in vocabulary.roots()}
    assert thing in roots and place not in roots
    assert vocabulary.count("urn:none") == 0 and vocabulary.direct("urn:none") == []


def test_codes_are_in_their_order(vocabulary: Vocabulary) -> None:
    stages = [iri.rpartition("/")[2] for iri in vocabulary.schemes[expand("stage:x")[:-2]]]
    assert stages.index("planned") < stages.index("started") < stages.index("completed")
    assert {*vocabulary.schemes} >= {expand(f"{name}:x")[:-2] for name in namespaces.CODE_LISTS}


def test_units_lead_to_their_base_units(vocabulary: Vocabulary) -> None:
    assert vocabulary.units
    for unit in vocabulary.units.values():
        assert unit.base in vocabulary.units or unit.labels
        assert set(unit.labels) == {"zh", "en"} and unit.plural
