"""Where a report gives its main targets, and where it first gives their outcomes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.authoring.clauses import readings
from kg.authoring.lexicon import Lexicon
from kg.authoring.outlook import reviewed
from kg.authoring.reading import PART_OF_YEAR, Reading
from kg.authoring.segmentation import Document, Sentence

_TARGETS = re.compile(
    "(?:预期|主要|预期性|发展|奋斗|工作)(?:目标|指标)(?:任务)?(?:建议)?(?:是|为|包括|如下|设定为)?[:,]"
)
_OTHER_YEARS = re.compile(
    "五年|(?<!\\d)5年|[“‘]?十[三四五]五[”’]?(?:时期|期间|末|主要|发展)|未来|今后|到20\\d\\d年|20\\d\\d年远景"
)
_THIS_YEAR = re.compile("今年|全年|20\\d\\d年")
_YEARS = re.compile("年均|五年|(?<!\\d)5年|累计|[“‘]十[二三四]五[”’]|“十[三四]五”")
_ECONOMY = "gross-regional-product"
_NEAR = 3  # sentences before and after


@dataclass(frozen=True)
class SentenceReadings:
    """A sentence with its readings; `promised` is true for a plan and false for an outcome."""

    sentence: Sentence
    readings: tuple[Reading, ...]
    promised: bool


def headline(document: Document, lexicon: Lexicon) -> list[SentenceReadings]:
    """The sentences of the main targets, then those that first give their outcomes."""
    sentences = list(document.sentences)
    past = set(reviewed(document))
    place = _targets(sentences, lexicon, past)
    if place is None:
        return []
    targets = [
        SentenceReadings(sentences[n], _after_head(sentences[n].text, lexicon), True)
        for n in _target_sentences(sentences, place)
    ]
    wanted = {reading.indicator for item in targets for reading in item.readings}
    part = sentences[place].number.partition(".")[0]
    before = [s for s in sentences if int(s.number.partition(".")[0]) < int(part)]
    return targets + list(_outcomes(before or sentences[:place], wanted - {""}, lexicon))


def _after_head(text: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """The readings of a sentence after the words that announce the targets."""
    announced = _TARGETS.search(text)
    begin = announced.end() if announced else 0
    return tuple(reading for reading in readings(text, lexicon) if reading.start >= begin)


def _targets(sentences: list[Sentence], lexicon: Lexicon, past: set[str]) -> int | None:
    """The place of the sentence that most looks like the year's main targets.

    `past` holds the numbers of the parts that look back, where it cannot stand.
    """
    best, most = None, 0
    for n, sentence in enumerate(sentences):
        if sentence.number.partition(".")[0] in past or (
            "生产总值" not in sentence.text
            and "GDP" not in sentence.text
            and "经济" not in sentence.text
        ):
            continue
        head = re.split("[:]", sentence.text)[0]
        named = _TARGETS.search(sentence.text)
        if (not named and len(sentence.text) > 400) or not re.search(r"\d", sentence.text):
            continue
        found = [r for r in readings(sentence.text, lexicon) if r.indicator]
        economy = any(r.indicator == _ECONOMY and r.kind == "growth" for r in found)
        if not economy or (not named and len(found) < 3):
            continue
        score = min(len(found), 8) + 10 * bool(named) + 4 * bool(_THIS_YEAR.search(head))
        score -= 20 * bool(_OTHER_YEARS.search(head) and not re.search("今年", head))
        score -= 15 * ("年均" in sentence.text) + 20 * bool(re.search("完成|高于预期|好于", head))
        score += 3 * n // len(sentences)
        if score > most:
            best, most = n, score
    return best


def _target_sentences(sentences: list[Sentence], place: int) -> Iterator[int]:
    """The sentence and those near it that give further targets of the same year."""
    for n in range(max(0, place - _NEAR), min(len(sentences), place + _NEAR + 1)):
        text = sentences[n].text
        head = text.partition(":")[0]
        further = (
            ":" in text
            and _TARGETS.search(text)
            and re.search(r"\d", text)
            and not _OTHER_YEARS.search(head)
        )
        if n == place or (further and sentences[n].number[0] == sentences[place].number[0]):
            yield n


def _outcomes(
    sentences: list[Sentence], wanted: set[str], lexicon: Lexicon
) -> Iterator[SentenceReadings]:
    left = set(wanted)
    for sentence in sentences:
        if not left or not re.search(r"\d", sentence.text):
            continue
        found = tuple(
            reading
            for reading in readings(sentence.text, lexicon)
            if reading.indicator in left
            and reading.value is not None
            and not _YEARS.search(reading.words)
            and PART_OF_YEAR not in reading.note
        )
        if found:
            yield SentenceReadings(sentence, found, False)
            # A level alone does not end the search for the growth of the economy.
            left -= {r.indicator for r in found if r.indicator != _ECONOMY or r.kind == "growth"}
