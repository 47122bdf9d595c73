"""Promises in the index: chosen, counted and listed as the graph has them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from kg.model import promises
from kg.model.index import Index, create
from kg.model.promises import UNDECIDED, Choice
from kg.namespaces import expand
from kg.rdf import DefaultGraph, Literal, NamedNode
from tests.conftest import Built

WUHAN = Choice(report=expand("r-wuhan-2024:").rstrip("/"))


def values(built: Built, name: str) -> dict[str, list[str]]:
    """The values of a property in the merged graph, by subject."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in built.store.quads_for_pattern(None, NamedNode(expand(name)), None, DefaultGraph()):
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        found[quad.subject.value].append(quad.object.value)
    return found


def test_promises_are_counted_as_the_graph_has_them(built: Built, index: Index) -> None:
    """Against a second way of counting: triple by triple."""
    superseded, states = values(built, "wk:supersededBy"), values(built, "wk:state")
    expected: dict[str, set[str]] = defaultdict(set)
    for verdict, (promise,) in values(built, "wk:promise").items():
        if verdict not in superseded:
            expected[states[verdict][0]].add(promise)
    found = promises.counts(index, Choice())
    assert {k: v for k, v in found.states.items() if k != UNDECIDED} == {
        state: len(some) for state, some in expected.items()
    }
    judged = set().union(*expected.values())
    assert found.total == len(judged) + found.states[UNDECIDED]
    # Of a promise that two targets of the next plan take up, the first code in order counts.
    assert found.uptakes == Counter(min(some) for some in values(built, "wk:uptake").values())


def test_a_state_is_filtered_by_what_is_not_superseded(index: Index) -> None:
    counts = promises.counts(index, WUHAN)
    assert counts.total > 10
    for state, number in counts.states.items():
        total, iris = promises.promised(index, replace(WUHAN, state=state))
        assert (total, len(iris)) == (number, number)
        for some in promises.verdicts(index, iris).values():
            assert state in {one.state for one in some if not one.superseded}


def test_pages_make_up_the_whole_in_the_order_of_states(index: Index) -> None:
    total, every = promises.promised(index, WUHAN)
    parts = [promises.promised(index, WUHAN, 7, n)[1] for n in range(0, total, 7)]
    assert [iri for part in parts for iri in part] == every
    assert len(set(every)) == total
    best = [
        min(one.state != expand("verdict:exceeded") for one in some if not one.superseded)
        for some in promises.verdicts(index, every).values()
    ]
    assert best == sorted(best) and not best[0] and best[-1]


def test_lines_have_a_word_each_and_say_when_there_is_none(index: Index) -> None:
    lines = list(promises.lines(index, Choice(report=expand("r:").rstrip("/"))))
    skp = [one for one in lines if one.promise.endswith("/2.1.2-s07-skp-opened")]
    assert {one.later_report.rpartition("/")[2] for one in skp} == {"wuchang-2024", "wuhan-2025"}
    assert {(one.own, one.cited) for one in skp} == {(True, True), (False, False)}
    measures = [one for one in lines if one.kind == "Measure"]
    assert measures and not any(one.later or one.later_report for one in measures)
    assert {one.promise for one in lines} == {
        iri for iri in promises.promised(index, Choice(report=lines[0].report))[1]
    }


def test_days_on_which_promises_fall_due(index: Index) -> None:
    days = promises.dues(index, WUHAN)
    assert "2024-12-31" in days
    assert promises.dues(index, replace(WUHAN, due="2024-12-31")) == days
    by_day = [promises.promised(index, replace(WUHAN, due=day), 0)[0] for day in days]
    assert sum(by_day) <= promises.promised(index, WUHAN, 0)[0]


def test_what_a_report_that_was_read_for_figures_can_drop(index: Index) -> None:
    """Only expected targets can be dropped, and of them only those that could have been told."""
    never = [expand(f"verdict:{name}") for name in ("not-measurable", "not-looked-for")]
    expected = promises.comparable(index, WUHAN.report, never, expand("commitment:expected"))
    every = promises.comparable(index, WUHAN.report, never)
    lines = {one.promise for one in promises.lines(index, WUHAN) if one.state not in never}
    assert 0 < expected < every == len(lines)


def test_a_superseded_verdict_does_not_count_and_comes_last(tmp_path: Path) -> None:
    with create(tmp_path) as writer:
        writer.insert("node", [(n, f"p{n}", "", "", "", "", 0, None) for n in (1, 2)])
        writer.insert("promise", [(n, "r", "x", "2024", "Target", "", "", "") for n in (1, 2)])
        flags = False, False, True
        writer.insert(
            "verdict",
            [
                (1, 1, "v1", "kept", 1, "f", "rule", "r1", *flags, True),
                (2, 1, "v2", "not-kept", 4, "f", "rule", "r2", *flags, False),
                (3, 2, "v3", "kept", 1, "f", "rule", "r1", *flags, True),
            ],
        )
    index = Index(tmp_path)
    assert promises.counts(index, Choice()).states == {"not-kept": 1, UNDECIDED: 1}
    assert promises.promised(index, Choice(state="kept")) == (0, [])
    assert promises.promised(index, Choice(state=UNDECIDED)) == (1, ["p2"])
    assert [one.iri for one in promises.verdicts(index, ["p1"])["p1"]] == ["v2", "v1"]
    assert promises.comparable(index, "r", ["kept"]) == 2
    index.close()
