"""The Data Cube: well-formed by the integrity constraints of the vocabulary, and true."""

from __future__ import annotations

import pytest

from kg.export.cube import cube
from kg.model.dataset import DataSet
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.rdf import Quad, QuerySolutions, Store
from tests.conftest import Built
from tests.kg.export.conftest import Sketch

# The integrity constraints of the RDF Data Cube Vocabulary that apply: none may find anything.
CONSTRAINTS = {
    "IC-1 unique data set": "{ ?x a qb:Observation FILTER NOT EXISTS { ?x qb:dataSet ?d } } UNION"
    " { ?x a qb:Observation ; qb:dataSet ?d, ?e FILTER (?d != ?e) }",
    "IC-2 unique structure": "?x a qb:DataSet FILTER NOT EXISTS { ?x qb:structure ?s }",
    "IC-3 a structure has a measure": "?x a qb:DataStructureDefinition"
    " FILTER NOT EXISTS { ?x qb:component/qb:measure ?m }",
    "IC-4 dimensions have a range": "?x a qb:DimensionProperty"
    " FILTER NOT EXISTS { ?x rdfs:range ?r }",
    "IC-5 concept dimensions have code lists": "?x a qb:DimensionProperty ; rdfs:range skos:Concept"
    " FILTER NOT EXISTS { ?x qb:codeList ?l }",
    "IC-11 all dimensions required": "?x qb:dataSet/qb:structure/qb:component/qb:dimension ?d"
    " FILTER NOT EXISTS { ?x ?d ?v }",
    "IC-12 no duplicate observations": "?x qb:dataSet ?d . ?y qb:dataSet ?d FILTER (?x != ?y)"
    " FILTER NOT EXISTS { ?d qb:structure/qb:component/qb:dimension ?dim ."
    " ?x ?dim ?v . ?y ?dim ?w FILTER (?v != ?w) }",
    "IC-14 all measures present": "?x qb:dataSet/qb:structure/qb:component/qb:measure ?m"
    " FILTER NOT EXISTS { ?x ?m ?v }",
    "IC-19 codes from the code list": "?d a qb:DimensionProperty ; qb:codeList ?l ."
    " ?x ?d ?v FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l }",
    "one value for each dimension": "?x qb:dataSet/qb:structure/qb:component/qb:dimension ?d ;"
    " ?d ?v, ?w FILTER (?v != ?w)",
}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def loaded(known: Records, built: Built) -> Store:
    """The cube of the real graph, alone in a store."""
    store = Store()
    store.extend(Quad(*triple) for triple in cube(known, built.manifest.dataset))
    return store


def rows(store: Store, text: str) -> list[list[str]]:
    found = store.query(PROLOGUE + text)
    assert isinstance(found, QuerySolutions)
    return [[term.value for term in row] for row in found]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_integrity_constraint(loaded: Store, name: str) -> None:
    assert rows(loaded, f"SELECT DISTINCT ?x {{ {CONSTRAINTS[name]} }} LIMIT 5") == []


def test_every_figure_with_one_number_is_in_it(loaded: Store, known: Records) -> None:
    figures = known.members("wk:Figure")
    valued = [iri for iri in figures if known.values(iri, "wk:normalizedValue")]
    assert sorted(r[0] for r in rows(loaded, "SELECT ?s { ?x cube:statement ?s }")) == valued
    ((told,),) = rows(
        loaded, "SELECT ?d { cube:figures dcterms:description ?d FILTER (LANG(?d) = 'en') }"
    )
    assert told.startswith(f"{len(figures) - len(valued)} more figures")


def test_the_area_is_the_place_or_that_of_the_report(loaded: Store, built: Built) -> None:
    found = rows(
        loaded,
        "SELECT ?s ?a ?r { ?x cube:subject ?s ; cube:refArea ?a ; cube:report ?r }",
    )
    spoken = {report.iri: report.place for report in built.manifest.dataset.reports.values()}
    assert {report for *_, report in found} == set(spoken)
    for subject, area, report in found:
        assert area in (subject, spoken[report])
    assert f"{PREFIXES['place']}binjiang-digital-corridor" in {area for _, area, _ in found}


def test_figures_of_two_reports_are_two_observations(sketch: Sketch) -> None:
    known = sketch(
        """
        <https://w3id.org/wuchang-kg/report/wuchang-2023> a schema:Report ;
            dcterms:spatial place:wuchang-district .
        <https://w3id.org/wuchang-kg/report/park-2024> a schema:Report ;
            dcterms:spatial place:park .
        r:1.1.1-s01 dcterms:isPartOf <https://w3id.org/wuchang-kg/report/wuchang-2023> .
        <https://w3id.org/wuchang-kg/report/park-2024/1.1.1-s01> a wk:Passage ;
            dcterms:isPartOf <https://w3id.org/wuchang-kg/report/park-2024> .
        r:1.1.1-s01 { st:1.1.1-s01-trees a wk:Observation ; wk:indicator indicator:trees ;
            wk:subject org:firm ; wk:kind kind:count ; wk:value 3 ; wk:period period:2023 . }
        <https://w3id.org/wuchang-kg/report/park-2024/1.1.1-s01> {
            <https://w3id.org/wuchang-kg/statement/park-2024/1.1.1-s01-trees> a wk:Observation ;
            wk:indicator indicator:trees ; wk:subject org:firm ; wk:kind kind:count ;
            wk:value 5 ; wk:period period:2023 . }
        """
    )
    store = Store()
    store.extend(Quad(*triple) for triple in cube(known, DataSet()))
    found = rows(store, "SELECT ?x ?v ?a { ?x sdmx-measure:obsValue ?v ; cube:refArea ?a }")
    assert sorted(row[1:] for row in found) == [
        ["3", f"{PREFIXES['place']}wuchang-district"],
        ["5", f"{PREFIXES['place']}park"],
    ]
    assert len({row[0] for row in found}) == 2


def test_values_are_in_the_base_unit(loaded: Store) -> None:
    figure = "<https://w3id.org/wuchang-kg/cube#1.2.2-s03-industrial-space>"
    found = rows(
        loaded,
        f"SELECT ?v ?u ?l {{ {figure} sdmx-measure:obsValue ?v ;"
        " cube:unit ?u ; cube:lowerBound ?l }",
    )
    assert found == [["1000000", f"{PREFIXES['unit']}square-metre", "1000000"]]


def test_everything_named_has_both_labels(loaded: Store) -> None:
    missing = rows(
        loaded,
        "SELECT DISTINCT ?v { ?x qb:dataSet ?d ; ?p ?v FILTER (ISIRI(?v) && ?p NOT IN (rdf:type))"
        " FILTER NOT EXISTS { ?v rdfs:label ?zh, ?en"
        " FILTER (LANG(?zh) = 'zh' && LANG(?en) = 'en') } }",
    )
    assert missing == []
