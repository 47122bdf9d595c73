"""Scoring of candidates by name, type and properties.

Names are normalized by `kg.search.normalize.key` (simplified characters, no case, width or
punctuation), and compared with RapidFuzz.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from kg.model.names import Names
from kg.search.lookup import Likeness, similar_names
from kg.search.normalize import key
from server.reconcile.parsing import ReconcileQuery
from server.repository.snapshot import Snapshot

CERTAIN = 90.0  # the score from which a single best candidate is a match
_FLOOR = 45.0
_POOL = 60  # candidates by name
_PART = 0.88  # factor for a name that contains the text
_WEIGHT = 0.35  # of properties in the score
_SOFT = 0.8  # factor for a candidate of another type with type_strict `should`


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that matches, the name that matches, and the features of the match."""

    iri: str
    name: str
    score: float
    match: bool
    similarity: float
    exact: bool
    type_match: bool
    property_match: float | None


def similar(snapshot: Snapshot, text: str) -> dict[str, tuple[float, str]]:
    """The things with similar names: the similarity, from 0 to 100, and the name."""
    wanted = key(text)
    named: dict[str, list[Likeness]] = defaultdict(list)
    for name in similar_names(snapshot.index, text, things=True):
        if name.form != "slug":
            named[name.key].append(name)
    scores: dict[str, float] = {}
    for name_key, score, _ in process.extract(
        wanted, named.keys(), scorer=fuzz.ratio, limit=_POOL, score_cutoff=_FLOOR
    ):
        scores[name_key] = score
    if len(wanted) > 1:
        for name_key, score, _ in process.extract(
            wanted, named.keys(), scorer=fuzz.partial_ratio, limit=_POOL, score_cutoff=80
        ):
            # Not for a name that is part of the text: Hubei is not Hubei Bank.
            if len(name_key) >= len(wanted):
                scores[name_key] = max(scores.get(name_key, 0.0), score * _PART)
    result: dict[str, tuple[float, str]] = {}
    for name_key, score in scores.items():
        for name in named[name_key]:
            better = max(score, _words(text, name.text)) if text.isascii() else score
            if better > result.get(name.iri, (0.0, ""))[0]:
                result[name.iri] = better, name.text
    return result


def label(names: Names, iri: str, text: str) -> str:
    """The label of a thing in the language of a text."""
    return names.label(iri, "en" if text.isascii() else "zh")


def _words(text: str, name: str) -> float:
    """The similarity of two English names regardless of word order."""
    return fuzz.token_sort_ratio(text.casefold(), name.casefold()) if name.isascii() else 0.0


def candidates(
    names: Names,
    wanted: ReconcileQuery,
    types: Collection[str],
    by_name: Mapping[str, tuple[float, str]],
    property_match: Callable[[str], float | None],
) -> list[Candidate]:
    """The candidates among `by_name`, best first, up to the limit of the query.

    `property_match` returns the similarity of properties, from 0 to 1; None without any.
    """
    result = [
        candidate
        for iri, (similarity, name) in by_name.items()
        if (
            candidate := _candidate(
                iri, name, similarity, wanted, names, types, property_match(iri)
            )
        )
    ]
    result.sort(key=lambda c: (-c.score, not c.exact, c.iri))
    return _decided(result)[: wanted.limit]


def _candidate(
    iri: str,
    name: str,
    similarity: float,
    wanted: ReconcileQuery,
    names: Names,
    types: Collection[str],
    fits: float | None,
) -> Candidate | None:
    own = names.types(iri)
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


def _decided(result: list[Candidate]) -> list[Candidate]:
    """The candidates, with `match` set on the first if it is exact and unrivalled."""
    if not result or result[0].score < CERTAIN or not result[0].exact:
        return result
    if any(rival.score > result[0].score - 5 and rival.exact for rival in result[1:2]):
        return result
    return [replace(result[0], match=True), *result[1:]]
