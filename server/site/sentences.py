"""What a statement says, as a sentence that a person would say, with links in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.language import Language
from server.site import amounts
from server.site.amounts import Label
from server.site.model import Unit
from server.site.runs import Role, Run, Sentence, joined
from server.site.statements import Statement

# Said in the sentence itself, or of no interest beside it.
_SAID = {
    "Observation": ("ofWhole", "scope", "rankedIn", "comparedWith", "inStepWith"),
    "Conferral": ("giver",),
    "Ranking": ("scope", "rankedIn"),
}
_ROLES = (
    *("object", "beneficiary", "means", "purpose", "atPlace", "actor", "giver", "scope"),
    *("ofWhole", "comparedWith", "inStepWith", "topic"),
)
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千两]")
_OWN_VERB = re.compile(r"[近超约逾突达不多过翻迈以下上最连未增]")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes sentences in a language; `silent` are things that need no mention."""

    language: Language
    label: Label
    units: Mapping[str, Unit]
    silent: frozenset[str] = frozenset()  # subjects and actors that go without saying
    about: str = ""  # the thing whose page it is

    def write(self, statement: Statement) -> Sentence:
        """The sentence of a statement."""
        english = self.language == "en"
        match statement.kind:
            case "Ranking" | "Observation" | "Target":
                runs = list(self._figure_en(statement) if english else self._figure_zh(statement))
            case "Milestone":
                runs = list(self._milestone(statement))
            case "Conferral":
                runs = list(self._conferral(statement))
            case _:
                runs = [Run(statement.labels.get(self.language, statement.iri))]
        firm = statement.thing("commitment") or statement.thing("status")
        return Sentence(statement, joined(runs), self._roles(statement), firm)

    def _figure_en(self, s: Statement) -> Iterator[Run]:
        kind, amount = s.code("kind"), self.amount(s)
        if members := _members(s):
            yield from self._things(s.things("subject"))
            yield Run(f" has {members} members")
            return
        yield from self._whose(s, " " if s.thing("rankedIn") else ": ")
        whole, listed, scope = s.thing("ofWhole"), s.thing("rankedIn"), s.thing("scope")
        promised = s.kind == "Target"
        what = s.thing("indicator")
        if kind == "rank" and (rank := s.number("value")):
            if not listed:
                yield from self._named(what)
                yield Run(" ")
            yield Run(f"{'is to rank' if promised else 'ranked'} {amounts.ordinal(rank)}")
            if listed or scope:
                yield Run(" in ")
                yield from self._named(listed or scope)
        else:
            yield from self._named(what)
            yield Run(self._verb(kind, s, promised, bool(whole)))
            if amount:
                yield Run(f" {amount}")
            if other := s.thing("inStepWith"):
                yield Run(" in step with ")
                yield from self._named(other)
            if whole:
                yield Run(" of ")
                yield from self._named(whole)
            if compared := s.thing("comparedWith"):
                yield Run(" against ")
                yield Run(self.label(compared, "en"))
        yield Run(self._when(s))

    def _verb(self, kind: str, s: Statement, promised: bool, of_whole: bool) -> str:
        bound = s.code("comparator")
        if bound == "qualitative":
            return " is to improve" if promised else " improved"
        if bound == "in-step-with" or kind == "growth":
            by = "" if bound == "in-step-with" else " by"
            return (" is to grow" if promised else " grew") + by
        if kind == "count":  # indicators of counts are plurals: Projects completed
            return ": to reach" if promised else ":"
        if kind == "change":
            return " is to change by" if promised else " changed by"
        if kind == "share" and of_whole:
            return " is to make up" if promised else " made up"
        if kind == "multiple":
            return " is to rise to" if promised else " rose to"
        estimated = s.code("status") == "estimated"
        return " is to be" if promised else " is put at" if estimated else " was"

    def _figure_zh(self, s: Statement) -> Iterator[Run]:
        kind, amount = s.code("kind"), self.amount(s)
        promised = s.kind == "Target"
        if members := _members(s):
            yield from self._things(s.things("subject"))
            yield Run(f"有{members}个成员")
            return
        yield Run(self._when(s))
        yield from self._whose(s, "")
        what, listed = s.thing("indicator"), s.thing("rankedIn")
        if kind == "rank":
            yield Run("在“" if listed else "")
            yield from self._named(listed or what)
            yield Run("”中" if listed else "")
            yield Run(("要" if promised else "") + ("位列" if listed else "居"))
            scope = s.thing("scope")
            if scope and not listed and not amount.startswith(("全", "第一方阵")):
                yield from self._named(scope)
            yield Run(amount)
            return
        yield from self._named(what)
        if other := s.thing("inStepWith"):
            yield Run("要与" if promised else "与")
            yield from self._named(other)
            yield Run("同步")
            return
        if not amount:
            yield Run("要取得新成效" if promised else "：有所改善")
            return
        if whole := s.thing("ofWhole"):
            yield Run("要占" if promised else "占")
            yield from self._named(whole)
            amount = re.sub("^占(全.)?", "", amount)
        yield Run(_chinese(kind, promised, amount, bool(whole)))

    def _milestone(self, s: Statement) -> Iterator[Run]:
        stage, promised = s.thing("stage"), s.promised
        if self.language == "zh":
            yield Run(self._when(s))
            yield from self._things(s.things("subject"))
            name = self.label(stage, "zh")
            yield Run("要到“" if promised else "")
            yield Run(name, stage)
            yield Run("”阶段" if promised else "")
        else:
            yield from self._things(s.things("subject"))
            yield Run(" is to be " if promised else ": ")
            yield Run(self.label(stage, "en"), stage)
            yield Run(self._when(s))

    def _conferral(self, s: Statement) -> Iterator[Run]:
        giver, promised = s.thing("giver"), s.promised
        if self.language == "zh":
            yield Run(self._when(s))
            yield from self._things(s.things("recipient"))
            yield Run("要获“" if promised else "获“")
            yield from self._things(s.things("honour"))
            yield Run("”")
            if giver:
                yield Run("，授予者为")
                yield from self._named(giver)
        else:
            yield from self._things(s.things("recipient"))
            yield Run(" is to receive: " if promised else " received: ")
            yield from self._things(s.things("honour"))
            if giver:
                yield Run(", given by ")
                yield from self._named(giver)
            yield Run(self._when(s))

    def amount(self, s: Statement) -> str:
        """How much a figure is, in words."""
        return amounts.figure(s, self.language, self.units, self.label)

    def _when(self, s: Statement) -> str:
        zh = self.language == "zh"
        if deadline := s.text("deadline"):
            return f"{deadline}前，" if zh else f" by {deadline}"
        if day := s.text("date"):
            return f"{day}，" if zh else f" on {day}"
        period = s.thing("period")
        if not period:
            return ""
        name = self.label(period, self.language)
        return f"{name}，" if zh else f", {name}" if not name[:4].isdigit() else f" in {name}"

    def _whose(self, s: Statement, after: str) -> Iterator[Run]:
        """The subject, where it is neither the page's thing nor goes without saying."""
        silent = set() if s.thing("rankedIn") else self.silent
        said = [one for one in s.things("subject") if one not in silent | {self.about}]
        if said:
            yield from self._things(said)
            yield Run(after)

    def _things(self, iris: list[str]) -> Iterator[Run]:
        for n, iri in enumerate(sorted(iris, key=lambda one: self.label(one, self.language))):
            if n:
                yield Run("、" if self.language == "zh" else ", ")
            yield from self._named(iri)

    def _named(self, iri: str) -> Iterator[Run]:
        yield Run(self.label(iri, self.language), "" if iri == self.about else iri)

    def _roles(self, s: Statement) -> tuple[Role, ...]:
        figure = s.kind in ("Observation", "Target")
        said = _SAID.get("Observation" if figure else s.kind, ())
        found = []
        for name in _ROLES:
            things = [one for one in s.things(name) if one not in self.silent]
            if things and name not in said:
                found.append(Role(name, tuple(things)))
        return tuple(found)


def _members(s: Statement) -> str:
    """How many members a collection has, where the statement says that."""
    value = s.number("value")
    return amounts.plain(value) if value and s.code("indicator") == "number-of-members" else ""


def _chinese(kind: str, promised: bool, amount: str, of_whole: bool) -> str:
    """The verb and the amount of a figure: the report's words bring a verb of their own or not."""
    must = "要" if promised else ""
    if kind == "growth":
        return f"{must}{'' if amount.startswith('增长') else '增长'}{amount}"
    if of_whole:
        return amount
    if _OWN_VERB.match(amount):
        return must + amount
    if _DIGIT.match(amount):
        return f"{must}达到{amount}" if promised else f"为{amount}"
    return f"：{amount}"
