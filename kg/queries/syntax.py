"""Location of syntax errors: the token of a query at which the parser fails.

The parser of the engine reads as many characters as a keyword has before it compares them, so its
position may be lines after the error. With padding after every token it never reads past the token
at fault.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from kg.queries.tokens import Token, prologue, tokens

# Longer than the longest keyword, ENCODE_FOR_URI.
_PADDING = " " * 16
_MAX_LENGTH = 16_000  # characters; longer queries are not parsed again
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_BIND_VARIABLE = re.compile(r"(?i)\bAS\s*([?$]\w+)\s*\)")  # the variable of a BIND
_BOUND_TWICE = "BIND assigns a variable that is already bound"
_UNUSED = "renamed_to_see"
_MAX_BINDS = 20  # that are tried
_UNDECLARED = "Prefix not found"  # in the message of the parser
# The rules among what the parser expected, which are written in words.
_PHRASE = re.compile(r"(?:(?<=^expected )|(?<=one of )|(?<=, ))[A-Z]\w*(?: [A-Za-z]\w*)+(?=,|$)")


class Fault(NamedTuple):
    """The position of a syntax error, the token there, and the message of the parser.

    The token is "" at the end of the query, and None if only the parser's position is known.
    """

    line: int
    column: int
    token: str | None
    message: str


def explain(fault: Fault) -> str:
    """The message for a fault, without the parser's list of everything it expected."""
    phrases = [match[0].removeprefix("one of ") for match in _PHRASE.finditer(fault.message)]
    if _UNDECLARED in phrases:
        prefix = f"the prefix {fault.token.partition(':')[0]}:" if fault.token else "a prefix"
        return f"{prefix} is not declared; add its PREFIX line"
    if phrases:
        return phrases[0]
    if fault.token:
        return f"unexpected {_quoted(fault.token)}"
    return "syntax error" if fault.token is None else "unexpected end of query"


def _quoted(token: str) -> str:
    """A token in backticks; a single non-ASCII character with code point and name."""
    if token.isascii() or len(token) > 1:
        return f"`{token[:40]}`"
    normalized = unicodedata.normalize("NFKC", token)
    hint = f" instead of `{normalized}`" if normalized.isascii() else ""
    return f"`{token}` (U+{ord(token):04X}, {unicodedata.name(token, 'unnamed').lower()}){hint}"


def parse_message(complaint: str) -> Fault | None:
    """The fault in a message of the parser; None if it has no position."""
    match = _PLACE.match(complaint)
    return Fault(int(match[1]), int(match[2]), None, match[3]) if match else None


def locate(query: str, parse: Callable[[str], object], completed: str = "") -> Fault | None:
    """The fault of a malformed query, for which `parse` raises SyntaxError.

    `completed` is the query with added PREFIX clauses, if any; the position is in `query`. None if
    the parser's own position cannot be improved.
    """
    completed = completed or query
    if len(completed) > _MAX_LENGTH:
        return None
    spread, places = _spaced(completed)
    try:
        parse(spread)
    except SyntaxError as error:
        fault = parse_message(str(error))
    else:
        return None  # The padding split a token, and so made the query valid.
    if not fault:
        return None
    at = _offset(spread, fault.line, fault.column)
    _, token = places[bisect_right(places, at, key=lambda place: place[0]) - 1]
    message = fault.message
    follows = Token("other", completed[token.end : token.end + 1], token.end, token.end + 1)
    if token.text == "}" and (bound := _bound_twice(completed, token.start, parse)):
        token, message = bound, f"expected {_BOUND_TWICE}"
    elif token.kind == "word" and not follows.text.isascii():
        token = follows  # such as a full-width colon within a prefixed name
    elif token.kind == "name" and token.prefix not in prologue(completed)[0]:
        message = f"expected {_UNDECLARED}"
    token = _token_in_original(query, completed, token)
    return Fault(*_place(query, token.start), token.text, message)


def in_original(fault: Fault, query: str, completed: str) -> Fault:
    """A fault in the completed query, with its position in the original one."""
    at = _offset(completed, fault.line, fault.column)
    line, column = _place(
        query, _token_in_original(query, completed, Token("other", "", at, at)).start
    )
    return fault._replace(line=line, column=column)


def _token_in_original(query: str, completed: str, token: Token) -> Token:
    """The token of the original query for a token of the completed one, or for part of one.

    Completion adds tokens at the beginning and changes others, but adds none between.
    """
    if query == completed:
        return token
    own = [*tokens(query), Token("end", "", len(query), len(query))]
    starts = [*(one.start for one in tokens(completed)), len(completed)]
    at = bisect_right(starts, token.start) - 1
    first = own[max(0, at - (len(starts) - len(own)))]
    if starts[at] == token.start:
        return first
    start = first.start + token.start - starts[at]
    return token._replace(start=start, end=start + len(token.text))


def _bound_twice(query: str, before: int, parse: Callable[[str], object]) -> Token | None:
    """The variable of a BIND at fault, if the parser stops at the end of its group.

    It is the last one whose replacement by an unused variable lets the parser go on.
    """
    for match in list(_BIND_VARIABLE.finditer(query, 0, before))[: -_MAX_BINDS - 1 : -1]:
        start, end = match.span(1)
        try:
            parse(f"{query[:start]}?{_UNUSED}{query[end:]}")
        except SyntaxError as error:
            further = parse_message(str(error))
            if not further or _offset(query, further.line, further.column) <= before + len(_UNUSED):
                continue
        return Token("variable", match[1], start, end)
    return None


def _spaced(query: str) -> tuple[str, list[tuple[int, Token]]]:
    """The query with padding after every token; and each token with its new offset.

    The last token is the end of the query.
    """
    parts: list[str] = []
    places: list[tuple[int, Token]] = []
    length = 0
    for token in tokens(query, skipped=True):
        part = token.text
        if token.kind != "skip":
            places.append((length, token))
            part += _PADDING
        parts.append(part)
        length += len(part)
    places.append((length, Token("end", "", len(query), len(query))))
    return "".join(parts), places


def _place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset; `_offset` goes the other way."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a line and column, which the parser counts by line feeds."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1
