"""Whether a drafted figure is promised or reported, and of which years. Pure.

It follows from headings, from words of the sentence, and from how a paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from kg.authoring.reading import SEVERAL_YEARS, STOOD_BEFORE, Reading
from kg.authoring.segmentation import Document, Part, Sentence

_GLOSSARY = re.compile("名词|用语解释|注释")
_REVIEW = re.compile("回顾|成就|过去")
_PLAN = re.compile("主要工作|总体要求|目标|安排|任务|建议|重点|展望|部署|思路|考虑")
_OF_A_YEAR = re.compile(r"20\d\d年")
_AHEAD = re.compile("(?:今后|未来)五年|“?十(?P<nth>[四五])五”?")
_STARTS = re.compile("开好?局|起好步|收官")  # of a five-year plan: this year is meant
_FIRST = {"四": 2021, "五": 2026}  # of a five-year plan, by the middle character of its name
_UNTIL = re.compile(r"到(20\d\d)年")
_ESTIMATE = re.compile("(?:^|[,;:、])预计")
_FIVE_YEARS = re.compile(
    "(?<![个第])五年(?!规划|行动|计划|攻坚|过渡|目标|以上|前|提升)|(?<!\\d)5年来"
)
_SEVERAL = re.compile("五年|十[三四]五|[本上]届政府")
# How a sentence opens that turns from several years to the last one, or back.
_OPENS_SEVERAL = re.compile(
    "[过这]去?五年|五年来|“十[三四]五”(?:时期|期间|规划(?:圆满|目标|确定))|本届政府"
)
_OPENS_YEAR = re.compile("过去(?:的)?一年|去年|一年来|这一年|过去的20\\d\\d年")
_OPENS_THIS_YEAR = re.compile("今年(?:工作|经济|发展|的|是|政府)")
_OPENING = 18  # characters
_SUMS = re.compile("累计|新增|新建|净增|完成|引进|建成|发放|惠及")
_TOTAL = re.compile("累计")
# What was or is to be so in every year of a plan: 失业率控制在5.5%以内.
_HELD = re.compile("(?:控制|保持|稳定|维持)在")
_AT_THE_END = re.compile("达到?|总数|突破|超过?|[到至]|[0-9]倍")


@dataclass(frozen=True)
class Outlook:
    """What the heading of a part implies for its figures: promised or not, and the period's slug.

    `year` is the year of the plan, as in sources.tsv. `several` is true for a review of five
    years: its period is the last of them, for figures as of the end.
    """

    promised: bool
    period: str
    year: int
    several: bool = False


def is_review(part: Part) -> bool:
    """Whether the heading of the part names a review, and no plan."""
    return bool(_REVIEW.search(part.title)) and not _PLAN.search(part.title)


def report_part(part: Part, plans: Collection[str]) -> str:
    """The slug of what a part is, where `plans` are the numbers of the parts of the plan."""
    if part.heading is None:
        return "front-matter"
    if _GLOSSARY.search(part.title):
        return "glossary"
    return "plan" if part.number in plans else "review"


def outlooks(document: Document, plan: str, year: int) -> dict[str, Outlook]:
    """The outlook of each sentence by number; none of a glossary, which states nothing itself.

    `plan` is the number of the part that gives the year's main targets, or empty.
    """
    out = {}
    for part in document.parts:
        if _GLOSSARY.search(part.title):
            continue
        whole = _of_part(part, plan, year)
        several, later = whole.several, _later(part, year)
        turns = not whole.promised and bool(_SEVERAL.search(part.title))
        for nth, sentence in _placed(part):
            opening = sentence.text[:_OPENING]
            if later and later[0].search(opening):
                whole, turns, several, later = later[1], False, False, None
            if turns and _OPENS_SEVERAL.search(opening):
                several = True
            elif turns and nth < 2 and _opens_year(opening, year - 1):
                several = False
            out[sentence.number] = replace(whole, several=several)
    return out


def _later(part: Part, year: int) -> tuple[re.Pattern[str], Outlook] | None:
    """How a part turns to another period, and its outlook from there.

    One that first looks back turns to the next five years, one of five years to this year.
    """
    ahead = list(_AHEAD.finditer(part.title))
    if ahead and "今年" in part.title[ahead[-1].end() :]:
        return _OPENS_THIS_YEAR, Outlook(True, str(year), year)
    if not (ahead and _REVIEW.search(part.title) and _PLAN.search(part.title)):
        return None
    nth = ahead[-1]["nth"] or "[四五]"
    opens = re.compile(f"“十{nth}五”时期|第十{nth}个五年规划|[今未][后来]五年")
    return opens, _five_years(ahead[-1], year)


def _five_years(ahead: re.Match[str], year: int) -> Outlook:
    first = _FIRST[ahead["nth"]] if ahead["nth"] else year
    return Outlook(True, f"{first}-{first + 4}", year)


def _of_part(part: Part, plan: str, year: int) -> Outlook:
    title = part.title
    ahead = _AHEAD.search(title)
    one_year = _OF_A_YEAR.search(title) or _STARTS.search(title)
    if ahead and not _REVIEW.search(title) and not one_year:
        return _five_years(ahead, year)
    named = _PLAN.search(title) and not _REVIEW.search(title) and f"{year}年" in title
    if named or (plan and int(part.number) >= int(plan) and not is_review(part)):
        return Outlook(True, str(year), year)
    several = _SEVERAL.search(title)
    one = re.search("20\\d\\d年|一年", title)
    first = bool(several and (not one or several.start() < one.start()))
    return Outlook(False, str(year - 1), year, first)


def _opens_year(opening: str, last: int) -> bool:
    """Whether a sentence at the head of a paragraph turns to the last year."""
    return bool(_OPENS_YEAR.search(opening) or re.search(f"{last}年(?:[,是]|全)", opening))


def _placed(part: Part) -> Iterator[tuple[int, Sentence]]:
    """The sentences of a part, each with its place in its paragraph."""
    for section in part.sections:
        for paragraph in section.paragraphs:
            yield from enumerate(paragraph.sentences)


def status_and_period(text: str, reading: Reading, outlook: Outlook) -> tuple[str, str]:
    """The slugs of the status and the period of a figure in its sentence.

    The period is empty where the words exclude that of the part, but do not give another.
    """
    before = text[: reading.start]
    last = str(outlook.year - 1)
    if STOOD_BEFORE in reading.note:
        return "achieved", last if outlook.promised else ""
    several = outlook.several or bool(_FIVE_YEARS.search(before))
    total = _TOTAL.search(reading.words) and reading.kind in ("count", "level") and not several
    if outlook.promised:
        if total and outlook.period == str(outlook.year):
            return "promised", f"until-{outlook.year}"
        until = list(_UNTIL.finditer(before))
        # What a plan of five years says of a share or a level is for its end.
        sums = reading.kind in ("count", "change", "growth") or _SUMS.search(reading.words)
        held = _HELD.search(reading.words)
        period = outlook.period if sums or held else outlook.period[-4:]
        return "promised", until[-1][1] if until else period
    if _is_estimated(before, reading):
        return "estimated", outlook.period
    if several and (_is_flow(reading) or _HELD.search(reading.words)):
        return "achieved", f"{outlook.year - 5}-{last}"
    if total:
        return "achieved", f"until-{last}"
    return "achieved", "" if SEVERAL_YEARS in reading.note else outlook.period


def _is_estimated(before: str, reading: Reading) -> bool:
    """Whether 预计 stands in the clause, or opens the list that the clause belongs to."""
    return "预计" in reading.words or bool(_ESTIMATE.search(before[before.rfind(";") + 1 :]))


def _is_flow(reading: Reading) -> bool:
    """Whether a figure sums up years: 新增就业280万人, but not 企业总数达1900家."""
    if SEVERAL_YEARS in reading.note or _SUMS.search(reading.words):
        return True
    return reading.kind in ("count", "change") and not _AT_THE_END.search(reading.words)


def reviewed(document: Document) -> Iterator[str]:
    """The numbers of the parts that only look back."""
    return (part.number for part in document.parts if is_review(part))
