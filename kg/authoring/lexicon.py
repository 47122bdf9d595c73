"""Lexicon of indicators and units for drafts: their Chinese labels and altLabels.

Their home is data/entities/, data/reference/ and ontology/schemes.ttl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.authoring.encoding import names
from kg.authoring.numbers import ABOUT
from kg.authoring.segmentation import normalise
from kg.model.names import LANGUAGES
from kg.namespaces import PREFIXES
from kg.project import Project
from kg.rdf import Quad, read

# Whose figure it is: the report's own place, which a statement need not name.
_WHOLE = r"(?:全[省市区州国]|全自治区|我[省市区州国]|本[省市区])"
_LEAD = re.compile(
    rf"(?:{_WHOLE}的?|(?:过去|近|这)?五年来?|[、,;和与及]|其中|预计|初步核算|建议|20\d\d年|今年|去年|全年|当年|年度|正常年景下|实际工作中"
    "|力争|争取|力求|确保|努力|实现|推动|保持|完成|净增|年[末底]|按照|按|是|约"
    "|累计|高质量|认真|办理|统筹|抓好|地级及以上城市)+"
)
# Words of growth and of decline before a figure.
GROWTH = "增长|增速|增幅|涨幅|上涨|上调|上升|增加|提高|提升|增"
DECLINE = "负增长|下降|降低|降幅|减少|下跌|回落|压减|压降|下调"
_ADVERB = (
    "同比|可比价?|同口径|自然口径|比上年|较上年|比去年|名义|实际|预计|预期|全年|平均|年均|每年|将|要|力争|争取|力求|确保|努力"
    "|均|都|再|首次|已|连年|连续|持续|拟按|拟|从|由|净|累计|分别|各|按|可|继续|稳步|稳定|平稳|总量|规模|总额|水平|幅度|目标|保持|止跌回稳|正增长|总体|全部"
)
_VERB = (
    f"{GROWTH}|{DECLINE}|降至|降到|控制|维持|达到|达|完成|实现|突破|跨越|迈上|超过|超|高于|低于|不低于|不少于|不超过|不高于"
    f"|在|为|至|到|{ABOUT}|近|有望|新台阶|接近|逼近|迈过|跨过|跃上|站上|跨上|迈入|预期为|设定"
)
_PREDICATE = re.compile(f"(?:{_ADVERB}|{_VERB}|[、,])+$")
_TOGETHER = "城乡"
_APART = ("城镇", "农村")
_ORDINALS = {"一": "第一", "二": "第二", "三": "第三"}
_INDUSTRIES = re.compile(
    "(?:第?一(?:产业)?、?(?:第)?二(?:产业)?、?(?:和|及)?(?:第)?三|三次)产业?(增加值)?"
)
_RATE_WORD = re.compile("(?:涨幅|增速|增幅|总额|总量|比上年|较上年)$")
# 新改扩建一小、二小等中小学73所 counts 新改扩建中小学.
_AMONG_OTHERS = re.compile("(新改扩建|新改建|新建|建成|新增|改造|培育).+等([^、]+)")
_RENEWED = re.compile("(?:更新)?改造(?:提升)?(?:城镇)?(.+)")
_ECONOMY = {"经济": "地区生产总值", "经济总量": "地区生产总值"}


@dataclass(frozen=True)
class Lexicon:
    """Slugs of indicators and units by name, the names as `plain` writes them."""

    indicators: Mapping[str, str]
    units: Mapping[str, str]

    def find(self, phrase: str) -> str:
        """The slug of the indicator that a phrase names; empty where none is known."""
        name = plain(phrase)
        name = _ECONOMY.get(name, name)
        renewed = _RENEWED.fullmatch(name)
        # 新增停车泊位 of 新增停车泊位3000个 is 新增停车泊位数; 改造老旧小区 is 完成老旧小区改造数.
        names = [name, name.removeprefix("城市"), re.sub("^增加", "新增", name)]
        names += [f"{renewed[1]}改造"] if renewed else []
        ways = (
            self.indicators.get(each + end)
            for each in names
            for end in ("", "数", "套数", "条数", "长度", "面积")
        )
        slug = next(filter(None, ways), None)
        bare = re.sub(r"\([^)]*\)", "", name)
        return slug or self.indicators.get(_RATE_WORD.sub("", bare), "")

    def items(self, phrase: str, count: int = 1) -> list[str]:
        """The names in a coordinated phrase, for a given number of figures.

        城镇、农村居民收入 is two names, and so is 城乡居民收入 before two figures.
        """
        name = plain(phrase)
        if not name:
            return []
        if _INDUSTRIES.fullmatch(name):
            return [f"{ordinal}产业增加值" for ordinal in _ORDINALS.values()]
        if count == len(_APART) and _TOGETHER in name:
            return [name.replace(_TOGETHER, word, 1) for word in _APART]
        if self.find(name):
            return [name]
        if (several := _AMONG_OTHERS.fullmatch(name)) and self.find(several[1] + several[2]):
            return [several[1] + several[2]]
        parts = [part for part in re.split("以及|[、和与及]", name) if part]
        return [self._whole(part, parts[-1]) for part in parts]

    def parted(self, before: str) -> tuple[str, str]:
        """The phrase and the words between it and its figure, the longest phrase that is known."""
        predicate = _PREDICATE.search(before)
        start = predicate.start() if predicate else len(before)
        begin = 1 + max(before.rfind(mark, 0, start) for mark in "、和与及")
        if not self.find(before[begin:start]):
            ends = range(len(before), start, -1)
            start = next((end for end in ends if self.find(before[begin:end])), start)
        return before[:start], before[start:]

    def _whole(self, part: str, last: str) -> str:
        """A part of a list with the ending that only the last part has: 城镇 of 城镇、农村居民收入.

        What a share is of belongs to all: 制造业、服务业占地区生产总值比重.
        """
        share = re.search("占.+$", last)
        if share and "占" not in part:
            return part + share[0]
        if self.find(part):
            return part
        tails = (last[n:] for n in range(1, len(last)))
        return next((part + tail for tail in tails if self.find(part + tail)), part)


def plain(phrase: str) -> str:
    """A name without the words before it that say whose or when, and without quotation marks."""
    name = re.sub('[“”"]', "", phrase).rstrip("、,的")
    name = re.sub("占国内生产总值的?比重", "占地区生产总值比重", name)
    name = re.sub("新建(?:[、和及])?改扩建", "新改扩建", name)
    while match := _LEAD.match(name):
        name = name[match.end() :]
    return name


def read_lexicon(project: Project) -> Lexicon:
    """The names in the files. Raises SyntaxError where a file is broken."""
    indicators: dict[str, str] = {}
    units: dict[str, str] = {}
    for iri, words in names(read_terms(project)).items():
        for prefix, table in (("indicator", indicators), ("unit", units)):
            if iri.startswith(PREFIXES[prefix]):
                slug = iri.removeprefix(PREFIXES[prefix])
                for word in words:
                    table.setdefault(plain(normalise(word)), slug)
    return Lexicon(indicators, units)


def read_labels(project: Project) -> dict[str, dict[str, str]]:
    """The label in zh and en of each thing and code that a file names, by IRI."""
    out: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for iri, words in names(read_terms(project), language).items():
            out.setdefault(iri, {})[language] = words[0]
    return out


def read_terms(project: Project) -> Iterator[Quad]:
    """The triples about entities and codes in the files, also of entities in no report."""
    folders = (project.entities, project.reference)
    paths = [path for folder in folders for path in sorted(folder.glob("*.ttl"))]
    for path in (*paths, project.ontology / "schemes.ttl"):
        yield from read(path)
