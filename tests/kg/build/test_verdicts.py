"""Verdicts on promises: a tiny project for each state and each boundary.

A project has the promises of Wuchang 2023 in the tiny world, replaced by one, and a later report of
the same place that says one thing, or nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import namespaces
from kg.authoring.load import load
from kg.build import pipeline
from kg.build.checks import check, described
from kg.build.pipeline import build
from kg.build.rules import Derived, derive
from kg.build.shapes import validate
from kg.model import index, passages
from kg.namespaces import expand
from kg.project import Project
from kg.rdf import Literal, NamedNode
from tests.conftest import ROOT, tiny_world

_PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in namespaces.PREFIXES.items()
    if not name.startswith(("r-", "st-")) and name not in ("r", "st")
)
_SHA = "0" * 64
PROMISE = "st:2.1.1-s01-0"
LATER = "small-town-2025"


@dataclass(frozen=True)
class Told:
    """A later report: what it states, how much of it was read, and of which place and year."""

    statement: str = ""
    reading: str = "selected"
    place: str = "place:wuchang-district"
    name: str = LATER
    reviews: str = "period:2024"
    plans: str = "period:2025"


def target(words: str, year: int = 2024, indicator: str = "more") -> str:
    """A target in short: `exactly 5`, `range 4 6`, `qualitative`."""
    return (
        f"a wk:Target ; wk:indicator indicator:{indicator} ; wk:kind kind:growth ;"
        f" wk:commitment commitment:planned ; wk:status status:promised ;"
        f" wk:period period:{year} ; {_amount(words)}"
    )


def in_words(words: str, year: int = 2024) -> str:
    """A target in words, which its label says."""
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    return (
        f"{target('qualitative', year)} ;"
        f' <{label}> "{year}年{words}"@zh , "Said of {year}: {words}"@en'
    )


def outcome(words: str, year: int = 2024, indicator: str = "more", status: str = "achieved") -> str:
    """An outcome in short, as target()."""
    return (
        f"a wk:Observation ; wk:indicator indicator:{indicator} ; wk:kind kind:growth ;"
        f" wk:status status:{status} ; wk:period period:{year} ; {_amount(words)}"
    )


def _amount(words: str) -> str:
    comparator, *numbers = words.split()
    said = f"wk:comparator comparator:{comparator}"
    if comparator.endswith("in-step-with"):
        return f"{said} ; wk:inStepWith indicator:less"
    measured = f'{said} ; wk:unit unit:percent ; wk:verbatim "{"-".join(numbers)}%"'
    if len(numbers) == 2:
        return f"{measured} ; wk:minValue {numbers[0]} ; wk:maxValue {numbers[1]}"
    return f"{measured} ; wk:value {numbers[0]}" if numbers else said


def reaches(
    stage: str, when: str = "wk:period period:2024", status: str = "promised",
    thing: str = "project:reading-room",
) -> str:  # fmt: skip
    """A milestone."""
    return (
        f"a wk:Milestone ; wk:subject {thing} ; wk:stage stage:{stage} ;"
        f" wk:status status:{status} ; {when}"
    )


def reached(
    stage: str, when: str = "wk:period period:2024", status: str = "achieved",
    thing: str = "project:reading-room",
) -> str:  # fmt: skip
    """A milestone that is told later."""
    return reaches(stage, when, status, thing)


@dataclass
class World:
    """A tiny project that can be given promises and later reports."""

    project: Project

    def derive(self, promise: str, *later: Told) -> Verdicts:
        reports = self.project.reports
        own = reports / namespaces.DEFAULT_REPORT
        for report in reports.iterdir():
            if report != own:
                shutil.rmtree(report)
        (own / "2.1.trig").write_text(
            f"{_PREFIXES}{_report_prefixes(namespaces.DEFAULT_REPORT)}"
            f"r:2.1.1-s01 {{ {_statements('2.1.1-s01', promise)} }}\n",
            encoding="utf-8",
        )
        for told in later:
            _write(reports / told.name, told)
        return Verdicts(derive(load(self.project).quads, self.project.rule_files))

    def with_things(self, things: str) -> World:
        """The same world with more things in it, for the next projects only."""
        (self.project.entities / "more.ttl").write_text(f"{_PREFIXES}{things}", encoding="utf-8")
        return self


@dataclass(frozen=True)
class Verdicts:
    """The verdicts that follow, and what else follows about the promise."""

    derived: Derived
    promise: str = PROMISE

    def on(self, number: int) -> Verdicts:
        """Those on the promise with this number."""
        return Verdicts(self.derived, f"st:2.1.1-s01-{number}")

    def of(self, node: str, property_: str) -> set[str]:
        found = self.derived.store.quads_for_pattern(
            NamedNode(node if node.startswith("http") else expand(node)),
            NamedNode(expand(property_)),
            None,
            None,
        )
        return {_short(quad.object) for quad in found}

    def nodes(self) -> list[str]:
        return sorted(self.of(self.promise, "wk:hasVerdict"))

    def states(self) -> list[str]:
        return [state for node in self.nodes() for state in self.of(node, "wk:state")]

    @property
    def state(self) -> str:
        states = self.states()
        assert len(states) < 2, states
        return states[0].removeprefix("verdict:") if states else ""


def _short(term: object) -> str:
    if isinstance(term, NamedNode):
        return namespaces.compact(term.value)
    assert isinstance(term, Literal)
    return term.value


def _report_prefixes(name: str) -> str:
    return "".join(f"@prefix {p}: <{namespaces.namespace(p, name)}> .\n" for p in ("r", "st"))


def _write(folder: Path, told: Told) -> None:
    folder.mkdir(parents=True)
    head = f"{_PREFIXES}{_report_prefixes(told.name)}"
    page = (
        "dcterms:source <http://example.org/page>"
        if told.reading == "cited"
        else f'wk:sha256 "{_SHA}"'
    )
    offsets = f' ; wk:start 0 ; wk:end 9 ; wk:sha256 "{_SHA}"' if told.reading != "cited" else ""
    (folder / "report.ttl").write_text(
        f"{head}<{namespaces.report(told.name)}> a schema:Report ;"
        f' rdfs:label "{told.name}报告"@zh , "Report {told.name}"@en ;'
        f" wk:reviews {told.reviews} ; wk:plans {told.plans} ; dcterms:spatial {told.place} ;"
        f" dcterms:publisher org:wuchang-district-government ;"
        f" wk:reading reading:{told.reading} ; {page} .\n"
        'r:1 wk:reportPart part:review ; rdfs:label "一"@zh , "One"@en .\n'
        'r:1.1 rdfs:label "一一"@zh , "One one"@en .\nr:1.1.1 wk:topic topic:culture-sport .\n',
        encoding="utf-8",
    )
    (folder / "passages.ttl").write_text(
        f"{head}r:1 a wk:Part ; dcterms:isPartOf <{namespaces.report(told.name)}> ;"
        f' wk:number "1" ; wk:position 1 .\n'
        'r:1.1 a wk:Section ; dcterms:isPartOf r:1 ; wk:number "1.1" ; wk:position 1 .\n'
        'r:1.1.1 a wk:Paragraph ; dcterms:isPartOf r:1.1 ; wk:number "1.1.1" ; wk:position 1 .\n'
        'r:1.1.1-s01 a wk:Passage ; dcterms:isPartOf r:1.1.1 ; wk:number "1.1.1-s01" ;'
        f' wk:position 1 ; wk:gist "句"@zh , "A sentence"@en{offsets} .\n',
        encoding="utf-8",
    )
    if told.statement:
        (folder / "1.1.trig").write_text(
            f"{head}r:1.1.1-s01 {{ {_statements('1.1.1-s01', told.statement)} }}\n",
            encoding="utf-8",
        )


def _statements(passage: str, statements: str) -> str:
    """The statements of a sentence, which are separated by &&, each with its number as a name."""
    return " ".join(
        f"st:{passage}-{number} {statement} ."
        for number, statement in enumerate(statements.split(" && "))
    )


def _indicator(name: str, way: str) -> str:
    return (
        f'indicator:{name} a wk:Indicator ; rdfs:label "{name}"@zh , "Indicator {name}"@en ;'
        f" wk:direction direction:{way} .\n"
    )


def _thing(name: str) -> str:
    """A thing, its first phase, and a thing that is neither."""
    return "".join(
        f"project:{one} a wk:ConstructionProject{phase} ;"
        f' rdfs:label "{one}"@zh , "Thing {one}"@en .\n'
        for one, phase in (
            (name, ""),
            (f"{name}-1", f" ; wk:phaseOf project:{name}"),
            (f"{name}-1-twin", ""),
        )
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    project = tiny_world(tmp_path_factory.mktemp("verdicts") / "tiny")
    entities = project.entities / "tiny.ttl"
    text = entities.read_text(encoding="utf-8")
    years = "".join(
        f'period:{year} a wk:Period ; rdfs:label "{year}年"@zh , "{year}"@en ;'
        f' wk:begins "{year}-01-01"^^xsd:date ; wk:ends "{year}-12-31"^^xsd:date .\n'
        for year in (2025, 2026)
    )
    indicators = "".join(_indicator(way, way) for way in ("more", "less"))
    things = (
        "project:reading-room-1 a wk:ConstructionProject ; wk:phaseOf project:reading-room ;"
        ' rdfs:label "书屋一期"@zh , "Reading room, phase 1"@en .\n'
        "project:twin a wk:ConstructionProject ;"
        ' rdfs:label "湖畔书屋"@zh , "Lakeshore Reading Room"@en .\n'
        '<https://w3id.org/wuchang-kg/id/policy/chiefs> a wk:Policy ; rdfs:label "路长制"@zh ,'
        ' "Road chiefs"@en .\n'
    )
    entities.write_text(f"{text}\n{years}{indicators}{things}", encoding="utf-8")
    yield World(project)


TARGETS = [
    # promise, later words, direction, state
    ("exactly 6", "exactly 5.2", "more", "not-kept"),
    ("exactly 6", "exactly 6", "more", "kept"),
    ("exactly 6", "exactly 6.1", "more", "exceeded"),
    ("exactly 6", "over 6", "more", "exceeded"),
    ("exactly 6", "at-least 6", "more", "kept"),
    ("exactly 6", "below 6", "less", "exceeded"),
    ("exactly 6", "below 6", "more", "not-kept"),
    ("exactly 6", "over 5", "more", ""),
    ("exactly 6", "nearly 6", "more", ""),
    ("exactly 6", "nearly 5", "more", "not-kept"),
    ("exactly 6", "about 6", "more", ""),
    ("about 6", "exactly 6.5", "more", "kept"),
    ("about 6", "exactly 6.6", "more", "exceeded"),
    ("about 6", "exactly 5.5", "more", "kept"),
    ("about 6", "exactly 5.4", "more", "not-kept"),
    ("about 6.5", "exactly 6.45", "more", "kept"),
    ("about 6.5", "exactly 6.4", "more", "not-kept"),
    ("about 6", "about 6", "more", "kept"),
    ("range 4.5 5", "exactly 4.5", "more", "kept"),
    ("range 4.5 5", "exactly 5", "more", "kept"),
    ("range 4.5 5", "exactly 5.1", "more", "exceeded"),
    ("range 4.5 5", "exactly 4.4", "more", "not-kept"),
    ("range 4.5 5", "range 4.6 4.8", "more", "kept"),
    ("at-least 6", "exactly 6", "more", "kept"),
    ("at-least 6", "exactly 60", "more", "kept"),
    ("at-least 6", "exactly 5.9", "more", "not-kept"),
    ("over 6", "exactly 6.1", "more", "kept"),
    ("over 6", "exactly 6", "more", ""),
    ("over 6", "over 6", "more", "kept"),
    ("over 6", "at-least 6", "more", ""),
    ("at-least 6", "over 6", "more", "kept"),
    ("at-least 6", "below 6", "more", "not-kept"),
    ("at-least 6", "nearly 6", "more", ""),
    ("below 6", "up-to 6", "less", ""),
    ("below 6", "below 6", "less", "kept"),
    ("up-to 6", "over 6", "less", "not-kept"),
    ("up-to -15", "exactly -16", "less", "kept"),
    ("up-to -15", "exactly -14", "less", "not-kept"),
    ("nearly 6", "exactly 6", "more", "kept"),
    ("nearly 6", "exactly 7", "more", "kept"),
    ("nearly 6", "exactly 5.9", "more", ""),
    ("up-to 6", "exactly 7", "more", ""),
    ("exactly 6", "exactly 5", "less", "exceeded"),
    ("exactly 6", "exactly 6", "less", "kept"),
    ("exactly 6", "exactly 7", "less", "not-kept"),
    ("about 5.5", "exactly 5.2", "less", "exceeded"),
    ("about 5.5", "exactly 5.55", "less", "kept"),
    ("about 5.5", "exactly 5.6", "less", "not-kept"),
    ("up-to 6", "exactly 6", "less", "kept"),
    ("up-to 6", "exactly 1", "less", "kept"),
    ("up-to 6", "exactly 6.1", "less", "not-kept"),
    ("up-to 6", "below 6", "less", "kept"),
    ("below 6", "exactly 6", "less", ""),
    ("no-worse-than 2", "exactly 2", "less", "kept"),
    ("no-worse-than 2", "exactly 1", "less", "kept"),
    ("no-worse-than 2", "exactly 3", "less", "not-kept"),
    ("at-least 6", "exactly 5", "less", ""),
    ("about 3", "exactly 3.2", "neutral", "kept"),
    ("about 3", "exactly 0.2", "neutral", ""),
    ("exactly 6", "exactly 6", "neutral", "kept"),
    ("exactly 6", "exactly 7", "neutral", ""),
    ("up-to 3", "exactly 3.1", "neutral", "not-kept"),
    ("at-least 3", "exactly 2.9", "neutral", "not-kept"),
    ("in-step-with", "in-step-with", "more", "kept"),
    ("in-step-with", "broadly-in-step-with", "more", ""),
    ("broadly-in-step-with", "broadly-in-step-with", "more", "kept"),
    ("broadly-in-step-with", "in-step-with", "more", "kept"),
    ("in-step-with", "exactly 5", "more", ""),
    ("qualitative", "exactly 5", "more", "not-measurable"),
]


@pytest.fixture(scope="module")
def targets(world: World) -> Verdicts:
    """All of TARGETS in one world, each with an indicator of its own."""
    ways = [way for _, _, way, _ in TARGETS]
    things = "".join(_indicator(f"{way}-{number}", way) for number, way in enumerate(ways))
    promises = [target(one[0], indicator=f"{one[2]}-{n}") for n, one in enumerate(TARGETS)]
    results = [outcome(one[1], indicator=f"{one[2]}-{n}") for n, one in enumerate(TARGETS)]
    return world.with_things(things).derive(" && ".join(promises), Told(" && ".join(results)))


@pytest.mark.parametrize(
    ("number", "state"),
    [
        pytest.param(number, state, id=f"{promised}, {told}, {way}")
        for number, (promised, told, way, state) in enumerate(TARGETS)
    ],
)
def test_a_target_against_its_result(targets: Verdicts, number: int, state: str) -> None:
    found = targets.on(number)
    assert found.state == state
    for node in found.nodes():
        if state != "not-measurable":
            assert found.of(node, "wk:restsOn") == {f"st-{LATER}:1.1.1-s01-{number}"}
            assert found.of(node, "wk:rule") == {"rule:target-and-result"}


def test_an_estimate_gives_a_provisional_state(world: World) -> None:
    found = world.derive(target("exactly 6"), Told(outcome("exactly 6", status="estimated")))
    (node,) = found.nodes()
    assert found.state == "kept" and found.of(node, "wk:provisional") == {"true"}
    final = Told(
        outcome("exactly 5.9"), name="small-town-2026", reviews="period:2025", plans="period:2026"
    )
    found = world.derive(target("exactly 6"), Told(outcome("exactly 6", status="estimated")), final)
    first, second = found.nodes()
    assert found.states() == ["verdict:kept", "verdict:not-kept"]
    assert found.of(first, "wk:supersededBy") == {second} and not found.of(
        second, "wk:supersededBy"
    )
    assert found.of(second, "wk:provisional") == {"false"}


def test_results_of_one_report_that_disagree_give_no_verdict(world: World) -> None:
    both = f"{outcome('exactly 5')} && {outcome('exactly 7')}"
    assert world.derive(target("exactly 6"), Told(both)).nodes() == []
    both = f"{outcome('over 6')} && {outcome('exactly 7')}"
    assert world.derive(target("exactly 6"), Told(both)).state == "exceeded"


def test_a_result_of_another_unit_or_scope_is_no_later_word(world: World) -> None:
    tonnes = outcome("exactly 7").replace("unit:percent", "unit:dun")
    assert world.derive(target("exactly 6"), Told(tonnes)).state == "not-looked-for"
    narrow = outcome("exactly 7") + " ; wk:scope place:lake-park"
    assert world.derive(target("exactly 6"), Told(narrow)).state == "not-looked-for"
    wording = f"{outcome('exactly 7')} ; wk:wordingOf st:1.1.1-s01-1 && {outcome('exactly 5')}"
    assert world.derive(target("exactly 6"), Told(wording)).state == "not-kept"


HALF = 'wk:deadline "2024-06-30"^^xsd:date'
STAGES = [
    pytest.param(reaches("opened"), reached("opened"), "kept", id="the same stage"),
    pytest.param(reaches("completed"), reached("opened"), "kept", id="a stage further on"),
    pytest.param(reaches("opened", HALF), reached("opened", 'wk:date "2024-06-30"^^xsd:date'),
                 "kept", id="on the last day"),
    pytest.param(reaches("opened", HALF), reached("opened", 'wk:date "2024-07-01"^^xsd:date'),
                 "kept-in-part-or-later", id="a day late"),
    pytest.param(reaches("opened", HALF), reached("opened"), "", id="some time in the year"),
    pytest.param(reaches("opened"), reached("opened", "wk:period period:2025"),
                 "kept-in-part-or-later", id="a year late"),
    pytest.param(reaches("completed"), reached("opened", "wk:period period:2025"), "",
                 id="further on a year late"),
    pytest.param(reaches("opened"), reached("opened", "wk:period period:2023"), "not-looked-for",
                 id="before it was promised"),
    pytest.param(reaches("held"), reached("held"), "kept", id="held"),
    pytest.param(reaches("held"), reached("held", "wk:period period:2025"), "",
                 id="held in another year"),
    pytest.param(reaches("opened"), reached("opened", thing="project:reading-room-1"),
                 "kept-in-part-or-later", id="a phase of it"),
    pytest.param(reaches("opened"), reached("started"), "under-way", id="a stage on the way"),
    pytest.param(reaches("opened"), reached("under-way", status="ongoing"), "under-way",
                 id="work going on"),
    pytest.param(reaches("under-way"), reached("under-way", status="ongoing"), "kept",
                 id="promised to be under way"),
    pytest.param(reaches("under-way"), reached("under-way", "wk:period period:2025", "ongoing"),
                 "", id="under way in another year"),
    pytest.param(reaches("opened"), reached("started") + " && " + reached("opened"), "kept",
                 id="the furthest stage counts"),
    pytest.param(reaches("opened"), reached("opened", status="given-up"), "given-up",
                 id="said to be given up"),
    pytest.param(reaches("opened"), reached("formed"), "not-looked-for",
                 id="a stage of another kind"),
    pytest.param(reaches("opened"), reached("opened", thing="project:twin"), "not-looked-for",
                 id="another thing"),
]  # fmt: skip


@pytest.fixture(scope="module")
def stages(world: World) -> Verdicts:
    """All of STAGES in one world, each with a thing of its own."""
    things = "".join(_thing(f"thing-{number}") for number, _ in enumerate(STAGES))
    promises, results = [], []
    for number, case in enumerate(STAGES):
        promised, told, _ = map(str, case.values)
        own = f"project:thing-{number}"
        promises.append(promised.replace("project:reading-room", own))
        results.append(
            told.replace("project:reading-room", own).replace("project:twin", f"{own}-1-twin")
        )
    promise = " ; wk:commitment commitment:planned && ".join(promises)
    told = " && ".join(results)
    return world.with_things(things).derive(
        f"{promise} ; wk:commitment commitment:planned", Told(told)
    )


@pytest.mark.parametrize(
    ("number", "state"),
    [pytest.param(number, case.values[2], id=case.id) for number, case in enumerate(STAGES)],
)
def test_a_promised_stage_against_later_stages(stages: Verdicts, number: int, state: str) -> None:
    assert stages.on(number).state == state


def test_verdicts_have_the_shape_of_verdicts(targets: Verdicts, stages: Verdicts) -> None:
    shapes = ROOT / "ontology" / "shapes.ttl"
    for found in (targets, stages):
        assert list(validate(described(found.derived.store), shapes)) == []


READINGS = [
    # promise, the later report's reading, state
    (target("exactly 6"), "whole", "no-later-word"),
    (target("exactly 6"), "figures", "no-later-word"),
    (target("exactly 6"), "selected", "not-looked-for"),
    (target("exactly 6"), "cited", "not-looked-for"),
    (target("exactly 6", 2025), "whole", "not-yet-due"),
    (target("qualitative"), "whole", "not-measurable"),
    (reaches("opened"), "whole", "no-later-word"),
    (reaches("opened"), "figures", "not-looked-for"),
    (reaches("opened"), "selected", "not-looked-for"),
    (reaches("opened", "wk:period period:2025"), "whole", "not-yet-due"),
]


@pytest.mark.parametrize(("promised", "reading", "state"), READINGS)
def test_without_a_later_word(world: World, promised: str, reading: str, state: str) -> None:
    told = world.derive(promised, Told(reading=reading))
    assert told.state == state
    (node,) = told.nodes()
    assert not told.of(node, "wk:laterReport") and not told.of(node, "wk:provisional")


def test_without_a_later_report_nothing_was_looked_for(world: World) -> None:
    elsewhere = Told(reading="whole", place="place:east-shore")
    assert world.derive(target("exactly 6"), elsewhere).state == "not-looked-for"
    assert world.derive(target("exactly 6")).state == "not-yet-due"


def test_a_measure_cannot_be_measured(world: World) -> None:
    measure = (
        'a wk:Measure ; rdfs:label "修路"@zh , "Mend roads"@en ; wk:topic topic:environment ;'
        " wk:period period:2024 ; wk:status status:promised"
    )
    found = world.derive(measure, Told(reading="whole"))
    assert found.state == "not-measurable"
    assert found.of(PROMISE, "wk:specificity") == {"specificity:neither"}


def test_what_may_be_the_same_gives_no_verdict(world: World) -> None:
    entities = world.project.entities / "tiny.ttl"
    before = entities.read_text(encoding="utf-8")
    entities.write_text(
        before + "project:twin wk:possiblySameAs project:reading-room ;"
        ' <http://www.w3.org/2004/02/skos/core#scopeNote> "没有说明。"@zh , "Not said."@en .\n',
        encoding="utf-8",
    )
    try:
        told = reached("opened", thing="project:twin")
        found = world.derive(reaches("opened"), Told(told, reading="whole"))
        assert found.nodes() == [] and found.of(PROMISE, "wk:uptake") == set()
        assert found.of(PROMISE, "wk:specificity") == {"specificity:neither"}
        assert found.of("project:reading-room", "wk:possiblySameAs") == {"project:twin"}
        assert found.of("project:reading-room", "wk:reachedStage") == {"stage:completed"}
        assert world.derive(reaches("opened"), Told(told)).state == "not-looked-for"
    finally:
        entities.write_text(before, encoding="utf-8")


def test_another_place_speaks_for_a_thing_but_not_for_a_policy(world: World) -> None:
    shore = "place:east-shore"
    found = world.derive(reaches("opened"), Told(reached("opened"), place=shore))
    (node,) = found.nodes()
    assert found.state == "kept" and found.of(node, "wk:selfReported") == {"false"}
    policy = "<https://w3id.org/wuchang-kg/id/policy/chiefs>"
    under_way = reaches("under-way", thing=policy)
    told = reached("under-way", status="ongoing", thing=policy)
    assert world.derive(under_way, Told(told, place=shore)).state == "not-looked-for"
    assert world.derive(under_way, Told(told)).state == "kept"


def test_accounts_of_two_places_stand_side_by_side(world: World) -> None:
    found = world.derive(
        reaches("opened"),
        Told(reached("opened", thing="project:reading-room-1"), reading="cited"),
        Told(reached("opened", "wk:period period:2025"), place="place:east-shore",
             name="east-shore-2026", reviews="period:2025", plans="period:2026"),
    )  # fmt: skip
    other, own = found.nodes()
    assert {state for state in found.states()} == {"verdict:kept-in-part-or-later"}
    assert found.of(own, "wk:cited") == {"true"} and found.of(other, "wk:cited") == {"false"}
    assert not found.of(own, "wk:supersededBy") and not found.of(other, "wk:supersededBy")


def test_what_was_reached_stays_reached(world: World) -> None:
    again = Told(
        reached("started", "wk:period period:2025"), name="small-town-2026",
        reviews="period:2025", plans="period:2026",
    )  # fmt: skip
    found = world.derive(reaches("opened"), Told(reached("opened")), again)
    first, second = found.nodes()
    assert found.states() == ["verdict:kept", "verdict:under-way"]
    assert not found.of(first, "wk:supersededBy")
    found = world.derive(reaches("opened"), Told(reached("started")), Told(
        reached("opened", "wk:period period:2025"), name="small-town-2026",
        reviews="period:2025", plans="period:2026",
    ))  # fmt: skip
    first, second = found.nodes()
    assert found.of(first, "wk:supersededBy") == {second}


@pytest.mark.parametrize(
    ("promised", "specificity"),
    [
        (target("exactly 6"), "value-or-date"),
        (target("range 5 6"), "value-or-date"),
        (target("exactly 6") + f" ; {HALF}", "value-and-date"),
        (target("qualitative"), "neither"),
        (reaches("opened"), "neither"),
        (reaches("opened", HALF), "value-or-date"),
        (reaches("opened", "wk:period period:2025"), "value-or-date"),
    ],
)
def test_how_specific_a_promise_is(world: World, promised: str, specificity: str) -> None:
    assert world.derive(promised).of(PROMISE, "wk:specificity") == {f"specificity:{specificity}"}


NEXT = [
    (target("exactly 6"), target("exactly 6", 2025), "repeated"),
    (target("exactly 6"), target("about 6", 2025), "reworded"),
    (target("exactly 6"), target("exactly 7", 2025), "raised"),
    (target("exactly 6"), target("about 5.5", 2025), "lowered"),
    (target("exactly 5"), target("range 4.5 5", 2025), "lowered"),
    (target("range 4 6"), target("exactly 5", 2025), "reworded"),
    (target("exactly 6"), target("qualitative", 2025), "reworded"),
    (target("in-step-with"), target("in-step-with", 2025), "repeated"),
    (target("qualitative"), target("qualitative", 2025), "repeated"),
    (in_words("保持稳定"), in_words("保持稳定", 2025), "repeated"),
    (in_words("保持稳定"), in_words("稳步增长", 2025), "reworded"),
    (target("broadly-in-step-with"), target("in-step-with", 2025), "reworded"),
    (reaches("opened"), reaches("opened", "wk:period period:2025"), "repeated"),
    (reaches("completed"), reaches("opened", "wk:period period:2025"), "raised"),
    (reaches("opened"), reaches("completed", "wk:period period:2025"), "lowered"),
    (reaches("opened"), reaches("formed", "wk:period period:2025"), "reworded"),
    (target("exactly 6"), "", "silently-dropped"),
    (reaches("opened"), "", "silently-dropped"),
]


@pytest.mark.parametrize(("promised", "planned", "uptake"), NEXT)
def test_what_the_next_plan_does_with_it(
    world: World, promised: str, planned: str, uptake: str
) -> None:
    planned = planned and f"{planned} ; wk:commitment commitment:planned"
    planned = planned.replace("wk:commitment commitment:planned ; wk:status", "wk:status")
    whole = world.derive(promised, Told(planned, reading="whole"))
    assert whole.of(PROMISE, "wk:uptake") == {f"uptake:{uptake}"}
    selected = world.derive(promised, Told(planned))
    assert selected.of(PROMISE, "wk:uptake") == ({f"uptake:{uptake}"} if planned else set())
    if planned:
        assert whole.of(PROMISE, "wk:takenUpBy") == {f"st-{LATER}:1.1.1-s01-0"}


HEAD = [
    ("expected", "expected", "silently-dropped"),
    ("expected", "planned", "figure-not-given-again"),
    ("planned", "expected", "figure-not-given-again"),
]


@pytest.mark.parametrize(("promised", "planned", "uptake"), HEAD)
def test_only_expected_targets_are_dropped_where_figures_were_read(
    world: World, promised: str, planned: str, uptake: str
) -> None:
    """Of other figures the next plan may speak in words, or count them in another way."""
    before, after = (
        text.replace("commitment:planned", f"commitment:{commitment}")
        for text, commitment in (
            (target("exactly 6"), promised),
            (target("exactly 6", 2025, indicator="less"), planned),
        )
    )
    found = world.derive(before, Told(after, reading="figures"))
    assert found.of(PROMISE, "wk:uptake") == {f"uptake:{uptake}"}


def test_of_several_next_targets_the_one_of_the_same_commitment_is_meant(world: World) -> None:
    striven = target("exactly 7", 2025).replace("commitment:planned", "commitment:striven")
    told = Told(f"{target('exactly 6', 2025)} && {striven}")
    found = world.derive(target("exactly 6"), told)
    assert found.of(PROMISE, "wk:uptake") == {"uptake:repeated"}
    assert found.of(PROMISE, "wk:takenUpBy") == {f"st-{LATER}:1.1.1-s01-0"}


def test_a_target_that_is_counted_in_another_way_is_reworded(world: World) -> None:
    words = f"{target('qualitative', 2025)} ; wk:wordingOf st:1.1.1-s01-1"
    told = Told(f"{words} && {target('exactly 3', 2025, 'less')}", reading="figures")
    assert world.derive(target("exactly 6"), told).of(PROMISE, "wk:uptake") == {"uptake:reworded"}


def test_a_verdict_is_labelled_with_state_promise_and_report(world: World) -> None:
    told = Told(outcome("exactly 5", status="estimated"), reading="cited")
    found = world.derive(target("exactly 6"), told)
    (node,) = found.nodes()
    assert found.of(node, "rdfs:label") == {
        "未兑现（暂定）：小城，more，增速，2024年：6%（计划）；据small-town-2025报告（网页）",
        "Not kept (provisional): Small Town, Indicator more, growth, 2024: 6% (planned);"
        " by Report small-town-2025 (cited page)",
    }


def test_a_cited_page_can_be_built(world: World) -> None:
    told = outcome("exactly 6").replace(' ; wk:verbatim "6%"', "")
    world.derive(target("exactly 6"), Told(told, reading="cited"))
    problems = [one for one in check(world.project) if one.file and LATER in one.file]
    assert problems == []
    derived = derive(load(world.project).quads, world.project.rule_files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "sound", lambda *_: [])
        build(world.project)
    open_index = index.Index(world.project.current)
    (passage,) = passages.passages(open_index, [expand(f"r-{LATER}:1.1.1-s01")]).values()
    assert passage.sha256 == "" and passage.statements == 1
    label = Verdicts(derived).of(f"st-{LATER}:1.1.1-s01-0", "rdfs:label")
    assert "小城，more，增速，2024年：6%" in label


def test_what_is_given_up_is_not_told_as_done(world: World) -> None:
    found = world.derive(reaches("opened"), Told(reached("opened", status="given-up")))
    assert found.of(f"st-{LATER}:1.1.1-s01-0", "rdfs:label") == {
        "2024年，湖边书屋放弃开放",
        "Lakeside Reading Room: opened, 2024 (given up)",
    }
    assert "stage:opened" not in found.of("project:reading-room", "wk:reachedStage")


def test_a_verdict_cannot_be_authored(tiny: Project) -> None:
    with (tiny.reports / namespaces.DEFAULT_REPORT / "2.1.trig").open("a", encoding="utf-8") as out:
        out.write(
            "r:2.1.1-s01 { <https://w3id.org/wuchang-kg/verdict/wuchang-2023/x> a wk:Verdict . }\n"
        )
    assert any("was written, not derived" in problem.message for problem in check(tiny))


def test_every_finding_has_its_state_and_every_state_a_finding() -> None:
    text = (ROOT / "ontology" / "schemes.ttl").read_text(encoding="utf-8")
    states = {line.split()[0] for line in text.splitlines() if line.startswith("verdict:")}
    given = {
        line.split()[1] for line in text.splitlines() if line.lstrip().startswith("wk:givesState")
    }
    assert len(states) == 10 and given == states
    rules = [path.read_text("utf-8") for path in (ROOT / "queries" / "rules").glob("6*.rq")]
    for line in text.splitlines():
        if line.startswith("finding:"):
            assert any(line.split()[0] in rule for rule in rules), line
        if line.lstrip().startswith("wk:version"):
            assert (ROOT / line.split('"')[3]).is_file()
