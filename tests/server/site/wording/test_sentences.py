"""What a statement says in words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from kg.model.statements import Statement, of_kind
from kg.model.vocabulary import Unit
from kg.rdf import Literal, NamedNode, Term
from server.http.language import Language
from server.repository.snapshot import Snapshot
from server.site.models.statements import load
from server.site.wording import chinese
from server.site.wording.sentences import Writer

NAMES = {
    "grp": ("地区生产总值", "Gross regional product"),
    "firms": ("企业数", "Firms attracted"),
    "members": ("成员数", "Number of members"),
    "spending": ("民生支出", "Spending on livelihood"),
    "budget": ("财政支出", "public spending"),
    "list": ("全国百强", "National top 100"),
    "hubei": ("湖北省", "Hubei Province"),
    "china": ("中国", "China"),
    "district": ("武昌区", "Wuchang District"),
    "tower": ("大厦", "The tower"),
    "topped-out": ("封顶", "topped out"),
    "2023": ("2023年", "2023"),
    "2024": ("2024年", "2024"),
    "about": ("左右", "about"),
    "qualitative": ("定性", "in words"),
    "no-worse-than": ("不差于", "no worse than"),
    "visits": ("旅游人数", "Tourist visits"),
    "years": ("连续领跑年数", "Years in a row ahead"),
    "rate": ("设置率", "Rate of clinics set up"),
    "roads": ("打通断头路条数", "Roads opened through"),
    "growth": ("经济增长", "Economic growth"),
    "river": ("长江武昌段", "The river"),
    "class": ("水质类别", "Water quality class"),
    "units": ("六大更新单元", "Six renewal units"),
    "invested": ("更新单元投资", "Investment in the renewal units"),
    "lake-title": ("武汉“美丽河湖”", "Beautiful lakes, by The bureau"),
    "mechanism": ("推进机制", "Mechanism of promotion"),
    "talks": ("论坛", "Forums on carbon"),
    "before": ("2022年", "2022"),
    "at-least": ("不少于", "at least"),
    "honour": ("示范楼宇", "Demonstration tower"),
    "fall": ("有效警情降幅", "Decline in reports"),
    "items": ("服务事项数", "Services devolved"),
    "enrolled": ("社保扩面人次", "New persons covered"),
    "prices": ("居民消费价格", "Consumer prices"),
    "funds": ("发放帮扶资金", "Assistance funds paid out"),
    "culture": ("文化建设成效", "Progress of culture"),
    "striven": ("力争", "striven for"),
    "districts": ("中心城区", "Central districts"),
    "meeting": ("2024年大会", "2024 Conference"),
    "bureau": ("某局", "The bureau"),
}
UNITS = {
    "x:unit/yi-yuan": Unit("x:yuan", {"zh": "元", "en": "yuan"}, "yuan"),
    "x:unit/percent": Unit("x:percent", {"zh": "百分之", "en": "percent"}, "percent"),
    "x:unit/nian": Unit("x:year", {"zh": "年", "en": "year"}, "years"),
    "x:unit/lei-water": Unit("x:class", {"zh": "类", "en": "class"}, "classes"),
    "x:unit/jia": Unit("x:jia", {"zh": "家", "en": "firm"}, "firms"),
}

# What goes without saying in the report that all statements here are of.
SILENT = {"x:town-2023": frozenset({"x:a/district"})}
LABELS = {"zh": "标签：定性", "en": "label: in words"}


def iri(name: str) -> str:
    return f"x:a/{name}"


def label(of: str, language: Language) -> str:
    found = NAMES.get(of.rpartition("/")[2], (of, of))
    return found[0] if language == "zh" else found[1]


def statement(cls: str, /, **values: str | int) -> Statement:
    """A statement; a value that is a name, or ends with /, is a thing, any other a text."""

    def term(name: str, value: str | int) -> Term:
        if name == "unit":
            return NamedNode(f"x:unit/{value}")
        if name in ("value", "normalizedValue", "verbatim", "deadline", "minValue", "maxValue"):
            return Literal(str(value))
        if name in ("lowerBound", "upperBound"):
            return Literal(str(value))
        return NamedNode(iri(str(value)))

    phrases = [Literal(str(values.pop(f"phrase_{tag}", "…")), language=tag) for tag in ("zh", "en")]
    found = {name: (term(name, value),) for name, value in values.items()}
    found["phrase"] = tuple(phrases)
    made = NAMES.get(str(values.get("indicator")))  # in a label made by rule
    labels = {"zh": f"标签，{made[0]}", "en": f"label, {made[1]}"} if made else LABELS
    return Statement("x:s", cls, ("x:town-2023/1.1.1-s01",), labels, found)


def said(s: Statement, language: Language, about: str = "") -> str:
    return Writer(language, label, UNITS, SILENT, about).write(s).text


LEVEL = statement(
    "Observation", indicator="grp", kind="level", period="2023", subject="district",
    value=1900, normalizedValue=190_000_000_000, unit="yi-yuan", comparator="about",
    verbatim="1900亿元左右", status="estimated",
)  # fmt: skip
TARGET = statement(
    "Target", indicator="firms", kind="count", period="2024", subject="district",
    value=100, normalizedValue=100, unit="jia", comparator="at-least", verbatim="100家以上",
)  # fmt: skip
GROWTH = statement(
    "Target", indicator="grp", kind="growth", period="2024", value="6.5", normalizedValue="6.5",
    unit="percent", comparator="exactly", verbatim="6.5%",
)  # fmt: skip
SHARE = statement(
    "Observation", indicator="spending", kind="share", period="2023", ofWhole="budget", value=75,
    normalizedValue=75, unit="percent", comparator="exactly", verbatim="75%",
)  # fmt: skip
RANK = statement(
    "Ranking", indicator="grp", kind="rank", period="2023", scope="hubei", value=1,
    normalizedValue=1, comparator="exactly", verbatim="第一", subject="district",
)  # fmt: skip
LISTED = statement(
    "Ranking", indicator="grp", kind="rank", period="2023", rankedIn="list", value=42,
    normalizedValue=42, comparator="exactly", verbatim="第42位", subject="district",
)  # fmt: skip
WORDS = statement("Target", indicator="grp", kind="growth", period="2024", comparator="qualitative")
RANGE = statement(
    "Target", indicator="firms", kind="count", period="2024", minValue=2, maxValue=3,
    lowerBound=2, upperBound=3, comparator="range", verbatim="2-3个",
)  # fmt: skip
SET = statement(
    "Observation", indicator="number-of-members", kind="count", period="2023", subject="list",
    value=6, normalizedValue=6, unit="jia", comparator="exactly", verbatim="六大",
)  # fmt: skip
REACHED = statement(
    "Milestone", subject="tower", stage="topped-out", period="2023", status="achieved",
    phrase_zh="…主体结构封顶", phrase_en="… was topped out",
)  # fmt: skip
PROMISED = statement(
    "Milestone", subject="tower", stage="topped-out", deadline="2024-06-30", status="promised",
    phrase_zh="确保…主体结构封顶", phrase_en="… is to be topped out",
)  # fmt: skip
GIVEN = statement(
    "Conferral", recipient="tower", honour="honour", giver="bureau", period="2023",
    status="achieved", phrase_zh="…获评“…”", phrase_en="… received: …",
)  # fmt: skip


@pytest.mark.parametrize(
    ("s", "zh", "en"),
    [
        (LEVEL, "2023年，地区生产总值为1900亿元左右",
         "Gross regional product is put at about 190 billion yuan in 2023"),
        (TARGET, "2024年，计划企业100家以上", "Firms attracted: to reach at least 100 in 2024"),
        (GROWTH, "2024年，地区生产总值计划增长6.5%",
         "Gross regional product is to grow by 6.5% in 2024"),
        (SHARE, "2023年，民生支出占财政支出的75%",
         "Spending on livelihood made up 75% of public spending in 2023"),
        (RANK, "2023年，地区生产总值居湖北省第一",
         "Gross regional product ranked first in Hubei Province in 2023"),
        (LISTED, "2023年，武昌区在“全国百强”中位列第42位",
         "Wuchang District ranked 42nd in the National top 100 in 2023"),
        (WORDS, "2024年，地区生产总值计划提升", "Gross regional product is to rise in 2024"),
        (RANGE, "2024年，计划企业2～3个", "Firms attracted: to reach 2–3 in 2024"),
        (SET, "全国百强共6家", "National top 100: 6 members"),
        (REACHED, "2023年，大厦主体结构封顶", "The tower was topped out in 2023"),
        (PROMISED, "2024年6月底前，确保大厦主体结构封顶",
         "The tower is to be topped out by 2024-06-30"),
        (GIVEN, "2023年，大厦获评“示范楼宇”，授予单位为某局",
         "The tower received: Demonstration tower, given by The bureau in 2023"),
        (statement("Measure"), "标签：定性", "label: in words"),
    ],
)  # fmt: skip
def test_a_statement_is_a_sentence_in_both_languages(s: Statement, zh: str, en: str) -> None:
    assert said(s, "zh") == zh
    assert said(s, "en") == en


def test_things_in_a_sentence_are_links_but_not_the_one_it_is_about() -> None:
    runs = Writer("en", label, UNITS, {}, iri("tower")).write(REACHED).runs
    assert ("The tower ", "") in runs
    assert ("was topped out", iri("topped-out")) in runs


def test_who_goes_without_saying_is_not_named() -> None:
    other = statement("Milestone", subject="tower")
    assert "The tower" in said(other, "en")
    assert "Wuchang" not in said(LEVEL, "en")


def test_what_else_a_statement_points_at_follows_it() -> None:
    s = statement("Measure", object="tower", actor="district", topic="grp")
    roles = Writer("en", label, UNITS, SILENT).write(s).roles
    assert [(role.property, role.things) for role in roles] == [
        ("object", (iri("tower"),)),
        ("topic", (iri("grp"),)),
    ]


def figure(cls: str, indicator: str, kind: str, **values: str | int) -> Statement:
    """A figure of 2023, or of 2024 where it is a target."""
    period = "2024" if cls == "Target" else "2023"
    return statement(cls, indicator=indicator, kind=kind, period=period, **values)


def measured(
    amount: str, value: str | int, unit: str, comparator: str = "exactly"
) -> dict[str, Any]:
    return {
        "verbatim": amount,
        "value": value,
        "normalizedValue": value,
        "unit": unit,
        "comparator": comparator,
    }


def test_a_verb_goes_with_one_or_with_many() -> None:
    many = figure("Observation", "visits", "level", **measured("45人次", 45, "jia"))
    assert said(many, "en") == "Tourist visits were 45 firms in 2023"
    held = statement(
        "Milestone", subject="talks", stage="held", period="2024", status="promised",
        phrase_zh="计划举办…", phrase_en="… is to be held",
    )  # fmt: skip
    assert said(held, "en") == "Forums on carbon are to be held in 2024"
    assert said(held, "zh") == "2024年，计划举办论坛"


def test_an_indicator_that_names_its_unit_is_not_followed_by_it() -> None:
    s = figure("Observation", "years", "level", **measured("连续4年", 4, "nian"))
    assert said(s, "en") == "Years in a row ahead: 4 in 2023"
    assert said(s, "zh") == "2023年，连续领跑年数为4年"


def test_a_figure_does_not_repeat_its_indicator() -> None:
    s = figure("Observation", "roads", "count", **measured("断头路5条", 5, "jia"))
    assert said(s, "zh") == "2023年，打通断头路5条"
    each = figure("Target", "roads", "count", **measured("各1万个", 10000, "jia"))
    assert said(each, "zh") == "2024年，计划打通断头路1万个"


def test_a_subject_and_its_indicator_do_not_say_the_same_twice() -> None:
    values = measured("3亿元", 300_000_000, "yi-yuan")
    s = figure("Observation", "invested", "level", subject="units", **values)
    assert said(s, "zh") == "2023年，六大更新单元投资为3亿元"


def test_a_rate_says_itself_what_it_is_a_share_of() -> None:
    s = figure("Observation", "rate", "share", ofWhole="hubei", **measured("超12%", 12, "percent"))
    assert said(s, "zh") == "2023年，设置率超12%"
    assert said(s, "en") == "Rate of clinics set up was 12% in 2023"


def test_a_share_of_a_place_is_one_of_those_in_it() -> None:
    values = {"ofWhole": "hubei", **measured("占全省40%", 40, "percent")}
    s = figure("Observation", "visits", "share", **values)
    whole = NamedNode("x:a/place/hubei")
    values_of = {**s.values, "ofWhole": (whole,)}
    placed = Statement(s.iri, s.kind, s.passages, s.labels, values_of)
    assert said(placed, "en") == "Tourist visits made up 40% of those in Hubei Province in 2023"


def test_a_multiple_names_the_year_that_it_is_a_multiple_of() -> None:
    values = {"comparedWith": "before", **measured("1.5倍", "1.5", "bei")}
    s = figure("Observation", "visits", "multiple", **values)
    assert said(s, "zh") == "2023年，旅游人数为2022年的1.5倍"
    assert said(s, "en") == "Tourist visits rose to 1.5 the 2022 figure in 2023"


def test_a_grade_is_a_roman_numeral() -> None:
    values = measured("Ⅱ类以上", 2, "lei-water", "no-worse-than")
    s = figure("Target", "class", "grade", subject="river", **values)
    assert said(s, "en") == "The river: water quality class is to be no worse than II in 2024"


def test_what_is_on_its_way_to_a_figure_is_not_said_to_be_below_it() -> None:
    values = {"status": "ongoing", **measured("迈向2000亿", 2000, "yi-yuan", "below")}
    s = figure("Observation", "grp", "level", **values)
    assert said(s, "en") == "Gross regional product was on the way to 2,000 yuan in 2023"


def test_a_figure_without_a_number_says_what_it_is_called_by_hand() -> None:
    s = figure("Target", "visits", "count", comparator="qualitative", commitment="about")
    own = {"zh": "2024年不出事故（左右）", "en": "Accidents, 2024: none (about)"}
    named = Statement(s.iri, s.kind, s.passages, own, s.values)
    assert said(named, "zh") == "2024年不出事故"
    assert said(named, "en") == "Accidents, 2024: none"


@pytest.mark.parametrize(
    ("language", "bound", "text"),
    [
        ("zh", "in-step-with", "与经济增长同步"),
        ("en", "in-step-with", "in step with economic growth"),
        ("zh", "broadly-in-step-with", "与经济增长基本同步"),
        ("en", "broadly-in-step-with", "broadly in step with economic growth"),
    ],
)
def test_a_cell_without_a_number_says_it_in_words(
    language: Language, bound: str, text: str
) -> None:
    s = figure("Target", "grp", "growth", comparator=bound, inStepWith="growth")
    assert Writer(language, label, UNITS).value_text(s) == text


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        (measured("下降0.1%", "-0.1", "percent"), "下降0.1%", "fell by 0.1%"),
        (measured("-0.1%", "-0.1", "percent"), "增速为-0.1%", "fell by 0.1%"),
        (measured("地区生产总值增长3%", "3", "percent"), "增长3%", "grew by 3%"),
        (measured("同口径增长3%", "3", "percent"), "同口径增长3%", "grew by 3%"),
        (measured("5%", "5", "percent", "about"), "增长5%左右", "grew by about 5%"),
    ],
)
def test_growth_is_told_with_its_direction_and_its_bound(
    values: dict[str, Any], zh: str, en: str
) -> None:
    s = figure("Observation", "grp", "growth", **values)
    assert said(s, "zh") == f"2023年，地区生产总值{zh}"
    assert said(s, "en") == f"Gross regional product {en} in 2023"


def test_a_bound_behind_a_counter_stays() -> None:
    s = figure("Target", "items", "count", **measured("920个以上", 920, "jia", "about"))
    assert said(s, "zh") == "2024年，计划服务事项920个以上"


@pytest.mark.parametrize(
    ("indicator", "kind", "values", "zh"),
    [
        ("rate", "share", measured("3.2%以内", "3.2", "percent"), "2023年，设置率控制在3.2%以内"),
        ("fall", "change", measured("下降22.3%", "22.3", "percent"), "2023年，有效警情下降22.3%"),
        ("class", "grade", measured("II类", 2, "lei-water"), "2023年，水质为Ⅱ类"),
        ("items", "count", measured("135项", 135, "jia"), "2023年，服务事项135项"),
        ("enrolled", "change", measured("2.4万", 24000, "jia"), "2023年，社保扩面2.4万人次"),
        ("prices", "growth", measured("2%左右", 2, "percent"), "2023年，居民消费价格上涨2%左右"),
        (
            "funds",
            "level",
            measured("1.3亿", 130_000_000, "yi-yuan"),
            "2023年，发放帮扶资金1.3亿元",
        ),
        ("culture", "change", {"comparator": "qualitative"}, "2023年，文化建设取得新成效"),
    ],
)
def test_a_figure_is_told_as_a_bulletin_tells_it(
    indicator: str, kind: str, values: dict[str, Any], zh: str
) -> None:
    assert said(figure("Observation", indicator, kind, **values), "zh") == zh


def test_how_firm_a_plan_is_is_its_verb() -> None:
    values = {"commitment": "striven", **measured("突破3亿元", 300_000_000, "yi-yuan", "over")}
    plan = figure("Target", "grp", "level", **values)
    assert said(plan, "zh") == "2024年，地区生产总值力争突破3亿元"
    assert Writer("zh", label, UNITS).write(plan).firm == ""
    counted = figure("Target", "firms", "count", commitment="striven", **measured("3家", 3, "jia"))
    assert said(counted, "zh") == "2024年，力争企业3家"


def test_a_list_with_quotation_marks_gets_no_others() -> None:
    s = statement("Ranking", indicator="grp", kind="rank", rankedIn="lake-title", value=2,
                  normalizedValue=2, verbatim="亚军", subject="tower")  # fmt: skip
    assert said(s, "zh") == "大厦在武汉“美丽河湖”中位列第2位"


def test_a_rank_stands_among_those_of_its_scope() -> None:
    s = statement("Ranking", indicator="grp", kind="rank", scope="districts", value=1,
                  normalizedValue=1, verbatim="第一", period="2023")  # fmt: skip
    assert said(s, "zh") == "2023年，地区生产总值居中心城区第一"
    assert (
        said(s, "en") == "Gross regional product ranked first among the central districts in 2023"
    )


def test_a_milestone_that_is_labelled_by_hand_is_said_so() -> None:
    named = Statement(
        "x:s", "Milestone", ("1.1.1-s01",), LABELS, {"subject": (NamedNode("x:a/tower"),)}
    )
    assert said(named, "zh") == LABELS["zh"]


def test_a_name_that_tells_the_year_is_enough() -> None:
    s = statement("Milestone", subject="meeting", period="2024", phrase_zh="计划召开…",
                  phrase_en="… is to be held")  # fmt: skip
    assert said(s, "zh") == "计划召开2024年大会"
    assert said(s, "en") == "2024 Conference is to be held"


@pytest.mark.parametrize(
    ("kind", "values", "zh", "en"),
    [
        (
            "growth",
            {"comparator": "higher-than", "higherThan": "growth"},
            "地区生产总值计划高于经济增长",
            "Gross regional product is to grow faster than economic growth",
        ),
        (
            "share",
            {"comparator": "higher-than", "higherThan": "growth"},
            "地区生产总值计划高于经济增长",
            "Gross regional product is to be higher than economic growth",
        ),
        (
            "growth",
            {"comparator": "delegated", "setBy": "growth"},
            "地区生产总值计划完成经济增长下达的目标",
            "Gross regional product is to meet the target set by economic growth",
        ),
        (
            "growth",
            {"comparator": "higher-than", "higherThan": "place/china"},
            "地区生产总值计划高于全国",
            "Gross regional product is to grow faster than in China",
        ),
        (
            "growth",
            {"comparator": "delegated", "setBy": "place/china"},
            "地区生产总值计划完成国家下达的目标",
            "Gross regional product is to meet the target set by the central government",
        ),
    ],
)
def test_a_target_that_points_at_another(
    kind: str, values: dict[str, str], zh: str, en: str
) -> None:
    s = figure("Target", "grp", kind, **values)
    assert said(s, "zh").endswith(zh)
    assert said(s, "en").startswith(en)


def test_what_a_nation_produces_is_its_domestic_product() -> None:
    s = figure("Target", "grp", "growth", subject="place/china", comparator="in-step-with",
               inStepWith="growth")  # fmt: skip
    assert "国内生产总值" in said(s, "zh")
    assert "gross domestic product" in said(s, "en")


def test_a_giver_that_the_honour_names_is_not_named_again() -> None:
    s = statement(
        "Conferral", recipient="tower", honour="lake-title", giver="bureau",
        phrase_en="… received: …",
    )  # fmt: skip
    assert said(s, "en") == "The tower received: Beautiful lakes, by The bureau"


def test_a_day_is_written_out_in_chinese() -> None:
    assert chinese.day("2023-12-25") == "2023年12月25日"
    assert chinese.deadline("2024-06-15") == "2024年6月15日前"
    assert chinese.deadline("2024-02-28") == "2024年2月28日前"
    assert chinese.deadline("2024-02-29") == "2024年2月底前"


def test_a_plan_that_says_how_firm_it_is_is_not_marked_so_again() -> None:
    assert Writer("zh", label, UNITS).write(PROMISED).firm == ""
    assert Writer("en", label, UNITS).write(PROMISED).firm == iri("promised")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_none_is_told_in_words_unless_the_report_gives_a_figure(language: Language) -> None:
    none = figure("Target", "grp", "count", value=0, comparator="exactly")
    named = Statement(none.iri, none.kind, none.passages, LABELS, none.values)
    assert said(named, language) == LABELS[language]
    zero = figure("Target", "firms", "count", value=0, comparator="exactly", verbatim="0家")
    assert said(zero, "zh") == "2024年，计划企业0家"


def test_what_is_under_way_is_not_said_to_be_ongoing_too() -> None:
    s = statement("Milestone", subject="tower", stage="under-way", period="2023", status="ongoing")
    assert Writer("en", label, UNITS).write(s).firm == ""


def test_labels_and_sentences_are_made_of_the_same_words(snapshot: Snapshot) -> None:
    write = Writer("zh", snapshot.names.label, snapshot.vocabulary.units).write
    stated = load(snapshot, of_kind(snapshot.index, "Milestone", "Conferral"))
    labels = snapshot.labels(s.iri for s in stated)
    by_rule = f"{snapshot.base}graph/inferred"
    made = [s for s in stated if labels[s.iri]["zh"][1] == by_rule]
    assert len(made) > 200
    assert [(write(s).text, s.labels["zh"]) for s in made if write(s).text != s.labels["zh"]] == []
