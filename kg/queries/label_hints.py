"""Hints for a query that finds nothing: labels, terms and dates that are written in another way.

A label matches only with its language tag and character for character. A query may have left out
the tag, or have brackets of the other width, or ask for an alias where it wants a label. A term or
code that does not exist matches nothing, and a date is less or greater only than an xsd:date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple

from kg.model.index import Index
from kg.model.names import Language
from kg.namespaces import BASE, CODE_LISTS, ONTOLOGY, compact, namespace, rebase
from kg.queries.tokens import Token, prologue, tokens
from kg.search import normalize

Kind = Literal["tag", "form", "property", "term", "date"]

_MOST = 5  # hints
_READ = 40  # literals of a query that are looked up
_LONGEST = 200  # characters of a literal that may be a label
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
# Functions that look for a part of a text.
_PARTS = {"CONTAINS", "STRSTARTS", "STRENDS", "REGEX", "REPLACE", "STRBEFORE", "STRAFTER"}
_PLAIN = {"zh": "wk:labelZh", "en": "wk:labelEn"}
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"
_DATE = re.compile(r"""(["'])\d{4}-\d\d-\d\d\1""")
_ORDER = {"<", ">", "<=", ">="}
_NEAR = 0.7  # likeness of a term, from 0 to 1


@dataclass(frozen=True, slots=True)
class LabelHint:
    """What a query seems to mean, and what is wrong in the query.

    `kind` is "tag" where the language tag of a label is missing or another, "form" where other
    characters are written, "property" where the text is not what the property holds; "term" where
    a term or code does not exist and `iri` is the nearest one, "date" where a date has no datatype.
    """

    kind: Kind
    written: str
    label: str
    language: str
    alias: bool
    iri: str

    def words(self, language: Language, base: str) -> str:
        """The hint in a sentence or two; `base` is that of the build."""
        name = compact(self.iri, base)
        if self.kind == "term":
            if language == "zh":
                return f"本体里没有{self.written}，是不是{name}？"
            return f"{self.written} is no term of the ontology; did you mean {name}?"
        if self.kind == "date":
            typed = f'"{self.label}"^^xsd:date'
            if language == "zh":
                return f"与日期比较大小要写数据类型：{typed}。"
            return f"to compare with a date, write the datatype too: {typed}."
        literal = f'"{self.label}"@{self.language}'
        plain = _PLAIN.get(self.language, "")
        if language == "zh":
            where = f"{name}的{'别名（skos:altLabel）' if self.alias else '标签（rdfs:label）'}"
            said = f"{where}是{literal}"
            repair = {
                "tag": "语言标记也要写上" + ("。" if self.alias else f"，或改用{plain}。"),
                "form": f"与所写的“{self.written}”不是同样的字符。",
                "property": "请改用这个属性" + ("。" if self.alias else f"，或用{plain}。"),
            }
            return f"{said}，{repair[self.kind]}"
        said = f"{literal} is {'an alias (skos:altLabel)' if self.alias else 'the label'} of {name}"
        repair = {
            "tag": "write the language tag too" + ("." if self.alias else f", or match {plain}."),
            "form": f'the query has other characters: "{self.written}".',
            "property": "match that property" + ("." if self.alias else f", or {plain}."),
        }
        return f"{said}; {repair[self.kind]}"


class _Text(NamedTuple):
    """A literal of a query: its text, its language tag, and how the query uses it."""

    text: str
    tag: str
    property: str  # the local name of the property before it; "" where another token stands there
    compared: bool  # with what a function returns, as in STR(?x) = "…"


class _Name(NamedTuple):
    text: str
    language: str
    alias: bool
    iri: str


def label_hints(query: str, index: Index, base: str = BASE) -> list[LabelHint]:
    """The hints for a query that found nothing, at most five; `base` is that of the build."""
    terms = {one.local for one in tokens(query) if one.kind == "name"}
    found = dict.fromkeys((*_unknown_terms(query, index, base), *_untyped_dates(query)))
    for number, literal in enumerate(_literals(query)):
        if number == _READ or len(found) >= _MOST:
            break
        if literal.text and len(literal.text) <= _LONGEST:
            found |= dict.fromkeys(_hints(literal, terms, index))
    return list(found)[:_MOST]


def _unknown_terms(query: str, index: Index, base: str) -> Iterator[LabelHint]:
    """The terms and codes of a query that do not exist, where another has a similar name."""
    declared, first = prologue(query)
    spaces = {
        rebase(space, base)
        for space in (f"{ONTOLOGY}/", *(f"{BASE}code/{name}/" for name in CODE_LISTS))
    }
    for token in tokens(query[first.start :] if first else ""):
        if token.kind != "name" or not token.local:
            continue
        known = declared.get(token.prefix) or rebase(namespace(token.prefix) or "", base)
        space = known.strip("<>")
        if space not in spaces:
            continue
        rows = index.rows("SELECT iri FROM node WHERE iri > ? AND iri < ? || '~'", space, space)
        names = [str(iri)[len(space) :] for (iri,) in rows]
        if token.local in names:
            continue
        for near in get_close_matches(token.local, names, 1, _NEAR):
            yield LabelHint("term", token.text, near, "", False, space + near)


def _untyped_dates(query: str) -> Iterator[LabelHint]:
    """The dates without a datatype that a query compares with a variable."""
    found = list(tokens(query))
    for before, operator, text, after in zip(found, found[1:], found[2:], found[3:], strict=False):
        if before.kind != "variable" or operator.text not in _ORDER or after.text == "^^":
            continue
        if _DATE.fullmatch(text.text):
            yield LabelHint("date", _text(text), _text(text), "", False, _XSD_DATE)


def _hints(literal: _Text, terms: set[str], index: Index) -> Iterator[LabelHint]:
    names = _named(index, "text", literal.text)
    if not names:
        key = normalize.key(literal.text)
        same = unicodedata.normalize("NFKC", literal.text)
        names = [
            name
            for name in (_named(index, "key", key) if key else ())
            if unicodedata.normalize("NFKC", name.text) == same
        ]
    for name in names[:_MOST]:
        if kind := _wrong(literal, name, names, terms):
            yield LabelHint(kind, literal.text, *name)


def _wrong(literal: _Text, name: _Name, names: list[_Name], terms: set[str]) -> Kind | None:
    """What is wrong with a literal that means this name; None where nothing need be."""
    if literal.text != name.text:
        return "form"
    asked = {literal.property} if literal.property else terms
    plain = [tag for tag, term in _PLAIN.items() if term.partition(":")[2] in asked]
    if literal.compared or not asked & {"label", "altLabel", "labelZh", "labelEn"}:
        return None
    if plain and not literal.tag:
        fits = any(one.language in plain and not one.alias for one in names)
        return None if fits or "label" in asked else "property"
    if literal.tag and any(one.language == literal.tag for one in names):
        wanted = {"altLabel" if one.alias else "label" for one in names}
        return None if wanted & asked else "property"
    return "tag"


def _named(index: Index, column: str, value: str) -> list[_Name]:
    """The labels, then the aliases, that are written so, or have that key."""
    rows = index.rows(
        "SELECT text, language, form = 'alias', iri FROM name JOIN node ON node.id = node "
        f"WHERE {column} = ? AND form IN ('label', 'alias') ORDER BY form = 'alias', iri, text",
        value,
    )
    return [_Name(text, language, bool(alias), iri) for text, language, alias, iri in rows]


def _literals(query: str) -> Iterator[_Text]:
    """The literals of a query that may stand for a whole label."""
    found = list(tokens(query))
    opened: list[str] = []
    for n, token in enumerate(found):
        if token.text == "(":
            opened.append(found[n - 1].keyword if n else "")
        elif token.text == ")" and opened:
            opened.pop()
        if token.kind != "string" or (opened and opened[-1] in _PARTS):
            continue
        after = found[n + 1] if n + 1 < len(found) else None
        if after and after.text == "^^":
            continue
        tag = after.text[1:].lower() if after and after.kind == "language" else ""
        before = found[n - 1] if n else None
        property_ = before.local if before and before.kind == "name" else ""
        yield _Text(_text(token), tag, property_, _compared(found, n))


def _compared(found: list[Token], n: int) -> bool:
    """Whether the token stands behind `=` and the end of a call."""
    return n > 1 and found[n - 1].text in ("=", "!=") and found[n - 2].text == ")"


def _text(token: Token) -> str:
    """What a literal's token stands for."""
    size = 3 if token.text.startswith(('"""', "'''")) else 1
    return _ESCAPE.sub(_character, token.text[size:-size])


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else ""
    return _ESCAPES.get(escape[3], escape[3])
