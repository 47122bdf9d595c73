"""The tokenizer of SPARQL; parsing is left to the engine.

Malformed text has tokens too, of one character each if no longer one matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<skip>[ \t\r\n]+|\#[^\r\n]*)
    |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*\"{3}
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    |(?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:\w(?:[\w.-]*[\w-])?)
    |(?P<name>(?:[^\W\d_][\w.-]*+(?<!\.))?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*(?<!\.))
    |(?P<word>[^\W\d]\w*)
    |(?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+))
    |(?P<operator><<\(?|\)?>>|\{\||\|\}|\^\^|&&|\|\||[!<>]=)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}


class Token(NamedTuple):
    """A token: its kind, which is a group of `_TOKEN`, its text, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in upper case; "" if the token is not a word."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def prefix(self) -> str:
        """The prefix of a prefixed name."""
        return self.text.partition(":")[0]

    @property
    def local(self) -> str:
        """The local part of a prefixed name, with escapes resolved."""
        return re.sub(r"\\(.)", r"\1", self.text.partition(":")[2])


def tokens(text: str, skipped: bool = False) -> Iterator[Token]:
    """The tokens of a text; white space and comments only where `skipped`, as kind "skip"."""
    for match in _TOKEN.finditer(text):
        if skipped or match.lastgroup != "skip":
            yield Token(match.lastgroup or "other", match[0], *match.span())


def prologue(text: str) -> tuple[dict[str, str], Token | None]:
    """The IRI of each declared prefix, and the first token after the prologue."""
    declared: dict[str, str] = {}
    stream = tokens(text)
    for token in stream:
        if token.keyword == "PREFIX":
            name, iri = next(stream, None), next(stream, None)
            if name and iri:
                declared[name.prefix] = iri.text[1:-1]
        elif token.keyword == "BASE":
            next(stream, None)
        else:
            return declared, token
    return declared, None


def query_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; "" if the text is not a query."""
    _, first = prologue(text)
    return first.keyword if first and first.keyword in _FORMS else ""


def is_update(text: str) -> bool:
    """Whether the first keyword after the prologue is that of an update."""
    _, first = prologue(text)
    return first is not None and first.keyword in _UPDATES


def with_columns(text: str, variables: Callable[[], Iterable[str]]) -> str:
    """`SELECT *` with its variables listed, in the order in which they occur in the query.

    The engine would order them by name. `variables` returns the names that `*` projects; it is
    called only for `SELECT *`.
    """
    all_tokens = list(tokens(text))
    _, first = prologue(text)
    if first is None or first.keyword != "SELECT":
        return text
    star = all_tokens[all_tokens.index(first) + 1 :]
    if star and star[0].keyword in ("DISTINCT", "REDUCED"):
        star = star[1:]
    if not star or star[0].text != "*":
        return text
    projected = set(variables())
    names = [token.text[1:] for token in star if token.kind == "variable"]
    ordered = [name for name in dict.fromkeys(names) if name in projected]
    if ordered == sorted(ordered) or len(ordered) != len(projected):
        return text
    columns = " ".join(f"?{name}" for name in ordered)
    return f"{text[: star[0].start]} {columns} {text[star[0].end :]}"
