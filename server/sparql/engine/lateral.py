"""Rewriting of triples after an OPTIONAL into LATERAL groups (decision 0017).

The engine does not reorder joins across an OPTIONAL. It finds the triples after one in the whole
graph and joins by hash. In a LATERAL group they are looked up for each solution before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.queries.tokens import Token, tokens
from server.sparql.engine import triples
from server.sparql.engine.triples import SubjectTriples

_MAX_CHARACTERS = 20_000  # longer queries are not rewritten
_OPTIONAL = re.compile(r"(?i)\boptional\b")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ELEMENTS = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "LATERAL"}
# Other words within triples are not supported: the engine splits FILTERbound(?x), trueOPTIONAL.
_TRIPLE_WORDS = {"a", "true", "false"}
# Paths that may have length zero or have alternatives, whose multiplicity in the engine depends on
# what is bound; and triple terms.
_UNSUPPORTED = {"*", "?", "|", "!", "<", ">", "~"}
_Spans = list[tuple[int, int]]


def is_candidate(text: str) -> bool:
    """Whether `with_lateral` may rewrite the query: it has an OPTIONAL and is not too long."""
    return len(text) <= _MAX_CHARACTERS and bool(_OPTIONAL.search(text))


def with_lateral(text: str) -> str:
    """The query with LATERAL groups for triples after an OPTIONAL, or unchanged if in doubt.

    Both have the same solutions. If the engine cannot parse the result, run the original query.
    Parse the query with the engine first: long malformed queries may take seconds here.
    """
    if not is_candidate(text):
        return text
    try:
        spans = _Parser(text).parse()
    except (_NotRewritable, RecursionError):
        return text
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        parts += text[done:start], "LATERAL { ", text[start:end], " }"
        done = end
    return "".join(parts) + text[done:]


class _NotRewritable(Exception):
    """The query has syntax that the rewriting does not support."""


@dataclass(slots=True)
class _Group:
    """A group: the number of its patterns, and the variables bound by its triples.

    `spans` are the triples to rewrite, unless the group `has_other_joins` after the OPTIONAL: then
    the engine may do better to begin with those. `inner` are the spans of groups that the engine
    joins as if they had no braces, `separate` those of other groups.
    """

    patterns: int = 0
    bound: set[str] = field(default_factory=set)
    after_optional: bool = False
    has_other_joins: bool = False
    spans: _Spans = field(default_factory=list)
    inner: _Spans = field(default_factory=list)
    separate: _Spans = field(default_factory=list)

    def all_spans(self) -> _Spans:
        """All triples to rewrite, including those of inner groups."""
        own = [] if self.has_other_joins else self.spans
        return own + self.separate + (self.inner if self.patterns == 1 else [])


class _Parser:
    """Parses the groups of a query."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        if any(map(triples.is_ambiguous, self._tokens)):
            raise _NotRewritable
        self._tokens.append(Token("end", "", len(text), len(text)))
        self._at = 0

    def parse(self) -> _Spans:
        """The start and end of all triples to rewrite."""
        spans: _Spans = []
        while self._token.kind != "end":
            word = self._word
            if (
                word == "VALUES"
            ):  # joined with everything: the engine may do better to begin with it
                raise _NotRewritable
            if word == "CONSTRUCT":
                self._advance()
                if self._token.text == "{":  # a template
                    self._skip()
            elif self._token.text == "{":
                spans += self._group()
            else:
                self._skip()
        return spans

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    @property
    def _word(self) -> str:
        return self._token.keyword

    def _advance(self) -> None:
        if self._token.kind == "end":
            raise _NotRewritable
        self._at += 1

    def _skip(self) -> None:
        """Skip a token, or a bracket with its contents."""
        closing = _CLOSING.get(self._token.text)
        self._advance()
        if closing:
            while self._token.text != closing:
                self._skip()
            self._advance()

    def _skip_to(self, *openings: str) -> None:
        """Skip to the next of these brackets, and past its contents."""
        while self._token.text not in openings:
            self._skip()
        self._skip()

    def _group(self) -> _Spans:
        """Parse a group with its braces."""
        self._advance()
        group = _Group()
        if self._word == "SELECT":
            while self._token.text != "{":
                self._skip()
            group.separate += self._group()
            while self._token.text != "}":
                if self._word == "VALUES":
                    raise _NotRewritable
                self._skip()
        while self._token.text != "}":
            self._element(group)
        self._advance()
        return group.all_spans()

    def _element(self, group: _Group) -> None:
        word = self._word
        if word in ("SERVICE", "LATERAL"):
            raise _NotRewritable
        if word == "OPTIONAL" and not group.patterns:
            # The engine may pass solutions from outside the group to it, and then finds others.
            raise _NotRewritable
        if word in ("OPTIONAL", "MINUS", "GRAPH"):
            while self._token.text != "{":
                self._advance()
            if word == "GRAPH":
                self._count_pattern(group)
                group.inner += self._group()
            else:
                group.separate += self._group()
            group.after_optional |= word == "OPTIONAL"
        elif word == "FILTER":
            self._skip_to("(", "{")
        elif word == "BIND":
            self._skip_to("(")
        elif word == "VALUES":
            self._count_pattern(group)
            self._skip_to("{")
        elif word == "UNION" or self._token.text == ".":
            self._advance()
        elif self._token.text == "{":
            self._count_pattern(group)
            ahead = self._tokens[self._at + 1].text.upper()
            choice = self._tokens[self._at - 1].text.upper() == "UNION" or ahead == "SELECT"
            spans = self._group()
            if choice or self._word == "UNION":
                group.separate += spans
            else:
                group.inner += spans
        else:
            self._triples(group)

    @staticmethod
    def _count_pattern(group: _Group) -> None:
        group.patterns += 1
        group.has_other_joins |= group.after_optional

    def _triples(self, group: _Group) -> None:
        """Parse triples up to the next element or the end of the group."""
        start = self._at
        subjects, forward = [SubjectTriples()], True
        depth = 0
        while depth or (self._token.text not in ("{", "}") and self._word not in _ELEMENTS):
            token = self._token
            if token.text == "." and not depth:
                subjects.append(SubjectTriples())
            elif token.text != "^^":  # of a literal's datatype
                unsupported = token.kind == "operator" or token.text in _UNSUPPORTED
                if unsupported or (token.kind == "word" and token.text not in _TRIPLE_WORDS):
                    raise _NotRewritable
                forward = forward and token.text != "^"  # an inverse path may match thousands
                depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
                subjects[-1].add(token)
            self._advance()
        subjects = [one for one in subjects if not one.empty]
        block = self._tokens[start : self._at]
        rewritable = (
            forward
            and triples.objects_are_variables(block)
            and triples.are_connected(subjects, group.bound)
        )
        if not rewritable:
            group.has_other_joins |= group.after_optional
        elif group.after_optional and group.patterns > 1:
            group.spans.append((block[0].start, block[-1].end))
        group.patterns += triples.count_patterns(block)
        group.bound.update(*(one.variables for one in subjects))
