"""The text of a work report, cut into parts, sections, paragraphs and sentences. Pure.

Offsets count characters of the normalised text: NFKC, without white space. The page layout breaks
lines and inserts blank lines inside sentences, so nothing but punctuation is trusted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from itertools import groupby
from typing import Literal

_NUMERAL = "[一二三四五六七八九十百]+"
_CLOSING = "[”’」』)》〉】\"']*"
_PART = re.compile(f"{_NUMERAL}、[^。!?:;]*")
_SECTION = re.compile(rf"\({_NUMERAL}\)")
# A heading without a numeral; looked for only in a text whose first heading is one.
_BARE = re.compile(r"(?=.*\w)[^。!?:;,]{4,40}")
_GLOSSARY = re.compile("[^。!?:;,]*(?:名词注释|名词解释|用语解释)[^。!?:;,]*:?|注释:?")
_ENTRY = re.compile(r"(\d+)\.(?!\d)")
_ENTRY_TITLE = re.compile(r"\d+\.([^:。!?]*):")
_ADDRESS = "各位代表"
_CLOSED = re.compile(f"[。!?:;]{_CLOSING}$")
_SENTENCE = re.compile(f"[^。!?]*[。!?]+{_CLOSING}|[^。!?]+$")

_Kind = Literal["part", "glossary", "section", "run-in", "entry", "text"]


@dataclass(frozen=True)
class Span:
    """A stretch of the normalised text: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Sentence(Span):
    """A sentence, which is a passage of the graph; its number is like 1.2.2-s03."""

    number: str

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, number 1.2.2. A heading that runs into it is its first sentence."""

    number: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Section:
    """A section, number 1.2; section 0 is what a part says before its first section.

    `title` is empty where the report gives none; `heading` is None where the title is no line of
    its own.
    """

    number: str
    title: str
    heading: Span | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Part:
    """A part, number 1; part 0 is what stands before the first heading."""

    number: str
    title: str
    heading: Span | None
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """A whole report."""

    text: str
    parts: tuple[Part, ...]

    @property
    def sha256(self) -> str:
        """The digest of the normalised text, which does not depend on its layout."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def sections(self) -> Iterator[Section]:
        return (section for part in self.parts for section in part.sections)

    @property
    def sentences(self) -> Iterator[Sentence]:
        paragraphs = (p for section in self.sections for p in section.paragraphs)
        return (sentence for paragraph in paragraphs for sentence in paragraph.sentences)

    @cached_property
    def by_number(self) -> dict[str, Sentence]:
        """The sentences by their numbers."""
        return {sentence.number: sentence for sentence in self.sentences}


@dataclass(frozen=True)
class _Block:
    kind: _Kind
    span: Span


@dataclass(frozen=True)
class _Placed:
    """A block with the numbers of its part, section and paragraph; a heading has no paragraph."""

    part: int
    section: int
    paragraph: int
    block: _Block


def normalise(text: str) -> str:
    """The text in NFKC and without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(text: str) -> str:
    """The text as `normalise` has it, of the same length, but with its punctuation as printed."""
    found = "".join(map(_printed, text))
    expected = normalise(text)
    return found if len(found) == len(expected) else expected


@cache
def _printed(character: str) -> str:
    form = normalise(character)
    punctuation = len(form) == 1 and unicodedata.category(character).startswith("P")
    return character if punctuation else form


def segment(text: str) -> Document:
    """The document that a report's text contains.

    Every character of the normalised text lies in exactly one sentence or heading, in order.
    """
    blocks = _joined(_blocks(text))
    placed = list(_placed(blocks))
    parts = tuple(
        _part(number, list(group)) for number, group in groupby(placed, lambda item: item.part)
    )
    return Document("".join(block.span.text for block in blocks), parts)


def _blocks(text: str) -> Iterator[str]:
    """The normalised blocks, separated by blank lines; a heading of a part is always a block."""
    block = ""
    for line in map(normalise, text.splitlines()):
        heading = _PART.fullmatch(line) and (not block or _CLOSED.search(block))
        if block and (heading or not line):
            yield block
            block = ""
        if heading:
            yield line
        else:
            block += line
    if block:
        yield block


def _joined(blocks: Iterable[str]) -> list[_Block]:
    """The blocks with their kinds and offsets; sentences that a page break splits are rejoined."""
    out: list[_Block] = []
    front, glossary, entry, addressed = True, False, 0, False
    bare = True
    for text in blocks:
        last = out[-1] if out else None
        kind = _kind(text, front, glossary, entry)
        if bare and kind == "text" and addressed and not glossary and last and _complete(last):
            kind = "part" if _BARE.fullmatch(text) else kind
        elif kind == "part" and front:
            bare = False
        addressed = addressed or text.startswith(_ADDRESS)
        if kind == "text" and last and not front and not _complete(last):
            span = replace(last.span, end=last.span.end + len(text), text=last.span.text + text)
            out[-1] = replace(last, span=span)
            continue
        start = last.span.end if last else 0
        out.append(_Block(kind, Span(start, start + len(text), text)))
        if kind in ("part", "glossary"):
            front, glossary, entry = False, kind == "glossary", 0
        elif kind == "entry":
            entry = _entry(text)
    return out


def _kind(text: str, front: bool, glossary: bool, entry: int) -> _Kind:
    if _PART.fullmatch(text):
        return "part"
    if _GLOSSARY.fullmatch(text):
        return "glossary"
    if glossary and _entry(text) > entry:
        return "entry"
    if not front and not glossary and _SECTION.match(text):
        return "run-in" if re.search("[。!?]", text) else "section"
    return "text"


def _entry(text: str) -> int:
    """The number of the glossary's entry that the text opens, else 0."""
    match = _ENTRY.match(text)
    return int(match[1]) if match else 0


def _complete(block: _Block) -> bool:
    return block.kind in ("part", "glossary", "section") or bool(_CLOSED.search(block.span.text))


def _placed(blocks: list[_Block]) -> Iterator[_Placed]:
    part = section = paragraph = 0
    numbered = False
    for block in blocks:
        kind, text = block.kind, block.span.text
        if kind in ("part", "glossary"):
            part, section, paragraph, numbered = part + 1, 0, 0, False
        elif kind == "entry":
            section, paragraph = _entry(text), 1
        elif kind in ("section", "run-in"):
            section, paragraph, numbered = section + 1, int(kind == "run-in"), True
        elif numbered and text.startswith(_ADDRESS):
            section, paragraph, numbered = section + 1, 1, False
        else:
            paragraph += 1
        yield _Placed(part, section, paragraph, block)


def _part(number: int, items: list[_Placed]) -> Part:
    heading = None
    if items[0].block.kind in ("part", "glossary"):
        heading = items.pop(0).block.span
    sections = tuple(
        _section(f"{number}.{section}", list(group))
        for section, group in groupby(items, lambda item: item.section)
    )
    title = re.sub(f"^{_NUMERAL}、", "", heading.text) if heading else ""
    return Part(str(number), title, heading, sections)


def _section(number: str, items: list[_Placed]) -> Section:
    first = items[0].block
    heading = items.pop(0).block.span if first.kind == "section" else None
    paragraphs = tuple(
        Paragraph(f"{number}.{item.paragraph}", tuple(_sentences(number, item))) for item in items
    )
    return Section(number, _title(first), heading, paragraphs)


def _title(block: _Block) -> str:
    if block.kind == "entry":
        match = _ENTRY_TITLE.match(block.span.text)
        return match[1] if match else ""
    if block.kind in ("section", "run-in"):
        return re.split("[。!?]", _SECTION.sub("", block.span.text, count=1))[0]
    return ""


def _sentences(section: str, item: _Placed) -> Iterator[Sentence]:
    start = item.block.span.start
    for n, found in enumerate(_SENTENCE.finditer(item.block.span.text), 1):
        number = f"{section}.{item.paragraph}-s{n:02d}"
        yield Sentence(start + found.start(), start + found.end(), found[0], number)
