"""Search for things, sentences and statements by their names. The only module that knows SQLite.

The build writes an index of labels, aliases and gists: of Chinese by single characters and pairs,
so that words of one and two characters are found; of English by words; and of pinyin. FTS5 finds
the candidates, and what they are ranked by is written here, in `_score`.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model.records import Records
from kg.rdf import Literal
from kg.search import normalize

_SCHEMA = """
CREATE TABLE item (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label_zh TEXT NOT NULL, label_en TEXT NOT NULL,
    class TEXT NOT NULL, kind TEXT NOT NULL, classes TEXT NOT NULL, weight REAL NOT NULL
);
CREATE TABLE name (
    id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item, text TEXT NOT NULL,
    language TEXT NOT NULL, form TEXT NOT NULL, normal TEXT NOT NULL,
    toneless TEXT NOT NULL, marked TEXT NOT NULL, numbered TEXT NOT NULL
);
CREATE VIRTUAL TABLE grams USING fts5(words, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE spoken USING fts5(words, content='', tokenize='ascii', prefix='2 3 4');
CREATE VIRTUAL TABLE english USING fts5(words, content='', tokenize='porter', prefix='2 3');
"""
# What may be found: a class, the properties that are its names, and how much more it counts.
_SOURCES = (
    ("wk:Thing", {"rdfs:label": "label", "skos:altLabel": "alias"}, 3.0),
    ("wk:Passage", {"wk:gist": "gist"}, 1.0),
    ("wk:Statement", {"rdfs:label": "label"}, 0.0),
)
_FORMS = {"label": 10.0, "alias": 6.0, "gist": 0.0}


@dataclass(frozen=True)
class Hit:
    """What was found: `text` is the name by which, in `language`; higher scores come first."""

    iri: str
    label_zh: str
    label_en: str
    cls: str
    kind: str
    text: str
    language: str
    form: str
    score: float


@dataclass(frozen=True)
class Found:
    """Some of the hits, and how many there are in all."""

    total: int
    hits: Sequence[Hit]


def build(path: Path, records: Records) -> None:
    """Write the index of a graph into a new file."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_SCHEMA)
        number = 0
        for item, (iri, forms, weight) in enumerate(_items(records), 1):
            connection.execute(
                "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (item, *_item(records, iri, weight)),
            )
            for text, language, form in forms:
                number += 1
                _insert(connection, number, item, text, language, form)
        for table in ("grams", "spoken", "english"):
            connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
    connection.close()


class Index:
    """An index, open for reading; several threads may ask it."""

    def __init__(self, path: Path) -> None:
        """Open the index. Raises sqlite3.OperationalError where there is none."""
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)

    def search(
        self, text: str, classes: Collection[str] = (), limit: int = 20, offset: int = 0
    ) -> Found:
        """What bears the text in a name, best first; only members of the classes, if any.

        Classes are local names: Place finds office towers too. An empty text finds nothing.
        """
        best: dict[int, Hit] = {}
        for item, hit, of in self._candidates(text):
            if classes and not of & set(classes):
                continue
            if item not in best or hit.score > best[item].score:
                best[item] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.iri))
        return Found(len(hits), hits[offset : offset + limit])

    def suggest(self, text: str, classes: Collection[str] = ("Thing",), limit: int = 10) -> Found:
        """What a reader who has typed so much may mean: things, unless told otherwise."""
        return self.search(text, classes, limit)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _candidates(self, text: str) -> Iterator[tuple[int, Hit, set[str]]]:
        query = _Query(text)
        matches: set[int] = set()
        for table, expression in query.expressions():
            rows = self._connection.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,)
            )
            matches |= {row[0] for row in rows}
        for chunk in _chunks(sorted(matches), 500):
            marks = ", ".join("?" * len(chunk))
            rows = self._connection.execute(
                "SELECT item, text, language, form, normal, toneless, marked, numbered, iri, "
                "label_zh, label_en, class, kind, classes, weight "
                f"FROM name JOIN item ON item.id = name.item WHERE name.id IN ({marks})",
                chunk,
            )
            for (
                item,
                name,
                language,
                form,
                *compared,
                iri,
                zh,
                en,
                cls,
                kind,
                classes,
                weight,
            ) in rows:
                score = query.score(*compared) + _FORMS[form] + weight - len(name) / 100
                hit = Hit(iri, zh, en, cls, kind, name, language, form, round(score, 3))
                yield item, hit, set(classes.split())


class _Query:
    """What was asked, in the shapes in which names are compared with it."""

    def __init__(self, text: str) -> None:
        self.normal = normalize.normal(text)
        self.asked = normalize.asked(text)
        self.is_han = normalize.is_han(self.normal)
        self.toneless = "" if self.is_han else normalize.toneless(text)
        self.joined = normalize.joined(text)

    def expressions(self) -> Iterator[tuple[str, str]]:
        """The tables to look into, with what to match there."""
        if not self.asked:
            return
        yield "grams", " AND ".join(f'"{word}"' for word in self.asked)
        if not self.is_han:
            yield "english", " AND ".join(f'"{word}"' for word in self.asked) + "*"
            if self.toneless.isascii() and self.toneless.isalnum():
                yield "spoken", f'"{self.toneless}"*'

    def score(self, normal: str, toneless: str, marked: str, numbered: str) -> float:
        """How well a name answers: the same, then begins so, then has it, then has its words."""
        score = _closeness(self.normal, normal)
        if self.toneless and toneless:
            spoken = _closeness(self.toneless, toneless) - 10
            if self.joined != self.toneless and (self.joined in marked or self.joined in numbered):
                spoken += 5
            score = max(score, spoken)
        return score


def _closeness(asked: str, name: str) -> float:
    if name == asked:
        return 100
    if name.startswith(asked):
        return 60 + 20 * len(asked) / len(name)
    if asked in name:
        return 40 + 20 * len(asked) / len(name)
    return 20


def _items(records: Records) -> Iterator[tuple[str, list[tuple[str, str, str]], float]]:
    """What is indexed: its IRI, its names with language and form, and what it counts more."""
    for cls, properties, weight in _SOURCES:
        for iri in records.members(cls):
            names = [
                (term.value, term.language or "", form)
                for name, form in properties.items()
                for term in records.values(iri, name)
                if isinstance(term, Literal)
            ]
            mentions = len(records.values(iri, "wk:mentionedIn"))
            yield iri, names, weight + math.log1p(mentions)


def _item(records: Records, iri: str, weight: float) -> tuple[str | float, ...]:
    names = records.names
    own = next(iter(names.classes(iri)), "")
    classes = sorted(names.local(cls) for cls in names.types[iri])
    labels = names.label(iri, "zh"), names.label(iri, "en")
    return (iri, *labels, names.local(own), names.kind(own), " ".join(classes), round(weight, 3))


def _insert(
    connection: sqlite3.Connection, number: int, item: int, text: str, language: str, form: str
) -> None:
    """One name, in each of the ways in which it may be asked for."""
    # A gist is a sentence: nobody types its pinyin from the start.
    spoken = normalize.pinyin(text) if normalize.is_han(text) and form != "gist" else []
    plain = [normalize.toneless(marked) for marked, _ in spoken]
    marked, numbered = (normalize.joined("".join(pair[i] for pair in spoken)) for i in (0, 1))
    row = (
        number,
        item,
        text,
        language,
        form,
        normalize.normal(text),
        "".join(plain),
        marked,
        numbered,
    )
    connection.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    tables = {
        "grams": normalize.grams(text),
        "spoken": ["".join(plain[start:]) for start in range(len(plain))],
        "english": normalize.runs(text) if language == "en" else [],
    }
    for table, found in tables.items():
        if found:
            sql = f"INSERT INTO {table}(rowid, words) VALUES (?, ?)"
            connection.execute(sql, (number, " ".join(found)))


def _chunks(numbers: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
