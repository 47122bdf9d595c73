"""Triples after an OPTIONAL, looked up for each solution that comes before them.

The engine orders the triples of a group well, but only those that no OPTIONAL parts: what follows
one it finds in the whole graph first, and joins then (decision 0017).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from server.engine.dataset import TOKEN

_LONGEST = 20_000  # characters of a query that is read for this
OPTIONAL = re.compile(r"(?i)\boptional\b")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ELEMENTS = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "LATERAL"}
# In paths: steps that may be none, which find even a node that is in no triple; a choice of steps,
# which the engine counts once between two nodes that it knows, however many they are; steps
# against the arrow, of which there may be thousands. Then triples within triples.
_UNSURE = {"*", "?", "|", "!", "^", "<", ">", "~"}


def following(text: str) -> str:
    """The query, with triples that follow an OPTIONAL in LATERAL groups; unchanged where in doubt.

    To join solutions with triples and to find those triples for each solution is the same, but for
    paths that may have no step, or a choice. If the engine cannot parse the result, run the query
    as it was. Long malformed queries may take seconds: have the engine parse them first.
    """
    if len(text) > _LONGEST or not OPTIONAL.search(text):
        return text
    reader = _Reader(text)
    try:
        reader.read()
    except (_Unsure, RecursionError):
        return text
    parts: list[str] = []
    done = 0
    for start, end in sorted(reader.found):
        parts += text[done:start], "LATERAL { ", text[start:end], " }"
        done = end
    return "".join(parts) + text[done:]


class _Unsure(Exception):
    """The query has something that is not understood here."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Group:
    """What was read of a group: how many patterns, the variables that triples bind in it."""

    patterns: int = 0
    bound: set[str] = field(default_factory=set)
    after_optional: bool = False


@dataclass(slots=True)
class _Chunk:
    """Triples of one subject: its variable, if it is one, and all variables."""

    subject: str | None = None
    variables: set[str] = field(default_factory=set)
    empty: bool = True


class _Reader:
    """Reads a query's groups. `found` holds the start and end of triples to be looked up."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            _Token(token.lastgroup or "name", token[0], *token.span())
            for token in TOKEN.finditer(text)
            if token.lastgroup != "skip"
        ]
        self._tokens.append(_Token("end", "", len(text), len(text)))
        self._at = 0
        self.found: list[tuple[int, int]] = []

    def read(self) -> None:
        """Read the whole query."""
        while self._token.kind != "end":
            word = self._word
            if word in ("CONSTRUCT", "VALUES"):  # its braces hold a template, or terms
                self._next()
                if word == "VALUES" or self._token.text == "{":
                    self._pass_to("{")
            elif self._token.text == "{":
                self._group()
            else:
                self._pass()

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    @property
    def _word(self) -> str:
        return self._token.text.upper() if self._token.kind == "word" else ""

    def _next(self) -> None:
        if self._token.kind == "end":
            raise _Unsure
        self._at += 1

    def _pass(self) -> None:
        """Go past a token, or past a bracket and all that it holds."""
        closing = _CLOSING.get(self._token.text)
        self._next()
        if closing:
            while self._token.text != closing:
                self._pass()
            self._next()

    def _pass_to(self, *openings: str) -> None:
        """Go past the next of these brackets and all that it holds."""
        while self._token.text not in openings:
            self._pass()
        self._pass()

    def _group(self) -> None:
        """Read a group, braces included."""
        self._next()
        group = _Group()
        if self._word == "SELECT":
            while self._token.text != "{":
                self._pass()
            self._group()
            while self._token.text != "}":
                self._pass()
        while self._token.text != "}":
            self._element(group)
        self._next()

    def _element(self, group: _Group) -> None:
        word = self._word
        if word in ("SERVICE", "LATERAL"):
            raise _Unsure
        if word in ("OPTIONAL", "MINUS", "GRAPH"):
            while self._token.text != "{":
                self._next()
            self._group()
            group.after_optional |= word == "OPTIONAL"
            group.patterns += word == "GRAPH"
        elif word == "FILTER":
            self._pass_to("(", "{")
        elif word == "BIND":
            self._pass_to("(")
        elif word == "VALUES":
            self._pass_to("{")
            group.patterns += 1
        elif word == "UNION" or self._token.text == ".":
            self._next()
        elif self._token.text == "{":
            self._group()
            group.patterns += 1
        else:
            self._triples(group)

    def _triples(self, group: _Group) -> None:
        """Read triples up to the group's next element or its end."""
        start = self._at
        chunks, sure = [_Chunk()], True
        depth = 0
        while depth or (self._token.text not in ("{", "}") and self._word not in _ELEMENTS):
            token, ahead = self._token, self._tokens[self._at + 1 : self._at + 2]
            if token.text == "." and not depth and not _in_number(token, ahead):
                chunks.append(_Chunk())
            elif token.text == "^" and ahead and ahead[0].text == "^":
                self._next()  # of a literal's datatype
            else:
                sure = sure and token.text not in _UNSURE and token.text != "_"
                depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
                _extend(chunks[-1], token)
            self._next()
        end = self._at
        if self._tokens[end].text == "{" and self._tokens[end + 1].text == "|":
            raise _Unsure  # an annotation
        chunks = [chunk for chunk in chunks if not chunk.empty]
        if group.after_optional and group.patterns > 1 and sure and _reached(chunks, group.bound):
            self.found.append((self._tokens[start].start, self._tokens[end - 1].end))
        group.patterns += _patterns(self._tokens[start:end])
        group.bound.update(*(chunk.variables for chunk in chunks))


def _extend(chunk: _Chunk, token: _Token) -> None:
    variable = token.text[1:] if token.kind == "variable" and token.text[0] != "@" else None
    if chunk.empty:
        chunk.subject, chunk.empty = variable, False
    if variable:
        chunk.variables.add(variable)


def _in_number(token: _Token, ahead: list[_Token]) -> bool:
    """Whether a dot is that of a decimal number."""
    return bool(ahead) and ahead[0].start == token.end and ahead[0].text.isdigit()


def _reached(chunks: list[_Chunk], bound: set[str]) -> bool:
    """Whether each subject is bound, or is reached from one that is along the arrows."""
    known, left = set(bound), list(chunks)
    while ready := [chunk for chunk in left if chunk.subject in known]:
        known.update(*(chunk.variables for chunk in ready))
        left = [chunk for chunk in left if chunk not in ready]
    return bool(chunks) and not left


def _patterns(tokens: list[_Token]) -> int:
    """How many triple patterns there are, about: what matters is whether more than one."""
    marks = [token.text for token in tokens]
    more = sum(
        mark == "/" or (mark in (";", ",", ".") and after not in (";", ".", "]", ""))
        for mark, after in zip(marks, [*marks[1:], ""], strict=True)
    )
    return 1 + more
