"""The gist of a sentence whose figures are read: the first in words, and how many there are. Pure.

In Chinese the amount is the report's own words, in English the base unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.authoring.draft import Row
from kg.namespaces import PREFIXES, expand
from kg.rdf import Literal, NamedNode, Quad

Labels = Mapping[str, Mapping[str, str]]  # IRI -> language -> label

_NATION = "place:china"
_DOMESTIC = (("地区生产总值", "国内生产总值"), ("ross regional", "ross domestic"))
_SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_COUNTER = re.compile("(?<![总天人指倍系次])[条宗套件座处家户]?数$|场次$")  # 竣工项目26个
_BOUNDED = re.compile("[超余多过约近不逾跨半降全翻]|突破|以[上内下]|左右|低于|位数")
_FALL = "下降"
# The bound of a fall is that of the number below zero.
_FALLEN = {"at-least": "up to", "up-to": "at least", "over": "less than", "below": "over"}
_BESIDE = {
    "in-step-with": ("与{}同步", "in step with {}"),
    "broadly-in-step-with": ("与{}基本同步", "broadly in step with {}"),
    "higher-than": ("高于{}", "faster than {}"),
    "delegated": ("完成{}下达的目标", "to the target set by {}"),
}
# Read in English as they are written; areas in other units are given in square metres.
_AS_WRITTEN = frozenset(("square-kilometre", "hectare"))
_OF_NATION = {
    "delegated": ("国家", "the central government"),
    "higher-than": ("全国", "the nation"),
}


@dataclass(frozen=True)
class Units:
    """The multipliers of units, their base units and the English plurals of these, by IRI."""

    multipliers: Mapping[str, Decimal]
    bases: Mapping[str, str]
    plurals: Mapping[str, str]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Units:
        """The units that quads describe."""
        found: dict[str, dict[str, str]] = {"multiplier": {}, "baseUnit": {}, "plural": {}}
        for quad in quads:
            name = quad.predicate.value.removeprefix(PREFIXES["wk"])
            value = quad.object
            if name not in found or not isinstance(quad.subject, NamedNode):
                continue
            if isinstance(value, NamedNode | Literal):
                found[name][quad.subject.value] = value.value
        multipliers = {iri: Decimal(text) for iri, text in found["multiplier"].items()}
        return cls(multipliers, found["baseUnit"], found["plural"])


@dataclass(frozen=True)
class Gists:
    """Writes gists. `nation` is true of the reports of the central government."""

    labels: Labels
    units: Units
    nation: bool = False

    def of(self, rows: Sequence[Row]) -> dict[str, str]:
        """The gist of a sentence in each language, which begins with a figure where it has one."""
        row = next((one for one in rows if one.value), rows[0])
        more = len(rows) - 1
        zh = f"{self._heading_zh(row)}：{self._zh(row)}" + (f"，另有{more}项" if more else "")
        others = f"; {more} more figure{'s' if more > 1 else ''}" if more else ""
        return {"zh": zh, "en": f"{self._heading_en(row)}: {self._en(row)}{others}"}

    def _called(self, kind: str, slug: str, language: str) -> str:
        return self.labels[PREFIXES[kind] + slug][language]

    def _heading_zh(self, row: Row) -> str:
        what = {"promised": "目标", "estimated": "预计"}.get(row.status, "结果")
        return self._called("period", row.period, "zh") + what

    def _heading_en(self, row: Row) -> str:
        what = {"promised": "Target for", "estimated": "Estimate for"}.get(row.status, "Outcome of")
        period = self._called("period", row.period, "en")
        if period.startswith("Up to"):
            return f"{what.split()[0]} {_inside(period)}"
        return f"{what} {'' if re.fullmatch('[0-9]{4}', period) else 'the '}{_inside(period)}"

    def _name(self, row: Row, language: str) -> str:
        name = self._called("indicator", row.indicator, language)
        for regional, domestic in _DOMESTIC if self.nation else ():
            name = name.replace(regional, domestic)
        owner = self.labels[expand(row.subject)][language] if row.subject else ""
        if language == "zh":
            return owner + name
        return f"{owner}, {_inside(name)}" if owner else _inside(name)

    def _beside(self, row: Row, language: str) -> str:
        of = 0 if language == "zh" else 1
        other = self.labels[expand(row.other)][language]
        if row.other == _NATION:
            other = _OF_NATION.get(row.comparator, (other, other))[of]
        elif language == "en" and not row.other.startswith("place:"):
            other = _inside(other)
        return _BESIDE[row.comparator][of].format(other)

    def _zh(self, row: Row) -> str:
        name = self._name(row, "zh")
        words = _spelt(row).removeprefix(name)
        digits = re.match("[0-9]", words)  # 5%左右, not 下降5%
        words = self._bounded(row, words)
        if (noun := re.match("[一-龥]{2,}(?=[0-9])", words)) and noun[0] in name:
            words = words.removeprefix(noun[0])  # 充电桩8万个 of 新增充电桩数
        if row.comparator in _BESIDE:
            return name + self._beside(row, "zh")
        if name.endswith("降幅") and words:
            return f"{name.removesuffix('降幅')}{_FALL}{words.removeprefix(_FALL)}"
        if row.kind == "growth" and digits:
            return f"{name}{'上涨' if name.endswith('价格') else '增长'}{words}"
        if row.kind == "growth" and words.startswith("-"):
            return f"{name}增速{words}"
        if row.kind == "change" and row.unit == "percentage-point" and digits:
            return f"{name}提高{words}"
        if "次" in words:
            name = name.removesuffix("人次").removesuffix("次数")
        return f"{_COUNTER.sub('', name) if row.kind == 'count' else name}{words}"

    def _bounded(self, row: Row, words: str) -> str:
        """The words of a figure with the bound that stands elsewhere: 分别增长5%和7%左右."""
        if row.comparator in ("exactly", "range") or not words or _BOUNDED.search(words):
            return words
        bound = self._called("comparator", row.comparator, "zh")
        return words + bound if row.comparator == "about" else bound + words

    def _en(self, row: Row) -> str:
        name, promised = self._name(row, "en"), row.status == "promised"
        if row.comparator in _BESIDE:
            if row.comparator == "delegated":
                verb = "to be brought" if promised else "brought"
            else:
                verb = "to grow" if promised else "grew"
            return f"{name} {verb} {self._beside(row, 'en')}"
        if not row.value:
            return name
        bound = row.comparator if row.comparator not in ("exactly", "range") else ""
        words = self._called("comparator", bound, "en") if bound else ""
        fall = "decline of " in name
        points = row.kind == "change" and row.unit == "percentage-point" and "rise of " not in name
        if row.kind == "growth" or fall or points:
            below = Decimal(row.value) < 0
            words = _FALLEN.get(bound, words) if below else words
            rise = "rise rose" if points or name.endswith("prices") else "grow grew"
            verb = ("fall fell" if fall or below else rise).split()[not promised]
            amount = f"{words} {self._amount(row)}".strip()
            what = name.replace("decline of ", "")
            return f"{what} {'to ' if promised else ''}{verb} by {amount}"
        return f"{name}, {f'{words} {self._amount(row)}'.strip()}"

    def _amount(self, row: Row) -> str:
        unit = PREFIXES["unit"] + row.unit
        written = row.unit in _AS_WRITTEN
        times = Decimal(1) if written else self.units.multipliers.get(unit, Decimal(1))
        ends = [abs(Decimal(end)) * times for end in (row.value, row.maximum) if end]
        scale, word = next(((s, f" {w}") for s, w in _SCALES if ends[-1] >= s), (Decimal(1), ""))
        number = "–".join(f"{(end / scale).normalize():,f}" for end in ends) + word
        if row.unit == "percent":
            return f"{number}%"
        base = unit if written else self.units.bases.get(unit, unit)
        if row.kind == "count" or base not in self.labels:
            return number
        one = self.labels[base]["en"]
        return f"{number} {one if ends == [1] else self.units.plurals.get(base, one)}"


def _spelt(row: Row) -> str:
    """The report's words, with the unit that they leave out: 3万亿 of yuan, 万方, 5%-6%."""
    words = re.sub("(?<=[0-9%])-(?=[0-9])", "～", row.verbatim).replace("万方", "万平方米")
    words = words.replace("(", "（").replace(")", "）")
    return f"{words}元" if words.endswith("亿") and row.unit.endswith("yuan") else words


def _inside(name: str) -> str:
    """A name without its capital, unless that is an acronym's."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name
