"""Normalisation of texts for search: characters, pairs, words and pinyin.

The only module that imports OpenCC and pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc

# Chinese characters, including supplementary planes.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_NOISE = re.compile(r"[\W_]+")
_LETTERS = 3  # in a piece
_SHORT = 5  # letters; in words up to this length, pairs of letters are pieces too
_IS_HAN = re.compile(rf"[{_HAN}]")
_MARKED_V = str.maketrans("ǖǘǚǜ", "vvvv")
_TONES = re.compile(r"(?<=[a-z])[1-5](?![0-9])")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The normal form: simplified characters, lower case, half width."""
    simplified: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return simplified.casefold().strip()


def is_han(text: str) -> bool:
    """Whether the text has a Chinese character."""
    return bool(_IS_HAN.search(text))


def runs(text: str) -> list[str]:
    """The runs of Chinese characters and the words of a text, normalised."""
    return _RUNS.findall(normal(text))


def grams(text: str) -> list[str]:
    """The terms under which a text is indexed: Chinese characters, pairs of them, and words."""
    result: list[str] = []
    for run in runs(text):
        if is_han(run):
            result += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            result.append(run)
    return result


def query_terms(text: str) -> list[str]:
    """The terms that match a text: pairs of Chinese characters, single ones, and words."""
    result: list[str] = []
    for run in runs(text):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        result += pairs if is_han(run) and pairs else [run]
    return result


def key(text: str) -> str:
    """The comparison key: without case, width, blanks, punctuation and variants."""
    return _NOISE.sub("", normal(text))


def pieces(key: str) -> list[str]:
    """The pieces that similar keys share: Chinese characters and pairs; three letters or digits.

    Short words have pairs of letters too, since one wrong letter may change all triples.
    """
    result: list[str] = []
    for run in _RUNS.findall(key):
        if is_han(run):
            result += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            result += [run[i : i + _LETTERS] for i in range(max(1, len(run) - _LETTERS + 1))]
            if _LETTERS <= len(run) <= _SHORT:
                result += [run[i : i + 2] for i in range(len(run) - 1)]
    return result


def whole_pieces(key: str) -> list[str]:
    """The pieces that are in every key that contains this one."""
    return [piece for piece in pieces(key) if is_han(piece) or len(piece) == _LETTERS]


def pinyin(text: str) -> list[tuple[str, str]]:
    """The pinyin of each character, with a tone mark and with a tone number: zǒu, zou3."""
    # Imported here, since it loads dictionaries that only the build needs.
    from pypinyin import Style, lazy_pinyin

    marked = lazy_pinyin(normal(text), style=Style.TONE)
    numbered = lazy_pinyin(normal(text), style=Style.TONE3)
    return [pair for pair in zip(marked, numbered, strict=True) if re.search(r"\w", pair[0])]


def initials(syllables: Sequence[str]) -> str:
    """The first letter of each syllable of toneless pinyin: bjsczl."""
    return "".join(one[0] for one in syllables if one[:1].isalpha())


def stems(word: str) -> list[str]:
    """The English word, and its stem for singular and plural: companies, compan."""
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > _LETTERS:
            return [word, word.removesuffix(ending)]
    return [word]


def joined(pinyin: str) -> str:
    """Pinyin as one word with tones; ü becomes v."""
    return re.sub(r"[\s'’·-]+", "", unicodedata.normalize("NFC", pinyin.casefold())).replace(
        "ü", "v"
    )


def toneless(pinyin: str) -> str:
    """Pinyin as one word without tones; ü becomes v."""
    plain = joined(pinyin).translate(_MARKED_V)
    letters = unicodedata.normalize("NFD", plain)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _TONES.sub("", plain)


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
