"""What the clauses of a sentence say in figures: of which indicator, how much, how bounded.

A figure belongs to the phrase before it: 城镇新增就业 of 城镇新增就业30万人. Without one, it
belongs to the phrase of the figure before: 增长6% of 地区生产总值达到2万亿元、增长6%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.authoring.in_words import in_words, topic
from kg.authoring.lexicon import DECLINE, GROWTH, Lexicon
from kg.authoring.numbers import Figure, Kind, figures
from kg.authoring.reading import PART_OF_YEAR, RATE, SEVERAL_YEARS, Reading

_BOUND_BEFORE = re.compile(
    "(?:不低于|不少于|不小于|不超过|不高于|不多于|低于|高于|少于|至少|至多|超过|突破|跨越|不足|不到|超|逾|约|近)$"
)
_FALL_BEFORE = re.compile(f"(?:{DECLINE}|[-−])(?:了|约|超过?|近)?$")
_BOUND_AFTER = re.compile("以上|以内|以下|左右|上下")
_JOINT = re.compile("(?:以上|以内|以下|左右|上下)?[、,]?(?:和|与|及)?")
_STOP = re.compile(r"[,;:。!?]")
_USED = (Kind.PERCENT, Kind.FRACTION, Kind.COUNT, Kind.MEASURE, Kind.MULTIPLE, Kind.DURATION)
_STRIVEN, _ASSURED = re.compile("力争|争取|力求"), re.compile("确保")
_QUALIFIER = re.compile("以[上下内](?=[\u4e00-\u9fff])(?!、|和|及|与)")
_DIFFERENCE = re.compile("(?:高于|低于|快于|高出|(?<!提)高|超出|超|好于)[^,;]*$")
_PARTLY = re.compile(
    "(?:(?:前?[一二三四]个?季度|第[一二三四]季度|[上下]半年|前?\\d+个月|1[-—至]\\d+月)[,、]?)"
)


@dataclass(frozen=True)
class _Clause:
    start: int
    text: str


def readings(text: str, lexicon: Lexicon) -> list[Reading]:
    """What a normalised sentence says, in its order."""
    out: list[Reading] = []
    last: list[Reading] = []
    for clause in _clauses(text):
        found = [
            figure
            for figure in figures(text)
            if clause.start <= figure.start < clause.start + len(clause.text)
            and figure.kind in _USED
            and not _is_aside(text, figure)
        ]
        begin = clause.start
        for group in _groups(text, found):
            fresh = _group(text, clause, text[begin : group[0].start], group, lexicon, last)
            out += fresh
            last, begin = fresh or last, group[-1].end
        if bound := _BOUND_AFTER.match(text, begin):
            begin = bound.end()
        rest = text[begin : clause.start + len(clause.text)].strip("、")
        fresh = list(in_words(begin, rest, lexicon, last))
        if not fresh and "、" in rest:
            for part in rest.split("、"):
                fresh += in_words(begin, part, lexicon, last)
        out += fresh
        if not found:
            last = fresh or topic(begin, rest, lexicon) or last
    return out


def _clauses(text: str) -> Iterator[_Clause]:
    """The stretches between commas, semicolons and colons that stand in no bracket."""
    begin = depth = 0
    for place, character in enumerate(text):
        depth += (character in "(“《") - (character in ")”》")
        if depth <= 0 and _STOP.match(character):
            yield _Clause(begin, text[begin:place])
            begin = place + 1
    if begin < len(text):
        yield _Clause(begin, text[begin:])


def _is_aside(text: str, figure: Figure) -> bool:
    """Whether a figure belongs to a name: in brackets, or the threshold of 50万元以上项目."""
    opened = text.rfind("(", 0, figure.start)
    if opened > text.rfind(")", 0, figure.start):
        return True
    if figure.text == "三次" and text.startswith("产业", figure.end):
        return True
    return bool(_QUALIFIER.match(text, figure.end))


def _groups(text: str, found: list[Figure]) -> Iterator[list[Figure]]:
    """The figures that one phrase bears together: 分别增长5%、7%左右."""
    group: list[Figure] = []
    for figure in found:
        if group and _JOINT.fullmatch(text[group[-1].end : figure.start]):
            group.append(figure)
        else:
            if group:
                yield group
            group = [figure]
    if group:
        yield group


def _group(
    text: str,
    clause: _Clause,
    before: str,
    group: list[Figure],
    lexicon: Lexicon,
    last: list[Reading],
) -> list[Reading]:
    before = re.sub("^(?:以上|以内|以下|左右|上下)", "", before)
    phrase, verb = lexicon.parted(before)
    partly = _PARTLY.match(phrase)
    items = lexicon.items(phrase[partly.end() :] if partly else phrase, len(group))
    carried = False
    if not items:
        phrases = list(dict.fromkeys(reading.phrase for reading in last))
        carried, items = True, phrases if len(phrases) == 1 else [""]
    if len(items) == len(group):
        pairs = list(zip(items, group, strict=True))
    elif len(group) == 1:
        pairs = [(item, group[0]) for item in items]
    else:
        pairs = [(items[min(n, len(items) - 1)] if items else "", f) for n, f in enumerate(group)]
    note = (
        "" if len(items) == len(group) or len(group) == 1 else "figures and names differ in number"
    )
    before_kinds = {reading.phrase: reading.kind for reading in last} if carried else {}
    out = []
    for item, figure in pairs:
        if carried and figure.kind is Kind.DURATION:
            continue  # 两年 of 两年平均
        reading = _reading(text, clause, item, verb, figure, lexicon, before_kinds.get(item, ""))
        if _DIFFERENCE.search(phrase + verb) and figure.unit == "个百分点":
            reading = replace(reading, indicator="", note="a difference to something else")
        notes = (reading.note, note, PART_OF_YEAR if partly else "")
        out.append(replace(reading, note="; ".join(filter(None, notes))))
    return out


def _reading(
    text: str,
    clause: _Clause,
    item: str,
    verb: str,
    figure: Figure,
    lexicon: Lexicon,
    kind_before: str,
) -> Reading:
    slug = lexicon.find(item)
    kind, note = _kind(item, slug, verb, figure, kind_before)
    value = figure.value
    falls = re.search(DECLINE, verb) or text[figure.start - 1 : figure.start] in ("-", "−")
    if falls and kind == "growth" and value is not None:
        value = -value
    unit = lexicon.units.get(figure.multiplier + _unit(figure), "")
    if slug == "consumer-prices" and not figure.unit:
        unit, kind, note = "index-point", "level", ""
    notes = [note] if note else []
    if not slug:
        notes.append("indicator not known" if item else "no indicator found")
    if not unit:
        notes.append("unit not known")
    if re.search(r"年均(?!浓度)|五年|(?<!\d)5年", clause.text):
        notes.append(SEVERAL_YEARS)
    return Reading(
        figure.start,
        clause.text,
        item,
        slug,
        kind,
        figure.comparator,
        value,
        figure.maximum,
        unit,
        _verbatim(text, figure, value),
        "striven" if _STRIVEN.search(verb) else "assured" if _ASSURED.search(verb) else "",
        "",
        "; ".join(notes),
    )


def _unit(figure: Figure) -> str:
    return "%" if figure.kind is Kind.FRACTION else figure.unit


def _kind(item: str, slug: str, verb: str, figure: Figure, before: str) -> tuple[str, str]:
    """The slug of the kind of figure, and a doubt about it."""
    if figure.unit == "个百分点":
        return "change", ""
    if figure.kind is Kind.MULTIPLE:
        return "multiple", ""
    if figure.kind in (Kind.PERCENT, Kind.FRACTION):
        if slug.endswith("-decline"):
            return "change", ""
        if re.search(f"{GROWTH}|{DECLINE}", verb) and not re.search("(?:高|升|降|低)[到至]", verb):
            return "growth", ""
        if RATE.search(item):
            return "share", ""
        if before in ("growth", "share"):
            return before, ""
        if slug == "consumer-prices":
            return "growth", ""
        return "growth", "no word of growth"
    if figure.kind is Kind.MEASURE:
        return "level", ""
    return "count", ""


def _verbatim(text: str, figure: Figure, value: Decimal | None) -> str:
    """The figure as it stands, with the words next to it that bound it or say that it fell."""
    words = _FALL_BEFORE if value is not None and value < 0 else _BOUND_BEFORE
    before = words.search(text[max(0, figure.start - 4) : figure.start])
    after = _BOUND_AFTER.match(text, figure.end)
    start = figure.start - (len(before[0]) if before else 0)
    return text[start : after.end() if after else figure.end]
