"""Figures in words: the report's own words in Chinese, the base unit in English. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from kg.model.statements import Statement
from kg.model.vocabulary import Unit
from server.http.language import Language
from server.site.wording.chinese import trimmed, with_comparator, with_full_unit

Label = Callable[[str, Language], str]

_SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_PLAIN = ("count", "rank")  # whose unit says no more than the indicator does
_SILENT = (
    *("exactly", "range", "in-step-with", "broadly-in-step-with"),
    *("higher-than", "delegated", "qualitative"),
)
_GRADE = "lei-water"  # of the indicator's name: Water quality class
_ROMAN = ("", "I", "II", "III", "IV", "V")


def figure(
    statement: Statement, language: Language, units: Mapping[str, Unit], label: Label
) -> str:
    """How much a figure is: 1900亿元左右; about 190 billion yuan. Empty where it has no number."""
    indicator = label(statement.resource("indicator"), language)
    bound = statement.code("comparator")
    if language == "zh" and (verbatim := statement.texts("verbatim")):
        words = with_full_unit(trimmed("、".join(verbatim), indicator), statement.code("unit"))
        if bound not in _SILENT:
            words = with_comparator(words, bound, label(statement.resource("comparator"), "zh"))
        return (
            words.replace("III", "Ⅲ").replace("II", "Ⅱ")
            if statement.code("kind") == "grade"
            else words
        )
    words = "" if bound in _SILENT else label(statement.resource("comparator"), language)
    if bound == "below" and statement.code("status") == "ongoing" and language == "en":
        words = "on the way to"  # 迈向2000亿
    unit = units.get(statement.resource("unit"))
    if bound == "up-to" and language == "en" and (statement.number("value") or 0) < 0:
        words = "at most"  # up to -15% would be read as a fall of 15% at most
    name = statement.code("unit")
    plain = statement.code("kind") in _PLAIN or names_unit(statement, language, units, label)
    if statement.number("minValue") is not None:
        ends = [statement.number("lowerBound"), statement.number("upperBound")]
        amount = "–".join(number(end) for end in ends if end is not None)
        value = ends[-1]
    else:
        value = statement.number("normalizedValue")
        if value is None:
            return ""
        amount = number(value)
    if name == "percent":
        amount += "%"
    elif name == _GRADE and value is not None and value in range(len(_ROMAN)):
        amount = _ROMAN[int(value)]
    elif unit and not plain:
        singular = unit.labels.get(language, "")
        amount += f" {singular if value == 1 else unit.plural}" if language == "en" else singular
    return f"{words} {amount}".strip() if language == "en" else f"{words}{amount}"


def with_unit(value: Decimal, unit: str, plurals: Mapping[str, str], language: Language) -> str:
    """A number of a table with its unit, which may be empty: 1900亿元; 190 billion yuan; 6.5%.

    `plurals` leads from the English label of a unit to its plural.
    """
    if unit in ("%", "percent"):
        return f"{plain(value)}%"
    if language == "zh":
        return scaled(value) + unit
    return f"{number(value)} {unit if value == 1 else plurals.get(unit, unit)}".strip()


def scaled(value: Decimal) -> str:
    """A number for reading in Chinese: 1900亿, 2.4万, 1,051."""
    for size, word in ((Decimal(10**12), "万亿"), (Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(value) >= size:
            return plain(value / size).replace(",", "") + word
    return plain(value)


def names_unit(
    statement: Statement, language: Language, units: Mapping[str, Unit], label: Label
) -> bool:
    """Whether the indicator names the unit, so that the number says it all: Years of history."""
    unit = units.get(statement.resource("unit"))
    words = label(statement.resource("indicator"), language).lower().split()[:2]
    return unit is not None and language == "en" and unit.plural in words


def number(value: Decimal) -> str:
    """A number for reading: 190 billion, 30,000, 6.5."""
    for size, word in _SCALES:
        if abs(value) >= size:
            return f"{plain(value / size)} {word}"
    return plain(value)


def plain(value: Decimal) -> str:
    """A number with separators and without zeros that say nothing: 1,900; 6.5."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text or "0"


def ordinal(value: Decimal) -> str:
    """first, 2nd, 25th, 42nd."""
    n = int(value)
    if n == 1:
        return "first"
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
