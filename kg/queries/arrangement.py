"""How an answer is arranged for a reader: which columns, which rows are one, what stands below.

Rows that differ only in their sentences are one answer. What a sentence says is told once, below,
where it would be repeated. The terminal, the pages and the workbench arrange answers alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from kg.model.names import Language
from kg.queries.columns import parts, shown_columns

_GIST = "gist"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The columns that are shown, and the rows by number, those of one answer together.

    `below` is the column of sentences and that of what they say, where these stand below; a
    sentence column then has several values in an answer.
    """

    columns: tuple[str, ...]
    answers: tuple[tuple[int, ...], ...]
    sentences: tuple[str, ...]
    below: tuple[str, str] | None


def arranged(
    variables: Sequence[str],
    values: Mapping[str, Sequence[Hashable]],
    sentences: Sequence[str],
    language: Language,
    *,
    translated: bool = True,
) -> Arrangement:
    """The arrangement of an answer; `sentences` are its columns of passages."""
    gists = [name for name in variables if parts(name)[0] == _GIST]
    columns = shown_columns(variables, language, translated)
    below = None
    if gists and len(sentences) == 1:
        cited = values[sentences[0]]
        if len(set(cited)) < len(cited):
            below = sentences[0], next((name for name in columns if name in gists), gists[0])
            columns = tuple(name for name in columns if name not in gists)
    own = [name for name in variables if name not in sentences and name not in gists]
    alone = not own or (gists and not below)
    groups: dict[object, list[int]] = {}
    for n in range(len(values[variables[0]]) if variables else 0):
        key = n if alone else tuple(values[name][n] for name in own)
        groups.setdefault(key, []).append(n)
    return Arrangement(columns, tuple(map(tuple, groups.values())), tuple(sentences), below)
