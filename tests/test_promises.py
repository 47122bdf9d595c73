"""What the real graph says of promises: the cases that anyone can check by hand."""

from __future__ import annotations

import csv
import io

import pytest

from kg.namespaces import expand
from kg.project import Project
from kg.queries.answers import answer
from kg.queries.catalogue import read_catalogue
from kg.rdf import Literal, NamedNode
from tests.conftest import ROOT, Built

# promise, the later report, its statement, the state
CASES = [
    ("st-wuhan-2024:2.0.2-s01-grp-growth", "wuhan-2025", "1.0.2-s02-grp-growth", "not-kept"),
    ("st-wuhan-2024:2.3.3-s02-investment", "wuhan-2025", "1.0.2-s02-investment", "not-kept"),
    ("st-wuhan-2024:2.0.2-s01-jobs", "wuhan-2025", "1.0.5-s03-jobs", "kept"),
    ("st-wuhan-2025:2.0.2-s01-grp-growth", "wuhan-2026", "1.0.2-s02-grp-growth", "kept"),
    ("st:2.0.3-s01-budget-revenue", "wuchang-2024-12", "1.0.1-s02-revenue-growth", "not-kept"),
    ("st:2.0.3-s01-grp-level", "wuchang-2024-12", "1.0.1-s01-grp", "kept"),
    ("st:2.0.3-s01-grp-level", "wuchang-2024", "1.0.1-s01-grp", "kept"),
    ("st:2.1.3-s04-land-supplied", "wuchang-2024", "1.0.1-s04-land", "exceeded"),
    ("st:2.1.2-s07-skp-opened", "wuhan-2025", "1.1.1-s05-skp-opened", "kept"),
    ("st:2.4.2-s04-line-11", "wuhan-2025", "1.4.1-s05-line-11", "kept"),
]


def values(built: Built, node: str, property_: str) -> set[str]:
    """The values of a property in the merged graph."""
    quads = built.store.quads_for_pattern(NamedNode(node), NamedNode(expand(property_)), None, None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)}


def verdicts(built: Built, promise: str) -> dict[str, str]:
    """The verdicts on a promise, by the name of the later report."""
    return {
        next(iter(values(built, node, "wk:laterReport")), "").rpartition("/")[2]: node
        for node in values(built, expand(promise), "wk:hasVerdict")
    }


def rows(built: Built, query: str) -> list[dict[str, str]]:
    """The answer to a saved question, with its defaults."""
    question = read_catalogue(Project(ROOT).examples)[query]
    return list(csv.DictReader(io.StringIO(answer(built.store, question.text, "csv"))))


@pytest.mark.parametrize(("promise", "report", "later", "state"), CASES)
def test_a_promise_of_a_report(
    built: Built, promise: str, report: str, later: str, state: str
) -> None:
    verdict = verdicts(built, promise)[report]
    assert values(built, verdict, "wk:state") == {expand(f"verdict:{state}")}
    assert expand(f"st-{report}:{later}") in values(built, verdict, "wk:restsOn")
    cited = report.startswith("wuchang-")
    assert values(built, verdict, "wk:cited") == {str(cited).lower()}


def test_doujiying_opened_in_two_steps(built: Built) -> None:
    found = verdicts(built, "st:2.4.2-s02-douji-camp-opened")
    assert {
        report: next(iter(values(built, node, "wk:finding"))).rpartition("/")[2]
        for report, node in found.items()
    } == {"wuchang-2024": "phase-reached", "wuhan-2026": "stage-later"}


def test_a_doubtful_museum_gets_no_verdict(built: Built) -> None:
    others = {expand("project:china-yangtze-museum"), expand("project:yangtze-museum")}
    museum = expand("project:yangtze-national-museum")
    assert values(built, museum, "wk:possiblySameAs") == others
    (node,) = verdicts(built, "st:2.4.2-s02-museum").values()
    assert values(built, node, "wk:state") == {expand("verdict:not-looked-for")}


def test_no_report_was_read_so_far_that_nothing_could_be_missing(built: Built) -> None:
    """The district's own later report is held in no text, so silence is not known of."""
    counted = {
        (row["reportEn"], row["stateEn"]): int(row["promises"])
        for row in rows(built, "promises-counted")
    }
    silent = {report for report, state in counted if state == "no later word"}
    assert silent == {f"Wuhan government work report {year}" for year in (2024, 2025)}
    assert counted["Wuchang District government work report 2023", "not looked for"] > 150


def test_amplification_of_2024_is_one_query(built: Built) -> None:
    found = [
        (row["placeEn"], row["comparator"], row["value"])
        for row in rows(built, "target-at-every-level")
    ]
    assert [one for one in found if one[0] in _LEVELS] == [
        ("China", "about", "5"),
        ("Hubei Province", "exactly", "6"),
        ("Wuhan", "exactly", "6"),
        ("Wuchang District", "exactly", "6.5"),
    ]


_LEVELS = ("China", "Hubei Province", "Wuhan", "Wuchang District")
