"""Figures in Chinese text: their position, value and unit. Pure.

The text is normalised (`kg.authoring.segmentation.normalise`). A figure's value is the report's own
number: 2.2 in 2.2万亿元, whose multiplier is 万亿 and whose unit is 元. Recall comes first: a
numeral in a name is reported too, as such. Only 一 before a measure word is left out, because it is
an article there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a figure is."""

    DATE = "date"  # a day, month, year, half-year, or years counted from now
    RANK = "rank"
    COUNT = "count"
    MEASURE = "measure"
    DURATION = "duration"
    PERCENT = "percent"
    FRACTION = "fraction"  # in words; its value is in percent
    MULTIPLE = "multiple"
    GRADE = "grade"
    NAME = "name"  # part of a name, or the number in one


@dataclass(frozen=True)
class Figure:
    """A figure of a sentence: `sentence[start:end] == text`, bound words not included."""

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None  # None where the text gives no number: 上半年
    maximum: Decimal | None = None  # of a range, whose minimum is `value`
    multiplier: str = ""
    unit: str = ""
    comparator: str = "exactly"  # the slug in the list of comparators


_MEASURES = (
    *(
        "元",
        "美元",
        "港元",
        "欧元",
        "吨",
        "吨标准煤",
        "吨标煤",
        "平方米",
        "平方公里",
        "平米",
        "立方米",
        "方",
    ),
    *("亩", "公顷", "公里", "千米", "米", "千瓦时", "千瓦", "兆瓦", "度", "分", "岁"),
    *("斤", "公斤", "标准箱", "标箱", "‰", "元/人", "微克/立方米"),
)
_DURATIONS = ("周年", "年", "个月", "个工作日", "天", "小时", "分钟")
# A Chinese numeral is a figure only before one of these; digits always are.
_COUNTERS = (
    *("人次", "个", "家", "项", "件", "条", "户", "宗", "栋", "座", "部", "处", "套", "次", "场"),
    *("类", "种", "级", "名", "位", "人", "所", "批", "张", "台", "支", "只", "辆", "艘", "翼"),
)
_RARE = ("大", "床", "片", "股", "笔", "册", "株", "棵", "门", "对", "起", "步")

_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_PLACES = {"冠军": 1, "榜首": 1, "亚军": 2, "季军": 3}


# 2000多万家庭 counts no 家, and 9方面 no 方.
_NOT_BEFORE = {"家": "庭", "方": "面"}


def _any(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def _units(words: tuple[str, ...]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    ends = {word: f"(?!{_NOT_BEFORE[word]})" if word in _NOT_BEFORE else "" for word in ordered}
    return f"(?:{'|'.join(word + end for word, end in ends.items())})"


_CN = "[零〇一二三四五六七八九十百千两]"
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_CHINESE = f"(?<!{_CN})(?<![数几]){_CN}+"
_N = f"(?P<n>{_ARABIC}|{_CHINESE})"
_M = f"(?P<m>{_ARABIC}|{_CHINESE})"
_X = "(?:余|多)?(?P<x>万亿|亿|万|千|百)?(?:余|多)?"
_UNIT = _units((*_MEASURES, *_DURATIONS, *_COUNTERS, *_RARE))
_U = f"(?P<u>{_UNIT})"
_YEAR = r"(?<!\d)(?:19|20)\d\d"

_Reading = Callable[[re.Match[str]], Decimal | None]


def number(text: str) -> Decimal:
    """The value of a numeral in digits (4,500 or 2.2) or in Chinese (一百二十 or 二〇二四)."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    if not set(text) & set(_TENS):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total, last = 0, None
    for char in text:
        if char in _TENS:
            total += (1 if last is None else last) * _TENS[char]
            last = None
        else:
            last = _DIGITS[char]
    return Decimal(total + (last or 0))


def _plain(match: re.Match[str]) -> Decimal | None:
    return number(match["n"])


def _year(match: re.Match[str]) -> Decimal | None:
    digits = re.match(r"\d{4}", match[0])
    return Decimal(digits[0]) if digits else None


def _chinese_year(match: re.Match[str]) -> Decimal | None:
    return number(match[0][:4])


def _share(match: re.Match[str]) -> Decimal | None:
    whole = number(match["d"]) if match["d"] != "万" else Decimal(10_000)
    return 100 * number(match["n"]) / whole if whole else None


def _tenths(match: re.Match[str]) -> Decimal | None:
    return 10 * number(match["n"])


def _constant(value: int) -> _Reading:
    return lambda found: Decimal(value)


# In order of precedence: what an earlier rule takes, a later one does not see.
_RULES: tuple[tuple[Kind, str, _Reading, str], ...] = (
    (Kind.DATE, rf"{_YEAR}(?:[-—~至]{_YEAR})?年(?:\d+月(?:\d+[日号])?)?", _year, ""),
    (Kind.DATE, r"(?<!\d)\d{1,2}月(?:\d{1,2}[日号])?|[上下]半年|第[一二三四]季度", _year, ""),
    (Kind.DATE, "(?<!个)(?:十[一二]?|[一二三四五六七八九])月", _year, ""),
    (Kind.DATE, "二[〇零][〇零一二三四五六七八九]{2}年", _chinese_year, ""),
    (Kind.DATE, f"(?:近|未来|过去|今后)(?!一年){_N}(?P<u>年)", _plain, ""),
    (Kind.DATE, f"(?!一年){_N}(?P<u>年)[前来]", _plain, ""),
    # 6-6.5%, 7%-7.8%; but 从6%到7% is two figures
    (Kind.PERCENT, f"(?<![从由]){_N}%?[-—–~至到]{_M}(?P<u>个百分点|%)", _plain, ""),
    (Kind.PERCENT, f"{_N}(?P<u>个百分点|%)", _plain, ""),
    (Kind.PERCENT, "两位数", _constant(10), "%"),
    (Kind.FRACTION, f"(?P<d>{_CHINESE}|万)分之(?P<n>{_CN}+)", _share, "%"),
    (Kind.FRACTION, "(?P<n>[一二三四五六七八九])成(?=以上|左右|多|[,、;。])", _tenths, "%"),
    (Kind.FRACTION, "过半|超半|近半|半数|一半", _constant(50), "%"),
    (Kind.FRACTION, "(?<!健)全覆盖", _constant(100), "%"),
    (Kind.MULTIPLE, f"{_N}(?P<u>倍)", _plain, ""),
    (Kind.MULTIPLE, "翻一?番", _constant(2), "倍"),
    (Kind.MULTIPLE, "翻[两二]番", _constant(4), "倍"),
    (Kind.NAME, rf"{_N}(?=(?:、\d+)+号)", _plain, "号"),
    (Kind.NAME, f"{_N}(?P<u>强|届|期|中全会|号线?)", _plain, ""),
    (Kind.NAME, f"(?<=党的){_N}(?P<u>大)", _plain, ""),
    (Kind.NAME, r"(?<=[A-Za-z])\d+|\d+(?=[A-Z])", lambda found: number(found[0]), ""),
    (Kind.RANK, f"第{_N}(?:(?P<u>[位名])|(?=[、,;。)]|$))", _plain, ""),
    (Kind.RANK, f"前{_N}(?P<u>[位名])", _plain, ""),
    (Kind.RANK, f"{_any(tuple(_PLACES))}", lambda f: Decimal(_PLACES[f[0]]), ""),
    (Kind.NAME, f"第{_N}", _plain, ""),
    (Kind.GRADE, "(?<![A-Za-z])(?P<r>I{1,3}|IV|V)(?P<u>类)", lambda f: Decimal(_ROMAN[f["r"]]), ""),
    (Kind.COUNT, f"{_N}[-—~至到]{_M}{_X}{_U}?", _plain, ""),
    (Kind.COUNT, f"(?P<n>{_ARABIC}){_X}{_U}?", _plain, ""),
    (Kind.COUNT, f"(?P<n>{_CHINESE})(?P<x>万亿|亿|万){_U}?", _plain, ""),
    (Kind.COUNT, f"(?P<n>(?!一{_UNIT}|[百千]){_CHINESE})(?:余|多)?{_U}", _plain, ""),
    (Kind.NAME, f"(?<=“)(?!一|[百千]){_N}", _plain, ""),
)
_COMPILED = tuple((kind, re.compile(rule), read, unit) for kind, rule, read, unit in _RULES)
_ENUMERATOR = re.compile(rf"\d+\.(?!\d)|\({_CN}+\)")
_QUOTED = re.compile("“[^“”]{1,20}”|《[^《》]{1,20}》")
_ADJACENT = re.compile("一二|[二两]三|三四|四五|五六|六七|七八|八九")  # 三四个: three or four
# A unit that is not in our lists, where a bound follows it: 500羽以上.
_UNKNOWN = re.compile("[\u4e00-\u9fff]{1,4}?(?=以[上内下]|左右|上下)")
ABOUT = "(?<![签条节预合履契公大])约"  # about; the last character of 签约 and 节约 is not
_OWN_BOUNDS = {"两位数": "at-least", "过半": "over", "超半": "over", "近半": "nearly"}
_AROUND = (
    ("at-least", re.compile("以上"), re.compile("不(?:少|低|小)于$|至少$")),
    ("up-to", re.compile("以内"), re.compile("不(?:超过|高于|多于)$|至多$|控制在$")),
    ("below", re.compile("以下"), re.compile("不足$|不到$|(?:低|少)于$")),
    ("about", re.compile("左右|上下"), re.compile(f"{ABOUT}$")),
    ("over", re.compile("余|多(?=[,。;、])"), re.compile("(?:超|逾|突破|高于|超过|跨越)$")),
    ("nearly", None, re.compile("近$")),
)
# What falls by more than a number grows by less than that number below zero.
_OF_A_FALL = {"at-least": "up-to", "over": "below", "up-to": "at-least", "below": "over"}


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a normalised sentence, in its order; none overlap."""
    out, rest = [], text
    enumerator = _ENUMERATOR.match(text)
    if enumerator:
        rest = "\0" * enumerator.end() + rest[enumerator.end() :]
    for kind, rule, read, unit in _COMPILED:
        for found in rule.finditer(rest):
            out.append(_figure(found, kind, read(found), unit))
        rest = rule.sub(lambda found: "\0" * len(found[0]), rest)
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    shared = _shared(text, sorted(out, key=lambda figure: figure.start))
    return tuple(
        replace(
            figure,
            kind=Kind.NAME if _inside(figure, quoted) else figure.kind,
            comparator=_comparator(text, figure),
        )
        for figure in shared
    )


def _figure(match: re.Match[str], kind: Kind, value: Decimal | None, unit: str) -> Figure:
    groups = match.groupdict()
    unit = groups.get("u") or unit
    if kind is Kind.COUNT:
        kind = _kind(unit)
    maximum = number(groups["m"]) if groups.get("m") else None
    if _ADJACENT.fullmatch(groups.get("n") or ""):
        value, maximum = number(groups["n"][0]), number(groups["n"][1])
    multiplier = groups.get("x") or ""
    return Figure(*match.span(), match[0], kind, value, maximum, multiplier, unit)


def _kind(unit: str) -> Kind:
    if unit in _MEASURES:
        return Kind.MEASURE
    return Kind.DURATION if unit in _DURATIONS else Kind.COUNT


def _shared(text: str, found: list[Figure]) -> list[Figure]:
    """The figures, those of 分别提高7.1、2.2个百分点 with the unit that only the last one bears.

    So too where the first has a part of it: 分别提高4个、6个百分点.
    """
    out = found[-1:]
    for figure in reversed(found[:-1]):
        after = out[-1]
        bare = not figure.unit or (figure.unit == "个" and after.unit == "个百分点")
        if (
            bare
            and not (figure.multiplier or after.multiplier)
            and text[figure.end : after.start] in ("、", ",", "和")
            and "分别" in text[: figure.start]
        ):
            figure = replace(figure, unit=after.unit, kind=after.kind)
        out.append(figure)
    return out[::-1]


def _inside(figure: Figure, spans: list[tuple[int, int]]) -> bool:
    return any(start < figure.start and figure.end < end for start, end in spans)


def _comparator(text: str, figure: Figure) -> str:
    """The slug of the bound that the words in and next to the figure give it."""
    if figure.maximum is not None:
        return "range"
    if figure.text in _OWN_BOUNDS:
        return _OWN_BOUNDS[figure.text]
    # What stands after the figure says more than what stands before: 控制在3%左右 is about 3.
    end = figure.end
    if not figure.unit and figure.kind is Kind.COUNT and (unit := _UNKNOWN.match(text, end)):
        end = unit.end()
    for slug, after, _ in _AROUND:
        if after and after.match(text, end):
            return slug
    before = text[max(0, figure.start - 4) : figure.start]
    for slug, _, word in _AROUND:
        if word.search(before):
            return slug
    return "over" if re.search("[余多]", figure.text) else "exactly"


def fallen(figure: Figure) -> Figure:
    """The figure of a fall as a change below zero: 下降15%以上 is at most -15.

    Near and about stay what they are: a fall of nearly 15 is a change of nearly -15.
    """
    ends = [-end for end in (figure.maximum, figure.value) if end is not None]
    low, high = (ends[0], ends[1]) if len(ends) == 2 else (*ends, None) if ends else (None, None)
    bound = _OF_A_FALL.get(figure.comparator, figure.comparator)
    return replace(figure, value=low, maximum=high, comparator=bound)


def occurrences(text: str, part: str) -> list[tuple[int, int]]:
    """Where the part stands in the text, no numeral of it cut out of a longer one."""
    if not part:
        return []
    before, after = "", ""
    if re.match(r"\d", part):
        before = r"(?<![\d.])"
    elif re.match(_CN, part):
        before = f"(?<!{_CN})"
    if re.search(r"\d$", part):
        after = r"(?!\d|\.\d)"
    elif re.search(f"{_CN}$", part):
        after = f"(?!{_CN})"
    return [found.span() for found in re.finditer(before + re.escape(part) + after, text)]
