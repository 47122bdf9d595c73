from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import namespaces
from kg.authoring import evidence, passages
from kg.authoring.load import Authored
from kg.authoring.segmentation import segment
from kg.errors import Problem
from kg.namespaces import DEFAULT_REPORT as REPORT
from kg.project import Project

TEXT = "藏品超2.2万件、增长11.4%,共20家,不少于10家,占四分之一,打造2-3个,第6名,近6名,水质II类以上。"
UNITS = """
GRAPH <https://w3id.org/wuchang-kg/graph/ontology> {
  unit:wan-jian rdfs:label "万件"@zh . unit:jian rdfs:label "件"@zh . unit:jia rdfs:label "家"@zh .
  unit:percent rdfs:label "百分之"@zh . unit:ge rdfs:label "个"@zh . unit:yuan rdfs:label "元"@zh .
}
"""
Files = Callable[..., Authored]
DESCRIPTION = f"<{namespaces.report(REPORT)}> a schema:Report ; wk:reading reading:whole ."


def found(authored: Files, statement: str, text: str | None = TEXT) -> list[Problem]:
    skeleton = passages.render(segment(TEXT), {}, REPORT)
    body = "\n".join(line for line in skeleton.splitlines() if not line.startswith("@prefix"))
    graph = f"r:0.0.1-s01 {{ {statement} }}"
    report = f"GRAPH <https://w3id.org/wuchang-kg/graph/report> {{ {body} {DESCRIPTION} }}"
    files = authored(report=report, data=graph, units=UNITS)
    return evidence.problems(files, {REPORT: text} if text else {})


@pytest.mark.parametrize(
    "statement",
    [
        'wk:value 2.2 ; wk:unit unit:wan-jian ; wk:verbatim "超2.2万件"',
        'wk:value 2.2 ; wk:comparator comparator:over ; wk:verbatim "2.2万件"',
        'wk:value 11.4 ; wk:unit unit:percent ; wk:verbatim "11.4%"',
        'wk:value 20 ; wk:unit unit:jia ; wk:comparator comparator:about ; wk:verbatim "20家"',
        'wk:value 10 ; wk:comparator comparator:at-least ; wk:verbatim "10家"',
        'wk:value 6 ; wk:comparator comparator:exactly ; wk:verbatim "6名"',
        'wk:value 6 ; wk:comparator comparator:nearly ; wk:verbatim "6名"',
        'wk:value 25 ; wk:unit unit:percent ; wk:verbatim "四分之一"',
        'wk:minValue 2 ; wk:maxValue 3 ; wk:comparator comparator:range ; wk:verbatim "2-3个"',
        'wk:value 2 ; wk:comparator comparator:no-worse-than ; wk:verbatim "II类以上"',
        'wk:value 6 ; wk:verbatim "第6名"',
        'wk:value 20 ; wk:verbatim "20家" , "11.4%"',
        'wk:comparator comparator:qualitative ; wk:verbatim "水质"',
    ],
)
def test_a_figure_that_its_sentence_bears_out(authored: Files, statement: str) -> None:
    assert found(authored, f"st:0.0.1-s01-x {statement} .") == []
    assert found(authored, f"st:0.0.1-s01-x {statement} .", None) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ('wk:value 22 ; wk:verbatim "2.2万件"', "says 22, the sentence 2.2"),
        ('wk:value 22000 ; wk:verbatim "2.2万件"', "says 22000, the sentence 2.2"),
        ('wk:minValue 2 ; wk:maxValue 4 ; wk:verbatim "2-3个"', "says 2–4, the sentence 2–3"),
        ('wk:value 20 ; wk:verbatim "藏品"', "“藏品” holds no figure"),
        ('wk:value 30 ; wk:verbatim "30家"', "“30家” does not stand in the sentence"),
        ('wk:value 0 ; wk:verbatim "0家"', "“0家” does not stand in the sentence"),
        (
            'wk:value 2.2 ; wk:unit unit:jian ; wk:verbatim "2.2万件"',
            "counts in 件, the sentence writes “2.2万件”",
        ),
        (
            'wk:value 11.4 ; wk:unit unit:ge ; wk:verbatim "11.4%"',
            "counts in unit:ge, the sentence writes “11.4%”",
        ),
        (
            'wk:value 20 ; wk:unit unit:percent ; wk:verbatim "20家"',
            "counts in unit:percent, the sentence writes “20家”",
        ),
        (
            'wk:value 10 ; wk:comparator comparator:over ; wk:verbatim "10家"',
            "has comparator:over, the sentence says at-least at “10家”",
        ),
    ],
)
def test_a_figure_that_its_sentence_does_not_bear_out(
    authored: Files, statement: str, said: str
) -> None:
    (problem,) = found(authored, f"st:0.0.1-s01-x {statement} .")
    assert said in problem.message
    assert problem.node == "st:0.0.1-s01-x"
    assert problem.file == "data"
    assert problem.repair


@pytest.mark.parametrize(
    ("text", "value", "unit", "verbatim", "said"),
    [
        ("出口下降5.7%。", "-5.7", "percent", "下降5.7%", ""),
        ("出口增长-5.7%。", "-5.7", "percent", "-5.7%", ""),
        ("出口增长5.7%。", "-5.7", "percent", "5.7%", "says -5.7, the sentence 5.7"),
        ("占比提高2个百分点。", "2", "percentage-point", "2个百分点", ""),
        ("占比提高2个百分点。", "2", "percent", "2个百分点", "counts in unit:percent"),
        ("占比提高2%。", "2", "percentage-point", "2%", "counts in unit:percentage-point"),
    ],
)
def test_falls_and_points(
    authored: Files, text: str, value: str, unit: str, verbatim: str, said: str
) -> None:
    node = f'wk:value {value} ; wk:unit unit:{unit} ; wk:verbatim "{verbatim}"'
    problems = [p.message for p in found(authored, f"st:0.0.1-s01-x {node} .", text)]
    figures = [message for message in problems if "says" in message or "counts" in message]
    assert [said in message for message in figures] == ([True] if said else [])


@pytest.mark.parametrize(
    ("comparator", "said"),
    [("up-to", ""), ("at-least", "has comparator:at-least, the sentence says up-to at “15%”")],
)
def test_a_fall_bounds_the_growth_from_above(authored: Files, comparator: str, said: str) -> None:
    node = (
        'wk:value -15 ; wk:unit unit:percent ; wk:verbatim "下降15%以上" ;'
        f" wk:comparator comparator:{comparator}"
    )
    text = "出口下降15%以上。"
    messages = [p.message for p in found(authored, f"st:0.0.1-s01-x {node} .", text)]
    assert [m for m in messages if "comparator" in m] == ([said] if said else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("加紧建设三所学校。", ""),
        ("建设三所学校。", "promises with verb:speed-up, of which the sentence has no word"),
    ],
)
def test_the_verb_of_a_promise_stands_in_its_sentence(
    authored: Files, text: str, said: str
) -> None:
    graph = """st:0.0.1-s01-x a wk:Measure ; wk:verb verb:speed-up .
        verb:speed-up rdfs:label "加快"@zh ; skos:altLabel "加紧"@zh ."""
    messages = [problem.message for problem in found(authored, graph, text)]
    assert [m for m in messages if "verb" in m] == ([said] if said else [])


@pytest.mark.parametrize(
    ("text", "comparator", "wrong"),
    [
        ("收入与经济增长同步。", "in-step-with", False),
        ("收入与经济增长基本同步。", "broadly-in-step-with", False),
        ("收入与经济增长基本同步。", "in-step-with", True),
        ("收入与经济增长同步。", "broadly-in-step-with", True),
        ("财政与经济同步,收入与经济基本同步。", "in-step-with", False),
    ],
)
def test_broadly_in_step_is_less_than_in_step(
    authored: Files, text: str, comparator: str, wrong: bool
) -> None:
    graph = f"st:0.0.1-s01-x a wk:Target ; wk:comparator comparator:{comparator} ."
    messages = [problem.message for problem in found(authored, graph, text)]
    assert [m for m in messages if "comparator" in m] == (
        [f"has comparator:{comparator}, the sentence says “{text[:-1]}”"] if wrong else []
    )


@pytest.mark.parametrize(
    ("text", "name", "wrong"),
    [
        ("年末失业率降到5%。", "失业率", True),
        ("年末失业率降到5%。", "年末失业率", False),
        ("失业率平均为5%,年末人口5万人。", "失业率", False),
    ],
)
def test_a_rate_at_the_end_of_a_year_is_not_the_year_s(
    authored: Files, text: str, name: str, wrong: bool
) -> None:
    graph = f"""st:0.0.1-s01-x wk:value 5 ; wk:verbatim "5%" ; wk:indicator indicator:rate .
        indicator:rate rdfs:label "{name}"@zh ."""
    messages = [problem.message for problem in found(authored, graph, text)]
    assert [m for m in messages if "year's" in m] == (
        [f"is told as the year's, the sentence says “{text[:-1]}”"] if wrong else []
    )


def test_an_exception_needs_no_value_but_must_stand_there(authored: Files) -> None:
    known = 'st:0.0.1-s01-x a wk:EvidenceException ; wk:verbatim "水质" .'
    assert found(authored, known) == []
    (problem,) = found(authored, known.replace("水质", "水厂"))
    assert "does not stand in the sentence" in problem.message


def test_a_statement_in_the_graph_of_another_passage(authored: Files) -> None:
    (problem,) = found(authored, "st:0.0.2-s01-x a wk:Measure .")
    assert "stands in the graph of r:0.0.1-s01" in problem.message


def test_an_edition_of_an_event_has_its_own_name(authored: Files) -> None:
    text = "办好第八届双年展。"
    skeleton = passages.render(segment(text), {}, REPORT)
    body = "\n".join(line for line in skeleton.splitlines() if not line.startswith("@prefix"))

    def problems(name: str) -> list[Problem]:
        graph = f"""r:0.0.1-s01 {{ st:0.0.1-s01-x a wk:Milestone ; wk:subject event:biennale }}
            GRAPH <{namespaces.ENTITIES_GRAPH}> {{ event:biennale rdfs:label "{name}"@zh }}"""
        files = authored(
            report=f"GRAPH <{namespaces.REPORT_GRAPH}> {{ {body} {DESCRIPTION} }}", data=graph
        )
        return evidence.problems(files, {REPORT: text})

    (problem,) = problems("双年展")
    assert (problem.node, problem.message) == (
        "r:0.0.1-s01", "speaks of an event without its edition, “第八届”",
    )  # fmt: skip
    assert problems("第八届双年展") == []


def test_a_passage_that_is_encoded_and_not_encoded(authored: Files) -> None:
    contradiction = "r:0.0.1-s01 wk:notEncoded reason:idiom . st:0.0.1-s01-x a wk:Measure ."
    (problem,) = found(authored, contradiction)
    assert "yet has wk:notEncoded" in problem.message


def test_a_passage_without_a_graph(authored: Files) -> None:
    (problem,) = found(authored, "")
    assert (problem.node, problem.message) == ("r:0.0.1-s01", "is not encoded")


def test_another_text_says_which_passages_differ(authored: Files) -> None:
    problems = found(
        authored, "st:0.0.1-s01-x a wk:Measure .", TEXT.replace("20家", "30家") + "完。"
    )
    assert [(problem.node, problem.message) for problem in problems] == [
        ("r:0.0.1-s01", "the sentence has changed"),
        (namespaces.report(REPORT), "lacks r:0.0.1-s02, a sentence of the text"),
    ]


def test_the_tiny_world_is_borne_out(tiny: Project, tiny_text: str) -> None:
    from kg.authoring.load import load

    assert evidence.problems(load(tiny), {REPORT: tiny_text}) == []


def test_the_report_bears_out_the_encoding(project: Project, report_text: str) -> None:
    from kg.authoring.load import load

    assert "\n".join(map(str, evidence.problems(load(project), {REPORT: report_text}))) == ""
