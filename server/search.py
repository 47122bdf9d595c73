"""Things found by what they are called, through the build's search index.

Where answers come from an engine elsewhere there is no index; then the names in memory do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from server.graph import Reader
from server.names import key, read


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: the text that matched, and how well (1 is best)."""

    iri: str
    text: str
    score: float


def find(
    reader: Reader, text: str, classes: Collection[str], limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """How many things the text finds, and those of one page, the best first."""
    names = read(reader)
    wanted = key(text)
    best: dict[str, Hit] = {}
    for name_key, bearers in names.by_key.items():
        if not wanted or wanted not in name_key:
            continue
        score = round(fuzz.ratio(wanted, name_key) / 100, 3)
        for name in bearers:
            kinds = names.types.get(name.iri, frozenset())
            if classes and not kinds.intersection(classes):
                continue
            if name.iri not in best or score > best[name.iri].score:
                best[name.iri] = Hit(name.iri, name.text, score)
    found = sorted(best.values(), key=lambda hit: (-hit.score, hit.iri))
    return len(found), found[offset : offset + limit]
