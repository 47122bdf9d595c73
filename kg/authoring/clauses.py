"""The figures in the clauses of a sentence: indicator, amount and bound of each.

A figure belongs to the phrase before it: 城镇新增就业 of 城镇新增就业30万人. Without one, it
belongs to the phrase of the figure before: 增长6% of 地区生产总值达到2万亿元、增长6%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.authoring.lexicon import DECLINE, GROWTH, Lexicon, plain
from kg.authoring.numbers import ABOUT, Figure, Kind, fallen, figures
from kg.authoring.qualitative import qualitative_targets, topic
from kg.authoring.reading import PART_OF_YEAR, RATE, SEVERAL_YEARS, STOOD_BEFORE, Reading

_BOUND_BEFORE = re.compile(
    f"(?:不低于|不少于|不小于|不超过|不高于|不多于|低于|高于|少于|至少|至多|超过|突破|跨越|不足|不到|超|逾|{ABOUT}|近)$"
)
_FALL_BEFORE = re.compile(f"(?:{DECLINE}|[-−])(?:了|约|超过?|近)?$")
_BOUND_AFTER = re.compile("以上|以内|以下|左右|上下")
_JOINT = re.compile("(?:以上|以内|以下|左右|上下)?[、,]?(?:和|与|及)?")
_STOP = re.compile(r"[,;:。!?]")
_USED = (Kind.PERCENT, Kind.FRACTION, Kind.COUNT, Kind.MEASURE, Kind.MULTIPLE, Kind.DURATION)
_STRIVEN, _ASSURED = re.compile("力争|争取|力求"), re.compile("确保")
_QUALIFIER = re.compile("及?以[上下内](?=[\u4e00-\u9fff])(?![和及与]|的?(?:增[速长幅]|水平))")
# Of 1000家以上工业企业 the figure counts; the threshold of a class is of money, age and the like.
_COUNTING = frozenset("家个名项所处条场次座件")
_IN_CHINESE = re.compile("[零〇一二三四五六七八九十百千两]+")
_MEETING = re.compile(
    "(?:[、和][零一二三四五六七八九十]+次)*(?:全体)?(?:会议|全会|代表大会|党代会)|产业"
)
_LASTS = re.compile(
    "(?:连续|达到?|[高长缩减]?[到至]|延长|缩短|压缩|压减|[减增]少?|多|快|提前|时间)了?$"
)
_REACHED = re.compile("(?:达到?|突破|超过?|跨越|跨过|迈上|迈过|迈入|实现|站上|跃上)$")
_OVER_BEFORE = re.compile("[超过]$")
_FROM = re.compile("[从由]$")
_ROSE_TO = re.compile("[^,;。]{0,6}?[到至为]")
_CHANGED = re.compile(
    "(?:增加|提高|提升|上[升调涨]|增长|扩大|减少|下[降调]|降低|压[减降]|缩减|回落|[较比]上年降)(?:了|约|近|超过?|逾)*$"
)
_RENEWED = re.compile("改造、?提升$")
_CHANGES = re.compile("增加|提高|扩大|减少|降低|压减")  # 降低成本5%
_SAME_COUNT = {"名": "人", "位": "人", "种": "类"}
_DIFFERENCE = re.compile("(?:高于|低于|快于|高出|(?<!提)高|超出|超|好于)[^,;]*$")
# A verb that the first name of a list has for all: 新增 of 新增示范区2家、总部企业100家.
_VERB_OF_LIST = re.compile("新增|新建|建成|改造|培育|新改扩建|新改建|打通|筹集")
_FIELDS = re.compile("个(?:方面|重点)的?(?:重点)?工作|个方面")
# 50万吨甲醇制乙醇项目 is a name, with the size of what is built.
_SIZE = re.compile("(?:/年|级)?[^,;。、的\\d]{2,12}(?:项目|工程|生产线|装置|基地)")
_PLACED = re.compile("全[省市国区]$")
_PARTLY = re.compile(
    "(?:(?:前?[一二三四]个?季度|第[一二三四]季度|[上下]半年|前?\\d+个月|1[-—至]\\d+月)[,、]?)"
)


@dataclass(frozen=True)
class _Clause:
    start: int
    text: str


def readings(text: str, lexicon: Lexicon) -> list[Reading]:
    """The readings of a normalised sentence, in its order."""
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
        fresh = list(qualitative_targets(begin, rest, lexicon, last))
        if not fresh and "、" in rest:
            for part in rest.split("、"):
                fresh += qualitative_targets(begin, part, lexicon, last)
        out += fresh
        if not found:
            last = fresh or topic(begin, rest, lexicon) or last
    return out


def _clauses(text: str) -> Iterator[_Clause]:
    """The stretches between commas, semicolons and colons outside brackets."""
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
    before, after = text[: figure.start], text[figure.end :]
    if any(
        before.rfind(opening) > before.rfind(closing) for opening, closing in ("()", "〔〕", "[]")
    ):
        return True
    if _QUALIFIER.match(after):
        return figure.unit not in _COUNTING and figure.kind is not Kind.PERCENT
    if figure.unit.endswith("元") and _OVER_BEFORE.search(before):
        # 超10亿元项目 names a class of projects.
        return bool(re.match("的?(?![和及与])[\u4e00-\u9fff]", after)) and not (
            _BOUND_AFTER.match(after)
        )
    if figure.kind is Kind.DURATION:
        return not _LASTS.search(before)
    if (
        figure.unit.endswith(("吨", "千瓦"))
        and _SIZE.match(after)
        and not _BOUND_AFTER.match(after)
    ):
        return True
    if figure.unit == "位" and _PLACED.search(before):
        return True
    if figure.unit == "大" and not figure.multiplier:
        return True
    if _IN_CHINESE.match(figure.text) and figure.kind in (Kind.COUNT, Kind.MEASURE):
        return _is_name(figure, before, after)
    return figure.kind is Kind.COUNT and not figure.unit and _is_number(figure, before, after)


def _is_name(figure: Figure, before: str, after: str) -> bool:
    """Whether a numeral in Chinese is part of a name or of a way of speaking.

    Reports write amounts in digits: 两个积极性, 四大结构 and 千亿级产业 are names.
    """
    if figure.unit == "次":
        return bool(_MEETING.match(after))
    if figure.unit == "件" or (figure.unit == "个" and after.startswith("方面")):
        return False
    large = re.match("[百千万亿]", figure.text)
    return not (large and figure.unit not in ("", "级") and _REACHED.search(before))


def _is_number(figure: Figure, before: str, after: str) -> bool:
    """Whether a number without a unit is a label: of a list item, an edition, a telephone."""
    if figure.multiplier or figure.maximum is not None:
        return after.startswith("级")
    if (
        re.fullmatch(r"20\d\d", figure.text)
        or re.match("[.代版:∶]|英寸|纳米|毫米", after)
        or re.search("[:∶_A-Za-z]$", before)
    ):
        return True
    numbered = not before or bool(re.search("[,;:。)〕]$", before))
    return (numbered and not re.match("[,;、。]", after)) or figure.text == "12345"


def _groups(text: str, found: list[Figure]) -> Iterator[list[Figure]]:
    """The figures that one phrase lists: 分别增长5%、7%左右."""
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
    if before.startswith("、") and (head := _VERB_OF_LIST.match(plain(clause.text))):
        items = [_with_verb(head[0], item, lexicon) for item in items]
    if before.startswith("其中"):
        items = [_part_of_previous(item, last, lexicon) for item in items]
    if not items:
        phrases = list(dict.fromkeys(reading.phrase for reading in last))
        carried, items = True, phrases if len(phrases) == 1 else [""]
    if len(items) == len(group):
        pairs = list(zip(items, group, strict=True))
    elif len(group) == 1 and group[0].kind is Kind.COUNT and _is_sum(items, verb, lexicon):
        pairs = [(items[-1], group[0])]
    elif len(group) == 1:
        pairs = [(item, group[0]) for item in items]
    else:
        pairs = [(items[min(n, len(items) - 1)] if items else "", f) for n, f in enumerate(group)]
    note = (
        "" if len(items) == len(group) or len(group) == 1 else "figures and names differ in number"
    )
    before_kinds = {reading.phrase: reading.kind for reading in last} if carried else {}
    shared = _shared_bound(before, group)
    out = []
    for item, figure in pairs:
        if carried and figure.kind is Kind.DURATION:
            continue  # 两年 of 两年平均
        bound = figure.comparator if figure.comparator != "exactly" else shared
        figure = replace(figure, comparator=bound)
        reading = _reading(text, clause, item, verb, figure, lexicon, before_kinds.get(item, ""))
        if _DIFFERENCE.search(phrase + verb) and figure.unit == "个百分点":
            reading = replace(reading, indicator="", note="a difference to something else")
        notes = (reading.note, note, PART_OF_YEAR if partly else "")
        out.append(replace(reading, note="; ".join(filter(None, notes))))
    return out


def _with_verb(verb: str, item: str, lexicon: Lexicon) -> str:
    """The name with the verb of the list, where that is known and the bare name is not."""
    return verb + item if lexicon.find(verb + item) and not lexicon.find(item) else item


def _part_of_previous(item: str, last: list[Reading], lexicon: Lexicon) -> str:
    """The name of a part of the indicator before: 城镇 of 居民收入增长6%,其中城镇增长5%."""
    wholes = [re.sub("^(?:全体|城乡)", "", reading.phrase) for reading in last]
    names = [item + end for whole in wholes for end in (whole, whole.removeprefix("居民"))]
    return next(filter(lexicon.find, [item, *names]), item)


def _is_sum(items: list[str], verb: str, lexicon: Lexicon) -> bool:
    """Whether a figure counts the names before it: 电子信息、汽车、化工3个集群."""
    return not re.search("均|都|各|分别", verb) and not any(map(lexicon.find, items))


def _shared_bound(before: str, group: list[Figure]) -> str:
    """The bound of one figure that applies to its list: 分别增长5%、6%左右, 分别超8万元和5万元."""
    bounds = [figure.comparator for figure in group]
    given = set(bounds) - {"exactly", "range"}
    ends = bounds[0] != "exactly" or bounds[-1] != "exactly"
    if len(group) > 1 and "分别" in before and len(given) == 1 and ends:
        return given.pop() if bounds.count("exactly") == len(group) - 1 else "exactly"
    return "exactly"


def _reading(
    text: str,
    clause: _Clause,
    item: str,
    verb: str,
    figure: Figure,
    lexicon: Lexicon,
    kind_before: str,
) -> Reading:
    fields = figure.unit == "个" and _FIELDS.match(text, figure.end - 1)
    slug = "fields-of-work" if fields else lexicon.find(item)
    kind, note = _kind(text, item, slug, verb, figure, kind_before)
    falls = re.search(DECLINE, verb) or text[figure.start - 1 : figure.start] in ("-", "−")
    fell = kind == "growth" or (kind == "change" and not slug.endswith("-decline"))
    if falls and fell and figure.value is not None:
        figure = fallen(figure)
    unit = lexicon.units.get(figure.multiplier + _unit(figure), "")
    if slug == "consumer-prices" and not figure.unit:
        unit, kind, note = "index-point", "level", ""
    notes = [note] if note else []
    if not slug:
        notes.append("indicator not known" if item else "no indicator found")
    if not unit:
        notes.append("unit not known")
    if re.search(r"年均(?!浓度)|五年|(?<!\d)5年", clause.text) and "总量" not in verb:
        notes.append(SEVERAL_YEARS)
    if _FROM.search(text[: figure.start]) and _ROSE_TO.match(text, figure.end):
        notes.append(STOOD_BEFORE)
    return Reading(
        figure.start,
        clause.text,
        item,
        slug,
        kind,
        figure.comparator,
        figure.value,
        figure.maximum,
        unit,
        _verbatim(text, figure),
        "striven" if _STRIVEN.search(verb) else "assured" if _ASSURED.search(verb) else "",
        "",
        "; ".join(notes),
    )


def _unit(figure: Figure) -> str:
    return "%" if figure.kind is Kind.FRACTION else _SAME_COUNT.get(figure.unit, figure.unit)


def _kind(
    text: str, item: str, slug: str, verb: str, figure: Figure, before: str
) -> tuple[str, str]:
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
        if _CHANGES.match(item):
            return "growth", ""
        if RATE.search(item) or "占" in item:
            return "share", ""
        if before in ("growth", "share"):
            return before, ""
        if slug == "consumer-prices":
            return "growth", ""
        # Of a thing that has no name in the lists, a bare percentage is mostly a share of it.
        grows = slug or re.match("(?:以上|左右)?的?增[速长幅]", text[figure.end :])
        return "growth" if grows else "share", "no word of growth"
    if figure.kind is Kind.DURATION:
        return "duration", ""
    net = text.rfind("净增", 0, figure.start) > max(text.rfind(m, 0, figure.start) for m in ",;")
    words = text[: figure.start]
    if not _RENEWED.search(words) and (net or _CHANGED.search(words) or _CHANGED.search(verb)):
        return "change", ""
    if figure.kind is Kind.MEASURE:
        return "level", ""
    return "count", ""


def _verbatim(text: str, figure: Figure) -> str:
    """The figure as it stands, with the words next to it that bound it or say that it fell."""
    words = _FALL_BEFORE if figure.value is not None and figure.value < 0 else _BOUND_BEFORE
    before = words.search(text[max(0, figure.start - 4) : figure.start])
    after = _BOUND_AFTER.match(text, figure.end)
    start = figure.start - (len(before[0]) if before else 0)
    return text[start : after.end() if after else figure.end]
