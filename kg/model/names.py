"""The names and classes of IRIs, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from typing import Literal as OneOf

from kg import namespaces
from kg.model import vocabulary
from kg.model.index import Index
from kg.model.palette import COLOURS
from kg.model.vocabulary import Vocabulary
from kg.namespaces import PREFIXES
from kg.rdf import NamedNode

Language = OneOf["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
ALIAS = NamedNode(f"{PREFIXES['skos']}altLabel")
TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_CACHE_SIZE = 1 << 13  # nodes


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a node, and the named graph that states it; a preferred one is its label."""

    text: str
    language: str
    preferred: bool
    graph: str


@dataclass(frozen=True, slots=True)
class Node:
    """A resource with a name or one of our classes; `types` are the IRIs of all its classes."""

    iri: str
    names: tuple[Name, ...]
    types: frozenset[str]
    mentions: int = 0  # number of passages that mention it

    def labels(self) -> dict[str, Name]:
        """The label in each language."""
        return {name.language: name for name in self.names if name.preferred}


@dataclass(frozen=True)
class Names:
    """The nodes of a build by IRI, in memory or in an index, under the vocabulary of the build.

    `external` are what pages call what has no label: terms of other vocabularies.
    """

    base: str
    nodes: Mapping[str, Node]
    vocabulary: Vocabulary
    external: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, iri: str, language: Language) -> str:
        """The label in the language, else in the other, else a prefixed name."""
        node = self.nodes.get(iri)
        labels = node.labels() if node else {}
        if name := labels.get(language) or next(iter(labels.values()), None):
            return name.text
        return self.external[iri][language] if iri in self.external else self.short(iri)

    def aliases(self, iri: str, language: Language) -> list[str]:
        """The other names of a thing in the language."""
        node = self.nodes.get(iri)
        names = node.names if node else ()
        return [name.text for name in names if not name.preferred and name.language == language]

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI, else the IRI."""
        return namespaces.compact(iri, self.base)

    def reference(self, iri: str) -> str:
        """The reference of a passage: 1.2.2-s03, or wuhan-2025/1.2.2-s03."""
        return namespaces.reference(iri, self.base)

    def local(self, iri: str) -> str:
        """The last part of an IRI: partOf."""
        return re.split(r"[/#:]", self.short(iri).rstrip("/#:"))[-1]

    def wk(self, name: str) -> str:
        """The IRI of a term of the vocabulary."""
        return self._terms + name

    def iri(self, name: str) -> str:
        """The IRI of a prefixed name."""
        return namespaces.rebase(namespaces.expand(name), self.base)

    def types(self, iri: str) -> frozenset[str]:
        """All classes of a node."""
        node = self.nodes.get(iri)
        return node.types if node else frozenset()

    def is_thing(self, iri: str) -> bool:
        """Whether it is a wk:Thing."""
        return self.wk("Thing") in self.types(iri)

    def classes(self, iri: str) -> list[str]:
        """Its most specific classes of ours, first those that its IRI begins with."""
        ours = {cls for cls in self.types(iri) if cls.startswith(self._terms)}
        wide = {cls for low in ours for cls in self.vocabulary.above(low)}
        prefix = self.short(iri).partition(":")[0]
        return sorted(ours - wide, key=lambda c: (not self.kind(c).lower().startswith(prefix), c))

    def kind(self, cls: str) -> str:
        """The local name of the class that determines its colour: Place for an office tower."""
        return self._palette_class(cls) or self.local(cls)

    def colour_class(self, iri: str) -> str:
        """The class that determines the colour of a class or of a member; else empty."""
        if iri in self.vocabulary.classes:
            return self._palette_class(iri)
        return next(iter(map(self._palette_class, self.classes(iri))), "")

    def oriented(self, source: str, relation: str, target: str) -> tuple[str, str, str]:
        """The relation in canonical form: one of two inverses; symmetric ones with sorted ends."""
        if relation in self.vocabulary.inverses:
            return target, self.vocabulary.inverses[relation], source
        if relation in self.vocabulary.symmetric:
            source, target = sorted((source, target))
        return source, relation, target

    def _palette_class(self, cls: str) -> str:
        chain = sorted(self.local(one) for one in (cls, *self.vocabulary.above(cls)))
        return next((name for name in chain if name in COLOURS), "")

    @cached_property
    def _terms(self) -> str:
        return namespaces.rebase(PREFIXES["wk"], self.base)


def class_key(cls: str, base: str) -> str:
    """The key of a class in an index: its local name if it is ours."""
    return namespaces.compact(cls, base).removeprefix("wk:")


def class_iri(key: str, base: str) -> str:
    """The IRI of the class with a key in an index."""
    if "://" in key:
        return key
    return namespaces.rebase(namespaces.expand(key if ":" in key else f"wk:{key}"), base)


def open_names(index: Index, base: str) -> Names:
    """The names in an index with a base IRI."""
    return Names(base, Nodes(index, base), vocabulary.read(index))


# The nodes of a report, whose IRI is given thrice.
_OF_REPORT = (
    "(SELECT node FROM mention WHERE report = ? UNION ALL SELECT node FROM statement "
    "WHERE report = ? UNION ALL SELECT node FROM passage WHERE report = ?)"
)


class Nodes(Mapping[str, Node]):
    """The nodes of an index, with a cache of the most recent."""

    def __init__(self, index: Index, base: str) -> None:
        self._index = index
        self._base = base
        self._class = cache(partial(class_iri, base=base))
        self._cached = lru_cache(maxsize=_CACHE_SIZE)(self._read)

    def __getitem__(self, iri: str) -> Node:
        if node := self._cached(iri):
            return node
        raise KeyError(iri)

    def __iter__(self) -> Iterator[str]:
        return (iri for (iri,) in self._index.rows("SELECT iri FROM node ORDER BY iri"))

    def __len__(self) -> int:
        (row,) = self._index.rows("SELECT count(*) FROM node")
        return int(row[0])

    def of_class(self, cls: str) -> list[str]:
        """The members of a class, in the order of their IRIs."""
        sql = "SELECT iri FROM member JOIN node ON id = node WHERE member.class = ? ORDER BY iri"
        return [iri for (iri,) in self._index.rows(sql, class_key(cls, self._base))]

    def page(
        self,
        cls: str,
        order: str,
        language: Language,
        down: bool,
        limit: int,
        offset: int,
        report: str = "",
    ) -> list[str]:
        """Some members of a class, ordered by `name`, `mentions` or `class`.

        Where a report is given, by its IRI, only what that states or mentions.
        """
        way, name = "DESC" if down else "ASC", f"order_{language}"
        by = {
            "name": f"{name} {way}",
            "mentions": f"mentions {way}, {name}",  # ties in order of names
            "class": f"node.class {way}, {name} {way}",
        }[order]
        only, given = (f"AND node.id IN {_OF_REPORT}", [report] * 3) if report else ("", [])
        sql = (
            "SELECT iri FROM member JOIN node ON id = node WHERE member.class = ? "
            f"{only} ORDER BY {by}, iri LIMIT ? OFFSET ?"
        )
        rows = self._index.rows(sql, class_key(cls, self._base), *given, limit, offset)
        return [iri for (iri,) in rows]

    def count(self, cls: str) -> int:
        """How many members a class has."""
        key = class_key(cls, self._base)
        row = self._index.row("SELECT count(*) FROM member WHERE class = ?", key)
        return row[0] if row else 0

    def counts(self, report: str) -> dict[str, int]:
        """How many members of each class a report states or mentions; none for other classes."""
        sql = f"SELECT class, count(*) FROM member WHERE node IN {_OF_REPORT} GROUP BY class"
        rows = self._index.rows(sql, *[report] * 3)
        return {self._class(key): count for key, count in rows}

    def of_report(self, report: str) -> set[str]:
        """The IRIs of what a report states or mentions, its passages and statements too."""
        sql = f"SELECT iri FROM node WHERE id IN {_OF_REPORT}"
        return {iri for (iri,) in self._index.rows(sql, *[report] * 3)}

    def members(self, cls: str, limit: int, offset: int) -> tuple[int, list[str]]:
        """The number of things in a class, and some of them in the order of English labels."""
        tables = (
            "member JOIN node ON node.id = member.node "
            "JOIN member AS thing ON thing.node = node.id AND thing.class = 'Thing'"
        )
        key, where = class_key(cls, self._base), "WHERE member.class = ?"
        row = self._index.row(f"SELECT count(*) FROM {tables} {where}", key)
        rows = self._index.rows(
            f"SELECT iri FROM {tables} {where} ORDER BY order_en, iri LIMIT ? OFFSET ?",
            *(key, limit, offset),
        )
        return row[0] if row else 0, [iri for (iri,) in rows]

    def _read(self, iri: str) -> Node | None:
        row = self._index.row("SELECT id, types, mentions FROM node WHERE iri = ?", iri)
        if row is None:
            return None
        number, types, mentions = row
        names = self._index.rows(
            "SELECT text, language, form, graph FROM name "
            "WHERE node = ? AND form IN ('label', 'alias') ORDER BY id",
            number,
        )
        return Node(
            iri,
            tuple(
                Name(text, language, form == "label", graph)
                for text, language, form, graph in names
            ),
            frozenset(map(self._class, types.split())),
            mentions,
        )
