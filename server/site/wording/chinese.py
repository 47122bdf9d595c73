"""Chinese wording as far as sentences made of names and of the report's figures need it. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_HAN = "[\u4e00-\u9fff]"
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千两]")
_OWN_VERB = re.compile(r"[近超约逾突达不多过翻跨迈以下上最连增]")
_BEFORE = re.compile(rf"^({_HAN}{{2,}})(?=\d)")
_BEHIND = re.compile(rf"(?<=[个宗座家条处部])({_HAN}{{2,}})$")


def trimmed(amount: str, indicator: str) -> str:
    """A figure of the report without what its indicator says already: 断头路5条 is 5条."""
    amount = re.sub(r"^各(?=\d)", "", amount)
    for noun in (_BEFORE, _BEHIND):
        found = noun.search(amount)
        if found and found[1] in indicator:
            amount = amount.replace(found[1], "", 1)
    return re.sub("^下降", "", amount) if indicator.endswith("降幅") else amount


def amounting(kind: str, promised: bool, amount: str, of_whole: bool) -> str:
    """The verb and the amount of a figure: the report's words bring a verb of their own or not."""
    must = "要" if promised else ""
    if kind == "growth":
        return f"{must}{'' if amount.startswith('增长') else '增长'}{amount}"
    if of_whole:
        return amount
    if amount.startswith("全"):
        return f"{must}实现{amount}"
    if _OWN_VERB.match(amount):
        return must + amount
    if _DIGIT.match(amount):
        return f"{must}达到{amount}" if promised else f"为{amount}"
    return f"：{amount}"


def has_verb(amount: str) -> bool:
    """Whether an amount is a predicate as it stands: 翻番, but not 1.5倍."""
    return bool(_OWN_VERB.match(amount))


def beside(subject: str, indicator: str) -> tuple[str, str]:
    """The names of a subject and its indicator in a row, without saying anything twice."""
    if subject in indicator or indicator.startswith("各"):
        return "", indicator
    for length in range(min(len(subject), len(indicator) - 1), 1, -1):
        if subject.endswith(indicator[:length]):
            return subject, indicator[length:]
    return subject, indicator


def day(text: str) -> str:
    """A day, 2023-12-25, as 2023年12月25日."""
    found = date.fromisoformat(text)
    return f"{found.year}年{found.month}月{found.day}日"


def deadline(text: str) -> str:
    """Until when: 2024年6月底前 for 2024-06-30, else before the day itself."""
    found = date.fromisoformat(text)
    if (found + timedelta(days=1)).day == 1:
        return f"{found.year}年{found.month}月底前"
    return f"{day(text)}前"


def quoted(name: str) -> str:
    """A name in quotation marks, those within it single."""
    return "“" + name.replace("“", "‘").replace("”", "’") + "”"
