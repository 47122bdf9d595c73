"""Runs of triples in a query's tokens: what can be told of them before the query is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.queries.tokens import Token

# What is no IRI may look like one: ?a<'x>y' is a comparison, in ?a<?b#c> a comment begins.
_SURE_IRI = re.compile(r"<(?:[A-Za-z][\w+.-]*://[^'()]*|[^'()#]*)>")


@dataclass(slots=True)
class Chunk:
    """Triples of one subject: its variable, if it is one, and all variables."""

    subject: str | None = None
    variables: set[str] = field(default_factory=set)
    empty: bool = True


def strange(token: Token) -> bool:
    """Whether the engine may read the token otherwise than it was read here."""
    if token.kind == "iri":
        return not _SURE_IRI.fullmatch(token.text)
    return token.kind == "other" and (token.text == "\\" or not token.text.isascii())


def nothing_given(tokens: list[Token]) -> bool:
    """Whether all objects are variables: a term may be that of a few triples to begin with."""
    ends = [
        token
        for token, after in zip(tokens, [*tokens[1:], None], strict=True)
        if after is None or after.text in (",", ";", ".", "]")
    ]
    return all(token.text[0] in "?$,;.]" for token in ends)


def extend(chunk: Chunk, token: Token) -> None:
    """Add a token: the first is the subject."""
    variable = token.text[1:] if token.kind == "variable" else None
    if chunk.empty:
        chunk.subject, chunk.empty = variable, False
    if variable:
        chunk.variables.add(variable)


def reached(chunks: list[Chunk], bound: set[str]) -> bool:
    """Whether each subject is bound, or is reached from one that is along the arrows."""
    known, left = set(bound), list(chunks)
    while ready := [chunk for chunk in left if chunk.subject in known]:
        known.update(*(chunk.variables for chunk in ready))
        left = [chunk for chunk in left if chunk not in ready]
    return bool(chunks) and not left


def patterns(tokens: list[Token]) -> int:
    """How many triple patterns there are, about: what matters is whether more than one."""
    marks = [token.text for token in tokens]
    more = sum(
        mark == "/" or (mark in (";", ",", ".") and after not in (";", ".", "]", ""))
        for mark, after in zip(marks, [*marks[1:], ""], strict=True)
    )
    return 1 + more
