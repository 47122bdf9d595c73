"""Targets without a figure: in step with, higher than, set by the level above, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.authoring.lexicon import Lexicon, plain
from kg.authoring.reading import RATE, Reading

_REFERENCE = {
    "经济": "indicator:economic-growth",
    "地区生产总值": "indicator:gross-regional-product",
    "国内生产总值": "indicator:gross-regional-product",
    "生产总值": "indicator:gross-regional-product",
    "GDP": "indicator:gross-regional-product",
}
_ECONOMY = f"(?P<other>{'|'.join(_REFERENCE)})"
_STEP = re.compile(
    rf"(?P<what>.*?)(?:全年|基本|保持|继续|大体)*(?:与|和|同|跟)(?:同期)?{_ECONOMY}"
    "(?:社会)?(?:增长|增速|发展|速度|保持|基本|大体)*(?:同步|相适应)(?:增长|提高)?"
)
_BROADLY = re.compile("基本|大体")
_ABOVE = re.compile(
    "(?P<what>.*?)(?:持续|继续|略|均|都|稳步|保持)*(?:高于|快于)(?P<than>[^、,;]+?)"
    "(?:平均|增长|增速|发展|速度|水平|增幅|的)*"
)
_LEVELS = "国家|全国|全省|省|自治区|上级|中央"
_DO = "(?:全面|均|都|确保|努力)*(?:完成|达到|控制在|符合|实现|降至|优于|不高于)"
_TASK = "(?:下达|核定|规定|要求|确定|考核|控制|控|定|级)"
_SET = re.compile(
    f"{_DO}(?:[“‘]?十[四五]五[”’]?)?(?P<by>{_LEVELS})(?:和[省市国家]+)?里?"
    f"(?:[“‘]?十[四五]五[”’]?)?{_TASK}(?P<what>[^,;]*)$"
)
_NO_RATE = re.compile("质量(?:指标)?$|减排|国际收支")
_WORDS = re.compile(
    "(?:持续|逐季|逐步|稳步|稳定|进一步|不断|继续|总体|基本|保持|实现|只增不减|正增长|增长|提高|提升|改善|下降|降低|减少|缩小|平衡|稳中提质"
    "|稳量提质|提质提效|促稳提质|固稳提质|量稳质升|稳中有[升进增]|优良|优秀水平|巩固|稳定在合理区间|合理水平|优化|回升|止跌回稳|力争|更好|保稳提质"
    "|有序|稳|向好)+$"
)


def qualitative_targets(
    start: int, rest: str, lexicon: Lexicon, last: list[Reading]
) -> Iterator[Reading]:
    """Targets that a clause, or what follows its last figure, gives without a figure."""
    if not rest or re.search(r"\d", rest):
        return
    if match := _STEP.fullmatch(rest):
        bound = "broadly-in-step-with" if _BROADLY.search(rest) else "in-step-with"
        for item in _named(match["what"], lexicon, last):
            yield _reading(start, rest, item, lexicon, bound, _REFERENCE[match["other"]])
        return
    if match := _ABOVE.fullmatch(rest):
        for item in _named(match["what"], lexicon, last):
            than = _than(match["than"], lexicon)
            yield _reading(start, rest, item, lexicon, "higher-than", than)
        return
    if match := _SET.search(rest):
        phrase = rest[: match.start()] or re.sub("^[达的]+", "", match["what"])
        for item in _named(re.sub("等?(?:约束性)?(?:指标|目标)?$", "", phrase), lexicon, []):
            yield _reading(start, rest, item, lexicon, "delegated", match["by"])
        return
    if match := _WORDS.search(rest):
        for item in _named(rest[: match.start()], lexicon, []):
            yield _reading(start, rest, item, lexicon, "qualitative")


def topic(start: int, words: str, lexicon: Lexicon) -> list[Reading]:
    """The indicator that a clause without figures begins with; the next may give its figure."""
    name = plain(words)
    for end in range(len(name), 1, -1):
        if lexicon.find(name[:end]):
            return [_reading(start, words, name[:end], lexicon, "qualitative")]
    return []


def _than(words: str, lexicon: Lexicon) -> str:
    """The reference of a target: an indicator, or a level of government as written."""
    level = re.match(f"(?:{_LEVELS})", words)
    if level:
        return level[0]
    phrase = lexicon.parted(words)[0]
    slug = lexicon.find(phrase)
    return _REFERENCE.get(phrase) or (f"indicator:{slug}" if slug else "")


def _named(phrase: str, lexicon: Lexicon, last: list[Reading]) -> list[str]:
    """The names in a phrase, if each is in the lexicon; else those carried over."""
    items = lexicon.items(lexicon.parted(phrase)[0])
    if not items:
        return [reading.phrase for reading in last]
    return [item for item in items if lexicon.find(item)]


def _reading(
    start: int,
    words: str,
    item: str,
    lexicon: Lexicon,
    comparator: str,
    other: str = "",
) -> Reading:
    slug = lexicon.find(item)
    if slug.endswith("-decline") or _NO_RATE.search(item):
        kind = "change"
    else:
        kind = "share" if RATE.search(item) else "growth"
    note = "not known what with" if comparator == "higher-than" and not other else ""
    return Reading(start, words, item, slug, kind, comparator, other=other, note=note)
