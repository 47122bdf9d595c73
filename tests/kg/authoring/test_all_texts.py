"""Segmentation on every text of a report that lies beside the checkout."""

from __future__ import annotations

import re

import pytest

from kg.authoring.segmentation import Document, normalise, segment
from kg.project import find

TEXTS = find().texts
FILES = sorted(TEXTS.glob("*.txt"))
# A line that can only be the heading of a part.
HEADING = re.compile("[一二三四五六七八九十]+、[^。!?:;]{2,60}")
LONGEST = 400


def headings(document: Document) -> list[str]:
    return [part.heading.text for part in document.parts if part.heading]


def cut(document: Document) -> str:
    """All sentences and headings, put together in order."""
    spans = [part.heading for part in document.parts]
    spans += [section.heading for section in document.sections]
    found = [*document.sentences, *filter(None, spans)]
    return "".join(span.text for span in sorted(found, key=lambda span: span.start))


def faults(text: str) -> list[str]:
    """What is wrong with how a text is cut."""
    document = segment(text)
    lines = [line for line in map(normalise, text.splitlines()) if line]
    numbers = [sentence.number for sentence in document.sentences]
    found = []
    if not cut(document) == document.text == normalise(text):
        found.append("a character is lost or moved")
    if len(set(numbers)) < len(numbers):
        found.append("a number is given twice")
    for sentence in document.sentences:
        # What the report writes as one sentence of one line may be as long as it likes.
        if len(sentence.text) > LONGEST and not any(sentence.text in line for line in lines):
            found.append(f"{sentence.number} joins lines to {len(sentence.text)} characters")
    parts = headings(document)
    if len(parts) < 2:
        found.append(f"has {len(parts)} parts with headings")
    numbered = {line for line in lines if HEADING.fullmatch(line)}
    found += [f"{line[:20]} is a heading of no part" for line in sorted(numbered - {*parts})]
    return found


def test_every_text_is_cut_well() -> None:
    if len(FILES) < 2:
        pytest.skip(f"no texts of other reports in {TEXTS}")
    found = {file.name: faults(file.read_text(encoding="utf-8")) for file in FILES}
    assert {name: said for name, said in found.items() if said} == {}


def test_headings_without_numerals_and_without_blank_lines() -> None:
    lines = "题名 各位代表： 请审议。 去年回顾 甲。 今年安排 （一）修路 乙。 名词解释 丙。"
    text = lines.replace(" ", "\n\n")
    assert headings(segment(text)) == ["去年回顾", "今年安排", "名词解释"]
    close = "各位代表：\n请审议。\n一、去年回顾\n甲。\n\n乙。\n二、今年安排\n丙，\n丁。"
    assert headings(segment(close)) == ["一、去年回顾", "二、今年安排"]
    assert [s.number for s in segment(close).sentences][-2:] == ["1.0.2-s01", "2.0.1-s01"]


def test_a_sentence_that_runs_on_is_no_heading() -> None:
    assert headings(segment("各位代表：\n\n甲乙丙丁，\n\n去年回顾\n\n戊。")) == []
