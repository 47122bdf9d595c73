"""The use of properties by class is what queries count, with the bounds that the shapes set."""

from __future__ import annotations

import pytest

from kg.model.index import Index
from kg.model.usage import Use, read
from kg.namespaces import PREFIXES, expand
from kg.rdf import QuerySolutions
from tests.conftest import Built


@pytest.fixture(scope="module")
def uses(built: Built) -> dict[str, dict[str, Use]]:
    """The uses in each class of the real graph, by property."""
    found = read(Index(built.project.current))
    return {cls: {use.property: use for use in own} for cls, own in found.items()}


@pytest.mark.parametrize("name", ["wk:Target", "wk:Project", "wk:Passage", "wk:Verdict", "wk:Unit"])
def test_members_are_counted_as_a_query_counts_them(
    built: Built, uses: dict[str, dict[str, Use]], name: str
) -> None:
    rows = built.store.query(
        f"SELECT ?p (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{expand(name)}> ; ?p ?o }} GROUP BY ?p"
    )
    assert isinstance(rows, QuerySolutions)
    counted = {p.value: int(n.value) for p, n in rows}  # type: ignore[union-attr]
    told = {iri: use.members for iri, use in uses[expand(name)].items()}
    assert told.items() <= counted.items()
    ours = {iri for iri in counted if iri.startswith(PREFIXES["wk"])}
    assert ours <= told.keys()


@pytest.mark.parametrize(
    ("cls", "property_", "bounds"),
    [
        ("wk:Figure", "wk:indicator", (1, 1)),
        ("wk:Target", "wk:indicator", (1, 1)),  # by the shape of a wider class
        ("wk:Target", "wk:commitment", (1, 1)),
        ("wk:Measure", "wk:commitment", (0, None)),
        ("wk:Conferral", "wk:recipient", (1, None)),
        ("wk:Milestone", "wk:deadline", (0, 1)),  # functional in the ontology
        ("wk:Milestone", "wk:atPlace", (0, None)),
    ],
)
def test_bounds_are_those_of_shapes_and_ontology(
    uses: dict[str, dict[str, Use]], cls: str, property_: str, bounds: tuple[int, int | None]
) -> None:
    use = uses[expand(cls)][expand(property_)]
    assert (use.least, use.most) == bounds


def test_all_members_have_what_the_shapes_ask_for(
    built: Built, uses: dict[str, dict[str, Use]]
) -> None:
    rows = built.store.query("SELECT ?c (COUNT(?x) AS ?n) { ?x a ?c } GROUP BY ?c")
    assert isinstance(rows, QuerySolutions)
    counted = {c.value: int(n.value) for c, n in rows}  # type: ignore[union-attr]
    asked = [(cls, use) for cls, own in uses.items() for use in own.values() if use.least]
    assert len(asked) > 50
    assert [(cls, use) for cls, use in asked if use.members != counted[cls]] == []
