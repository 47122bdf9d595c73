"""What a statement says in words, in both languages."""

from __future__ import annotations

import pytest

from kg.rdf import Literal, NamedNode, Term
from server.language import Language
from server.site.model import Unit
from server.site.sentences import Writer
from server.site.statements import Statement

NAMES = {
    "grp": ("地区生产总值", "Gross regional product"),
    "firms": ("企业数", "Firms attracted"),
    "members": ("成员数", "Number of members"),
    "spending": ("民生支出", "Spending on livelihood"),
    "budget": ("财政支出", "public spending"),
    "list": ("全国百强", "National top 100"),
    "hubei": ("湖北省", "Hubei Province"),
    "district": ("武昌区", "Wuchang District"),
    "tower": ("大厦", "The tower"),
    "topped-out": ("封顶", "topped out"),
    "2023": ("2023年", "2023"),
    "2024": ("2024年", "2024"),
    "about": ("左右", "about"),
    "at-least": ("不少于", "at least"),
    "honour": ("示范楼宇", "Demonstration tower"),
    "bureau": ("某局", "The bureau"),
}
UNITS = {
    "x:unit/yi-yuan": Unit("x:yuan", {"zh": "元", "en": "yuan"}, "yuan"),
    "x:unit/percent": Unit("x:percent", {"zh": "百分之", "en": "percent"}, "percent"),
    "x:unit/jia": Unit("x:jia", {"zh": "家", "en": "firm"}, "firms"),
}


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

    found = {name: (term(name, value),) for name, value in values.items()}
    return Statement("x:s", cls, ("1.1.1-s01",), {"zh": "标签", "en": "label"}, found)


def said(s: Statement, language: Language, about: str = "") -> str:
    silent = frozenset({iri("district")})
    return Writer(language, label, UNITS, silent, about).write(s).text


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
    value=6, normalizedValue=6, comparator="exactly", verbatim="六大",
)  # fmt: skip
REACHED = statement(
    "Milestone", subject="tower", stage="topped-out", period="2023", status="achieved"
)
PROMISED = statement(
    "Milestone", subject="tower", stage="topped-out", deadline="2024-06-30", status="promised"
)
GIVEN = statement(
    "Conferral", recipient="tower", honour="honour", giver="bureau", period="2023",
    status="achieved",
)  # fmt: skip


@pytest.mark.parametrize(
    ("s", "zh", "en"),
    [
        (LEVEL, "2023年，地区生产总值为1900亿元左右",
         "Gross regional product is put at about 190 billion yuan in 2023"),
        (TARGET, "2024年，企业数要达到100家以上", "Firms attracted: to reach at least 100 in 2024"),
        (GROWTH, "2024年，地区生产总值要增长6.5%",
         "Gross regional product is to grow by 6.5% in 2024"),
        (SHARE, "2023年，民生支出占财政支出75%",
         "Spending on livelihood made up 75% of public spending in 2023"),
        (RANK, "2023年，地区生产总值居湖北省第一",
         "Gross regional product ranked first in Hubei Province in 2023"),
        (LISTED, "2023年，武昌区在“全国百强”中位列第42位",
         "Wuchang District ranked 42nd in National top 100 in 2023"),
        (WORDS, "2024年，地区生产总值要取得新成效", "Gross regional product is to improve in 2024"),
        (RANGE, "2024年，企业数要达到2-3个", "Firms attracted: to reach 2–3 in 2024"),
        (SET, "全国百强有6个成员", "National top 100 has 6 members"),
        (REACHED, "2023年，大厦封顶", "The tower: topped out in 2023"),
        (PROMISED, "2024-06-30前，大厦要到“封顶”阶段",
         "The tower is to be topped out by 2024-06-30"),
        (GIVEN, "2023年，大厦获“示范楼宇”，授予者为某局",
         "The tower received: Demonstration tower, given by The bureau in 2023"),
        (statement("Measure"), "标签", "label"),
    ],
)  # fmt: skip
def test_a_statement_is_a_sentence_in_both_languages(s: Statement, zh: str, en: str) -> None:
    assert said(s, "zh") == zh
    assert said(s, "en") == en


def test_things_in_a_sentence_are_links_but_not_the_one_it_is_about() -> None:
    runs = Writer("en", label, UNITS, frozenset(), iri("tower")).write(REACHED).runs
    assert ("The tower: ", "") in runs
    assert ("topped out", iri("topped-out")) in runs


def test_who_goes_without_saying_is_not_named() -> None:
    other = statement("Milestone", subject="tower")
    assert "The tower" in said(other, "en")
    assert "Wuchang" not in said(LEVEL, "en")


def test_what_else_a_statement_points_at_follows_it() -> None:
    s = statement("Measure", object="tower", actor="district", topic="grp")
    roles = Writer("en", label, UNITS, frozenset({iri("district")})).write(s).roles
    assert [(role.property, role.things) for role in roles] == [
        ("object", (iri("tower"),)),
        ("topic", (iri("grp"),)),
    ]
