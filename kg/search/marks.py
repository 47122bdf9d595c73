"""Highlighting of search words in a text."""

from __future__ import annotations

from kg.search import normalize

Marked = list[tuple[str, bool]]  # the pieces of a text, in order, and whether each is marked


def marked(text: str, query: str) -> Marked:
    """The text in pieces; words of the query, or parts of Chinese ones, are marked."""
    plain = [normalize.normal(letter) for letter in text]
    at = [n for n, letters in enumerate(plain) for _ in letters]
    searched = "".join(plain)
    result = bytearray(len(text))
    for word in dict.fromkeys(normalize.runs(query)):
        for part in _parts(word, searched):
            start = searched.find(part)
            while start >= 0:
                for n in range(start, start + len(part)):
                    result[at[n]] = 1
                start = searched.find(part, start + 1)
    pieces: Marked = []
    for n, letter in enumerate(text):
        if pieces and pieces[-1][1] == bool(result[n]):
            pieces[-1] = pieces[-1][0] + letter, pieces[-1][1]
        else:
            pieces.append((letter, bool(result[n])))
    return pieces


def excerpt(text: str, query: str, room: int = 60) -> str:
    """At most `room` characters of a text, around the first word of the query."""
    if len(text) <= room:
        return text
    before = 0
    for piece, hit in marked(text, query):
        if hit:
            break
        before += len(piece)
    else:
        before = 0
    start = max(0, min(before - room // 3, len(text) - room))
    end = start + room
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _parts(word: str, text: str) -> list[str]:
    """The longest parts of a Chinese word in the text; other words only as a whole."""
    if word in text:
        return [word]
    if not normalize.is_han(word):
        return [stem for stem in normalize.stems(word)[1:] if stem in text]
    result, start = [], 0
    while start < len(word) - 1:
        ends = range(len(word), start + 1, -1)
        end = next((end for end in ends if word[start:end] in text), start)
        if end > start:
            result.append(word[start:end])
        start = max(end, start + 1)
    return result
