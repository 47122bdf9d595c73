"""What IRIs are called and are: the same in memory, as the build has it, and in the index."""

from __future__ import annotations

import pytest

from kg import namespaces
from kg.model.extract import names
from kg.model.index import Index
from kg.model.names import Names, Nodes, open_names
from tests.conftest import Built

CORRIDOR = namespaces.expand("place:binjiang-digital-corridor")


@pytest.fixture(scope="module")
def stored(index: Index) -> Names:
    """The names of the index."""
    return open_names(index, namespaces.BASE)


@pytest.fixture(scope="module")
def nodes(index: Index) -> Nodes:
    """The nodes of the index."""
    return Nodes(index, namespaces.BASE)


def test_the_index_holds_what_the_build_has_in_memory(built: Built, stored: Names) -> None:
    known = names(built.store)
    assert dict(stored.nodes.items()) == known.nodes
    assert stored.vocabulary == known.vocabulary
    for iri in known.nodes:
        assert stored.classes(iri) == known.classes(iri)
        assert stored.colour_class(iri) == known.colour_class(iri)


def test_a_label_is_in_the_language_else_in_the_other_else_the_short_form(stored: Names) -> None:
    assert stored.label(CORRIDOR, "zh") == "滨江数创走廊"
    assert stored.label(CORRIDOR, "en") == "Binjiang Digital Innovation Corridor"
    assert stored.label("http://schema.org/Place", "zh") == "schema:Place"
    assert stored.label(f"{namespaces.BASE}none", "en") == f"{namespaces.BASE}none"


def test_a_thing_is_coloured_by_a_wide_class_and_of_a_narrow_one(stored: Names) -> None:
    assert stored.classes(CORRIDOR) == [stored.wk("Corridor")]
    assert {stored.wk("Place"), stored.wk("Thing")} <= stored.types(CORRIDOR)
    assert stored.colour_class(CORRIDOR) == stored.kind(stored.wk("Corridor")) == "Place"
    assert stored.colour_class(stored.iri("r:1.2.2-s03")) == "DocumentPart"
    assert stored.colour_class(stored.iri("unit:percent")) == ""


@pytest.mark.parametrize("order", ["name", "mentions", "class"])
@pytest.mark.parametrize("down", [False, True])
def test_the_pages_of_a_class_join_without_gap(
    nodes: Nodes, stored: Names, order: str, down: bool
) -> None:
    cls = stored.wk("Organization")
    total = nodes.count(cls)
    pages = [nodes.page(cls, order, "en", down, 20, at) for at in range(0, total, 20)]
    found = [iri for page in pages for iri in page]
    assert sorted(found) == nodes.of_class(cls) and len(found) == total > 60
    keys = {
        "name": lambda iri: stored.label(iri, "en").casefold(),
        "mentions": lambda iri: nodes[iri].mentions,
        "class": lambda iri: [stored.local(own) for own in stored.classes(iri)],
    }
    assert found == sorted(found, key=keys[order], reverse=down) or order == "name"
    assert list(map(keys[order], found)) == sorted(map(keys[order], found), reverse=down)


def test_of_two_inverses_one_is_told(stored: Names) -> None:
    part, whole = stored.wk("partOf"), stored.wk("hasPart")
    told = stored.oriented("a", part, "b")
    assert told == stored.oriented("b", whole, "a")
    assert stored.vocabulary.inverse[part] == whole and stored.vocabulary.inverse[whole] == part
