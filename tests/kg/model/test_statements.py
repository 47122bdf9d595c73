"""Statements are looked up by what they point at, in the order of the report, and counted whole."""

from __future__ import annotations

from collections import defaultdict

from kg.model import statements
from kg.model.figures import changes_about, entries, entries_of
from kg.model.index import Index
from kg.model.vocabulary import read
from kg.namespaces import PREFIXES, expand
from kg.rdf import DefaultGraph, NamedNode
from tests.conftest import Built

PERIOD = expand("period:2024")


def test_every_use_of_a_thing_is_a_role(built: Built, index: Index) -> None:
    stated = {iri for (iri,) in index.rows("SELECT iri FROM statement JOIN node ON id = node")}
    assert len(stated) == built.manifest.counts["statements"]
    expected: dict[str, set[str]] = defaultdict(set)
    for quad in built.store.quads_for_pattern(None, None, NamedNode(PERIOD), DefaultGraph()):
        if getattr(quad.subject, "value", "") in stated:
            expected[quad.predicate.value.removeprefix(PREFIXES["wk"])].add(quad.subject.value)  # type: ignore[union-attr]
    found = statements.roles(index, PERIOD, 5)
    assert {role.property: role.total for role in found} == {
        name: len(some) for name, some in expected.items()
    }
    shown = {role.property: role.shown for role in found}["period"]
    assert list(shown) == statements.pointing(index, PERIOD, "period", limit=5)[1]


def test_a_limit_shows_the_first_and_counts_all(index: Index) -> None:
    total, every = statements.pointing(index, PERIOD, "period")
    assert statements.pointing(index, PERIOD, "period", limit=7) == (total, every[:7])
    assert statements.pointing(index, PERIOD, "period", limit=7, offset=9) == (total, every[9:16])
    assert total == len(every) == len(set(every)) > 400
    targets = statements.pointing(index, PERIOD, "period", ["Target"])[1]
    assert targets == [iri for iri in every if iri in set(statements.of_kind(index, "Target"))]
    using = statements.using(index, PERIOD)[1]
    assert statements.using(index, PERIOD, 3)[1] == using[:3]
    assert statements.using(index, PERIOD, 3, 2)[1] == using[2:5]
    assert statements.pointing(index, "urn:none") == (0, [])


def test_topics_count_the_year_and_what_is_ahead(built: Built, index: Index) -> None:
    topics = read(index).schemes[expand("topic:x")[:-2]]
    found = statements.by_period(index, "topic", topics, expand("period:2023"))
    totals = [use.within + use.outside for use in found]
    assert totals == sorted(totals, reverse=True) and len(found) > 10
    first = found[0]
    _, about = statements.pointing(index, first.code, "topic")
    year = set(statements.pointing(index, expand("period:2023"), "period")[1])
    assert first.within == len(year.intersection(about))


def test_changes_about_a_thing_are_those_of_its_figures(index: Index) -> None:
    place = expand("place:wuhan")
    about = set(statements.pointing(index, place)[1])
    found = changes_about(index, place)
    chosen = entries_of(index, [number for number, _ in found])
    assert [entry.report for entry in chosen] == [report for _, report in found]
    assert chosen == [
        entry
        for entry in entries(index)
        if entry.change is not None and about.intersection(entry.statements)
    ]
    assert entries_of(index, [number for number, _ in found[3:5]]) == chosen[3:5]


def test_each_figure_is_in_one_comparison(index: Index) -> None:
    found = entries(index)
    figures = [iri for entry in found for iri in entry.statements]
    assert len(figures) == len(set(figures)) > 150
    assert set(figures) <= set(statements.of_kind(index, "Observation", "Target"))
    assert all(entry.targets + entry.outcomes == len(entry.statements) for entry in found)
    assert [not entry.targets for entry in found] == sorted(not entry.targets for entry in found)
