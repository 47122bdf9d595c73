"""Blocks of triples in the tokens of a query, examined without a parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.queries.tokens import Token

# Other tokens may look like an IRI: ?a<'x>y' is a comparison, in ?a<?b#c> a comment begins.
_CERTAIN_IRI = re.compile(r"<(?:[A-Za-z][\w+.-]*://[^'()]*|[^'()#]*)>")


@dataclass(slots=True)
class SubjectTriples:
    """The triples of one subject: the variable that is the subject, if any, and all variables."""

    subject: str | None = None
    variables: set[str] = field(default_factory=set)
    empty: bool = True

    def add(self, token: Token) -> None:
        """Add a token; the first is the subject."""
        variable = token.text[1:] if token.kind == "variable" else None
        if self.empty:
            self.subject, self.empty = variable, False
        if variable:
            self.variables.add(variable)


def is_ambiguous(token: Token) -> bool:
    """Whether the engine may tokenize the text in another way."""
    if token.kind == "iri":
        return not _CERTAIN_IRI.fullmatch(token.text)
    return token.kind == "other" and (token.text == "\\" or not token.text.isascii())


def objects_are_variables(tokens: list[Token]) -> bool:
    """Whether all objects are variables. A constant may select few triples to start from."""
    ends = [
        token
        for token, after in zip(tokens, [*tokens[1:], None], strict=True)
        if after is None or after.text in (",", ";", ".", "]")
    ]
    return all(token.text[0] in "?$,;.]" for token in ends)


def are_connected(subjects: list[SubjectTriples], bound: set[str]) -> bool:
    """Whether each subject is bound, or connected to a bound one in the direction of properties."""
    connected, remaining = set(bound), list(subjects)
    while reachable := [triples for triples in remaining if triples.subject in connected]:
        connected.update(*(triples.variables for triples in reachable))
        remaining = [triples for triples in remaining if triples not in reachable]
    return bool(subjects) and not remaining


def count_patterns(tokens: list[Token]) -> int:
    """About how many triple patterns there are: callers need to know whether more than one."""
    marks = [token.text for token in tokens]
    more = sum(
        mark == "/" or (mark in (";", ",", ".") and after not in (";", ".", "]", ""))
        for mark, after in zip(marks, [*marks[1:], ""], strict=True)
    )
    return 1 + more
