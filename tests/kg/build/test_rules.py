"""Derivation: what each rule finds in the tiny world, and what keeps stated and inferred apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import namespaces
from kg.authoring.load import load
from kg.build.rules import Derived, derive
from kg.errors import ProblemsFound
from kg.project import Project
from kg.queries.tables import cell
from kg.rdf import DefaultGraph, Literal, NamedNode, Quad, Store, Term
from tests.conftest import tiny_world

Edit = Callable[[str, str, str], None]

ITEMS_2023, ITEMS_2024 = "st:1.1.1-s03-items", "st:2.1.1-s01-items"
BUILT, NIGHTS = "st:1.1.1-s01-room", "st:2.1.1-s01-nights"
ROOM = "project:reading-room"
ENTITIES = "data/entities/tiny.ttl"
TRIG = "data/reports/wuchang-2023/1.1.trig"
PLAN = "data/reports/wuchang-2023/2.1.trig"


def run(project: Project) -> Derived:
    return derive(load(project).quads, project.rule_files)


def values(derived: Derived, node: str, term: str) -> set[str]:
    """What the graph says of a node, both written short."""
    subject, predicate = NamedNode(namespaces.expand(node)), NamedNode(namespaces.expand(term))
    found = derived.store.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return {_short(quad.object) for quad in found}


def _short(term: Term) -> str:
    language = term.language if isinstance(term, Literal) else None
    return f"{cell(term)}@{language}" if language else cell(term)


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Derived:
    """What follows from the tiny world as it is."""
    return run(tiny_world(tmp_path_factory.mktemp("derived") / "tiny"))


def test_arrows_are_followed(derived: Derived) -> None:
    assert values(derived, ROOM, "wk:belongsTo") == {
        "place:lake-park", "place:east-shore", "place:wuchang-district",
    }  # fmt: skip
    assert values(derived, "place:east-shore", "wk:locationOf") == {ROOM}
    assert "wk:Thing" in values(derived, ROOM, "rdf:type")


@pytest.mark.parametrize(
    ("node", "term", "expected"),
    [
        (ITEMS_2023, "wk:normalizedValue", {"30000"}),
        (ITEMS_2023, "wk:lowerBound", set()),
        (ITEMS_2024, "wk:lowerBound", {"50000"}),
        (ITEMS_2024, "wk:upperBound", set()),
        (ITEMS_2024, "wk:lowerInclusive", {"false"}),
        (ITEMS_2024, "wk:upperInclusive", set()),
        (ITEMS_2024, "wk:statedIn", {"r:2.1.1-s01"}),
        ("place:lake-park", "wk:mentionedIn", {"r:1.1.1-s01", "r:1.1.1-s02"}),
        ("r:1.1.1-s03", "wk:mentions", {"indicator:items-held", "period:2023", ROOM}),
        (ROOM, "wk:reachedStage", {"stage:completed"}),
        (ROOM, "wk:promisedStage", {"stage:opened"}),
        (ITEMS_2024, "wk:comparableWith", {ITEMS_2023}),
        (NIGHTS, "wk:continues", {BUILT}),
        (BUILT, "wk:continuedBy", {NIGHTS}),
        (ITEMS_2023, "rdfs:label", {
            "湖边书屋，藏品，2023年：3万件左右@zh",
            "Lakeside Reading Room, Items held, 2023: about 30,000@en"}),
        (NIGHTS, "rdfs:label", {
            "2024年6月底前，湖边书屋计划开放@zh",
            "Lakeside Reading Room: opened, by 2024-06-30 (planned)@en"}),
        (NIGHTS, "wk:reportPart", {"part:plan"}),
        (NIGHTS, "wk:topic", {"topic:culture-sport"}),
        (NIGHTS, "wk:topicFrom", {"r:2.1.1"}),
        ("r:1.1.1-s01", "wk:reportPart", {"part:review"}),
        (NIGHTS, "wk:labelZh", {"2024年6月底前，湖边书屋计划开放"}),
        ("wk:Park", "wk:labelEn", {"park"}),
        (ROOM, "wk:mostSpecificClass", {"wk:Building", "wk:ConstructionProject"}),
        (ITEMS_2024, "wk:mostSpecificClass", {"wk:Target"}),
        (ITEMS_2023, "wk:preferred", {"true"}),
        (ITEMS_2024, "wk:preferred", set()),
        (ROOM, "wk:isNamed", {"true"}),
        ("indicator:items-held", "wk:isNamed", set()),
        ("unit:wan-yi-yuan", "qudt:conversionMultiplier", {"1000000000000"}),
        ("unit:wan-yi-yuan", "qudt:scalingOf", {"http://qudt.org/vocab/unit/CCY_CNY"}),
        ("unit:hectare", "qudt:conversionMultiplier", {"10000"}),
        ("unit:kilometre", "qudt:conversionMultiplier", {"1000"}),
        ("unit:kilometre", "qudt:scalingOf", set()),
        ("unit:wan-jian", "qudt:conversionMultiplier", set()),
        ("r:1.1.1-s02", "rdfs:label", {
            "句段1.1.1-s02：公园在东岸。@zh",
            "Passage 1.1.1-s02: The park lies on the East Shore.@en"}),
    ],
)  # fmt: skip
def test_rule(derived: Derived, node: str, term: str, expected: set[str]) -> None:
    assert values(derived, node, term) == expected


def test_what_only_a_plan_says_has_its_planned_form(tiny: Project, edit: Edit) -> None:
    nothing = values(run(tiny), ROOM, "planned:belongsTo")
    edit(PLAN, "r:2.1.1-s01 {\n", """r:2.1.1-s01 {
  project:reading-room wk:partOf <https://w3id.org/wuchang-kg/id/place/east-shore> ;
    wk:nearTo <https://w3id.org/wuchang-kg/id/place/east-shore> .
""")  # fmt: skip
    derived = run(tiny)
    east, district = "place:east-shore", "place:wuchang-district"
    assert values(derived, ROOM, "planned:nearTo") == {east}
    assert values(derived, east, "planned:nearTo") == {ROOM}
    assert values(derived, ROOM, "planned:partOf") == {east, district}
    # That it lies in the park, and so on the shore, the review says too.
    assert nothing == set() and values(derived, ROOM, "planned:belongsTo") == set()
    assert values(derived, "wk:nearTo", "wk:plannedForm") == {"planned:nearTo"}
    assert values(derived, "planned:nearTo", "rdfs:label") == {
        "仅计划：邻近@zh", "planned only: is near to@en",
    }  # fmt: skip


def test_what_a_rule_finds_by_a_plan_alone_has_its_planned_form(tiny: Project, edit: Edit) -> None:
    rooms, district = "https://w3id.org/wuchang-kg/id/collection/rooms", "place:wuchang-district"
    park = "place:lake-park a wk:Park"
    edit(ENTITIES, park, f'place:hubei a wk:Place ; rdfs:label "湖北"@zh , "Hubei"@en .\n\n{park}')
    edit(TRIG, "r:1.1.1-s02 {\n", f"""r:1.1.1-s02 {{
  <{rooms}> a wk:Collection ; <http://www.w3.org/2000/01/rdf-schema#label> "书屋"@zh , "Rooms"@en .
  project:reading-room wk:memberOf <{rooms}> .
""")  # fmt: skip
    edit(PLAN, "r:2.1.1-s01 {\n", f"""r:2.1.1-s01 {{
  <{rooms}> wk:locatedIn <https://w3id.org/wuchang-kg/id/place/hubei> .
""")  # fmt: skip
    derived = run(tiny)
    assert "place:hubei" in values(derived, ROOM, "wk:locatedIn")
    assert "place:hubei" in values(derived, ROOM, "planned:locatedIn")
    assert district not in values(derived, ROOM, "planned:locatedIn")


def test_the_topic_is_that_of_the_indicator_then_of_the_passage(tiny: Project, edit: Edit) -> None:
    topic = "wk:topic <https://w3id.org/wuchang-kg/code/topic/"
    edit(ENTITIES, "a wk:Indicator ;", f"a wk:Indicator ; {topic}commerce> ;")
    edit(TRIG, "r:1.1.1-s01 {\n", f"r:1.1.1-s01 {{\n  r:1.1.1-s01 {topic}tourism> .\n")
    derived = run(tiny)
    assert values(derived, ITEMS_2023, "wk:topic") == {"topic:commerce"}
    assert values(derived, ITEMS_2023, "wk:topicFrom") == {"indicator:items-held"}
    assert values(derived, BUILT, "wk:topic") == {"topic:tourism"}
    assert values(derived, BUILT, "wk:topicFrom") == {"r:1.1.1-s01"}
    edit(TRIG, "a wk:Milestone ;", f"a wk:Milestone ; {topic}health> ;")
    own = run(tiny)
    assert values(own, BUILT, "wk:topic") == {"topic:health"}
    assert values(own, BUILT, "wk:topicFrom") == set()


def test_statements_and_members_are_in_the_order_of_the_file(tiny: Project, edit: Edit) -> None:
    sets = "https://w3id.org/wuchang-kg/id/collection/"
    edit(TRIG, "r:1.1.1-s02 {\n", f"""r:1.1.1-s02 {{
  <{sets}spots> a wk:Collection ; wk:hasMember project:reading-room , place:lake-park .
  <{sets}firsts> a wk:Collection . place:lake-park wk:memberOf <{sets}firsts> .
  place:east-shore wk:memberOf <{sets}spots> .
""")  # fmt: skip
    derived = run(tiny)
    assert values(derived, ITEMS_2024, "wk:order") == {"1"}
    assert values(derived, NIGHTS, "wk:order") == {"2"}
    assert values(derived, ROOM, "wk:order") == {"1"}
    # The park is a member of two sets, so it has no one place.
    assert values(derived, "place:lake-park", "wk:order") == set()
    assert values(derived, "place:east-shore", "wk:order") == {"2"}


def test_membership_is_no_parthood_but_places_lie_where_their_set_lies(
    tiny: Project, edit: Edit
) -> None:
    edit(TRIG, "r:1.1.1-s02 {\n", """r:1.1.1-s02 {
  <https://w3id.org/wuchang-kg/id/collection/parks> a wk:Collection ;
    wk:hasMember place:lake-park ; wk:locatedIn <https://w3id.org/wuchang-kg/id/place/west> .
  <https://w3id.org/wuchang-kg/id/place/west> a wk:Area .
""")  # fmt: skip
    derived = run(tiny)
    assert "collection:parks" not in values(derived, "place:lake-park", "wk:belongsTo")
    assert "place:west" in values(derived, "place:lake-park", "wk:locatedIn")
    assert "place:west" in values(derived, ROOM, "wk:belongsTo")


def test_a_half_year_lies_in_its_year(tiny: Project, edit: Edit) -> None:
    edit(ENTITIES, '"2025-01-01"', '"2024-01-01"')
    edit(ENTITIES, '"2025-06-30"', '"2024-06-30"')
    derived = run(tiny)
    assert values(derived, "period:2025-h1", "wk:during") == {"period:2024"}
    assert values(derived, "period:2024", "wk:spans") == {"period:2025-h1"}


def test_a_relation_that_a_later_review_states_is_planned_no_more(
    tiny: Project, edit: Edit
) -> None:
    near = "project:reading-room wk:nearTo <https://w3id.org/wuchang-kg/id/place/east-shore> .\n"
    edit(PLAN, "r:2.1.1-s01 {\n", "r:2.1.1-s01 {\n  " + near)
    edit(TRIG, "r:1.1.1-s02 {\n", "r:1.1.1-s02 {\n  " + near)
    derived = run(tiny)
    assert values(derived, ROOM, "wk:nearTo") == {"place:east-shore"}
    assert values(derived, ROOM, "planned:nearTo") == set()


@pytest.mark.parametrize(
    ("comparator", "bounds"),
    [
        ("exactly", ({"50000"}, {"50000"})),
        ("at-least", ({"50000"}, set())),
        ("nearly", (set(), {"50000"})),
        ("below", (set(), {"50000"})),
        ("up-to", (set(), {"50000"})),
        ("about", (set(), set())),
        ("no-worse-than", ({"50000"}, set())),
    ],
)
def test_bounds(
    tiny: Project, edit: Edit, comparator: str, bounds: tuple[set[str], set[str]]
) -> None:
    edit(PLAN, "comparator:over", f"comparator:{comparator}")
    derived = run(tiny)
    found = tuple(values(derived, ITEMS_2024, f"wk:{end}Bound") for end in ("lower", "upper"))
    assert found == bounds


def test_what_nearly_fell_is_bounded_from_below(tiny: Project, edit: Edit) -> None:
    edit(PLAN, "wk:value 5 ;", "wk:value -5 ;")
    edit(PLAN, "comparator:over", "comparator:nearly")
    derived = run(tiny)
    assert values(derived, ITEMS_2024, "wk:lowerBound") == {"-50000"}
    assert values(derived, ITEMS_2024, "wk:lowerInclusive") == {"false"}
    assert values(derived, ITEMS_2024, "wk:upperBound") == set()


def test_the_label_of_a_fall_says_at_most(tiny: Project, edit: Edit) -> None:
    edit(PLAN, "wk:value 5 ;", "wk:value -5 ;")
    edit(PLAN, "comparator:over", "comparator:up-to")
    assert "Lakeside Reading Room, Items held, 2024: at most -50000 (planned)@en" in values(
        run(tiny), ITEMS_2024, "rdfs:label"
    )


def test_a_range_is_bounded_by_its_ends(tiny: Project, edit: Edit) -> None:
    edit(PLAN, "wk:value 5 ;", "wk:minValue 5 ; wk:maxValue 7 ;")
    edit(PLAN, "comparator:over", "comparator:range")
    derived = run(tiny)
    assert values(derived, ITEMS_2024, "wk:lowerBound") == {"50000"}
    assert values(derived, ITEMS_2024, "wk:upperBound") == {"70000"}
    assert "Lakeside Reading Room, Items held, 2024: 50,000–70,000 (planned)@en" in values(
        derived, ITEMS_2024, "rdfs:label"
    )


def test_a_target_is_compared_with_no_wording_of_an_outcome(tiny: Project, edit: Edit) -> None:
    edit(TRIG, "r:1.1.1-s03 {\n", """r:1.1.1-s03 {
  st:1.1.1-s03-again a wk:Observation ; wk:wordingOf st:1.1.1-s03-items ;
    wk:indicator indicator:items-held ; wk:subject project:reading-room ; wk:kind kind:count .
""")  # fmt: skip
    assert values(run(tiny), ITEMS_2024, "wk:comparableWith") == {ITEMS_2023}


SIMILAR = """indicator:titles-held a wk:Indicator ; wk:similarIndicator indicator:items-held ;
    rdfs:label "藏书"@zh , "Titles held"@en ;
    skos:scopeNote "不计期刊。"@zh , "Without journals."@en ;
    wk:direction direction:more .

indicator:items-held a wk:Indicator ;
"""


def test_a_target_without_an_outcome_is_held_beside_that_of_a_similar_indicator(
    tiny: Project, edit: Edit
) -> None:
    edit(ENTITIES, "indicator:items-held a wk:Indicator ;\n", SIMILAR)
    edit(PLAN, "indicator:items-held", "indicator:titles-held")
    derived = run(tiny)
    assert values(derived, ITEMS_2024, "wk:nearlyComparableWith") == {ITEMS_2023}
    assert values(derived, ITEMS_2023, "wk:nearlyComparableWith") == {ITEMS_2024}
    assert values(derived, ITEMS_2024, "wk:comparableWith") == set()


def test_a_similar_indicator_does_not_matter_where_the_same_one_has_an_outcome(
    tiny: Project, edit: Edit
) -> None:
    edit(ENTITIES, "indicator:items-held a wk:Indicator ;\n", SIMILAR)
    edit(TRIG, "r:1.1.1-s03 {\n", """r:1.1.1-s03 {
  st:1.1.1-s03-titles a wk:Observation ; wk:status status:achieved ; wk:period period:2023 ;
    wk:indicator indicator:titles-held ; wk:subject project:reading-room ; wk:kind kind:count .
""")  # fmt: skip
    derived = run(tiny)
    assert values(derived, ITEMS_2024, "wk:comparableWith") == {ITEMS_2023}
    assert values(derived, ITEMS_2024, "wk:nearlyComparableWith") == set()


def test_what_is_said_to_be_no_name_is_not_named(tiny: Project, edit: Edit) -> None:
    edit(ENTITIES, "place:lake-park a wk:Park ;", "place:lake-park a wk:Park ; wk:isNamed false ;")
    assert values(run(tiny), "place:lake-park", "wk:isNamed") == {"false"}


@pytest.mark.parametrize(
    ("more", "preferred"),
    [
        ("wk:status status:achieved ; wk:wordingOf st:1.1.1-s03-items ;", False),
        ("wk:status status:estimated ;", False),
        ("wk:status status:given ; wk:preferred true ;", True),
    ],
)
def test_one_of_several_outcomes_is_preferred(
    tiny: Project, edit: Edit, more: str, preferred: bool
) -> None:
    edit(TRIG, "r:1.1.1-s03 {\n", f"""r:1.1.1-s03 {{
  st:1.1.1-s03-again a wk:Observation ; {more} wk:period period:2023 ;
    wk:indicator indicator:items-held ; wk:subject project:reading-room ; wk:kind kind:count .
""")  # fmt: skip
    derived = run(tiny)
    found = [values(derived, one, "wk:preferred") for one in (ITEMS_2023, "st:1.1.1-s03-again")]
    assert found == ([set(), {"true"}] if preferred else [{"true"}, set()])


def test_the_district_is_the_subject_where_none_is_written(tiny: Project, edit: Edit) -> None:
    edit(TRIG, "wk:indicator indicator:items-held ; wk:subject project:reading-room ;",
         "wk:indicator indicator:items-held ;")  # fmt: skip
    derived = run(tiny)
    assert values(derived, ITEMS_2023, "wk:subject") == {"place:wuchang-district"}
    assert values(derived, ITEMS_2023, "wk:comparableWith") == set()


def test_an_authored_label_stays_alone(tiny: Project, edit: Edit) -> None:
    edit(
        TRIG,
        "a wk:Milestone ;",
        'a wk:Milestone ; <http://www.w3.org/2000/01/rdf-schema#label> "建"@zh ;',
    )
    assert values(run(tiny), BUILT, "rdfs:label") == {
        "建@zh", "Lakeside Reading Room: completed, 2023@en",
    }  # fmt: skip


def test_the_words_of_a_stage_are_those_of_the_narrowest_class(tiny: Project, edit: Edit) -> None:
    park = "project:reading-room a wk:Park , wk:ConstructionProject"
    edit(ENTITIES, "project:reading-room a wk:Building , wk:ConstructionProject", park)
    assert values(run(tiny), NIGHTS, "wk:phrase") == {"…计划对外开放@zh", "… is to open@en"}
    school = "project:reading-room a wk:School , wk:ConstructionProject"
    edit(ENTITIES, park, school)
    edit(PLAN, "stage:opened", "stage:in-use")
    edit(
        PLAN,
        'commitment:planned ; wk:deadline "2024-06-30"',
        'commitment:assured ; wk:date "2024-06-30"',
    )
    derived = run(tiny)
    assert values(derived, NIGHTS, "wk:phrase") == {"确保…投用@zh", "… is to go into use@en"}
    assert "2024年6月30日，确保湖边书屋投用@zh" in values(derived, NIGHTS, "rdfs:label")


@pytest.mark.parametrize(
    ("cls", "name", "zh"),
    [
        ("Title", "湖区“美丽书屋”", "2023年，湖边书屋获评湖区“美丽书屋”"),
        ("Listing", "书屋名录", "2023年，湖边书屋入选“书屋名录”"),
        ("Honour", "小旗", "2023年，湖边书屋获“小旗”"),
    ],
)
def test_an_honour_is_said_by_its_class(
    tiny: Project, edit: Edit, cls: str, name: str, zh: str
) -> None:
    honour = f'place:lake-park a wk:{cls} ;\n    rdfs:label "{name}"@zh'
    edit(ENTITIES, 'place:lake-park a wk:Park ;\n    rdfs:label "东湖岸公园"@zh', honour)
    edit(TRIG, "place:lake-park wk:partOf", """st:1.1.1-s02-prize a wk:Conferral ;
        wk:honour place:lake-park ; wk:recipient project:reading-room ;
        wk:period <https://w3id.org/wuchang-kg/id/period/2023> ; wk:status status:achieved .
        place:lake-park wk:partOf""")  # fmt: skip
    labels = values(run(tiny), "st:1.1.1-s02-prize", "rdfs:label")
    assert f"{zh}@zh" in labels


def test_an_honour_tells_its_level_and_its_batch_where_its_name_does_not(
    tiny: Project, edit: Edit
) -> None:
    honour = (
        "place:lake-park a wk:Title ; wk:level "
        '<https://w3id.org/wuchang-kg/code/level/provincial> ;\n    rdfs:label "书屋样板"@zh'
    )
    edit(ENTITIES, 'place:lake-park a wk:Park ;\n    rdfs:label "东湖岸公园"@zh', honour)
    edit(TRIG, "place:lake-park wk:partOf", """st:1.1.1-s02-prize a wk:Conferral ;
        wk:honour place:lake-park ; wk:recipient project:reading-room ;
        wk:period <https://w3id.org/wuchang-kg/id/period/2023> ; wk:status status:achieved .
        st:1.1.1-s02-first a wk:Distinction ; wk:subject project:reading-room ;
        wk:distinction <https://w3id.org/wuchang-kg/code/distinction/first-batch> ;
        wk:honour place:lake-park .
        place:lake-park wk:partOf""")  # fmt: skip
    labels = values(run(tiny), "st:1.1.1-s02-prize", "rdfs:label")
    assert "2023年，湖边书屋获评全省首批“书屋样板”@zh" in labels
    assert any("(provincial, first batch), 2023" in text for text in labels)


AMOUNT = (
    "wk:kind kind:count ;\n    wk:value 3 ; wk:unit unit:wan-jian ; "
    'wk:comparator comparator:about ; wk:verbatim "3万件左右" ;'
)


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ('wk:kind kind:level ; wk:value 25000 ; wk:unit unit:yi-yuan ; wk:verbatim "25000亿"',
         "2023年：25000亿元", "2023: 2.5 trillion yuan"),
        ('wk:kind kind:level ; wk:value 20 ; wk:unit unit:wan-square-metre ; wk:verbatim "20万方"',
         "2023年：20万平方米", "2023: 200,000 square metres"),
        ('wk:kind kind:rank ; wk:value 22 ; wk:unit unit:ming ; wk:verbatim "第22位"',
         "名次，2023年：第22位", "rank, 2023: 22nd"),
        ('wk:kind kind:rank ; wk:value 1 ; wk:unit unit:ming ; wk:verbatim "第一" ;'
         " wk:scope place:wuchang-district",
         "名次，2023年：小城第一", "rank, 2023: first in Small Town"),
        ('wk:kind kind:share ; wk:value 12 ; wk:unit unit:percent ; wk:verbatim "12%"',
         "比率，2023年：12%", "share, 2023: 12%"),
        ('wk:kind kind:grade ; wk:value 2 ; wk:unit unit:lei-water ; wk:verbatim "II类"',
         "等级，2023年：Ⅱ类", "grade, 2023: II"),
        ('wk:kind kind:count ; wk:value 5 ; wk:unit unit:ge ; wk:verbatim "藏品5个"',
         "2023年：5个", "2023: 5"),
        ('wk:kind kind:growth ; wk:value 5 ; wk:unit unit:percent ; wk:verbatim "藏品增长5%" ;'
         " wk:comparator comparator:exactly",
         "增速，2023年：5%", "growth, 2023: 5%"),
        ('wk:kind kind:level ; wk:value 5 ; wk:unit unit:yi-yuan ; wk:verbatim "5亿元" ;'
         " wk:comparator comparator:over",
         "2023年：超过5亿元", "2023: over 500 million yuan"),
        ('wk:kind kind:growth ; wk:value 5 ; wk:unit unit:percent ; wk:verbatim "5%" ;'
         " wk:comparator comparator:about",
         "增速，2023年：5%左右", "growth, 2023: about 5%"),
        ("wk:kind kind:growth ; wk:comparator comparator:in-step-with ;"
         " wk:inStepWith indicator:items-held",
         "增速，2023年：与藏品同步", "growth, 2023: in step with items held"),
        ("wk:kind kind:growth ; wk:comparator comparator:broadly-in-step-with ;"
         " wk:inStepWith indicator:items-held",
         "增速，2023年：与藏品基本同步", "growth, 2023: broadly in step with items held"),
        ("wk:kind kind:growth ; wk:comparator comparator:higher-than ;"
         " wk:higherThan place:wuchang-district",
         "增速，2023年：高于小城", "growth, 2023: higher than Small Town"),
        ("wk:kind kind:growth ; wk:comparator comparator:qualitative",
         "增速，2023年：提升", "growth, 2023: rose"),
    ],
)  # fmt: skip
def test_a_figure_is_said_as_its_kind_and_unit_ask(
    tiny: Project, edit: Edit, amount: str, zh: str, en: str
) -> None:
    edit(TRIG, AMOUNT, f"{amount} ;")
    assert values(run(tiny), ITEMS_2023, "rdfs:label") == {
        f"湖边书屋，藏品，{zh}@zh", f"Lakeside Reading Room, Items held, {en}@en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("comparator:delegated ; wk:setBy", "按国家下达的目标",
         "as set by the central government"),
        ("comparator:higher-than ; wk:higherThan", "高于全国", "higher than the national figure"),
    ],
)  # fmt: skip
def test_a_figure_is_held_against_the_nation(
    tiny: Project, edit: Edit, amount: str, zh: str, en: str
) -> None:
    park = "place:lake-park a wk:Park"
    nation = 'place:china a wk:Place ; rdfs:label "中国"@zh , "China"@en .\n\n'
    edit(ENTITIES, park, nation + park)
    edit(TRIG, AMOUNT, f"wk:kind kind:growth ; wk:comparator {amount} place:china ;")
    assert values(run(tiny), ITEMS_2023, "rdfs:label") == {
        f"湖边书屋，藏品，增速，2023年：{zh}@zh",
        f"Lakeside Reading Room, Items held, growth, 2023: {en}@en",
    }


def test_a_subject_that_the_indicator_names_is_not_named_before_it(
    tiny: Project, edit: Edit
) -> None:
    edit(ENTITIES, '"藏品"@zh , "Items held"@en', '"湖边书屋藏品"@zh , "Items held"@en')
    assert "湖边书屋藏品，2023年：3万件左右@zh" in values(run(tiny), ITEMS_2023, "rdfs:label")


def test_the_kind_goes_without_saying_where_the_indicator_has_one_only(
    tiny: Project, edit: Edit
) -> None:
    share = 'wk:kind kind:share ; wk:value 12 ; wk:unit unit:percent ; wk:verbatim "12%" ;'
    edit(TRIG, AMOUNT, share)
    edit(PLAN, "kind:count", "kind:share")
    labels = values(run(tiny), ITEMS_2023, "rdfs:label")
    assert "Lakeside Reading Room, Items held, 2023: 12%@en" in labels


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        ("share", "藏品完好率，2023年：12%", "Rate of sound items, 2023: 12%"),
        ("growth", "藏品完好率，增速，2023年：12%", "Rate of sound items, growth, 2023: 12%"),
    ],
)
def test_a_rate_is_not_called_a_share_once_more(
    tiny: Project, edit: Edit, kind: str, zh: str, en: str
) -> None:
    edit(ENTITIES, '"藏品"@zh , "Items held"@en', '"藏品完好率"@zh , "Rate of sound items"@en')
    amount = f'wk:kind kind:{kind} ; wk:value 12 ; wk:unit unit:percent ; wk:verbatim "12%" ;'
    edit(TRIG, AMOUNT, amount)  # the plan's figure of the same indicator stays a count
    assert values(run(tiny), ITEMS_2023, "rdfs:label") == {
        f"湖边书屋，{zh}@zh", f"Lakeside Reading Room, {en}@en",
    }  # fmt: skip


def test_a_name_that_tells_the_year_is_enough(tiny: Project, edit: Edit) -> None:
    edit(ENTITIES, '"湖边书屋"@zh', '"2024年湖边书屋"@zh')
    edit(PLAN, 'wk:deadline "2024-06-30"^^xsd:date', "wk:period period:2024")
    assert "2024年湖边书屋计划开放@zh" in values(run(tiny), NIGHTS, "rdfs:label")


def test_a_milestone_that_is_labelled_by_hand_has_no_phrase(tiny: Project, edit: Edit) -> None:
    label = 'a wk:Milestone ; <http://www.w3.org/2000/01/rdf-schema#label> "建"@zh ;'
    edit(TRIG, "a wk:Milestone ;", label)
    assert values(run(tiny), BUILT, "wk:phrase") == {"… was completed@en"}


def test_an_honour_striven_for_is_not_held(tiny: Project, edit: Edit) -> None:
    conferral = """st:1.1.1-s02-prize a wk:Conferral ; wk:honour place:lake-park ;
        wk:recipient project:reading-room ; wk:status status:STATUS .
        place:lake-park wk:partOf"""
    edit(TRIG, "place:lake-park wk:partOf", conferral.replace("STATUS", "promised"))
    assert values(run(tiny), ROOM, "wk:hasHonour") == set()
    edit(TRIG, "wk:status status:promised", "wk:status status:achieved")
    assert values(run(tiny), ROOM, "wk:hasHonour") == {"place:lake-park"}


def test_the_default_graph_is_the_union_and_inferred_only_what_is_not_stated(
    tiny: Project,
) -> None:
    derived = run(tiny)
    # By way of a store, which writes numbers its own way: 1.0 becomes 1.
    files = Store()
    files.extend(load(tiny).quads)
    stated = {quad.triple for quad in files.quads_for_pattern(None, None, None, None)}
    inferred = set(derived.inferred)
    assert len(inferred) == len(derived.inferred)
    assert stated.isdisjoint(inferred)
    store = derived.store
    merged = [q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert set(merged) == stated | inferred and len(merged) == len(stated) + len(inferred)
    graph = NamedNode(namespaces.INFERRED_GRAPH)
    assert {q.triple for q in store.quads_for_pattern(None, None, None, graph)} == inferred


def test_a_rule_sees_what_the_one_before_found(tiny: Project) -> None:
    prefix = f"PREFIX wk: <{namespaces.PREFIXES['wk']}>\n"
    for number, (head, body) in enumerate(
        [("?x wk:nearTo ?y", "?x wk:linedBy ?y"), ("?y wk:liesAlong ?x", "?y wk:nearTo ?x")]
    ):
        rule = tiny.rules / f"9{number}-test.rq"
        rule.write_text(f"{prefix}CONSTRUCT {{ {head} }} WHERE {{ {body} }}", encoding="utf-8")
    lake, shore = (
        NamedNode(namespaces.expand(f"place:{slug}")) for slug in ("lake-park", "east-shore")
    )
    stated = Quad(
        lake,
        NamedNode(namespaces.expand("wk:linedBy")),
        shore,
        NamedNode(namespaces.passage(namespaces.DEFAULT_REPORT, "1.1.1-s01")),
    )
    derived = derive([*load(tiny).quads, stated], tiny.rule_files)
    # The closure turns the first rule's symmetric finding round before the second rule runs.
    assert values(derived, "place:lake-park", "wk:liesAlong") == {"place:east-shore"}


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "is no CONSTRUCT query", None),
        ("CONSTRUCT { ?s a ?o }\nWHERE { ?s wk:p ?o }", "the prefix wk: is not declared", 2),
    ],
)
def test_a_rule_that_cannot_run_is_named(
    tiny: Project, text: str, message: str, line: int | None
) -> None:
    (tiny.rules / "99-broken.rq").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        run(tiny)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("queries/rules/99-broken.rq", line)
    assert message in problem.message
