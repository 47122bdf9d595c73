"""The parts of the catalogue of questions, as the workbench and the list of questions show them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.queries.catalogue import StoredQuery

# The first question numbers of each part of the catalogue, as queries/README.md orders it.
_PARTS = (
    (100, "查一个实体", "Look up"),
    (200, "列一类实体", "Lists"),
    (300, "排名", "Rankings"),
    (400, "求和与平均", "Sums and averages"),
    (500, "项目进度", "The pipeline of projects"),
    (600, "目标与完成情况", "Targets and outcomes"),
    (650, "承诺与兑现", "Promises and what became of them"),
    (700, "从今年到明年", "From one year into the next"),
    (750, "首创与领先", "Firsts and onlys"),
    (800, "谁与谁合作", "Who works with whom"),
    (850, "问题与举措", "Problems and measures"),
    (900, "名词解释与合称", "Glossary and sets"),
    (950, "出处", "Provenance"),
    (970, "路径", "Paths"),
)


@dataclass(frozen=True)
class Part:
    """Questions of the catalogue that belong together."""

    zh: str
    en: str
    questions: tuple[StoredQuery, ...]


def parts(questions: Iterable[StoredQuery]) -> list[Part]:
    """The questions by the parts of the catalogue, in its order."""
    grouped: dict[int, list[StoredQuery]] = {first: [] for first, _, _ in _PARTS}
    for question in questions:
        match = re.search(r"/(\d+)-", question.file)
        number = int(match[1]) if match else _PARTS[0][0]
        grouped[max(first for first in grouped if first <= max(number, 100))].append(question)
    return [Part(zh, en, tuple(grouped[first])) for first, zh, en in _PARTS if grouped[first]]
