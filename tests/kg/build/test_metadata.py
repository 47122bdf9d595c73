"""The description of the data set: every count in it is what a query counts."""

from __future__ import annotations

import re

import pytest

from kg.namespaces import DESCRIBING_GRAPHS, METADATA_GRAPH, ONTOLOGY, PREFIXES, SHAPES_GRAPH
from kg.rdf import NamedNode, Quad, QueryBoolean, QuerySolutions, Store, canonical, read
from tests.conftest import Built

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
DATASET = "<https://w3id.org/wuchang-kg/dataset>"
# A triple of the data: one that neither the description nor the shapes make.
DATA = "?s ?p ?o " + " ".join(
    f"FILTER NOT EXISTS {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for graph in DESCRIBING_GRAPHS
)


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    found = store.query(PROLOGUE + text)
    assert isinstance(found, QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in found]


def table(store: Store, text: str) -> dict[str, int]:
    return {name: int(number) for name, number in rows(store, text)}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("triples", "COUNT(*)"),
        ("properties", "COUNT(DISTINCT ?p)"),
        ("distinctSubjects", "COUNT(DISTINCT ?s)"),
        ("distinctObjects", "COUNT(DISTINCT ?o)"),
        ("classes", "COUNT(DISTINCT IF(?p = rdf:type, ?o, ?none))"),
        ("entities", "COUNT(DISTINCT IF(STRSTARTS(STR(?s), STR(?space)), ?s, ?none))"),
    ],
)
def test_a_total_is_what_a_query_counts(store: Store, name: str, count: str) -> None:
    told = rows(store, f"SELECT ?n {{ {DATASET} void:{name} ?n }}")
    assert told == rows(
        store, f"SELECT ({count} AS ?n) {{ {DATASET} void:uriSpace ?space . {DATA} }}"
    )


def test_the_total_is_that_of_the_manifest(built: Built) -> None:
    told = rows(built.store, f"SELECT ?n {{ {DATASET} void:triples ?n }}")
    assert told == [(str(built.manifest.counts["triples"]),)]


def test_each_class_has_as_many_members_as_it_says(store: Store) -> None:
    told = table(
        store,
        f"SELECT ?c ?n {{ {DATASET} void:classPartition ?x ."
        " ?x void:class ?c ; void:entities ?n }",
    )
    data = DATA.replace("?p", "a")
    assert told == table(store, f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ {data} }} GROUP BY ?o")


def test_each_property_is_used_as_often_as_it_says(store: Store) -> None:
    for name, count in (
        ("triples", "*"),
        ("distinctSubjects", "DISTINCT ?s"),
        ("distinctObjects", "DISTINCT ?o"),
    ):
        told = table(
            store,
            f"SELECT ?p ?n {{ {DATASET} void:propertyPartition ?x ."
            f" ?x void:property ?p ; void:{name} ?n }}",
        )
        assert told == table(store, f"SELECT ?p (COUNT({count}) AS ?n) {{ {DATA} }} GROUP BY ?p")


def test_each_property_of_a_class_is_used_as_often_as_it_says(store: Store) -> None:
    found = rows(
        store,
        f"SELECT ?c ?p ?n {{ {DATASET} void:classPartition ?x . ?x void:class ?c ;"
        " void:propertyPartition ?y . ?y void:property ?p ; void:triples ?n }",
    )
    assert len(found) > 200
    counted = rows(
        store,
        f"SELECT ?c ?p (COUNT(*) AS ?n) {{ VALUES ?c {{ {values(found, 0)} }} ?s a ?c . {DATA} }}"
        " GROUP BY ?c ?p",
    )
    assert set(found) == set(counted)


def values(found: list[tuple[str, ...]], column: int) -> str:
    return " ".join(f"<{iri}>" for iri in sorted({row[column] for row in found}))


def test_each_set_of_links_has_as_many_as_it_says(store: Store) -> None:
    found = rows(
        store,
        "SELECT ?p ?space ?n { ?x a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;"
        " void:objectsTarget/void:uriSpace ?space }",
    )
    assert found
    for predicate, space, number in found:
        ((counted,),) = rows(
            store,
            f"SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o"
            f" FILTER REGEX(STR(?o), '^{re.escape(space)}[^/#]*$') }}".replace("\\", "\\\\"),
        )
        assert counted == number


def test_every_foreign_namespace_in_use_is_a_vocabulary(store: Store) -> None:
    told = {iri for (iri,) in rows(store, f"SELECT ?v {{ {DATASET} void:vocabulary ?v }}")}
    used = rows(store, f"SELECT DISTINCT ?p {{ {DATA} }}")
    for (iri,) in used:
        namespace = re.sub(r"[^/#]*$", "", iri)
        assert namespace in told or (namespace == f"{ONTOLOGY}/" and ONTOLOGY in told)


def test_examples_are_described(built: Built) -> None:
    query = f"SELECT ?x ?l {{ {DATASET} void:exampleResource ?x . ?x rdfs:label ?l }}"
    found = {iri for iri, _ in rows(built.store, query)}
    assert len(found) == 6 and built.manifest.dataset.example in found


def test_distributions_are_the_files_of_the_manifest(built: Built) -> None:
    found = rows(
        built.store,
        f"SELECT ?url ?size ?sum ?type ?packed {{ {DATASET} dcat:distribution ?x ."
        " ?x dcat:downloadURL ?url ; dcat:byteSize ?size ; spdx:checksum ?c ."
        " ?c spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum"
        " OPTIONAL { ?x dcat:mediaType ?type } OPTIONAL { ?x dcat:compressFormat ?packed } }",
    )
    told = {row[0].removeprefix("https://w3id.org/wuchang-kg/dumps/"): row[1:] for row in found}
    # The file that holds the metadata cannot be described by them.
    files = [file for file in built.manifest.files if ".everything." not in file.name]
    assert len(files) == len(built.manifest.files) - 1
    assert told.keys() == {file.name for file in files}
    for file in files:
        size, digest, media_type, packed = told[file.name]
        assert (int(size), digest) == (file.size, file.sha256)
        assert media_type == "" or media_type.endswith(f"/media-types/{file.media_type}")
        assert bool(packed) == file.name.endswith(".gz")


def test_whole_dumps_are_named_to_linked_data_clients_too(store: Store) -> None:
    urls = {
        iri.rpartition("/")[2]
        for (iri,) in rows(store, f"SELECT ?u {{ {DATASET} void:dataDump ?u }}")
    }
    assert urls == {f"wuchang-kg.{suffix}.gz" for suffix in ("nq", "trig", "nt", "ttl", "jsonld")}


def test_each_report_is_a_part_with_its_place_its_periods_and_its_file(built: Built) -> None:
    found = rows(
        built.store,
        f"SELECT ?r ?title ?place ?file {{ {DATASET} void:subset ?x ; dcterms:hasPart ?x ."
        " ?x a void:Dataset , dcat:Dataset ; dcterms:source ?r ; dcterms:spatial ?place ;"
        " dcterms:title ?title ; dcat:distribution/dcat:downloadURL ?file ; void:dataDump ?file ;"
        " void:rootResource ?r FILTER (LANG(?title) = 'en') }",
    )
    reports = built.manifest.dataset.reports.values()
    dumps = "https://w3id.org/wuchang-kg/dumps/wuchang-kg"
    assert set(found) == {
        (one.iri, one.label["en"], one.place, f"{dumps}.{one.name}.trig.gz") for one in reports
    }
    periods = rows(
        built.store,
        "SELECT ?r ?t { ?x a void:Dataset ; dcterms:isPartOf ?all ; dcterms:source ?r ;"
        " dcterms:temporal ?t }",
    )
    assert set(periods) == {(one.iri, t) for one in reports for t in (one.reviews, one.plans)}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("triples", "COUNT(*)"),
        ("properties", "COUNT(DISTINCT ?p)"),
        ("distinctSubjects", "COUNT(DISTINCT ?s)"),
        ("distinctObjects", "COUNT(DISTINCT ?o)"),
        ("entities", "COUNT(DISTINCT IF(STRSTARTS(STR(?s), STR(?space)), ?s, ?none))"),
    ],
)
def test_a_report_states_as_much_as_it_says(store: Store, name: str, count: str) -> None:
    told = table(
        store,
        f"SELECT ?r ?n {{ {DATASET} void:subset ?x . ?x dcterms:source ?r ; void:{name} ?n }}",
    )
    assert len(told) > 1
    for report, number in told.items():
        stated = (
            f"SELECT DISTINCT ?s ?p ?o {{ ?g a wk:Passage ; wk:inReport <{report}> ."
            " GRAPH ?g { ?s ?p ?o } }"
        )
        ((counted,),) = rows(
            store,
            f"SELECT ({count} AS ?n) {{ {DATASET} void:uriSpace ?space {{ {stated} }} }}",
        )
        assert int(counted) == number


def test_editors_find_our_prefixes(store: Store) -> None:
    # The question that SIB's SPARQL editor and its language-model loader ask.
    found = rows(
        store,
        "SELECT DISTINCT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }",
    )
    assert dict(found) == dict(PREFIXES)  # type: ignore[arg-type]


def test_editors_find_our_examples_and_they_run(store: Store) -> None:
    found = rows(
        store,
        "SELECT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;"
        " sh:select|sh:ask|sh:construct|sh:describe ?query }",
    )
    assert len(found) > 40 and len({row[0] for row in found}) == len(found)
    for _, comment, query in found:
        assert comment and "#+" not in query
        store.query(query)


def test_editors_complete_by_class(store: Store) -> None:
    found = rows(
        store,
        """PREFIX void-ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype {
          ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
          OPTIONAL { { ?pp void:classPartition [ void:class ?objectClass ] }
            UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] } } }""",
    )
    wk, xsd = PREFIXES["wk"], PREFIXES["xsd"]
    assert (f"{wk}Target", f"{wk}indicator", f"{wk}Indicator", "") in found
    assert (f"{wk}Milestone", f"{wk}deadline", "", f"{xsd}date") in found


def test_the_description_names_everything_in_both_languages(store: Store) -> None:
    missing = rows(
        store,
        f"SELECT DISTINCT ?x {{ GRAPH <{METADATA_GRAPH}> {{ ?x a ?c VALUES ?c {{ dcat:Dataset"
        " dcat:Distribution dcat:DataService dcat:Catalog sh:SPARQLExecutable } }"
        " FILTER NOT EXISTS { ?x rdfs:label ?zh, ?en"
        " FILTER (LANG(?zh) = 'zh' && LANG(?en) = 'en') } }",
    )
    assert missing == []


@pytest.mark.parametrize("graph", DESCRIBING_GRAPHS)
def test_the_description_is_in_the_default_graph_too(store: Store, graph: str) -> None:
    inside = store.query(
        f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
    )
    assert isinstance(inside, QueryBoolean) and not inside
    assert any(store.quads_for_pattern(None, None, None, NamedNode(graph)))


@pytest.mark.parametrize("graph", DESCRIBING_GRAPHS)
def test_the_description_says_nothing_that_the_data_says(store: Store, graph: str) -> None:
    both = rows(
        store,
        f"SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }}"
        f" FILTER (?g != <{graph}>) }} LIMIT 3",
    )
    assert both == []


def test_the_shapes_are_those_that_builds_are_checked_with(built: Built) -> None:
    read_ = {q.triple for q in canonical(read(built.project.shapes))}
    pattern = built.store.quads_for_pattern(None, None, None, NamedNode(SHAPES_GRAPH))
    assert {q.triple for q in canonical(Quad(*q.triple) for q in pattern)} == read_
    dump = built.project.current / "dumps" / "shapes.ttl"
    assert dump.read_bytes() == built.project.shapes.read_bytes()


def test_addresses_are_below_the_base(store: Store) -> None:
    strangers = rows(
        store,
        f"SELECT DISTINCT ?u {{ GRAPH <{METADATA_GRAPH}> {{ ?x dcat:downloadURL|void:dataDump|"
        "void:sparqlEndpoint|dcat:endpointURL|schema:target|dcat:landingPage ?u }"
        " FILTER (!STRSTARTS(STR(?u), 'https://w3id.org/wuchang-kg/')) }",
    )
    assert strangers == []
