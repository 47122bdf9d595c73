"""Where a query is malformed: the first token that no reading of the query can take.

The engine's parser tells how far it got, but it reads as many characters as a keyword has before
it compares them, so that it may point lines beyond the mistake. With room behind every token none
of its attempts gets past the token where it began.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from kg.queries.tokens import Token, prologue, tokens

# More than the longest keyword has, ENCODE_FOR_URI.
_ROOM = " " * 16
_LONGEST = 16_000  # characters of a query that is read once more; longer ones are no person's
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_GIVEN = re.compile(r"(?i)\bAS\s*([?$]\w+)\s*\)")  # the variable of a BIND
_GIVEN_TWICE = "BIND gives a value to a variable that has one"
_UNUSED = "renamed_to_see"
_TRIED = 20  # BINDs of a query
_UNDECLARED = "Prefix not found"  # in the parser's words
# Among what the parser expected, the rules in words that were broken.
_PHRASE = re.compile(r"(?:(?<=^expected )|(?<=one of )|(?<=, ))[A-Z]\w*(?: [A-Za-z]\w*)+(?=,|$)")


class Fault(NamedTuple):
    """Where a query is malformed, what stands there, and the parser's words.

    The token is "" at the query's end, and None where only the parser's own place is known.
    """

    line: int
    column: int
    token: str | None
    words: str


def explain(fault: Fault) -> str:
    """What is wrong, without the parser's lists of all that it would have taken."""
    phrases = [found[0].removeprefix("one of ") for found in _PHRASE.finditer(fault.words)]
    if _UNDECLARED in phrases:
        prefix = f"the prefix {fault.token.partition(':')[0]}:" if fault.token else "a prefix"
        return f"{prefix} is not declared; add its PREFIX line"
    if phrases:
        return phrases[0]
    if fault.token:
        return f"{_shown(fault.token)} cannot stand here"
    return "cannot be read from here on" if fault.token is None else "the query ends too soon"


def _shown(token: str) -> str:
    """A token in backticks; of a single character outside ASCII also its code point and name."""
    if token.isascii() or len(token) > 1:
        return f"`{token[:40]}`"
    normalized = unicodedata.normalize("NFKC", token)
    hint = f" instead of `{normalized}`" if normalized.isascii() else ""
    return f"`{token}` (U+{ord(token):04X}, {unicodedata.name(token, 'unnamed').lower()}){hint}"


def read(complaint: str) -> Fault | None:
    """The place and the words of a parser's complaint; None where it names no place."""
    match = _PLACE.match(complaint)
    return Fault(int(match[1]), int(match[2]), None, match[3]) if match else None


def locate(query: str, parse: Callable[[str], object], ran: str = "") -> Fault | None:
    """The fault of a malformed query, as `parse` finds it by raising SyntaxError.

    `ran` is the query as it was completed for the engine, if it was; the place is one of `query`.
    None where it cannot be told better than the parser does.
    """
    ran = ran or query
    if len(ran) > _LONGEST:
        return None
    spread, places = _spread(ran)
    try:
        parse(spread)
    except SyntaxError as error:
        fault = read(str(error))
    else:
        return None  # The room itself has repaired it: so it parted what belongs together.
    if not fault:
        return None
    at = _offset(spread, fault.line, fault.column)
    _, token = places[bisect_right(places, at, key=lambda place: place[0]) - 1]
    words = fault.words
    follows = Token("other", ran[token.end : token.end + 1], token.end, token.end + 1)
    if token.text == "}" and (bound := _given_twice(ran, token.start, parse)):
        token, words = bound, f"expected {_GIVEN_TWICE}"
    elif token.kind == "word" and not follows.text.isascii():
        token = follows  # such as a full-width colon within a prefixed name
    elif token.kind == "name" and token.prefix not in prologue(ran)[0]:
        words = f"expected {_UNDECLARED}"
    token = _sent(query, ran, token)
    return Fault(*_place(query, token.start), token.text, words)


def sent(fault: Fault, query: str, ran: str) -> Fault:
    """A fault of the query as it was completed, at its place in the query as it was sent."""
    at = _offset(ran, fault.line, fault.column)
    line, column = _place(query, _sent(query, ran, Token("other", "", at, at)).start)
    return fault._replace(line=line, column=column)


def _sent(query: str, ran: str, token: Token) -> Token:
    """A token of the query that ran, or of a part of one, where it stands in what was sent.

    Completing a query puts tokens before its first, and changes some, but adds none between.
    """
    if query == ran:
        return token
    own = [*tokens(query), Token("end", "", len(query), len(query))]
    starts = [*(one.start for one in tokens(ran)), len(ran)]
    at = bisect_right(starts, token.start) - 1
    first = own[max(0, at - (len(starts) - len(own)))]
    if starts[at] == token.start:
        return first
    start = first.start + token.start - starts[at]
    return token._replace(start=start, end=start + len(token.text))


def _given_twice(query: str, before: int, parse: Callable[[str], object]) -> Token | None:
    """The BIND at fault where the parser gives up at the end of its group, and does not say why.

    It is the last with which the query goes on once its variable has another name.
    """
    for found in list(_GIVEN.finditer(query, 0, before))[: -_TRIED - 1 : -1]:
        start, end = found.span(1)
        try:
            parse(f"{query[:start]}?{_UNUSED}{query[end:]}")
        except SyntaxError as error:
            further = read(str(error))
            if not further or _offset(query, further.line, further.column) <= before + len(_UNUSED):
                continue
        return Token("variable", found[1], start, end)
    return None


def _spread(query: str) -> tuple[str, list[tuple[int, Token]]]:
    """The query with room behind every token; where each token is in it now, and the token.

    The last token is the query's end.
    """
    parts: list[str] = []
    places: list[tuple[int, Token]] = []
    length = 0
    for token in tokens(query, skipped=True):
        part = token.text
        if token.kind != "skip":
            places.append((length, token))
            part += _ROOM
        parts.append(part)
        length += len(part)
    places.append((length, Token("end", "", len(query), len(query))))
    return "".join(parts), places


def _place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset; `_offset` goes the other way."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offset(text: str, line: int, column: int) -> int:
    """Where in the text a line and column are, as the parser counts them: by line feeds."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1
