from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authoring.numbers import Kind, fallen, figures, number, occurrences
from kg.authoring.segmentation import normalise, segment


@pytest.mark.parametrize(
    ("text", "figure", "kind", "value", "unit", "comparator"),
    [
        # digits, with multiplier and unit kept apart from the value
        ("总值1900亿元左右", "1900亿元", Kind.MEASURE, "1900", "亿 元", "about"),
        ("规模超2.2万亿元", "2.2万亿元", Kind.MEASURE, "2.2", "万亿 元", "over"),
        ("突破1700亿元", "1700亿元", Kind.MEASURE, "1700", "亿 元", "over"),
        ("迈向2000亿", "2000亿", Kind.COUNT, "2000", "亿 ", "exactly"),
        ("人数4500余万人次", "4500余万人次", Kind.COUNT, "4500", "万 人次", "over"),
        ("纠纷1.8万余件", "1.8万余件", Kind.COUNT, "1.8", "万 件", "over"),
        ("招商50余次", "50余次", Kind.COUNT, "50", " 次", "over"),
        ("近3万家企业", "3万家", Kind.COUNT, "3", "万 家", "nearly"),
        ("扩面2.4万、", "2.4万", Kind.COUNT, "2.4", "万 ", "exactly"),
        ("空间超100万方", "100万方", Kind.MEASURE, "100", "万 方", "over"),
        ("保持在65万方以上", "65万方", Kind.MEASURE, "65", "万 方", "at-least"),
        ("33.8万平方米", "33.8万平方米", Kind.MEASURE, "33.8", "万 平方米", "exactly"),
        ("2.9平方公里", "2.9平方公里", Kind.MEASURE, "2.9", " 平方公里", "exactly"),
        ("销售1,234.5元", "1,234.5元", Kind.MEASURE, "1234.5", " 元", "exactly"),
        ("企业30家以上", "30家", Kind.COUNT, "30", " 家", "at-least"),
        ("不少于10个", "10个", Kind.COUNT, "10", " 个", "at-least"),
        ("不超过10个", "10个", Kind.COUNT, "10", " 个", "up-to"),
        ("不足10个", "10个", Kind.COUNT, "10", " 个", "below"),
        ("约10个", "10个", Kind.COUNT, "10", " 个", "about"),
        ("600分以上人数", "600分", Kind.MEASURE, "600", " 分", "at-least"),
        ("3个百亿级项目", "百亿级", Kind.COUNT, "100", "亿 级", "exactly"),
        # shares, growth, multiples
        ("增长11.4%", "11.4%", Kind.PERCENT, "11.4", " %", "exactly"),
        ("在3.2%以内", "3.2%", Kind.PERCENT, "3.2", " %", "up-to"),
        ("提高5个百分点", "5个百分点", Kind.PERCENT, "5", " 个百分点", "exactly"),
        ("企业数的四分之一", "四分之一", Kind.FRACTION, "25", " %", "exactly"),
        ("百分之三十", "百分之三十", Kind.FRACTION, "30", " %", "exactly"),
        ("进度过半", "过半", Kind.FRACTION, "50", " %", "over"),
        ("一半以上", "一半", Kind.FRACTION, "50", " %", "at-least"),
        ("半数以上", "半数", Kind.FRACTION, "50", " %", "at-least"),
        ("服务全覆盖", "全覆盖", Kind.FRACTION, "100", " %", "exactly"),
        # what stands after a figure bounds it, whatever stands before
        ("控制在3%左右", "3%", Kind.PERCENT, "3", " %", "about"),
        ("控制在3%以内", "3%", Kind.PERCENT, "3", " %", "up-to"),
        ("控制在3%,", "3%", Kind.PERCENT, "3", " %", "up-to"),
        # units
        ("产量600亿斤以上", "600亿斤", Kind.MEASURE, "600", "亿 斤", "at-least"),
        ("产量500公斤左右", "500公斤", Kind.MEASURE, "500", " 公斤", "about"),
        ("自然增长率5‰以内", "5‰", Kind.MEASURE, "5", " ‰", "up-to"),
        ("生产3万辆以上", "3万辆", Kind.COUNT, "3", "万 辆", "at-least"),
        ("吞吐量20万标准箱以上", "20万标准箱", Kind.MEASURE, "20", "万 标准箱", "at-least"),
        ("铁水联运23万标箱左右", "23万标箱", Kind.MEASURE, "23", "万 标箱", "about"),
        ("出栏500羽以上", "500", Kind.COUNT, "500", " ", "at-least"),
        ("出栏30万羽左右", "30万", Kind.COUNT, "30", "万 ", "about"),
        ("拓展“三区”功能", "三", Kind.NAME, "3", " ", "exactly"),
        ("两位数增长", "两位数", Kind.PERCENT, "10", " %", "at-least"),
        ("同比翻番", "翻番", Kind.MULTIPLE, "2", " 倍", "exactly"),
        ("翻两番", "翻两番", Kind.MULTIPLE, "4", " 倍", "exactly"),
        ("去年的1.5倍", "1.5倍", Kind.MULTIPLE, "1.5", " 倍", "exactly"),
        # ranks
        ("攀升至第42位", "第42位", Kind.RANK, "42", " 位", "exactly"),
        ("第25名", "第25名", Kind.RANK, "25", " 名", "exactly"),
        ("全市第一,", "第一", Kind.RANK, "1", " ", "exactly"),
        ("全国第六。", "第六", Kind.RANK, "6", " ", "exactly"),
        ("热门景点亚军,", "亚军", Kind.RANK, "2", " ", "exactly"),
        ("前三名", "前三名", Kind.RANK, "3", " 名", "exactly"),
        ("稳定在II类以上", "II类", Kind.GRADE, "2", " 类", "at-least"),
        # Chinese numerals before a measure word
        ("五个方向", "五个", Kind.COUNT, "5", " 个", "exactly"),
        ("两家企业", "两家", Kind.COUNT, "2", " 家", "exactly"),
        ("六大单元", "六大", Kind.COUNT, "6", " 大", "exactly"),
        ("十二条道路", "十二条", Kind.COUNT, "12", " 条", "exactly"),
        ("一百二十项", "一百二十项", Kind.COUNT, "120", " 项", "exactly"),
        # years and dates
        ("2023年完成", "2023年", Kind.DATE, "2023", " ", "exactly"),
        ("2023年11月3日", "2023年11月3日", Kind.DATE, "2023", " ", "exactly"),
        ("近五年,", "近五年", Kind.DATE, "5", " 年", "exactly"),
        ("较五年前", "五年前", Kind.DATE, "5", " 年", "exactly"),
        ("连续4年", "4年", Kind.DURATION, "4", " 年", "exactly"),
        ("建城1800周年", "1800周年", Kind.DURATION, "1800", " 周年", "exactly"),
        ("三年行动", "三年", Kind.DURATION, "3", " 年", "exactly"),
        # numerals in names
        ("第十六届人民", "十六届", Kind.NAME, "16", " 届", "exactly"),
        ("党的二十大", "二十大", Kind.NAME, "20", " 大", "exactly"),
        ("十大攻坚行动", "十大", Kind.COUNT, "10", " 大", "exactly"),
        ("第二总部", "第二", Kind.NAME, "2", " ", "exactly"),
        ("500强企业", "500强", Kind.NAME, "500", " 强", "exactly"),
        ("行业Top50企业", "50", Kind.NAME, "50", " ", "exactly"),
        ("用地(M0)", "0", Kind.NAME, "0", " ", "exactly"),
        ("大厦二期", "二期", Kind.NAME, "2", " 期", "exactly"),
        ("“两个责任”", "两个", Kind.NAME, "2", " 个", "exactly"),
        ("“10分钟圈”", "10分钟", Kind.NAME, "10", " 分钟", "exactly"),
    ],
)
def test_one_figure(
    text: str, figure: str, kind: Kind, value: str, unit: str, comparator: str
) -> None:
    found = {f.text: f for f in figures(text)}[figure]
    assert found.kind is kind
    assert found.value == Decimal(value)
    assert f"{found.multiplier} {found.unit}" == unit
    assert found.comparator == comparator
    assert found.maximum is None


@pytest.mark.parametrize(
    ("text", "low", "high"), [("打造2-3个", 2, 3), ("1至2个", 1, 2), ("三四个", 3, 4)]
)
def test_range(text: str, low: int, high: int) -> None:
    (found,) = figures(text)
    assert (found.value, found.maximum, found.comparator) == (low, high, "range")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("轨道交通11、12号线", ["11", "12号线"]),
        ("新增3.1万户、企业超300家", ["3.1万户", "300家"]),
        ("连续8年超60%", ["8年", "60%"]),
        ("3.4万人,120人", ["3.4万人", "120人"]),
        ("上半年、六月", ["上半年", "六月"]),
        ("3.“两个”10个", ["两个", "10个"]),  # the glossary's own number is none
        ("(一)开工5个", ["5个"]),
    ],
)
def test_several_figures(text: str, found: list[str]) -> None:
    assert [figure.text for figure in figures(text)] == found


@pytest.mark.parametrize(
    "text",
    ["进一步", "是一项普查", "一般预算", "千家万户", "千年古城", "数十家", "三员机制", "统一"],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == ()


@given(st.integers(0, 10**9), st.sampled_from(["", "万", "亿", "万亿"]), st.sampled_from("家元项"))
def test_digits_are_read_back(value: int, large: str, unit: str) -> None:
    (found,) = figures(f"新增{value:,}{large}{unit}")
    assert (found.value, found.multiplier, found.unit) == (value, large, unit)


@given(
    st.text(
        alphabet="一二两三十百千万亿第届强位名年月日个家%0123456789.,-、余超近以上“”号分之",
        max_size=30,
    )
)
def test_figures_are_slices_that_do_not_overlap(text: str) -> None:
    end = 0
    for figure in figures(normalise(text)):
        assert end <= figure.start < figure.end
        assert normalise(text)[figure.start : figure.end] == figure.text
        end = figure.end


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_back(value: int) -> None:
    digits = "零一二三四五六七八九"
    text = ""
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += digits[digit] + word
        elif text and value % place and not text.endswith("零"):
            text += "零"
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "part", "places"),
    [
        ("1处、21处", "1处", [(0, 2)]),
        ("十五个、五个", "五个", [(4, 6)]),
        ("2.5公里、5公里", "5公里", [(6, 9)]),
        ("10家、10家", "10家", [(0, 3), (4, 7)]),
        ("线11、1.5", "1", []),
        ("甲", "", []),
    ],
)
def test_occurrences(text: str, part: str, places: list[tuple[int, int]]) -> None:
    assert occurrences(text, part) == places


def test_every_digit_of_the_report_is_in_a_figure(report_text: str) -> None:
    loose = []
    for sentence in segment(report_text).sentences:
        text = re.sub(r"^\d+\.(?!\d)", "", sentence.text)  # a glossary note's own number
        inside = {place for f in figures(text) for place in range(f.start, f.end)}
        loose += [
            (sentence.number, place)
            for place, char in enumerate(text)
            if char.isdigit() and place not in inside
        ]
    assert loose == []


@pytest.mark.parametrize(
    ("text", "figure", "least", "most"),
    [
        ("增长6—6.5%", "6—6.5%", "6", "6.5"),
        ("增长7%—7.8%", "7%—7.8%", "7", "7.8"),
        ("增长5%至6%左右", "5%至6%", "5", "6"),
        ("提高1-2个百分点", "1-2个百分点", "1", "2"),
    ],
)
def test_a_range_of_per_cents_is_one_figure(text: str, figure: str, least: str, most: str) -> None:
    (found,) = figures(text)
    assert (found.text, found.kind, found.comparator) == (figure, Kind.PERCENT, "range")
    assert (found.value, found.maximum) == (Decimal(least), Decimal(most))


def test_from_one_per_cent_to_another_is_no_range() -> None:
    assert [found.value for found in figures("从6%到7%")] == [Decimal(6), Decimal(7)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("分别提高7.1、2.2个百分点", ["个百分点", "个百分点"]),
        ("分别提高4个、6个百分点", ["个百分点", "个百分点"]),
        ("分别新增3、5和7家", ["家", "家", "家"]),
        ("分别达3、5万人", ["", "人"]),
        ("新增3、5家", ["", "家"]),
        ("分别下降5.3%、12个", ["%", "个"]),
    ],
)
def test_figures_told_respectively_share_the_last_unit(text: str, units: list[str]) -> None:
    assert [found.unit for found in figures(text)] == units


def test_a_fall_turns_the_bound_round() -> None:
    (found,) = figures("下降15%以上")
    fell = fallen(found)
    assert (fell.value, fell.comparator) == (Decimal(-15), "up-to")
    (found,) = figures("下降3—5%")
    fell = fallen(found)
    assert (fell.value, fell.maximum, fell.comparator) == (Decimal(-5), Decimal(-3), "range")


def test_sound_cover_is_no_full_cover() -> None:
    assert figures("健全覆盖城乡的体系") == ()
