"""The Data Cube: well-formed by the integrity constraints of the vocabulary, and true."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kg.export.cube import cube
from kg.model.dataset import DataSet
from kg.model.names import TYPE
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.rdf import NamedNode, Quad, QuerySolutions, Store, Triple
from tests.conftest import Built
from tests.kg.export.conftest import Sketch

# The integrity constraints of the RDF Data Cube Vocabulary, section 11: none may find anything.
# IC-0 is about datatypes, which the engine does not compare with ranges; IC-12 has its own test.
_DSD = "?d a qb:DataStructureDefinition"
_OF = "?x qb:dataSet/qb:structure"
_MEASURE_DIMENSION = f"{_OF}/qb:component/qb:dimension qb:measureType"
CONSTRAINTS = {
    "IC-1 unique data set": "{ ?x a qb:Observation FILTER NOT EXISTS { ?x qb:dataSet ?d } } UNION"
    " { ?x a qb:Observation ; qb:dataSet ?d, ?e FILTER (?d != ?e) }",
    "IC-2 unique structure": "{ ?x a qb:DataSet FILTER NOT EXISTS { ?x qb:structure ?s } } UNION"
    " { ?x a qb:DataSet ; qb:structure ?s, ?t FILTER (?s != ?t) }",
    "IC-3 a structure has a measure": "?x a qb:DataStructureDefinition FILTER NOT EXISTS"
    " { ?x qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty }",
    "IC-4 dimensions have a range": "?x a qb:DimensionProperty"
    " FILTER NOT EXISTS { ?x rdfs:range ?r }",
    "IC-5 concept dimensions have code lists": "?x a qb:DimensionProperty ; rdfs:range skos:Concept"
    " FILTER NOT EXISTS { ?x qb:codeList ?l }",
    "IC-6 only attributes are optional": f"{_DSD} ; qb:component ?c . ?c qb:componentProperty ?x ;"
    " qb:componentRequired false FILTER NOT EXISTS { ?x a qb:AttributeProperty }",
    "IC-7 slice keys are declared": f"?x a qb:SliceKey FILTER NOT EXISTS {{ {_DSD} ;"
    " qb:sliceKey ?x }",
    "IC-8 slice keys fit the structure": "?x a qb:SliceKey ; qb:componentProperty ?p ."
    " ?d qb:sliceKey ?x FILTER NOT EXISTS { ?d qb:component/qb:componentProperty ?p }",
    "IC-9 unique slice structure": "{ ?x a qb:Slice FILTER NOT EXISTS { ?x qb:sliceStructure ?k } }"
    " UNION { ?x a qb:Slice ; qb:sliceStructure ?k, ?l FILTER (?k != ?l) }",
    "IC-10 slice dimensions are complete": "?x qb:sliceStructure/qb:componentProperty ?p"
    " FILTER NOT EXISTS { ?x ?p ?v }",
    "IC-11 all dimensions required": f"{_OF}/qb:component/qb:componentProperty ?p ."
    " ?p a qb:DimensionProperty FILTER NOT EXISTS { ?x ?p ?v }",
    "IC-13 required attributes": f"{_OF}/qb:component ?c . ?c qb:componentRequired true ;"
    " qb:componentProperty ?p FILTER NOT EXISTS { ?x ?p ?v }",
    "IC-14 all measures present": f"{_OF} ?d . ?d qb:component/qb:componentProperty ?p ."
    " ?p a qb:MeasureProperty FILTER NOT EXISTS { ?d qb:component/qb:dimension qb:measureType }"
    " FILTER NOT EXISTS { ?x ?p ?v }",
    "IC-15 measure dimension is consistent": f"{_MEASURE_DIMENSION} ; qb:measureType ?m"
    " FILTER NOT EXISTS { ?x ?m ?v }",
    "IC-16 a single measure with a measure dimension": f"{_MEASURE_DIMENSION} ; qb:measureType ?m ;"
    " qb:dataSet/qb:structure/qb:component/qb:measure ?p ; ?p ?v FILTER (?p != ?m)",
    "IC-17 all measures of a measure dimension": f"{_MEASURE_DIMENSION} ;"
    " qb:dataSet/qb:structure ?d . ?d qb:component/qb:measure ?m FILTER NOT EXISTS {"
    " ?y qb:dataSet/qb:structure ?d ; qb:measureType ?m FILTER NOT EXISTS {"
    " ?d qb:component/qb:dimension ?p . ?x ?p ?v . ?y ?p ?w"
    " FILTER (?p != qb:measureType && ?v != ?w) } }",
    "IC-18 slices link consistently": "?d qb:slice/qb:observation ?x"
    " FILTER NOT EXISTS { ?x qb:dataSet ?d }",
    "IC-19 codes from the code list": "?p a qb:DimensionProperty ; qb:codeList ?l . ?x ?p ?v"
    " FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l }"
    " FILTER NOT EXISTS { ?l a skos:Collection ; skos:member+ ?v }",
    "IC-20 codes from a hierarchy": "?p qb:codeList ?l . ?l a qb:HierarchicalCodeList ;"
    " qb:parentChildProperty ?c FILTER (ISIRI(?c)) ?x ?p ?v FILTER NOT EXISTS {"
    " ?l qb:hierarchyRoot ?v } FILTER NOT EXISTS { ?parent ?c ?v }",
    "IC-21 codes from an inverse hierarchy": "?p qb:codeList ?l . ?l a qb:HierarchicalCodeList ;"
    " qb:parentChildProperty/owl:inverseOf ?c . ?x ?p ?v FILTER NOT EXISTS {"
    " ?l qb:hierarchyRoot ?v } FILTER NOT EXISTS { ?v ?c ?parent }",
    "one value for each dimension": f"{_OF}/qb:component/qb:dimension ?d ;"
    " ?d ?v, ?w FILTER (?v != ?w)",
}
# What the vocabulary says follows, and the constraints expect: section 10 of it.
NORMALIZED = """
INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty } WHERE { ?c qb:dimension ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty } WHERE { ?c qb:measure ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty } WHERE { ?c qb:attribute ?p } ;
INSERT { ?o a qb:Observation } WHERE { [] qb:observation ?o } ;
INSERT { ?s a qb:Slice } WHERE { [] qb:slice ?s }
"""
# One fault for each of them: what is added and what is taken away. ?one is an observation.
_MEASURED = "cube:structure qb:component cube:more . cube:more qb:dimension qb:measureType"
FAULTS = {
    "IC-1": "DELETE { ?one qb:dataSet cube:figures } WHERE {}",
    "IC-2": "INSERT { cube:figures qb:structure cube:other } WHERE {}",
    "IC-3": "DELETE { ?c qb:componentProperty sdmx-measure:obsValue } WHERE { ?c ?p ?v }",
    "IC-4": "DELETE { cube:refPeriod rdfs:range ?r } WHERE { cube:refPeriod rdfs:range ?r }",
    "IC-5": "DELETE { cube:kind qb:codeList ?l } WHERE { cube:kind qb:codeList ?l }",
    "IC-6": "INSERT { ?c qb:componentRequired false } WHERE { ?c qb:dimension cube:kind }",
    "IC-7": "INSERT { cube:key a qb:SliceKey } WHERE {}",
    "IC-8": "INSERT { cube:structure qb:sliceKey cube:key ."
    " cube:key a qb:SliceKey ; qb:componentProperty cube:other } WHERE {}",
    "IC-9": "INSERT { cube:figures qb:slice cube:slice . cube:slice a qb:Slice } WHERE {}",
    "IC-10": "INSERT { cube:slice a qb:Slice ; qb:sliceStructure cube:key ."
    " cube:key qb:componentProperty cube:kind } WHERE {}",
    "IC-11": "DELETE { ?one cube:refArea ?v } WHERE { ?one cube:refArea ?v }",
    "IC-13": "INSERT { cube:structure qb:component cube:more ."
    " cube:more qb:componentRequired true ; qb:componentProperty cube:other } WHERE {}",
    "IC-14": "DELETE { ?one sdmx-measure:obsValue ?v } WHERE { ?one sdmx-measure:obsValue ?v }",
    "IC-15": "INSERT { " + _MEASURED + " . ?one qb:measureType cube:other } WHERE {}",
    "IC-16": "INSERT { " + _MEASURED + " . ?one qb:measureType cube:other } WHERE {}",
    "IC-17": "INSERT { " + _MEASURED + " ;"
    " qb:measure cube:other . ?one qb:measureType sdmx-measure:obsValue } WHERE {}",
    "IC-18": "INSERT { cube:others qb:slice cube:slice . cube:slice qb:observation ?one } WHERE {}",
    "IC-19": "INSERT { ?one cube:kind cube:other } WHERE {}",
    "IC-20": "INSERT { ?l a qb:HierarchicalCodeList ; qb:parentChildProperty skos:narrower }"
    " WHERE { cube:kind qb:codeList ?l }",
    "IC-21": "INSERT { ?l a qb:HierarchicalCodeList ; qb:parentChildProperty cube:below ."
    " cube:below owl:inverseOf skos:broader } WHERE { cube:kind qb:codeList ?l }",
    "one": "INSERT { ?one cube:refArea cube:other } WHERE {}",
}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def triples(known: Records, built: Built) -> list[Triple]:
    """The cube of the real graph."""
    return list(cube(known, built.manifest.dataset))


@pytest.fixture(scope="module")
def loaded(triples: list[Triple]) -> Store:
    """The cube of the real graph, normalised, alone in a store."""
    return normalized(triples)


def normalized(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    store.update(PROLOGUE + NORMALIZED)
    return store


def rows(store: Store, text: str) -> list[list[str]]:
    found = store.query(PROLOGUE + text)
    assert isinstance(found, QuerySolutions)
    return [[term.value for term in row] for row in found]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_integrity_constraint(loaded: Store, name: str) -> None:
    assert rows(loaded, f"SELECT DISTINCT ?x {{ {CONSTRAINTS[name]} }} LIMIT 5") == []


def duplicates(store: Store) -> list[list[str]]:
    """IC-12: how many observations agree in all dimensions, in time linear in them."""
    found = rows(store, "SELECT ?d { cube:structure qb:component/qb:dimension ?d }")
    names = [f"?d{n}" for n in range(len(found))]
    values = " ; ".join(f"<{iri}> {name}" for (iri,), name in zip(found, names, strict=True))
    return rows(
        store,
        f"SELECT (COUNT(?x) AS ?n) {{ ?x qb:dataSet cube:figures ; {values} }}"
        f" GROUP BY {' '.join(names)} HAVING (COUNT(?x) > 1)",
    )


def test_ic_12_no_duplicate_observations(loaded: Store, small: list[Triple]) -> None:
    assert duplicates(loaded) == []
    store = normalized(small)
    store.update(
        f"{PROLOGUE}INSERT {{ cube:again ?p ?v }}"
        " WHERE { { SELECT (MIN(?x) AS ?one) { ?x a qb:Observation } } ?one ?p ?v }"
    )
    assert duplicates(store) == [["2"]]


@pytest.fixture(scope="module")
def small(triples: list[Triple]) -> list[Triple]:
    """The cube with its first three observations only."""
    seen = [t.subject for t in triples if t.object == NamedNode(f"{PREFIXES['qb']}Observation")]
    others = {*seen[3:]}
    return [t for t in triples if t.subject not in others]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_fault_breaks_its_constraint(small: list[Triple], name: str) -> None:
    fault = FAULTS[name.split()[0]]
    store = normalized(small)
    query = f"SELECT DISTINCT ?x {{ {CONSTRAINTS[name]} }} LIMIT 5"
    assert rows(store, query) == []
    ((one,),) = rows(store, "SELECT ?x { ?x a qb:Observation } ORDER BY ?x LIMIT 1")
    store.update(PROLOGUE + fault.replace("?one", f"<{one}>"))
    assert rows(store, query)


def test_no_figure_of_the_graph_claims_to_be_of_a_cube(built: Built) -> None:
    """They have no data set, so that the graph and cube.ttl can be read together."""
    observation = NamedNode(f"{PREFIXES['qb']}Observation")
    assert not any(built.store.quads_for_pattern(None, TYPE, observation, None))


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
