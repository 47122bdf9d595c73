"""Things, sentences and statements found by what they are called, through the build's index.

Where answers come from an engine elsewhere there is no index; then the names in memory serve.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from kg.manifest import SEARCH
from kg.search.index import Index
from server.repository.names import key, read
from server.repository.views import Reader


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: the text that matched; higher scores come first."""

    iri: str
    text: str
    score: float


def find(
    reader: Reader, text: str, classes: Collection[str], limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """How much the text finds, and the hits of one page, the best first.

    `classes` are IRIs; members of their subclasses count.
    """
    index = reader.once(_index)
    if index is None:
        return _among_names(reader, text, classes, limit, offset)
    found = index.search(text, [iri.rpartition("/")[2] for iri in classes], limit, offset)
    return found.total, [Hit(hit.iri, hit.text, hit.score) for hit in found.hits]


def _index(reader: Reader) -> Index | None:
    folder = reader.generation.folder
    return Index(folder / SEARCH) if folder and (folder / SEARCH).exists() else None


def _among_names(
    reader: Reader, text: str, classes: Collection[str], limit: int, offset: int
) -> tuple[int, list[Hit]]:
    names = read(reader)
    wanted = key(text)
    best: dict[str, Hit] = {}
    for name_key, bearers in names.by_key.items():
        if not wanted or wanted not in name_key:
            continue
        score = round(fuzz.ratio(wanted, name_key), 3)
        for name in bearers:
            kinds = names.types.get(name.iri, frozenset())
            if classes and not kinds.intersection(classes):
                continue
            if name.iri not in best or score > best[name.iri].score:
                best[name.iri] = Hit(name.iri, name.text, score)
    found = sorted(best.values(), key=lambda hit: (-hit.score, hit.iri))
    return len(found), found[offset : offset + limit]
