"""Property graphs: what becomes a node, an edge or an attribute; neighbourhoods."""

from __future__ import annotations

import pytest

from kg.export.property_graph import (
    Edge,
    Node,
    PropertyGraph,
    from_triples,
    neighbourhood,
    subgraph,
    whole_graphs,
)
from kg.model.records import Records
from kg.namespaces import PREFIXES, expand
from kg.rdf import Literal, NamedNode, Triple
from tests.kg.export.conftest import Sketch

PARK = expand("place:park")
FIRM = expand("org:firm")
TOWN = expand("place:wuchang-district")
TREES = expand("indicator:trees")

# A little graph for neighbourhoods.
KINDS = {"a": "Place", "b": "Place", "c": "Company", "d": "Place", "e": "Place"}
ARROWS = [("a", "b", "partOf"), ("c", "b", "locatedIn"), ("c", "d", "partOf"), ("d", "e", "nearTo")]


def edges(graph: PropertyGraph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.relation, edge.target) for edge in graph.edges}


def only(graph: PropertyGraph) -> Edge:
    (edge,) = graph.edges
    return edge


def test_things_are_nodes_with_both_labels_and_a_class(sketch: Sketch) -> None:
    graph = whole_graphs(sketch(""))["zh"]
    assert graph.nodes.keys() == {PARK, FIRM, TOWN, TREES}  # a period is a value
    park = graph.nodes[PARK]
    assert (park.label, park.label_zh, park.label_en) == ("公园", "公园", "Park")
    assert (park.cls, park.kind) == ("Park", "Place")
    assert park.attributes == {"altLabel_zh": "绿地; 花园", "isNamed": "true"}
    assert whole_graphs(sketch(""))["en"].nodes[PARK].label == "Park"


def test_a_relation_is_one_edge_that_knows_its_sentences(sketch: Sketch) -> None:
    made = sketch(
        "r:1.1.1-s01 { place:park wk:locatedIn place:wuchang-district }"
        "r:1.1.1-s02 { place:wuchang-district wk:locationOf place:park }"
    )
    edge = only(whole_graphs(made)["en"])
    assert (edge.source, edge.relation, edge.target) == (PARK, "locatedIn", TOWN)
    assert (edge.label, edge.attributes) == (
        "is located in",
        {"passages": "1.1.1-s01; 1.1.1-s02"},
    )


def test_a_symmetric_relation_is_one_edge(sketch: Sketch) -> None:
    made = sketch("r:1.1.1-s01 { place:park wk:nearTo org:firm . org:firm wk:nearTo place:park }")
    assert edges(whole_graphs(made)["zh"]) == {(FIRM, "nearTo", PARK)}


def test_what_is_inferred_is_no_edge(sketch: Sketch) -> None:
    made = sketch(
        "r:1.1.1-s01 { org:firm wk:locatedIn place:park ."
        " place:park wk:partOf place:wuchang-district }"
    )
    assert edges(whole_graphs(made)["zh"]) == {(FIRM, "locatedIn", PARK), (PARK, "partOf", TOWN)}


FIGURE = """
r:1.1.1-s01 { st:1.1.1-s01-trees a wk:Observation ; wk:subject place:park ;
  wk:indicator indicator:trees ; wk:kind kind:count ; wk:value 3 ; wk:unit unit:ge ;
  wk:comparator comparator:over ; wk:verbatim "3棵以上" ; wk:status status:achieved ;
  wk:period period:2023 . }
"""


def test_a_statement_is_an_edge_from_whom_it_is_about_to_what_it_names(sketch: Sketch) -> None:
    edge = only(whole_graphs(sketch(FIGURE))["en"])
    assert (edge.source, edge.relation, edge.target) == (PARK, "Observation", TREES)
    assert edge.attributes["statement"] == expand("st:1.1.1-s01-trees")
    told = {key: edge.attributes[key] for key in ("role", "value", "period", "status", "passages")}
    assert told == {
        "role": "indicator",
        "value": 3,
        "period": "2023",
        "status": "achieved",
        "passages": "1.1.1-s01",
    }


def test_a_statement_that_names_nothing_else_is_an_attribute(sketch: Sketch) -> None:
    made = sketch(
        "r:1.1.1-s01 { st:1.1.1-s01-open a wk:Milestone ; wk:subject place:park ;"
        " wk:stage stage:completed ; wk:status status:achieved ; wk:period period:2023 }"
    )
    graph = whole_graphs(made)["en"]
    assert graph.edges == []
    assert graph.nodes[PARK].attributes["milestones"] == "Park: completed, 2023"


def test_a_statement_about_nobody_stays_a_node(sketch: Sketch) -> None:
    made = sketch(
        'r:1.1.1-s01 { st:1.1.1-s01-calm a wk:Assessment ; rdfs:label "平静"@zh , "Calm"@en ;'
        " wk:topic topic:greening ; wk:polarity polarity:strength ; wk:period period:2023 }"
    )
    node = whole_graphs(made)["en"].nodes[expand("st:1.1.1-s01-calm")]
    assert (node.label, node.kind) == ("Calm", "Assessment")


def test_any_triples_become_a_graph(sketch: Sketch) -> None:
    names = sketch("").names
    rival = NamedNode("https://example.org/rival")
    graph = from_triples(
        [
            Triple(NamedNode(FIRM), rival, NamedNode("https://example.org/other")),
            Triple(
                NamedNode(FIRM), NamedNode("https://example.org/note"), Literal("x", language="en")
            ),
            Triple(NamedNode(FIRM), NamedNode("https://example.org/size"), Literal(5)),
        ],
        names,
        "en",
    )
    assert {node.label for node in graph.nodes.values()} == {"Firm", "https://example.org/other"}
    assert only(graph).relation == "rival"
    assert graph.nodes[FIRM].attributes == {"note_en": "x", "size": 5}


@pytest.mark.parametrize("text", ["many", "INF", "1e999"])
def test_a_number_that_is_none_is_text(sketch: Sketch, text: str) -> None:
    double = NamedNode(f"{PREFIXES['xsd']}double")
    size = Triple(NamedNode(FIRM), NamedNode("urn:size"), Literal(text, datatype=double))
    node = from_triples([size], sketch("").names, "en").nodes[FIRM]
    assert node.attributes == {"size": text}


def test_the_order_of_triples_does_not_matter(known: Records) -> None:
    triples = [
        Triple(NamedNode(s), NamedNode(p), NamedNode(o)) for s, p, o in list(known.stated)[:200]
    ]
    assert from_triples(triples, known.names, "zh") == from_triples(
        reversed(triples), known.names, "zh"
    )


def test_properties_of_one_name_have_an_order(known: Records) -> None:
    """However the sets of this process are ordered."""
    triples = [
        Triple(NamedNode(f"http://x/{n}"), NamedNode(f"http://{home}/near"), NamedNode("http://x/"))
        for n in range(12)
        for home in ("a", "b")
    ]
    found = from_triples(triples, known.names, "en").edges
    labels = [edge.label for edge in found]
    assert len(found) == 24 and {edge.relation for edge in found} == {"near"}
    assert labels == ["http://a/near", "http://b/near"] * 12


def test_nothing_of_the_real_graph_is_lost(known: Records) -> None:
    graph = whole_graphs(known)["zh"]
    things = {iri for iri in known.members("wk:Thing") if "/id/period/" not in iri}
    assert things <= graph.nodes.keys()
    between = {r for r in known.stated if {r[0], r[2]} <= things}
    drawn = [edge for edge in graph.edges if "statement" not in edge.attributes]
    assert len(drawn) >= len(between)
    told = {edge.attributes.get("statement") for edge in graph.edges} | graph.nodes.keys()
    lists = " ".join(str(v) for node in graph.nodes.values() for v in node.attributes.values())
    missing = [
        iri
        for iri in known.members("wk:Statement")
        if iri not in told and known.names.label(iri, "zh") not in lists
    ]
    assert missing == []


@pytest.fixture
def graph() -> PropertyGraph:
    """a -> b <- c -> d -> e."""
    nodes = {id: Node(id, id, id, id, cls, cls) for id, cls in KINDS.items()}
    return PropertyGraph("en", nodes, [Edge(s, t, r, r) for s, t, r in ARROWS])


@pytest.mark.parametrize(
    ("depth", "found"),
    [(0, "a"), (1, "ab"), (2, "abc"), (3, "abcd"), (4, "abcde"), (9, "abcde")],
)
def test_depth_counts_edges_whichever_way_they_point(
    graph: PropertyGraph, depth: int, found: str
) -> None:
    assert "".join(neighbourhood(graph, "a", depth).nodes) == found


def test_the_edges_are_those_between_what_was_found(graph: PropertyGraph) -> None:
    near = neighbourhood(graph, "b", 1)
    assert [(e.source, e.target) for e in near.edges] == [("a", "b"), ("c", "b")]


def test_only_the_relations_that_are_named(graph: PropertyGraph) -> None:
    assert set(neighbourhood(graph, "b", 3, relations=["partOf"]).nodes) == {"a", "b"}


def test_only_the_classes_that_are_named_but_always_the_thing(graph: PropertyGraph) -> None:
    assert set(neighbourhood(graph, "b", 3, classes=["Company"]).nodes) == {"b", "c"}
    assert set(neighbourhood(graph, "b", 3, classes=["Place"]).nodes) == {"a", "b"}


def test_what_is_not_in_the_graph(graph: PropertyGraph) -> None:
    with pytest.raises(KeyError):
        neighbourhood(graph, "nowhere")


def test_a_loop_counts_twice(graph: PropertyGraph) -> None:
    graph.edges.append(Edge("e", "e", "nearTo", "near"))
    assert graph.degrees() == {"a": 1, "b": 2, "c": 2, "d": 2, "e": 3}


def test_a_subgraph_has_the_edges_between_its_nodes(graph: PropertyGraph) -> None:
    found = subgraph(graph, ["d", "c", "a"])
    assert list(found.nodes) == ["a", "c", "d"]
    assert [(e.source, e.target) for e in found.edges] == [("c", "d")]
    assert not subgraph(graph, ["c", "d"], without=["partOf"]).edges
    with pytest.raises(KeyError):
        subgraph(graph, ["z"])
