"""The text of a search: full-text expressions for it, and scores of names."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from kg.search import normalize

_WORDS = 12  # limit of words in a search
_INITIALS = 2  # least number of letters for initials of pinyin
_WHOLE = 4.0  # bonus for a whole word
_BLANKS = re.compile(r"\s+")


class SearchText:
    """A text with the normal forms that are compared with names; `words` are normalised."""

    def __init__(self, text: str) -> None:
        self.normal = _BLANKS.sub(" ", normalize.normal(text))
        self.key = normalize.key(text)
        self.words = list(dict.fromkeys(normalize.runs(text)))[:_WORDS]
        self._latin = not normalize.is_han(self.normal)
        self._toneless = normalize.toneless(text) if self._latin else ""
        if not (self._toneless.isascii() and self._toneless.isalnum()):
            self._toneless = ""
        self._joined = normalize.joined(text)
        self._stems = normalize.stems(self.normal)[1:] if self.words == [self.normal] else []
        self._whole = re.compile(rf"\b{re.escape(self.normal)}\b")
        self._size = sum(map(len, self.words))

    def all_words(self) -> str:
        """A full-text expression that requires all words; empty without words."""
        every = " AND ".join(_expression(word) for word in self.words)
        if len(self.words) == 1:
            every = f"own : ({every})"
        if self._toneless and self._toneless not in self.words:
            return f'({every}) OR own : "{self._toneless}"*'
        return every

    def any_word(self) -> str:
        """A full-text expression that requires any part of a word in a name."""
        every = dict.fromkeys(gram for word in self.words for gram in normalize.query_terms(word))
        return f"own : ({' OR '.join(_quoted(gram) for gram in every)})" if every else ""

    def score(self, normal: str, toneless: str, marked: str, numbered: str, initials: str) -> float:
        """The score of a name, up to 100: equal, prefix, part, or some of the words."""
        score = _closeness(self.normal, normal)
        if self._latin and score and self._whole.search(normal):
            score += _WHOLE
        for stem in self._stems:
            score = max(score, _closeness(stem, normal) - _WHOLE)
        if self._toneless and toneless:
            by_sound = _closeness(self._toneless, toneless) - 8
            if self._joined != self._toneless and (
                self._joined in marked or self._joined in numbered
            ):
                by_sound += 5
            score = max(score, by_sound)
            if len(self._toneless) >= _INITIALS and self._toneless in initials:
                score = max(score, _closeness(self._toneless, initials) - 15)
        return score or 40 * self._share(normal)

    def likeness(self, key: str, toneless: str) -> float:
        """The similarity of a name, up to 100; slightly less for a part of a name."""
        best = 0.0
        for name in (key, toneless) if self._latin else (key,):
            best = max(best, fuzz.ratio(self.key, name))
            if len(name) > len(self.key) > 2:
                best = max(best, 0.95 * fuzz.partial_ratio(self.key, name))
        return best

    def _share(self, normal: str) -> float:
        """The share of the words that is in a name, up to 1."""
        result = 0.0
        for word in self.words:
            grams = normalize.query_terms(word)
            having = sum(gram in normal for gram in grams) / len(grams)
            result += len(word) * having
        return result / self._size if self._size else 0.0


def _closeness(wanted: str, name: str) -> float:
    if name == wanted:
        return 100
    if name.startswith(wanted):
        return 58 + 8 * len(wanted) / len(name)
    if wanted in name:
        return 57 + 8 * len(wanted) / len(name)
    return 0


def _expression(word: str) -> str:
    if normalize.is_han(word):
        return "(" + " AND ".join(_quoted(gram) for gram in normalize.query_terms(word)) + ")"
    return "(" + " OR ".join(f"{_quoted(stem)}*" for stem in normalize.stems(word)) + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'
