"""How it is said that something reaches a stage, or is to reach it, in both languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The words for one stage. In Chinese they follow what reaches it, or stand before (`/`)."""

    zh: str  # 2023年，大厦封顶
    ahead_zh: str  # 2024年，要 …
    en: str  # The tower was topped out in 2023
    ahead_en: str  # The tower is to …


STAGES = {
    "proposed": Said("谋划/", "谋划/", "was proposed", "be proposed"),
    "planned": Said(
        "完成规划设计",
        "完成规划设计",
        "completed planning and design",
        "complete planning and design",
    ),
    "drawn-up": Said("制定/", "制定/", "was drawn up", "be drawn up"),
    "contracted": Said("签约", "签约", "was contracted", "be contracted"),
    "land-offered": Said("出让", "出让", "was sold or supplied", "be sold or supplied"),
    "settled": Said("落地", "落地", "settled", "settle"),
    "expropriation-started": Said(
        "启动征收", "启动征收", "began to be expropriated", "begin to be expropriated"
    ),
    "expropriation-half": Said(
        "征收达半", "完成一半征收", "was half expropriated", "be half expropriated"
    ),
    "expropriation-closing": Said(
        "征收收尾", "完成征收收尾", "saw expropriation wind up", "see expropriation wind up"
    ),
    "expropriation-finished": Said(
        "完成征收收尾", "完成征收收尾", "saw expropriation finished", "see expropriation finished"
    ),
    "cleared": Said("征收清零", "实现征收清零", "was cleared", "be cleared"),
    "started": Said("启动", "启动/", "was started", "be started"),
    "under-way": Said("推进中", "推进/", "was under way", "move ahead"),
    "half-built": Said("进度过半", "进度过半", "was half built", "be half built"),
    "structure-completed": Said(
        "完成主体结构",
        "完成主体结构",
        "had the main structure completed",
        "have the main structure completed",
    ),
    "topped-out": Said("主体结构封顶", "实现主体结构封顶", "was topped out", "be topped out"),
    "nearing-completion": Said(
        "即将竣工", "临近竣工", "was nearing completion", "be near completion"
    ),
    "basically-completed": Said(
        "基本完工", "基本完工", "was basically completed", "be basically completed"
    ),
    "completed": Said("建成", "建成/", "was completed", "be completed"),
    "accomplished": Said("完成", "完成/", "was completed", "be completed"),
    "opened-through": Said("打通", "打通/", "was opened through", "be opened through"),
    "renovated": Said("完成改造", "完成改造", "was renovated", "be renovated"),
    "in-use": Said("投用", "投用", "went into use", "go into use"),
    "opened": Said("对外开放", "对外开放", "opened", "open"),
    "opened-for-business": Said("开业", "开业", "opened for business", "open for business"),
    "formed": Said("成型", "成型", "took shape", "take shape"),
    "established": Said("成立", "成立/", "was established", "be established"),
    "set-up": Said("建立/", "建立/", "was set up", "be set up"),
    "launched": Said("推出/", "推出/", "was launched", "be launched"),
    "online": Said("上线", "上线", "went online", "go online"),
    "held": Said("举办/", "举办/", "was held", "be held"),
    "listed": Said("上市", "上市", "was listed on an exchange", "be listed on an exchange"),
    "discovered": Said("发掘/", "发掘/", "was excavated", "be excavated"),
}


def chinese(stage: str, ahead: bool) -> tuple[str, str] | None:
    """What stands before and after the name of what reaches a stage; None for an unknown stage."""
    if stage not in STAGES:
        return None
    words = STAGES[stage].ahead_zh if ahead else STAGES[stage].zh
    before, after = (words[:-1], "") if words.endswith("/") else ("", words)
    return before, after


def english(stage: str, ahead: bool) -> str | None:
    """The verb of reaching a stage, or what follows "is to"; None for an unknown stage."""
    if stage not in STAGES:
        return None
    return STAGES[stage].ahead_en if ahead else STAGES[stage].en
