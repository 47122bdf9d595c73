"""English grammar as far as sentences made of names need it: one or many, and the verb. Pure."""

from __future__ import annotations

import re

# What ends the noun that a name is about: Value of contracts, Projects that won an award.
_REST = re.compile(
    r"[ ,](?:of|in|with|that|which|who|on|for|from|by|under|over|around|above|at|to|since|into|as"
    r"|against|along|through|without|here)\b(?!-).*"
)
_AFTER = re.compile(r"(?:ed|^(?:and|or|built|paid|taken|out|online|prone))$")
_MANY = re.compile(r"(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\s")
_ONE = re.compile(r"(?:[sui]s|[Hh]eadquarters|Electronics|Times|[Ss]eries)$")
RISING = ("growth", "share")  # the kinds of figure that rise or fall, and do not improve
_IRREGULAR = {"is": "are", "was": "were", "has": "have", "lies": "lie", "focuses": "focus"}


def plural(name: str) -> bool:
    """Whether a name is in the plural: Projects completed, but not Value of contracts."""
    if _MANY.match(name):
        return True
    words = _REST.sub("", name).split()
    while len(words) > 1 and _AFTER.search(words[-1]):
        words.pop()
    return bool(words) and words[-1].endswith("s") and not _ONE.search(words[-1])


# The bound of a fall, by the bound of the number below zero.
_FALLEN = {"at most ": "at least ", "at least ": "up to ", "over ": "less than ", "below ": "over "}


def conjugated(verb: str, many: bool) -> str:
    """A verb of the third person as one says it of one or of many: applies to, apply to."""
    if not many:
        return verb
    first, space, rest = verb.partition(" ")
    if first in _IRREGULAR:
        first = _IRREGULAR[first]
    elif first.endswith("ies"):
        first = f"{first[:-3]}y"
    elif re.search("(?:ss|ch|sh|x|z)es$", first):
        first = first[:-2]
    elif first.endswith("s") and not first.endswith("ss"):
        first = first[:-1]
    return first + space + rest


def figure_verb(kind: str, promised: bool, bound: str, of_whole: bool, many: bool) -> str:
    """The verb between the name of an indicator and the amount of its figure."""
    must = f" {conjugated('is', many)} to "
    if bound == "qualitative":
        ahead, reached = ("rise", "rose") if kind in RISING else ("improve", "improved")
        return must + ahead if promised else f" {reached}"
    if bound == "delegated":
        return f"{must}meet the target" if promised else " met the target"
    if bound == "higher-than" and kind != "growth":
        return f"{must}be higher" if promised else f" {conjugated('was', many)} higher"
    if bound in ("in-step-with", "broadly-in-step-with", "higher-than"):
        return f"{must}grow" if promised else " grew"
    if kind == "growth":
        return f"{must}grow by" if promised else " grew by"
    if kind == "count":
        return ": to reach" if promised else ":"
    if kind == "share" and of_whole:
        return f"{must}make up" if promised else " made up"
    if kind == "multiple":
        return f"{must}rise to" if promised else " rose to"
    if promised:
        return f"{must}be"
    return (
        f" {conjugated('is', many)} put at"
        if bound == "estimated"
        else f" {conjugated('was', many)}"
    )


def decrease(amount: str) -> str:
    """By how much fell what grew by less than zero: at least 15% for at most -15%."""
    bound, _, size = amount.partition("-")
    return _FALLEN.get(bound, bound) + size


def uncapitalized(name: str) -> str:
    """A name as it stands within a sentence: without its capital, unless that is an acronym's."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
