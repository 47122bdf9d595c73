"""What the tests of exports share: graphs derived from a few lines, and the records of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authoring.load import Authored
from kg.build.rules import derive
from kg.model.extract import names
from kg.model.records import Records, records
from kg.namespaces import ENTITIES_GRAPH, PREFIXES
from kg.project import Project
from kg.rdf import NamedNode, Quad, RdfFormat, parse
from tests.conftest import ROOT, Built

# What every sketch may name: two places, a firm, an indicator.
WORLD = """
place:wuchang-district a wk:AdministrativeArea ; rdfs:label "小城"@zh , "Small Town"@en .
place:park a wk:Park ; rdfs:label "公园"@zh , "Park"@en ; skos:altLabel "绿地"@zh , "花园"@zh .
org:firm a wk:Company ; rdfs:label "公司"@zh , "Firm"@en .
indicator:trees a wk:Indicator ; rdfs:label "树木"@zh , "Trees"@en .
period:2023 a wk:Period ; rdfs:label "2023年"@zh , "2023"@en .
r:1.1.1-s01 a wk:Passage ; wk:number "1.1.1-s01" .
"""

Sketch = Callable[[str], Records]


@pytest.fixture(scope="session")
def sketch(real: Authored) -> Sketch:
    """A function from TriG to the records of that little world under the real ontology."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    ontology = [quad for name, quads in real.files.items() if "ontology/" in name for quad in quads]
    entities = NamedNode(ENTITIES_GRAPH)
    rules = Project(ROOT).rule_files

    def made(trig: str) -> Records:
        world = parse(prefixes + WORLD, RdfFormat.TURTLE)
        quads = [Quad(q.subject, q.predicate, q.object, entities) for q in world]
        store = derive([*ontology, *quads, *parse(prefixes + trig, RdfFormat.TRIG)], rules).store
        return records(store, names(store))

    return made


@pytest.fixture(scope="session")
def known(built: Built) -> Records:
    """The records of the real graph."""
    return records(built.store, names(built.store))


@pytest.fixture(scope="session")
def dumps(built: Built) -> Path:
    """The folder with the dumps of the real graph."""
    return built.project.current / "dumps"
