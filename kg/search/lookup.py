"""Names -> what bears them: by words, by pinyin, by a part of a name, by likeness.

The build writes each name in the shapes in which it may be asked for: Chinese by single characters
and pairs, so that words of one and two characters are found; English by words; pinyin; and the
pieces that like names share. Full text finds candidates; what they are ranked by is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from kg.model.index import Index, Writer
from kg.search import normalize

_FORMS = {"label": 10.0, "alias": 6.0, "gist": 0.0}
_POOL = 400  # candidates for likeness; the names that share most pieces
_PIECES = 100  # of a text that are looked for; no name has more
_NEAR = 60.0  # from which two texts are near, of 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as it is written: of a node by its number, a label, an alias, a gist or a slug."""

    node: int
    text: str
    language: str
    form: str
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: `text` is the name by which, in `language`; higher scores come first."""

    iri: str
    text: str
    language: str
    form: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the hits, and how many there are in all."""

    total: int
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name that shares pieces with a text, and what it is compared by."""

    iri: str
    text: str
    form: str
    key: str


def write(writer: Writer, number: int, name: Entry, searched: bool) -> None:
    """Write one name under a number, to be found by its words too where it is `searched`."""
    # A gist is a sentence: nobody types its pinyin from the start.
    has_pinyin = searched and normalize.is_han(name.text) and name.form != "gist"
    spoken = normalize.pinyin(name.text) if has_pinyin else []
    plain = [normalize.toneless(marked) for marked, _ in spoken]
    marked, numbered = (normalize.joined("".join(pair[i] for pair in spoken)) for i in (0, 1))
    key = normalize.key(name.text)
    compared = normalize.normal(name.text), "".join(plain), marked, numbered
    row = (number, name.node, name.text, name.language, name.form, name.graph, key, *compared)
    writer.insert("name", [row])
    if searched:
        writer.words("grams", number, normalize.grams(name.text))
        writer.words("spoken", number, ("".join(plain[start:]) for start in range(len(plain))))
        if name.language == "en":
            writer.words("english", number, normalize.runs(name.text))
    if name.form != "gist":
        writer.words("alike", number, normalize.pieces(key))


def search(
    index: Index, text: str, classes: Collection[str] = (), limit: int = 20, offset: int = 0
) -> Found:
    """What bears the text in a name, best first; only members of the classes, if any.

    Classes are local names: Place finds office towers too. An empty text finds nothing.
    """
    best: dict[str, Hit] = {}
    wanted = set(classes)
    for hit, types in _candidates(index, text):
        if wanted and not wanted.intersection(types.split()):
            continue
        if hit.iri not in best or hit.score > best[hit.iri].score:
            best[hit.iri] = hit
    hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.iri))
    return Found(len(hits), hits[offset : offset + limit])


def by_name(index: Index, text: str) -> list[str]:
    """The IRIs of what bears exactly this label, else this alias, in any language.

    Where there is none, those of the same name but for script, case, width and punctuation.
    """
    for column, value in (("text", text), ("key", normalize.key(text))):
        sql = f"SELECT DISTINCT iri, form FROM name JOIN node ON node.id = node WHERE {column} = ?"
        rows = index.rows(sql, value) if value else ()  # "%" has no key
        for form in ("label", "alias"):
            if found := sorted(iri for iri, own in rows if own == form):
                return found
    return []


def suggest(index: Index, text: str, limit: int = 10) -> Found:
    """The things that a reader who has typed so much may mean."""
    return search(index, text, ("Thing",), limit)


def containing(index: Index, text: str, limit: int, offset: int = 0) -> list[str]:
    """The things whose name or slug begins with the text, shortest first; then those having it."""
    key = normalize.key(text)
    things = "JOIN member ON member.node = node.id AND member.class = 'Thing'"
    part = f"LIMIT {int(limit)} OFFSET {int(offset)}"
    pieces = normalize.whole_pieces(key)[:_PIECES]
    match = "name.id IN (SELECT rowid FROM alike WHERE alike MATCH ?) AND" if pieces else ""
    rows = index.rows(
        "SELECT iri, min(CASE WHEN substr(key, 1, length(?1)) = ?1 THEN length(key) END) AS begins "
        f"FROM name JOIN node ON node.id = name.node {things} "
        f"WHERE {match.replace('?', '?2')} form != 'gist' AND instr(key, ?1) "
        f"GROUP BY iri ORDER BY begins IS NULL, begins, iri {part}",
        *(key, *([_all(pieces)] if pieces else [])),
    )
    return [iri for iri, _ in rows]


def alike(index: Index, text: str, things: bool = False) -> list[Likeness]:
    """The names that share most with a text, of things only if so wanted; slugs are among them."""
    pieces = list(dict.fromkeys(normalize.pieces(normalize.key(text))))[:_PIECES]
    if not pieces:
        return []
    only = "JOIN member ON member.node = node.id AND member.class = 'Thing' " if things else ""
    rows = index.rows(
        "SELECT iri, text, form, key "
        f"FROM (SELECT rowid FROM alike WHERE alike MATCH ? ORDER BY rank LIMIT {_POOL}) AS found "
        f"JOIN name ON name.id = found.rowid JOIN node ON node.id = name.node {only}",
        " OR ".join(f'"{piece}"' for piece in pieces),
    )
    return [Likeness(*row) for row in rows]


def nearest(index: Index, text: str, limit: int = 5) -> list[str]:
    """The IRIs whose last part or name is most like the text, the best first."""
    key, slug = normalize.key(text), text.replace("-", " ").casefold()
    best: dict[str, float] = {}
    for one in alike(index, text):
        pair = (slug, one.text) if one.form == "slug" else (key, one.key)
        score = fuzz.ratio(*pair, score_cutoff=_NEAR)
        if score > best.get(one.iri, 0.0):
            best[one.iri] = score
    return sorted(best, key=lambda iri: (-best[iri], iri))[:limit]


def _candidates(index: Index, text: str) -> Iterator[tuple[Hit, str]]:
    """The names that have the words of a text, each with all classes of what bears it."""
    query = _Query(text)
    matches: set[int] = set()
    for table, expression in query.expressions():
        rows = index.rows(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", expression)
        matches |= {row[0] for row in rows}
    sql = (
        "SELECT text, language, form, normal, toneless, marked, numbered, iri, types, weight "
        "FROM name JOIN node ON node.id = name.node WHERE name.id IN (…)"
    )
    for name, language, form, *compared, iri, types, weight in index.among(sql, sorted(matches)):
        score = query.score(*compared) + _FORMS[form] + weight - len(name) / 100
        yield Hit(iri, name, language, form, round(score, 3)), types


def _all(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


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
        yield "grams", _all(self.asked)
        if not self.is_han:
            yield "english", _all(self.asked) + "*"
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
