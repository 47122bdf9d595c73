"""Text as words to search by: Chinese in ones and twos of characters, the rest in words, pinyin.

The only module that imports OpenCC and pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc

# Chinese characters; the rarest planes too.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_NOISE = re.compile(r"[\W_]+")
_LETTERS = 3  # in a piece of a name
_SHORT = 5  # letters of a word of which each two are a piece
_IS_HAN = re.compile(rf"[{_HAN}]")
_MARKED_V = str.maketrans("ǖǘǚǜ", "vvvv")
_TONES = re.compile(r"(?<=[a-z])[1-5](?![0-9])")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The text as it is compared: simplified characters, lower case, full width made half."""
    simplified: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return simplified.casefold().strip()


def is_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return bool(_IS_HAN.search(text))


def runs(text: str) -> list[str]:
    """The runs of Chinese characters and the words of a text, normalised."""
    return _RUNS.findall(normal(text))


def grams(text: str) -> list[str]:
    """The terms under which a text is indexed: Chinese characters, pairs of them, and words."""
    found: list[str] = []
    for run in runs(text):
        if is_han(run):
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            found.append(run)
    return found


def query_terms(text: str) -> list[str]:
    """The terms that match a text: pairs of Chinese characters, single ones, and words."""
    found: list[str] = []
    for run in runs(text):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        found += pairs if is_han(run) and pairs else [run]
    return found


def key(text: str) -> str:
    """What names are compared by: without case, width, blanks, punctuation and variants."""
    return _NOISE.sub("", normal(text))


def pieces(key: str) -> list[str]:
    """What like keys share: each Chinese character, two neighbours; three letters or figures.

    Of a short word each two letters too, since a slip leaves it no three.
    """
    found: list[str] = []
    for run in _RUNS.findall(key):
        if is_han(run):
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            found += [run[i : i + _LETTERS] for i in range(max(1, len(run) - _LETTERS + 1))]
            if _LETTERS <= len(run) <= _SHORT:
                found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def whole_pieces(key: str) -> list[str]:
    """Those pieces that any longer key has too in which this one occurs."""
    return [piece for piece in pieces(key) if is_han(piece) or len(piece) == _LETTERS]


def pinyin(text: str) -> list[tuple[str, str]]:
    """The pinyin of each character, with a tone mark and with a tone number: zǒu, zou3."""
    # Loaded here: it reads its dictionaries, and only the build needs them.
    from pypinyin import Style, lazy_pinyin

    marked = lazy_pinyin(normal(text), style=Style.TONE)
    numbered = lazy_pinyin(normal(text), style=Style.TONE3)
    return [pair for pair in zip(marked, numbered, strict=True) if re.search(r"\w", pair[0])]


def initials(syllables: Sequence[str]) -> str:
    """The first letter of each syllable of toneless pinyin: bjsczl."""
    return "".join(one[0] for one in syllables if one[:1].isalpha())


def stems(word: str) -> list[str]:
    """The English word, and what it may begin with in another number: companies, compan."""
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > _LETTERS:
            return [word, word.removesuffix(ending)]
    return [word]


def joined(pinyin: str) -> str:
    """Pinyin as one word, its tones kept; ü is v."""
    return re.sub(r"[\s'’·-]+", "", unicodedata.normalize("NFC", pinyin.casefold())).replace(
        "ü", "v"
    )


def toneless(pinyin: str) -> str:
    """Pinyin as one word without tone marks and tone numbers; ü is v."""
    plain = joined(pinyin).translate(_MARKED_V)
    letters = unicodedata.normalize("NFD", plain)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _TONES.sub("", plain)


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
