"""How well things fit a text, types and properties: candidates with their features, best first.

Names are compared as `server.names.key` makes them: traditional as simplified, without case,
width or punctuation; what is left is measured with RapidFuzz.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from server.reconcile.parsing import Wanted
from server.repository.names import Name, Names, key

CERTAIN = 90.0  # the score from which a single best candidate is a match
_FLOOR = 45.0
_POOL = 60  # candidates by name that are looked at more closely
_PART = 0.88  # what a name counts that the text is only a part of
_WEIGHT = 0.35  # of the properties in the score
_SOFT = 0.8  # what a candidate of another type counts where types are a wish


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant, the name that fits, and why."""

    iri: str
    name: str
    score: float
    match: bool
    similarity: float
    exact: bool
    type_match: bool
    property_match: float | None


@dataclass(frozen=True)
class Index:
    """The names of things, ready to be compared."""

    names: Names
    by_key: Mapping[str, tuple[Name, ...]]

    def label(self, iri: str, text: str) -> str:
        """The label in the language that the text is in."""
        return self.names.label(iri, "en" if text.isascii() else "zh")


def index(names: Names) -> Index:
    """The names of what has a type of ours."""
    by_key = {
        name_key: kept
        for name_key, bearers in names.by_key.items()
        if name_key and (kept := tuple(n for n in bearers if n.iri in names.types))
    }
    return Index(names, by_key)


def similar(index_: Index, text: str) -> dict[str, tuple[float, str]]:
    """The things whose names are like the text: how alike (0 to 100), and by which name."""
    wanted = key(text)
    if not wanted:
        return {}
    scores: dict[str, float] = {}
    keys = index_.by_key.keys()
    for name_key, score, _ in process.extract(
        wanted, keys, scorer=fuzz.ratio, limit=_POOL, score_cutoff=_FLOOR
    ):
        scores[name_key] = score
    if len(wanted) > 1:
        for name_key, score, _ in process.extract(
            wanted, keys, scorer=fuzz.partial_ratio, limit=_POOL, score_cutoff=80
        ):
            # A name that is part of the text is another thing: Hubei is no Hubei Bank.
            if len(name_key) >= len(wanted):
                scores[name_key] = max(scores.get(name_key, 0.0), score * _PART)
    found: dict[str, tuple[float, str]] = {}
    for name_key, score in scores.items():
        for name in index_.by_key[name_key]:
            better = max(score, _words(text, name.text)) if text.isascii() else score
            if better > found.get(name.iri, (0.0, ""))[0]:
                found[name.iri] = better, name.text
    return found


def _words(text: str, name: str) -> float:
    """How alike two English names are when the order of their words does not count."""
    return fuzz.token_sort_ratio(text.casefold(), name.casefold()) if name.isascii() else 0.0


def candidates(
    index_: Index,
    wanted: Wanted,
    types: Collection[str],
    by_name: Mapping[str, tuple[float, str]],
    property_match: Callable[[str], float | None],
) -> list[Candidate]:
    """The candidates among `by_name`, best first, at most as many as are wanted.

    `property_match` tells, from 0 to 1, how well a thing's properties fit; None where none are
    asked for.
    """
    found = [
        candidate
        for iri, (similarity, name) in by_name.items()
        if (
            candidate := _candidate(
                iri, name, similarity, wanted, index_, types, property_match(iri)
            )
        )
    ]
    found.sort(key=lambda c: (-c.score, not c.exact, c.iri))
    return _decided(found)[: wanted.limit]


def _candidate(
    iri: str,
    name: str,
    similarity: float,
    wanted: Wanted,
    index_: Index,
    types: Collection[str],
    fits: float | None,
) -> Candidate | None:
    own = index_.names.types.get(iri, frozenset())
    test = all if wanted.strict == "all" else any
    of_type = not types or test(one in own for one in types)
    if not of_type and wanted.strict != "should":
        return None
    score = similarity
    if fits is not None:
        score = (1 - _WEIGHT) * similarity + _WEIGHT * 100 * fits if wanted.text else 100 * fits
    if not of_type:
        score *= _SOFT
    exact = bool(wanted.text) and key(name) == key(wanted.text)
    return Candidate(iri, name, round(score, 1), False, round(similarity, 1), exact, of_type, fits)


def _decided(found: list[Candidate]) -> list[Candidate]:
    """The candidates with the decision: a match is certain, and the only one that is so good."""
    if not found or found[0].score < CERTAIN or not found[0].exact:
        return found
    if any(rival.score > found[0].score - 5 and rival.exact for rival in found[1:2]):
        return found
    return [replace(found[0], match=True), *found[1:]]
