"""The reading of one indicator in a sentence: a figure, or a target in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

PART_OF_YEAR, SEVERAL_YEARS = "part of the year", "over several years"
STOOD_BEFORE = "where it stood before"
# Names of what is a rate, whose percentages are shares and not growth.
RATE = re.compile("(?:率|比重|强度|占比|比例|之比|比|率降幅|满意度|覆盖面)$")


@dataclass(frozen=True)
class Reading:
    """A figure, or a target in words, of one indicator, with codes by their slugs.

    `words` is the clause, and `start` where its figure stands in the sentence. What the rules
    could not decide is empty, and `note` is what a reader should check.
    """

    start: int
    words: str
    phrase: str
    indicator: str
    kind: str
    comparator: str
    value: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    verbatim: str = ""
    commitment: str = ""
    other: str = ""
    note: str = ""
