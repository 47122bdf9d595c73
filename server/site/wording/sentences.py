"""A statement as a sentence in Chinese or English, with links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.model.statements import Statement
from kg.model.vocabulary import Unit
from kg.rdf import Literal
from server.http.language import Language
from server.site.wording import amounts, chinese
from server.site.wording.amounts import Label
from server.site.wording.comparisons import (
    COMPARISON_ZH,
    compared_subject,
    comparison_name,
    comparison_words,
    indicator_name,
)
from server.site.wording.english import (
    RISING,
    conjugated,
    decrease,
    figure_verb,
    plural,
    uncapitalized,
)
from server.site.wording.text_runs import Role, Run, Sentence, joined

# Roles that the sentence itself names, or that are of no interest beside it.
_IN_SENTENCE = {
    "Observation": (
        *("ofWhole", "scope", "rankedIn", "comparedWith", "inStepWith", "higherThan", "setBy"),
    ),
    "Conferral": ("giver",),
    "Ranking": ("scope", "rankedIn"),
}
_ROLES = (
    *("object", "beneficiary", "means", "purpose", "atPlace", "actor", "giver", "scope"),
    *("ofWhole", "comparedWith", "inStepWith", "higherThan", "setBy", "topic"),
)
_RATE = re.compile("Share|Rate|Coverage")  # says what it is a share of
_COUNTED_ZH = ("count", "change", "duration")  # 竣工项目26个: the amount follows what is counted


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes sentences in a language.

    `silent` are, by the report that makes a statement, the things that need no mention in it.
    """

    language: Language
    label: Label
    units: Mapping[str, Unit]
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    about: str = ""  # the thing whose page it is

    def write(self, statement: Statement) -> Sentence:
        """The sentence of a statement."""
        english = self.language == "en"
        firm = statement.resource("commitment") or statement.resource("status")
        match statement.kind:
            case "Observation" | "Target" if own := self._authored_label(statement):
                runs = [Run(own)]
            case "Ranking" | "Observation" | "Target":
                runs = list(self._figure_en(statement) if english else self._figure_zh(statement))
                firm = "" if not english and self._force(statement) else firm
            case "Milestone":
                runs = list(self._milestone(statement))
                in_phrase = not english or statement.code("status") == "ongoing"
                firm = "" if in_phrase else firm  # the words of the stage say it
            case "Conferral":
                runs = list(self._conferral(statement))
                firm = firm if english else ""
            case _:
                runs = [Run(statement.labels.get(self.language, statement.iri))]
        return Sentence(statement, joined(runs), self._roles(statement), firm)

    def _figure_en(self, s: Statement) -> Iterator[Run]:
        kind, amount = s.code("kind"), self.amount(s)
        if members := _members(s):
            yield from self._things(s.resources("subject"))
            yield Run(f": {members} members")
            return
        whole, listed, scope = s.resource("ofWhole"), s.resource("rankedIn"), s.resource("scope")
        promised = s.kind == "Target"
        what = s.resource("indicator")
        name = indicator_name(s, self.label, self.language)
        if kind == "count" or amounts.names_unit(s, "en", self.units, self.label):
            kind = "count"  # whose indicator is a plural: Projects completed
        owners = self._whose(s)
        if owners:
            yield from self._things(owners)
            yield Run(" " if listed and kind == "rank" else ", " if kind == "count" else ": ")
        if kind == "rank" and (rank := s.number("value")):
            if not listed:
                yield Run(
                    uncapitalized(name) if owners else name, "" if what == self.about else what
                )
                yield Run(" ")
            yield Run(f"{'is to rank' if promised else 'ranked'} {amounts.ordinal(rank)}")
            if place := listed or scope:
                words = self.label(place, "en")
                many = plural(words) and not listed
                yield Run(" among the " if many else " in the " if listed else " in ")
                yield Run(
                    uncapitalized(words) if many else words, "" if place == self.about else place
                )
        else:
            whole = "" if _RATE.match(name) else whole
            yield Run(uncapitalized(name) if owners else name, "" if what == self.about else what)
            bound = "estimated" if s.code("status") == "estimated" else s.code("comparator")
            verb = figure_verb(kind, promised, bound, bool(whole), plural(name))
            if kind == "growth" and "-" in amount:
                verb, amount = (
                    verb.replace("grow", "fall").replace("grew", "fell"),
                    decrease(amount),
                )
            elif name.endswith("prices"):
                verb = verb.replace("grow", "rise").replace("grew", "rose")
            yield Run(verb)
            if amount:
                yield Run(f" {amount}")
            if other := compared_subject(s):
                yield Run(f" {comparison_words(s)} ")
                yield Run(comparison_name(s, other, self.label, self.language), other)
            if whole:
                sort = whole.split("/")[-2:-1]
                yield Run(" of those in " if sort == ["place"] else " of ")
                words = self.label(whole, "en")
                yield Run(uncapitalized(words) if sort == ["indicator"] else words, whole)
            if compared := s.resource("comparedWith"):
                words = self.label(compared, "en")
                yield Run(f" the {words} figure" if kind == "multiple" else f" against {words}")
        yield Run(self._when(s))

    def _figure_zh(self, s: Statement) -> Iterator[Run]:
        kind, amount = s.code("kind"), self.amount(s)
        force = self._force(s)
        if members := _members(s):
            yield from self._things(s.resources("subject"))
            unit = self.units.get(s.resource("unit"))
            yield Run(f"共{members}{unit.labels.get('zh', '') if unit else ''}")
            return
        yield Run(self._when(s))
        what = s.resource("indicator")
        owners, name = self._whose(s), indicator_name(s, self.label, self.language)
        if len(owners) == 1 and kind != "rank":
            first, name = chinese.juxtaposed(self.label(owners[0], "zh"), name)
            owners = owners if first else []
        yield from self._things(owners)
        link = "" if what == self.about else what
        if kind == "rank":
            yield from self._rank_zh(s, amount, force)
            return
        if name.endswith("降幅") and amount:
            yield Run(name.removesuffix("降幅"), link)
            yield Run(f"{force}下降{amount.removeprefix('下降')}")
            return
        if kind in _COUNTED_ZH and amount:
            yield Run(force)
            yield Run(chinese.noun(name), link)
            yield Run(amount + ("人次" if name.endswith("人次") and "人" not in amount else ""))
            return
        if chinese.is_action(name) and amount:
            yield Run(force)
            yield Run(name, link)
            yield Run(amount)
            return
        if kind == "grade":
            name = name.removesuffix("类别")
        if not amount:
            name = name.removesuffix("成效")
        whole = "" if name.endswith(("率", "占比")) else s.resource("ofWhole")
        yield Run(chinese.noun(name) if whole else name, link)
        if other := compared_subject(s):
            before, after = COMPARISON_ZH[s.code("comparator")]
            yield Run(force + before)
            yield Run(
                comparison_name(s, other, self.label, self.language),
                "" if other == self.about else other,
            )
            yield Run(after)
            return
        if not amount:
            yield Run(force + ("提升" if kind in RISING else "取得新成效"))
            return
        compared = s.resource("comparedWith")
        if kind == "multiple" and compared and not chinese.has_verb(amount):
            yield Run(f"{force}为{self.label(compared, 'zh')}的{amount}")
            return
        if whole:
            yield Run(f"{force}占")
            yield from self._named(whole)
            yield Run("的" + re.sub("^占(全.)?", "", amount))
            return
        yield Run(chinese.figure_predicate(kind, force, amount, name))

    def _rank_zh(self, s: Statement, amount: str, force: str) -> Iterator[Run]:
        what, listed, scope = s.resource("indicator"), s.resource("rankedIn"), s.resource("scope")
        shown = self.label(listed or what, "zh")
        yield Run("在" if listed else "")
        yield Run(chinese.quoted(shown) if listed else shown, listed or what)
        whole = amount.startswith("全")  # the report's words name the scope
        if listed:
            place = "" if whole else f"第{amounts.plain(s.number('value') or Decimal(0))}位"
            yield Run(f"中{force}位列{place or amount}")
            return
        yield Run(f"{force}居")
        if scope and not whole:
            yield from self._named(scope)
        yield Run(amount)

    def _force(self, s: Statement) -> str:
        """How firm a plan is, as a verb: 力争. Empty for what is no plan."""
        if s.kind != "Target" and s.code("status") != "promised":
            return ""
        return self.label(s.resource("commitment"), "zh") if s.resource("commitment") else "计划"

    def _milestone(self, s: Statement) -> Iterator[Run]:
        stage, subjects = s.resource("stage"), s.resources("subject")
        if not (phrase := self._phrase(s)):
            yield Run(s.labels.get(self.language, ""), stage)  # a label written by hand
            return
        before, after = phrase
        if self.language == "zh":
            yield Run(self._when(s))
            yield Run(before, stage)
            yield from self._things(subjects)
            yield Run(after, stage)
        else:
            yield from self._things(subjects)
            names = [self.label(one, "en") for one in subjects]
            yield Run(" ")
            yield Run(conjugated(after.strip(), len(names) > 1 or any(map(plural, names))), stage)
            yield Run(self._when(s))

    def _conferral(self, s: Statement) -> Iterator[Run]:
        giver, honours = s.resource("giver"), s.resources("honour")
        names = [self.label(one, self.language) for one in honours]
        if giver and any(self.label(giver, self.language) in name for name in names):
            giver = ""  # the name of the honour says who gave it
        zh = self.language == "zh"
        _, between, *rest = self._phrase(s) or ("", "")
        yield Run(self._when(s) if zh else "")
        yield from self._things(s.resources("recipient"))
        yield Run(between)
        yield from self._things(honours)
        yield Run("".join(rest))
        if giver:
            yield Run("，授予单位为" if zh else ", given by ")
            yield from self._named(giver)
        yield Run("" if zh else self._when(s))

    def _phrase(self, s: Statement) -> list[str]:
        """The words of a milestone or conferral, cut where names stand; empty where there are none.

        A rule of the build has made them of the words of its stage or of its honour's class, unless
        the statement is labelled by hand.
        """
        terms = s.values.get("phrase", ())
        texts = (t.value for t in terms if isinstance(t, Literal) and t.language == self.language)
        return next((text.split("…") for text in texts), [])

    def amount(self, s: Statement) -> str:
        """How much a figure is, in words."""
        return amounts.figure(s, self.language, self.units, self.label)

    def value_text(self, s: Statement) -> str:
        """The value of a figure in words, or its qualitative wording where it has no number."""
        if found := self.amount(s) or self._authored_label(s):
            return found
        zh, rising = self.language == "zh", s.code("kind") in RISING
        if other := compared_subject(s):
            if zh:
                return comparison_name(s, other, self.label, self.language).join(
                    COMPARISON_ZH[s.code("comparator")]
                )
            return f"{comparison_words(s)} {comparison_name(s, other, self.label, self.language)}"
        if zh:
            return "提升" if rising else "取得新成效"
        return ("to " if s.kind == "Target" else "") + ("rise" if rising else "improve")

    def _authored_label(self, s: Statement) -> str:
        """The authored label of a figure, which contains more than its properties."""
        name = s.labels.get(self.language, "")
        comma = "，" if self.language == "zh" else ", "
        what = self.label(s.resource("indicator"), self.language)
        names = (what, indicator_name(s, self.label, self.language))
        if _members(s) or any(f"{comma}{one}" in f"{comma}{name}" for one in names):
            return ""  # its name is made of its parts
        firm = self.label(s.resource("commitment"), self.language)
        return name.removesuffix(f"（{firm}）").removesuffix(f" ({firm})")

    def _when(self, s: Statement) -> str:
        zh = self.language == "zh"
        if deadline := s.text("deadline"):
            return f"{chinese.deadline(deadline)}，" if zh else f" by {deadline}"
        if day := s.text("date"):
            return f"{chinese.day(day)}，" if zh else f" on {day}"
        period = s.resource("period")
        if not period:
            return ""
        name = self.label(period, self.language)
        if s.kind == "Milestone" and any(
            name in self.label(x, self.language) for x in s.resources("subject")
        ):
            return ""  # 2024年中国碳市场大会
        if zh:
            return f"{name}，"
        return f" in {name}" if name[:4].isdigit() else f", {uncapitalized(name)}"

    def _whose(self, s: Statement) -> list[str]:
        """The subjects, but neither the page's thing nor who goes without saying."""
        listed = s.resource("rankedIn") and s.code("kind") == "rank"
        silent = frozenset[str]() if listed else self._silent(s)
        return [one for one in s.resources("subject") if one not in silent | {self.about}]

    def _silent(self, s: Statement) -> frozenset[str]:
        """The subjects and actors that go without saying in a statement."""
        return self.silent.get(s.report, frozenset())

    def _things(self, iris: list[str]) -> Iterator[Run]:
        for n, iri in enumerate(sorted(iris, key=lambda one: self.label(one, self.language))):
            if n:
                yield Run("、" if self.language == "zh" else ", ")
            yield from self._named(iri)

    def _named(self, iri: str) -> Iterator[Run]:
        yield Run(self.label(iri, self.language), "" if iri == self.about else iri)

    def _roles(self, s: Statement) -> tuple[Role, ...]:
        figure = s.kind in ("Observation", "Target")
        in_sentence = _IN_SENTENCE.get("Observation" if figure else s.kind, ())
        found = []
        for name in _ROLES:
            resources = [one for one in s.resources(name) if one not in self._silent(s)]
            if resources and name not in in_sentence:
                found.append(Role(name, tuple(resources)))
        return tuple(found)


def _members(s: Statement) -> str:
    """How many members a collection has, where the statement says that."""
    value = s.number("value")
    return amounts.plain(value) if value and s.code("indicator") == "number-of-members" else ""
