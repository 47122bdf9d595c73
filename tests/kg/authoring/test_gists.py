"""The gists of sentences whose figures a program has read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.authoring.draft import Row
from kg.authoring.gists import Gists, Units
from kg.namespaces import PREFIXES, expand

NAMES = {
    "indicator:grp": ("地区生产总值", "Gross regional product"),
    "indicator:prices": ("居民消费价格", "Consumer prices"),
    "indicator:projects": ("竣工项目数", "Projects completed"),
    "indicator:days": ("优良天数", "Days of good air"),
    "indicator:energy": ("单位能耗降幅", "Decline of energy use"),
    "indicator:r-and-d": ("研发投入强度", "R&D spending"),
    "indicator:growth": ("经济增长", "Economic growth"),
    "comparator:about": ("左右", "about"),
    "comparator:over": ("超过", "over"),
    "comparator:at-least": ("不少于", "at least"),
    "comparator:up-to": ("不超过", "up to"),
    "period:2023": ("2023年", "2023"),
    "period:2024": ("2024年", "2024"),
    "period:plan": ("“十四五”时期", "14th five-year plan"),
    "period:until-2023": ("截至2023年", "Up to 2023"),
    "place:town": ("小城", "Small Town"),
    "place:china": ("中国", "China"),
    "unit:yuan": ("元", "yuan"),
    "unit:yi-yuan": ("亿元", "hundred million yuan"),
    "unit:percent": ("%", "percent"),
    "unit:ge": ("个", "item"),
}
LABELS = {expand(name): {"zh": zh, "en": en} for name, (zh, en) in NAMES.items()}
YI = PREFIXES["unit"] + "yi-yuan"
UNITS = Units({YI: Decimal(10**8)}, {YI: PREFIXES["unit"] + "yuan"}, {})


def row(words: str, **cells: str) -> Row:
    """A row: indicator, kind, value, unit, comparator, status."""
    indicator, kind, value, unit, comparator, status = words.split()
    said = {"indicator": indicator, "kind": kind, "value": value, "unit": unit}
    said |= {"comparator": comparator, "status": status}
    found = {name: "" if cell == "-" else cell for name, cell in said.items()}
    period = "2024" if status == "promised" else "2023"
    return Row(**{"period": period, "verbatim": "", **found, **cells})


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (row("grp growth 6 percent about promised", verbatim="6%左右"),
         "2024年目标：地区生产总值增长6%左右",
         "Target for 2024: gross regional product to grow by about 6%"),
        (row("grp growth -15 percent up-to achieved", verbatim="下降15%以上"),
         "2023年结果：地区生产总值下降15%以上",
         "Outcome of 2023: gross regional product fell by at least 15%"),
        (row("prices growth 3 percent up-to promised", verbatim="3%"),
         "2024年目标：居民消费价格上涨不超过3%",
         "Target for 2024: consumer prices to rise by up to 3%"),
        (row("grp growth 3.3 percent exactly achieved", verbatim="地区生产总值增长3.3%"),
         "2023年结果：地区生产总值增长3.3%",
         "Outcome of 2023: gross regional product grew by 3.3%"),
        (row("prices growth 0.3 percent exactly estimated", verbatim="0.3%"),
         "2023年预计：居民消费价格上涨0.3%", "Estimate for 2023: consumer prices rose by 0.3%"),
        (row("energy change 2.5 percent exactly promised", verbatim="2.5%"),
         "2024年目标：单位能耗下降2.5%", "Target for 2024: energy use to fall by 2.5%"),
        (row("grp level 30000 yi-yuan over achieved", verbatim="突破3万亿"),
         "2023年结果：地区生产总值突破3万亿元",
         "Outcome of 2023: gross regional product, over 3 trillion yuan"),
        (row("projects count 1200 ge exactly achieved", verbatim="1200个", period="until-2023"),
         "截至2023年结果：竣工项目1200个", "Outcome up to 2023: projects completed, 1,200"),
        (row("projects count 5 ge exactly promised", verbatim="竣工项目5个"),
         "2024年目标：竣工项目5个", "Target for 2024: projects completed, 5"),
        (row("days count 300 ge at-least achieved", verbatim="300天以上", period="plan"),
         "“十四五”时期结果：优良天数300天以上",
         "Outcome of the 14th five-year plan: days of good air, at least 300"),
        (row("r-and-d share 2 percent exactly promised", verbatim="2%", subject="place:town"),
         "2024年目标：小城研发投入强度2%", "Target for 2024: Small Town, R&D spending, 2%"),
        (row("grp growth 4.5 percent range promised", maximum="5", verbatim="4.5%-5%"),
         "2024年目标：地区生产总值增长4.5%～5%",
         "Target for 2024: gross regional product to grow by 4.5–5%"),
        (row("grp growth - - broadly-in-step-with promised", other="indicator:growth"),
         "2024年目标：地区生产总值与经济增长基本同步",
         "Target for 2024: gross regional product to grow broadly in step with economic growth"),
        (row("grp growth - - delegated promised", other="place:china"),
         "2024年目标：地区生产总值完成国家下达的目标",
         "Target for 2024: gross regional product to be brought to the target set by"
         " the central government"),
    ],
)  # fmt: skip
def test_a_gist_tells_the_figure(one: Row, zh: str, en: str) -> None:
    assert Gists(LABELS, UNITS).of([one]) == {"zh": zh, "en": en}


def test_a_gist_begins_with_a_figure_and_counts_the_others() -> None:
    first = row("grp growth - - in-step-with promised", other="indicator:growth")
    second = row("grp growth 6 percent exactly promised", verbatim="6%")
    assert Gists(LABELS, UNITS, nation=True).of([first, second, first]) == {
        "zh": "2024年目标：国内生产总值增长6%，另有2项",
        "en": "Target for 2024: gross domestic product to grow by 6%; 2 more figures",
    }
