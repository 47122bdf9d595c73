"""Chinese wording as far as sentences made of names and of the report's figures need it. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_HAN = "[\u4e00-\u9fff]"
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千两]")
_OWN_VERB = re.compile(r"[近超约逾突达不多过翻跨迈以下上最连增]")
_COUNTING = re.compile(r"(?:(?<=[^人])[条宗套件座次]?数|场次|人次)$")
_ACTION = re.compile(r"发放|新增|引进|完成")
_BEFORE = re.compile(rf"^({_HAN}{{2,}})(?=\d)")
_BEHIND = re.compile(rf"(?<=[个宗座家条处部])(?!以[上内下]$|左右$)({_HAN}{{2,}})$")
_MOVED = re.compile("同口径|增长|负增长|微?降|下降|减少|回落|与|持平")
_BOUNDED = re.compile("[超余多过约近不逾跨半降全翻]|突破|以[上内下]|左右|低于|位数")


def trimmed(amount: str, indicator: str) -> str:
    """A figure of the report without what its indicator says already: 断头路5条 is 5条."""
    amount = re.sub(r"^各(?=\d)", "", amount).removeprefix(indicator)
    for noun in (_BEFORE, _BEHIND):
        found = noun.search(amount)
        if found and found[1] in indicator:
            amount = amount.replace(found[1], "", 1)
    return amount


def with_full_unit(amount: str, unit: str) -> str:
    """A figure with the words that the report cuts short: 20万平方米 for 20万方, 1800亿元."""
    if unit == "yi-yuan":
        amount = re.sub("亿$", "亿元", amount)
    amount = re.sub(r"万方", "万平方米", amount)
    return re.sub(r"(\d)-(?=\d)", r"\1～", amount)


def with_comparator(amount: str, comparator: str, bound: str) -> str:
    """A figure with its bound, where the words that bear it stand elsewhere in the sentence."""
    if not bound or _BOUNDED.search(amount):
        return amount
    return amount + bound if comparator == "about" else bound + amount


def noun(indicator: str) -> str:
    """What an indicator counts, said before its number: 竣工项目 of 竣工项目数, but 旅游人数."""
    return _COUNTING.sub("", indicator)


def is_action(indicator: str) -> bool:
    """Whether an indicator is a verb with its object: 发放帮扶资金, before which no 为 stands."""
    return bool(_ACTION.match(indicator))


def figure_predicate(kind: str, force: str, amount: str, indicator: str) -> str:
    """The verb and the amount of a figure: the report's words bring a verb of their own or not.

    `force` says how firm a plan is, 力争; it is empty where nothing is planned.
    """
    if kind == "growth":
        rise = "上涨" if indicator.endswith("价格") else "增长"
        if amount.startswith("-"):
            return f"{force}增速为{amount}"
        return f"{force}{'' if _MOVED.match(amount) else rise}{amount}"
    if kind == "grade":
        return f"{force}{'达到' if force else '为'}{amount}"
    if amount.startswith("全"):
        return f"{force}实现{amount}"
    if amount.endswith("以内"):
        return f"{force}控制在{amount}"
    if _OWN_VERB.match(amount):
        return force + amount
    return f"{force}达到{amount}" if force else f"为{amount}"


def has_verb(amount: str) -> bool:
    """Whether an amount is a predicate as it stands: 翻番, but not 1.5倍."""
    return bool(_OWN_VERB.match(amount))


def juxtaposed(subject: str, indicator: str) -> tuple[str, str]:
    """The names of a subject and its indicator in a row, without saying anything twice."""
    if subject in indicator or indicator.startswith("各"):
        return "", indicator
    for length in range(min(len(subject), len(indicator) - 1), 1, -1):
        if indicator[:length] in (subject[:length], subject[-length:]):
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
    """A name in quotation marks, unless it has some of its own."""
    return name if "“" in name else f"“{name}”"
