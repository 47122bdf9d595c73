"""The rules that read figures from clauses: traps, each in the shape of a real sentence."""

from __future__ import annotations

import pytest

from kg.authoring.clauses import readings
from kg.authoring.lexicon import Lexicon, read_lexicon
from kg.authoring.reading import PART_OF_YEAR, SEVERAL_YEARS, Reading
from kg.project import find


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(find())


def short(reading: Reading) -> str:
    """indicator kind bound value unit, without what is empty."""
    amount = "" if reading.value is None else f"{reading.value}"
    amount += "" if reading.maximum is None else f"–{reading.maximum}"
    parts = (reading.indicator or "?", reading.kind, reading.comparator, amount, reading.unit)
    return " ".join(part for part in (*parts, reading.other, reading.commitment) if part)


GRP, INDUSTRY = "gross-regional-product", "industrial-value-added"
URBAN, RURAL = "urban-disposable-income-per-capita", "rural-disposable-income-per-capita"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # The bound stands after the figure, before it, or in both places.
        ("生产总值增长6%左右", [f"{GRP} growth about 6 percent"]),
        ("全市生产总值增长6.5%以上", [f"{GRP} growth at-least 6.5 percent"]),
        ("登记失业率在4%以内", ["registered-urban-unemployment-rate share up-to 4 percent"]),
        ("居民消费价格涨幅控制在3%左右", ["consumer-prices growth about 3 percent"]),
        ("调查失业率低于5%", ["surveyed-urban-unemployment-rate share below 5 percent"]),
        ("粮食产量不低于10亿斤", ["grain-output level at-least 10 yi-jin"]),
        ("出口总额力争增长4%", ["exports growth exactly 4 percent striven"]),
        ("确保城镇新增就业2万人", ["new-urban-jobs count exactly 2 wan-ren"]),
        # A range is one figure.
        ("地区生产总值增长5%—5.5%", [f"{GRP} growth range 5–5.5 percent"]),
        ("地区生产总值增长4.5-5%", [f"{GRP} growth range 4.5–5 percent"]),
        # A figure without a name belongs to the clause before.
        (
            "全区生产总值突破900亿元,增长7%",
            [f"{GRP} level over 900 yi-yuan", f"{GRP} growth exactly 7 percent"],
        ),
        (
            "工业投资保持平稳、力争达到8%;出口总额下降2.5%",
            [
                "industrial-investment growth exactly 8 percent striven",
                "exports growth exactly -2.5 percent",
            ],
        ),
        # Lists: one figure each, the same figure for all, and names that share their end.
        (
            "城镇、农村居民人均可支配收入分别增长5%、6%左右",
            [f"{URBAN} growth about 5 percent", f"{RURAL} growth about 6 percent"],
        ),
        (
            "城乡居民收入分别增长5%和6%",
            [f"{URBAN} growth exactly 5 percent", f"{RURAL} growth exactly 6 percent"],
        ),
        (
            "固定资产投资和社会消费品零售总额均增长9%",
            [
                "fixed-asset-investment growth exactly 9 percent",
                "retail-sales growth exactly 9 percent",
            ],
        ),
        (
            "其中三次产业增加值分别增长2%、4%和6%",
            [
                "primary-industry-value-added growth exactly 2 percent",
                "secondary-industry-value-added growth exactly 4 percent",
                "tertiary-industry-value-added growth exactly 6 percent",
            ],
        ),
        # The share is the figure of neither of the names in it.
        ("服务业增加值占地区生产总值比重55%", ["? share exactly 55 percent"]),
        (
            "制造业增加值、绿色经济占地区生产总值比重分别为20%、30%",
            [
                "manufacturing-share-of-grp share exactly 20 percent",
                "green-economy-share-of-grp share exactly 30 percent",
            ],
        ),
        # A name that is longer than one that is known is another indicator.
        ("数字创意产业固定资产投资增长12%", ["? growth exactly 12 percent"]),
        # A threshold within a name, and a figure in brackets, are no figures.
        ("新建50万元以上技改项目", []),
        ("规模以上工业增加值(按2020年价格,占8%)增长7%", [f"{INDUSTRY} growth exactly 7 percent"]),
        # A fall is the figure where the indicator is a decline, and below zero elsewhere.
        ("单位GDP能耗下降3%", ["energy-intensity-decline change exactly 3 percent"]),
        # What falls by more grows by less: the bound is that of the growth.
        ("出口总额下降15%以上", ["exports growth up-to -15 percent"]),
        ("出口总额下降超15%", ["exports growth below -15 percent"]),
        ("出口总额下降15%以内", ["exports growth at-least -15 percent"]),
        ("出口总额下降约15%", ["exports growth about -15 percent"]),
        ("单位GDP能耗下降3%以上", ["energy-intensity-decline change at-least 3 percent"]),
        # What is in Chinese numerals, lasts or only numbers is mostly a name.
        ("发挥两个积极性,优化四大结构,培育千亿级产业", []),
        ("实施国企改革三年行动,落实中央八项规定,开好市委六次全会", []),
        ("庆祝建党100周年,实现二〇三五年目标", []),
        ("建好15分钟生活圈和12345热线", []),
        ("打造电子信息、汽车、化工3个集群", ["? count exactly 3 ge"]),
        ("新增停车泊位3000个", ["new-parking-spaces count exactly 3000 ge"]),
        ("出口总额连续五年增长", ["exports duration exactly 5 nian"]),
        ("旅游收入突破百亿元", ["tourism-revenue level over 100 yi-yuan"]),
        ("引进超10亿元项目30个", ["? count exactly 30 ge"]),
        ("推动500家以上企业改造", ["? count at-least 500 jia"]),
        ("15岁以上人口识字率99%", ["? share exactly 99 percent"]),
        ("签约110个项目", ["? count exactly 110 ge"]),
        # The verb before a name, or before the first name of a list.
        ("更新改造城镇老旧小区90个", ["old-estates-renovated count exactly 90 ge"]),
        (
            "新增绿地9公顷、口袋公园8个、总部企业7家",
            [
                "? level exactly 9 hectare",
                "new-pocket-parks count exactly 8 ge",
                "headquarters-enterprises-added count exactly 7 jia",
            ],
        ),
        (
            "新改扩建一小、二小等中小学7所",
            ["primary-and-secondary-schools-built count exactly 7 suo"],
        ),
        ("认真办理委员提案70件", ["cppcc-proposals-handled count exactly 70 jian"]),
        ("统筹抓好总投资70亿元", ["total-investment level exactly 70 yi-yuan"]),
        ("要做好九个方面工作", ["fields-of-work count exactly 9 ge"]),
        ("改造提升9个村卫生室", ["? count exactly 9 ge"]),
        # Names with the size of what is built, years, sizes of parts and places in a ranking.
        ("开工8万吨乙烯项目", []),
        ("位列2022最具潜力园区榜首,攻克8英寸设备", []),
        ("主要指标稳在全省4—6位", []),
        # A part of what the clause before told.
        (
            "全体居民人均可支配收入增长4%,其中城镇和农村居民分别增长3%和5%",
            [
                "disposable-income-per-capita growth exactly 4 percent",
                f"{URBAN} growth exactly 3 percent",
                f"{RURAL} growth exactly 5 percent",
            ],
        ),
        (
            "固定资产投资增长4%,其中民间增长3%,基础设施增长5%",
            [
                "fixed-asset-investment growth exactly 4 percent",
                "private-investment growth exactly 3 percent",
                "? growth exactly 5 percent",
            ],
        ),
        # One bound for a list, unless its figures bear their own.
        (
            "城乡居民收入分别超5万元和3万元",
            [f"{URBAN} level over 5 wan-yuan", f"{RURAL} level over 3 wan-yuan"],
        ),
        (
            "城乡居民收入分别增长5%以上、6%左右",
            [f"{URBAN} growth at-least 5 percent", f"{RURAL} growth about 6 percent"],
        ),
        # A share of what has no name in the lists, and what rose from a share to another.
        ("外贸占全省三成以上", ["? share at-least 30 percent"]),
        ("群众满意度98%", ["? share exactly 98 percent"]),
        ("海关查验新能源车占全国40%", ["? share exactly 40 percent"]),
        (
            "常住人口城镇化率从60%提高到65%",
            [
                "urbanisation-rate share exactly 60 percent",
                "urbanisation-rate share exactly 65 percent",
            ],
        ),
        # Words of change before an amount, which are not 新增.
        ("出口总额比上年增加30亿元", ["exports change exactly 30 yi-yuan"]),
        ("每户年支出减少约200元", ["? change about -200 yuan"]),
        ("净增市场主体3万户", ["business-entities change exactly 3 wan-hu"]),
        ("办理时间压缩至6个工作日", ["? duration exactly 6"]),
        ("惠及2000多万家庭", ["? count over 2000"]),
        ("办好9方面实事", ["? count exactly 9"]),
        ("新增减税30亿元", ["? level exactly 30 yi-yuan"]),
        # Points tell a change, or a difference that is not the indicator's.
        ("常住人口城镇化率提高1个百分点", ["urbanisation-rate change exactly 1 percentage-point"]),
        ("工业增加值增速高于全省2个百分点", ["? change exactly 2 percentage-point"]),
        # Without figures.
        (
            "居民收入增长与经济增长同步",
            ["income-of-residents growth in-step-with indicator:economic-growth"],
        ),
        (
            "居民收入增长与经济增长基本同步",
            ["income-of-residents growth broadly-in-step-with indicator:economic-growth"],
        ),
        ("出口总额增速高于全国平均水平", ["exports growth higher-than 全国"]),
        ("完成省下达的节能减排任务", ["energy-saving-and-emission-cuts change delegated 省"]),
        ("单位GDP能耗完成国家下达目标", ["energy-intensity-decline change delegated 国家"]),
        ("粮食播种面积保持稳定", ["grain-sown-area growth qualitative"]),
    ],
)
def test_what_a_clause_says(sentence: str, expected: list[str], lexicon: Lexicon) -> None:
    assert [short(reading) for reading in readings(sentence, lexicon)] == expected


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("五年来地区生产总值年均增长6.1%", SEVERAL_YEARS),
        ("上半年增长4%", PART_OF_YEAR),
        ("招商热线接听30万次", "indicator not known"),
        ("工业增加值增速高于全省2个百分点", "a difference to something else"),
    ],
)
def test_a_doubt_is_noted(sentence: str, note: str, lexicon: Lexicon) -> None:
    assert note in readings(sentence, lexicon)[0].note


def test_the_year_follows_a_part_of_it(lexicon: Lexicon) -> None:
    _, first, second = readings("经济增速逐季回升,一季度增长3%,全年增长5.1%", lexicon)
    assert (first.indicator, second.indicator) == (GRP, GRP)
    assert PART_OF_YEAR in first.note
    assert not second.note


@pytest.mark.parametrize(
    ("sentence", "verbatim"),
    [
        ("地区生产总值增长6%左右", "6%左右"),
        ("经营主体突破30万户", "突破30万户"),
        ("出口总额下降2.5%", "下降2.5%"),
        ("出口总额下降15%以上", "下降15%以上"),
        ("单位GDP能耗下降3%", "3%"),
    ],
)
def test_the_verbatim_has_the_words_that_bound_it(
    sentence: str, verbatim: str, lexicon: Lexicon
) -> None:
    assert readings(sentence, lexicon)[0].verbatim == verbatim
