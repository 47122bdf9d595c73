"""The drawing holds the whole property graph, each node once and at its place."""

from __future__ import annotations

import json

from kg.export.drawing import drawing, ties
from kg.export.mapping import whole
from kg.model.palette import COLOURS, OTHER
from kg.model.records import Records


def test_the_drawing_is_the_whole_graph_in_both_languages(known: Records) -> None:
    zh, en = whole(known, "zh"), whole(known, "en")
    made = drawing(zh, en, known.names)
    found = json.loads(made)
    assert [known.names.base + node[0] for node in found["nodes"]] == list(zh.nodes)
    places = {tuple(node[5:]) for node in found["nodes"]}
    assert len(places) > 0.9 * len(zh.nodes)
    assert len(found["edges"]) == len(zh.edges)
    for source, target, relation, *_ in found["edges"]:
        assert max(source, target) < len(zh.nodes)
        assert len(found["relations"][relation]) == 2
    assert {colour for *_, colour in found["kinds"]} <= {*COLOURS.values(), OTHER}
    assert drawing(zh, en, known.names) == made


def test_a_hub_draws_only_what_has_no_other_link(known: Records) -> None:
    graph = whole(known, "zh")
    kept = ties(graph)
    assert 0 < len(kept) < len(graph.edges)
    assert {end for tie in kept for end in tie} == {
        end for edge in graph.edges for end in (edge.source, edge.target)
    }
