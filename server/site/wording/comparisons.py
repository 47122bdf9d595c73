"""What a figure without a number is held against, and what its indicator is called. Pure."""

from __future__ import annotations

from kg.model.statements import Statement
from server.http.language import Language
from server.site.wording.amounts import Label
from server.site.wording.english import uncapitalized

# What stands before and after the thing that a target without a number points at.
COMPARISON_ZH = {
    "in-step-with": ("与", "同步"),
    "broadly-in-step-with": ("与", "基本同步"),
    "higher-than": ("高于", ""),
    "delegated": ("完成", "下达的目标"),
}
_NATION = "/china"
_OF_NATION: dict[Language, dict[str, str]] = {
    "zh": {"higher-than": "全国", "delegated": "国家"},
    "en": {"delegated": "the central government"},
}
_DOMESTIC = (("地区生产总值", "国内生产总值"), ("ross regional", "ross domestic"))


def indicator_name(s: Statement, label: Label, language: Language) -> str:
    """The name of the indicator; what a nation produces is its domestic product."""
    name = label(s.resource("indicator"), language)
    if not any(one.endswith(_NATION) for one in s.resources("subject")):
        return name
    for regional, domestic in _DOMESTIC:
        name = name.replace(regional, domestic)
    return name


def compared_subject(s: Statement) -> str:
    """The thing that a target without a number points at."""
    return s.resource("inStepWith") or s.resource("higherThan") or s.resource("setBy")


def comparison_name(s: Statement, other: str, label: Label, language: Language) -> str:
    """That thing in words: than in China, 高于全国, 国家下达的目标."""
    name = label(other, language)
    if other.endswith(_NATION):
        return _OF_NATION[language].get(s.code("comparator"), name)
    place = other.split("/")[-2:-1] == ["place"]
    return name if place or language == "zh" else uncapitalized(name)


def comparison_words(s: Statement) -> str:
    """The words before that thing in English: grow faster than, grow in step with."""
    bound = s.code("comparator")
    if bound == "higher-than":
        than = "than in" if s.resource("higherThan").split("/")[-2:-1] == ["place"] else "than"
        return f"faster {than}" if s.code("kind") == "growth" else than
    return "set by" if bound == "delegated" else bound.replace("-", " ")
