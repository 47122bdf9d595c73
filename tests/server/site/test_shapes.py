"""What the vocabulary's page tells of the properties of a class, from the SHACL shapes."""

from __future__ import annotations

import pytest

from kg.project import Project
from server.repository.snapshot import Snapshot
from server.site.models.shapes import Row, properties, shapes
from tests.conftest import ROOT
from tests.server.site.conftest import Get


def rows(snapshot: Snapshot, cls: str) -> dict[str, Row]:
    """The rows of a class by the short names of their properties."""
    names, asked = snapshot.names, shapes(Project(ROOT).ontology, snapshot.base)
    found = properties(snapshot.vocabulary, asked, names.wk(cls))
    return {names.short(row.iri): row for row in found}


@pytest.mark.parametrize(
    ("cls", "relation", "values", "count"),
    [
        ("Figure", "wk:indicator", ["wk:Indicator"], "1"),
        ("Figure", "wk:value", ["xsd:integer", "xsd:decimal"], "0..1"),
        ("Figure", "wk:kind", ["code/kind"], "1"),
        ("Thing", "rdfs:label", [], "2"),
        ("Milestone", "wk:subject", ["wk:Thing"], "1..*"),
        # A figure has one status, and an observation is a figure.
        ("Observation", "wk:status", ["status:achieved", "status:estimated"], "1"),
    ],
)
def test_a_property_has_its_values_and_number(
    snapshot: Snapshot, cls: str, relation: str, values: list[str], count: str
) -> None:
    row = rows(snapshot, cls)[relation]
    short = [snapshot.names.short(one).removeprefix(snapshot.base) for one in row.values]
    assert short[: len(values)] == values and bool(short) == bool(values)
    assert row.count == count


def test_every_shape_of_a_property_is_told(snapshot: Snapshot) -> None:
    asked = shapes(Project(ROOT).ontology, snapshot.base)
    text = (ROOT / "ontology/shapes.ttl").read_text(encoding="utf-8")
    assert len(asked) == len({*_targets(text)})
    for shape in asked.values():
        for condition in shape.conditions:
            assert {*condition} == {"zh", "en"}


def _targets(text: str) -> list[str]:
    return [line.split()[1] for line in text.splitlines() if "sh:targetClass" in line]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_tells_of_each_class_once(get: Get, snapshot: Snapshot, language: str) -> None:
    text = get("/docs/ontology", language)
    for terms in (snapshot.vocabulary.classes, snapshot.vocabulary.properties):
        for iri in terms:
            assert text.count(f'id="{snapshot.names.local(iri)}"') == 1, iri
