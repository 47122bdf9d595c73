"""All names of the build in memory: to tell what a text means, or what it nearly means.

Exact first, then alike: names are compared without case, width, blanks, punctuation, and with
traditional characters made simplified.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from kg import namespaces
from kg.model.names import LABEL
from kg.rdf import Literal, NamedNode
from kg.search.normalize import normal
from server.http.language import Language
from server.repository.views import Reader

_NOISE = re.compile(r"[\W_]+")
_NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing; `key` is what names are compared by."""

    iri: str
    text: str
    language: str
    preferred: bool
    key: str


@dataclass(frozen=True)
class Names:
    """The names of a build, by thing and by key, and the types of things."""

    of: Mapping[str, tuple[Name, ...]]
    by_key: Mapping[str, tuple[Name, ...]]
    types: Mapping[str, frozenset[str]]
    stated: Mapping[str, tuple[str, ...]]
    base: str

    def label(self, iri: str, language: Language) -> str:
        """The label in the language, else in the other, else the short name."""
        labels = {n.language: n.text for n in self.of.get(iri, ()) if n.preferred}
        return labels.get(language) or next(
            iter(labels.values()), namespaces.compact(iri, self.base)
        )

    def exact(self, text: str) -> list[str]:
        """The IRIs of what bears exactly this label, else this alias, in any language."""
        named = self.by_key.get(key(text), ())
        for preferred in (True, False):
            found = {n.iri for n in named if n.text == text and n.preferred is preferred}
            if found:
                return sorted(found)
        return []


def read(reader: Reader) -> Names:
    """The names of the reader's build."""
    return reader.once(_read)


def nearest(reader: Reader, text: str, limit: int = 5) -> list[str]:
    """The IRIs whose last part or name is most like the text, the best first."""
    found = read(reader)
    wanted = text.replace("-", " ").casefold()
    slugs = {iri: iri.rpartition("/")[2].replace("-", " ").casefold() for iri in found.of}
    best = {
        iri: score
        for _, score, iri in process.extract(
            wanted, slugs, scorer=fuzz.ratio, limit=limit, score_cutoff=_NEAR
        )
    }
    for name_key, score, _ in process.extract(
        key(text), found.by_key.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=_NEAR
    ):
        for name in found.by_key[name_key]:
            best[name.iri] = max(score, best.get(name.iri, 0.0))
    return sorted(best, key=lambda iri: (-best[iri], iri))[:limit]


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What the text is compared by."""
    return _NOISE.sub("", normal(text))


def _read(reader: Reader) -> Names:
    of: dict[str, list[Name]] = defaultdict(list)
    by_key: dict[str, list[Name]] = defaultdict(list)
    for row in reader.rows("names_all"):
        thing, text = row["thing"], row["name"]
        if isinstance(thing, NamedNode) and isinstance(text, Literal):
            preferred = row["property"] == LABEL
            name = Name(thing.value, text.value, text.language or "", preferred, key(text.value))
            of[name.iri].append(name)
            by_key[name.key].append(name)
    types: dict[str, set[str]] = defaultdict(set)
    stated: dict[str, list[str]] = defaultdict(list)
    for row in reader.rows("names_types"):
        thing, type_, told = row["thing"], row["type"], row["stated"]
        if isinstance(thing, NamedNode) and isinstance(type_, NamedNode):
            types[thing.value].add(type_.value)
            if isinstance(told, Literal) and told.value == "true":
                stated[thing.value].append(type_.value)
    return Names(
        {iri: tuple(names) for iri, names in of.items()},
        {k: tuple(names) for k, names in by_key.items()},
        {iri: frozenset(found) for iri, found in types.items()},
        {iri: tuple(sorted(found)) for iri, found in stated.items()},
        reader.base,
    )
