"""Look-up of nodes by name: by words, pinyin, parts of names, and similarity.

The build indexes each node under Chinese characters and pairs of them, English words, and pinyin,
complete and by initials; with the names of its classes and related nodes as context; and each name
under pieces that similar names share. `kg.search.comparison` scores what full text finds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz

from kg import namespaces
from kg.model.index import Index, Writer
from kg.search import normalize
from kg.search.comparison import SearchText

BASE_IRI = "base"  # the document with the base IRI of an index
_FORMS = {"label": 10.0, "alias": 8.0, "gist": 0.0, "text": 0.0}
_WEIGHT = 4.0  # of the weight of a node: things, and frequent mentions
_SAME = 1000.0  # score of an identifier
_SAID = 40.0  # score of a sentence with all words
_LIKE = 66.0  # least similarity of a good match, of 100
_FAR = 48.0  # least similarity of any match
_FEW = 20  # limit of hits by similarity
_ADDRESS = re.compile(r"^https?://[^/]+(?:/.*)?/doc/([^?]+)")
_NUMBER = re.compile(r"\d+\.\d+\.\d+-s\d+")
_POOL = 400  # candidates for similarity: the names that share most pieces
_PIECES = 100  # limit of pieces of a text; no name has more
_NEAR = 60.0  # least similarity for `nearest`, of 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A name to write: the number of its node, and its form: label, alias, gist or slug."""

    node: int
    text: str
    language: str
    form: str
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A result of a search: a node, and the name that matches, in `language`."""

    iri: str
    text: str
    language: str
    form: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Some of the hits and their total number; `near` is true if they are only similar."""

    total: int
    hits: Sequence[Hit]
    near: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name that shares pieces with a text, and its normalised key."""

    iri: str
    text: str
    form: str
    key: str


def write(writer: Writer, number: int, name: Entry, searched: bool) -> list[str]:
    """Write one name with a number; the words to index it under, if it is `searched`."""
    # Nobody types the pinyin of a gist, which is a sentence.
    has_pinyin = searched and normalize.is_han(name.text) and name.form != "gist"
    syllables = normalize.pinyin(name.text) if has_pinyin else []
    plain = [normalize.toneless(marked) for marked, _ in syllables]
    marked, numbered = (normalize.joined("".join(pair[i] for pair in syllables)) for i in (0, 1))
    key, toneless = normalize.key(name.text), "".join(plain)
    compared = normalize.normal(name.text), toneless, marked, numbered, normalize.initials(plain)
    row = (number, name.node, name.text, name.language, name.form, name.graph, key, *compared)
    writer.insert("name", [row])
    if name.form != "gist":
        writer.words("alike", number, words=[*normalize.pieces(key), *normalize.pieces(toneless)])
    if not searched:
        return []
    starts = range(len(plain))
    return [
        *normalize.grams(name.text),
        *("".join(plain[start:]) for start in starts),
        *(normalize.initials(plain[start:]) for start in starts),
    ]


def write_node(writer: Writer, node: int, words: Iterable[str], context: Iterable[str]) -> None:
    """Write the words that a node is indexed under, and the names in its context."""
    around = dict.fromkeys(gram for text in context for gram in normalize.grams(text))
    writer.words("bag", node, own=words, context=around)


def search(
    index: Index,
    text: str,
    classes: Collection[str] = (),
    limit: int = 20,
    offset: int = 0,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> SearchResult:
    """The nodes that match a text, best first; only members of `classes`, if any.

    Words may match several names of a node, its classes and its context. If no node matches all
    words, similar ones are returned. Classes are local names, and include subclasses. `texts` are
    the sentences of passages by IRI, which are searched too. An empty text matches nothing.
    """
    wanted = SearchText(text)
    hits, near = _named(index, text, classes), False
    if not hits:
        hits = _matching(index, wanted, wanted.all_words(), classes)
        if not classes or "Passage" in classes:
            hits |= _passages_with(wanted, texts, hits)
    if not hits:
        near = True
        hits = (
            _similar(index, wanted, classes, _LIKE)
            or _matching(index, wanted, wanted.any_word(), classes)
            or _similar(index, wanted, classes, _FAR)
        )
    ordered = sorted(hits.values(), key=lambda hit: (-hit.score, hit.iri))
    ordered = ordered[:_FEW] if near else ordered
    return SearchResult(len(ordered), ordered[offset : offset + limit], near)


def _named(index: Index, text: str, classes: Collection[str]) -> dict[str, Hit]:
    """The node that the text identifies: by IRI, prefixed name, address or passage number."""
    text = text.strip().strip("<>").partition("#")[0]
    base = index.document(BASE_IRI)
    if match := _ADDRESS.search(text):
        text = f"{base}{match[1]}"
    elif _NUMBER.fullmatch(text):
        text = namespaces.expand(f"r:{text}")
    elif ":" in text and "://" not in text and namespaces.namespace(text.partition(":")[0]):
        text = namespaces.expand(text)
    elif "://" not in text:
        return {}
    iri = namespaces.rebase(text, base)
    sql = (
        "SELECT iri, types, name.text, language, form FROM node JOIN name ON name.node = node.id "
        "WHERE iri = ? ORDER BY form = 'label' DESC, name.id LIMIT 1"
    )
    rows = index.rows(sql, iri)
    return {
        iri: Hit(iri, name, language, form, _SAME)
        for iri, types, name, language, form in rows
        if not classes or set(classes).intersection(types.split())
    }


def _matching(
    index: Index, search_text: SearchText, expression: str, classes: Collection[str]
) -> dict[str, Hit]:
    """The nodes that match a full-text expression, each with its best name."""
    if not expression:
        return {}
    wanted, values = _members(classes)
    rows = index.rows(
        "SELECT iri, weight, text, language, form, normal, toneless, marked, numbered, initials "
        "FROM (SELECT rowid FROM bag WHERE bag MATCH ?) AS found "
        f"JOIN node ON node.id = found.rowid {wanted}"
        "JOIN name ON name.node = node.id AND name.form != 'slug' "
        "WHERE weight IS NOT NULL AND (name.form = 'gist' OR node.class != 'Passage')",
        *(expression, *values),
    )
    best: dict[str, Hit] = {}
    for iri, weight, name, language, form, *compared in rows:
        score = search_text.score(*compared) + _FORMS[form] + _WEIGHT * weight - len(name) / 20
        if iri not in best or score > best[iri].score:
            best[iri] = Hit(iri, name, language, form, round(score, 3))
    return best


def _passages_with(
    wanted: SearchText, texts: Mapping[str, str], hits_by_gist: Mapping[str, Hit]
) -> dict[str, Hit]:
    """The passages whose sentences have all words, unless their gists score higher."""
    hits = {}
    for iri, text in texts.items() if wanted.words else ():
        normal = normalize.normal(text)
        if all(word in normal for word in wanted.words):
            score = _SAID + _FORMS["text"]
            if iri not in hits_by_gist or hits_by_gist[iri].score < score:
                hits[iri] = Hit(iri, text, "zh", "text", score)
    return hits


def _similar(
    index: Index, search_text: SearchText, classes: Collection[str], least: float
) -> dict[str, Hit]:
    """The nodes with a name of at least a given similarity."""
    pieces = list(dict.fromkeys(normalize.pieces(search_text.key)))[:_PIECES]
    if not pieces:
        return {}
    wanted, values = _members(classes)
    rows = index.rows(
        "SELECT iri, weight, text, language, form, key, toneless "
        f"FROM (SELECT rowid FROM alike WHERE alike MATCH ? ORDER BY rank LIMIT {_POOL}) AS found "
        f"JOIN name ON name.id = found.rowid JOIN node ON node.id = name.node {wanted}"
        "WHERE weight IS NOT NULL AND form != 'slug'",
        *(" OR ".join(f'"{piece}"' for piece in pieces), *values),
    )
    best: dict[str, Hit] = {}
    for iri, weight, name, language, form, *compared in rows:
        likeness = search_text.likeness(*compared)
        score = round(likeness + _WEIGHT * weight, 3)
        if likeness >= least and (iri not in best or score > best[iri].score):
            best[iri] = Hit(iri, name, language, form, score)
    return best


def _members(classes: Collection[str]) -> tuple[str, list[str]]:
    """The SQL condition for members of some classes, and its values."""
    if not classes:
        return "", []
    marks = ", ".join("?" * len(classes))
    sql = f"SELECT node FROM member WHERE member.class IN ({marks})"
    return f"AND node.id IN ({sql}) ", list(classes)


def by_name(index: Index, text: str) -> list[str]:
    """The IRIs with exactly this label, else alias, in any language.

    Without one, those with the same normalised name: script, case, width and punctuation differ.
    """
    for column, value in (("text", text), ("key", normalize.key(text))):
        sql = f"SELECT DISTINCT iri, form FROM name JOIN node ON node.id = node WHERE {column} = ?"
        rows = index.rows(sql, value) if value else ()  # "%" has no key
        for form in ("label", "alias"):
            if result := sorted(iri for iri, own in rows if own == form):
                return result
    return []


def suggest(index: Index, text: str, limit: int = 10) -> SearchResult:
    """Things for autocompletion of a text."""
    return search(index, text, ("Thing",), limit)


def containing(index: Index, text: str, limit: int, offset: int = 0) -> list[str]:
    """The things whose name or slug begins with the text, shortest first, then those with it."""
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


def similar_names(index: Index, text: str, things: bool = False) -> list[Likeness]:
    """The names, including slugs, that share most pieces with a text; optionally of things only."""
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
    """The IRIs whose slug or name is most similar to the text, best first."""
    key, slug = normalize.key(text), text.replace("-", " ").casefold()
    best: dict[str, float] = {}
    for one in similar_names(index, text):
        pair = (slug, one.text) if one.form == "slug" else (key, one.key)
        score = fuzz.ratio(*pair, score_cutoff=_NEAR)
        if score > best.get(one.iri, 0.0):
            best[one.iri] = score
    return sorted(best, key=lambda iri: (-best[iri], iri))[:limit]


def _all(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)
