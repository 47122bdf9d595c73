"""Triples after an OPTIONAL, looked up for each solution that comes before them.

The engine orders the triples of a group well, but only those that no OPTIONAL parts: what follows
one it finds in the whole graph first, and joins then (decision 0017).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.queries.tokens import Token, tokens
from server.sparql.engine.triples import (
    Chunk,
    extend,
    nothing_given,
    patterns,
    reached,
    strange,
)

_LONGEST = 20_000  # characters of a query that is read for this
_OPTIONAL = re.compile(r"(?i)\boptional\b")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ELEMENTS = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "LATERAL"}
# All words of triples: the engine takes FILTERbound(?x) and trueOPTIONAL, one word here, for two.
_WORDS = {"a", "true", "false"}
# In paths: steps that may be none, which find even a node that is in no triple; a choice of steps,
# which the engine counts once between two nodes that it knows, however many they are. How often
# it finds them depends on what it looks up first, wherever they stand. Then triples within triples.
_UNSURE = {"*", "?", "|", "!", "<", ">", "~"}
_Spans = list[tuple[int, int]]


def readable(text: str) -> bool:
    """Whether the query is one that `following` reads: short enough, with an OPTIONAL."""
    return len(text) <= _LONGEST and bool(_OPTIONAL.search(text))


def following(text: str) -> str:
    """The query, with triples that follow an OPTIONAL in LATERAL groups; unchanged where in doubt.

    To join solutions with triples and to find those triples for each solution is the same, but for
    paths that may have no step, or a choice. If the engine cannot parse the result, run the query
    as it was. Long malformed queries may take seconds: have the engine parse them first.
    """
    if not readable(text):
        return text
    try:
        found = _Reader(text).read()
    except (_Unsure, RecursionError):
        return text
    parts: list[str] = []
    done = 0
    for start, end in sorted(found):
        parts += text[done:start], "LATERAL { ", text[start:end], " }"
        done = end
    return "".join(parts) + text[done:]


class _Unsure(Exception):
    """The query has something that is not understood here."""


@dataclass(slots=True)
class _Group:
    """What was read of a group: how many patterns, the variables that triples bind in it.

    `found` holds the triples to be looked up, unless the group is `mixed`: where more than those
    is joined after the OPTIONAL, the engine may do better to begin with that. `within` holds those
    of groups that the engine joins with this one as if it had no braces, `apart` those of others.
    """

    patterns: int = 0
    bound: set[str] = field(default_factory=set)
    after_optional: bool = False
    mixed: bool = False
    found: _Spans = field(default_factory=list)
    within: _Spans = field(default_factory=list)
    apart: _Spans = field(default_factory=list)

    def spans(self) -> _Spans:
        """All triples to be looked up, those of inner groups included."""
        own = [] if self.mixed else self.found
        return own + self.apart + (self.within if self.patterns == 1 else [])


class _Reader:
    """Reads a query's groups."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        if any(map(strange, self._tokens)):
            raise _Unsure
        self._tokens.append(Token("end", "", len(text), len(text)))
        self._at = 0

    def read(self) -> _Spans:
        """The start and end of all triples to be looked up."""
        found: _Spans = []
        while self._token.kind != "end":
            word = self._word
            if word == "VALUES":  # it is joined with all the rest, and may be the place to begin
                raise _Unsure
            if word == "CONSTRUCT":
                self._next()
                if self._token.text == "{":  # a template
                    self._pass()
            elif self._token.text == "{":
                found += self._group()
            else:
                self._pass()
        return found

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    @property
    def _word(self) -> str:
        return self._token.keyword

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

    def _group(self) -> _Spans:
        """Read a group, braces included."""
        self._next()
        group = _Group()
        if self._word == "SELECT":
            while self._token.text != "{":
                self._pass()
            group.apart += self._group()
            while self._token.text != "}":
                if self._word == "VALUES":
                    raise _Unsure
                self._pass()
        while self._token.text != "}":
            self._element(group)
        self._next()
        return group.spans()

    def _element(self, group: _Group) -> None:
        word = self._word
        if word in ("SERVICE", "LATERAL"):
            raise _Unsure
        if word == "OPTIONAL" and not group.patterns:
            raise _Unsure  # The engine may hand it solutions from without, and finds others then.
        if word in ("OPTIONAL", "MINUS", "GRAPH"):
            while self._token.text != "{":
                self._next()
            if word == "GRAPH":
                self._joined(group)
                group.within += self._group()
            else:
                group.apart += self._group()
            group.after_optional |= word == "OPTIONAL"
        elif word == "FILTER":
            self._pass_to("(", "{")
        elif word == "BIND":
            self._pass_to("(")
        elif word == "VALUES":
            self._joined(group)
            self._pass_to("{")
        elif word == "UNION" or self._token.text == ".":
            self._next()
        elif self._token.text == "{":
            self._joined(group)
            ahead = self._tokens[self._at + 1].text.upper()
            choice = self._tokens[self._at - 1].text.upper() == "UNION" or ahead == "SELECT"
            found = self._group()
            if choice or self._word == "UNION":
                group.apart += found
            else:
                group.within += found
        else:
            self._triples(group)

    @staticmethod
    def _joined(group: _Group) -> None:
        group.patterns += 1
        group.mixed |= group.after_optional

    def _triples(self, group: _Group) -> None:
        """Read triples up to the group's next element or its end."""
        start = self._at
        chunks, sure = [Chunk()], True
        depth = 0
        while depth or (self._token.text not in ("{", "}") and self._word not in _ELEMENTS):
            token = self._token
            if token.text == "." and not depth:
                chunks.append(Chunk())
            elif token.text != "^^":  # of a literal's datatype
                unsure = token.kind == "operator" or token.text in _UNSURE
                if unsure or (token.kind == "word" and token.text not in _WORDS):
                    raise _Unsure
                sure = sure and token.text != "^"  # against the arrow there may be thousands
                depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
                extend(chunks[-1], token)
            self._next()
        end = self._at
        chunks = [chunk for chunk in chunks if not chunk.empty]
        tokens = self._tokens[start:end]
        if not (sure and nothing_given(tokens) and reached(chunks, group.bound)):
            group.mixed |= group.after_optional
        elif group.after_optional and group.patterns > 1:
            group.found.append((tokens[0].start, tokens[-1].end))
        group.patterns += patterns(tokens)
        group.bound.update(*(chunk.variables for chunk in chunks))
