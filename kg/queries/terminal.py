"""Tables for a terminal: in one language, with labels, within the width of the screen.

`arrangement` says which rows are one answer, and what is printed below. A table that is too wide is
wrapped, or printed as a block of lines per row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

from kg.model.index import Index
from kg.model.names import Language, Names
from kg.queries.arrangement import arranged
from kg.queries.columns import ColumnLabels, column_label, parts, translations
from kg.queries.tables import cell, pad
from kg.rdf import Literal, NamedNode, Term

_GAP = "  "
_LEAST = 8  # cells; columns are not wrapped to less
_PASSAGE = re.compile(r"r(-[\w-]+)?:[\d.]+-s\d+")
_NUMERIC = ("#integer", "#decimal", "#double")
_HAN = r"\u2e80-\u9fff\uff00-\uffef"
# Units that are not split: a word, or a Chinese character with closing punctuation.
_UNITS = re.compile(rf"\s+|[^\s{_HAN}]+[，。、；：！？）》」』]*|[{_HAN}][，。、；：！？）》」』]*")

Values = Sequence[Term | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a table: language, names, labels of columns, and width in cells.

    Without a `width` nothing is wrapped. If `translated`, IRIs are shown by labels, and labels in
    the other language are translated; answers to a query of the user are not.
    """

    index: Index
    names: Names
    words: ColumnLabels
    language: Language
    width: int | None = None
    translated: bool = True


def readable(variables: Sequence[str], rows: Sequence[Values], reader: Reader) -> str:
    """The rows of an answer as text; `variables` name their columns."""
    values = {name: [row[n] for row in rows] for n, name in enumerate(variables)}
    sentences = [name for name in variables if _is_of_sentences(values[name], reader)]
    found = arranged(variables, values, sentences, reader.language, translated=reader.translated)
    columns, below = found.columns, found.below[1] if found.below else ""
    texts = {name: _texts(values[name], reader) for name in (*columns, *([below] if below else []))}
    heads = [_head(name, values[name], reader) for name in columns]
    lines = [
        [", ".join(dict.fromkeys(texts[name][n] for n in group)) for name in columns]
        for group in found.answers
    ]
    numeric = [_is_numeric(values[name]) for name in columns]
    shown = _laid_out(heads, lines, numeric, reader.width)
    if not below:
        return shown
    gist_of = dict(zip(texts[sentences[0]], texts[below], strict=True))
    heads = [_head(name, values[name], reader) for name in (sentences[0], below)]
    pairs = [list(pair) for pair in sorted(gist_of.items(), key=lambda pair: _order(pair[0]))]
    return f"{shown}\n\n{_laid_out(heads, pairs, [False, False], reader.width)}"


def _is_of_sentences(values: Values, reader: Reader) -> bool:
    iris = [term.value for term in values if isinstance(term, NamedNode)]
    return bool(iris) and all(_PASSAGE.fullmatch(reader.names.short(iri)) for iri in iris)


def _is_numeric(values: Values) -> bool:
    typed = [term for term in values if term is not None]
    return bool(typed) and all(
        isinstance(term, Literal) and term.datatype.value.endswith(_NUMERIC) for term in typed
    )


def _order(number: str) -> list[int | str]:
    """The sort key of passage numbers, in report order."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", number)]


def _head(name: str, values: Values, reader: Reader) -> str:
    """The label of a column, with the language of names in the other language."""
    written = {t.language for t in values if isinstance(t, Literal) and t.language}
    foreign = bool(written) and reader.language not in written and not reader.translated
    called = column_label(reader.words, name if foreign else parts(name)[0], reader.language)
    return called if called != parts(name)[0] else name


def _texts(values: Values, reader: Reader) -> list[str]:
    """The texts of the values of a column."""
    translated: dict[str, str] = {}
    if reader.translated:
        written = {(t.value, t.language) for t in values if isinstance(t, Literal) and t.language}
        translated = translations(written, reader.index, reader.names, reader.language)
    return [_text(term, translated, reader) for term in values]


def _text(term: Term | None, translated: dict[str, str], reader: Reader) -> str:
    if isinstance(term, NamedNode):
        short = reader.names.short(term.value)
        if _PASSAGE.fullmatch(short):
            return short.removeprefix("r:")
        return reader.names.label(term.value, reader.language) if reader.translated else short
    text = cell(term, reader.names.base)
    return translated.get(text, text) if isinstance(term, Literal) and term.language else text


def _laid_out(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int | None
) -> str:
    """A table within the width, or blocks of lines if it does not fit."""
    columns = [[head, *(row[n] for row in rows)] for n, head in enumerate(heads)]
    natural = [max(map(cell_len, column)) for column in columns]
    widths = natural if width is None else _fitted(natural, columns, width)
    if widths is None:
        return "\n\n".join(_block(heads, row, width or 0) for row in rows)
    lines = _row(heads, widths, numeric)
    lines.append(_GAP.join("─" * one for one in widths))
    for row in rows:
        lines += _row(row, widths, numeric)
    return "\n".join(line.rstrip() for line in lines)


def _fitted(
    natural: Sequence[int], columns: Sequence[Sequence[str]], width: int
) -> list[int] | None:
    """Widths of columns that fit, with the widest reduced; None if words would be split."""
    least = [
        min(own, max(_LEAST, *(cell_len(unit) for text in column for unit in _UNITS.findall(text))))
        for own, column in zip(natural, columns, strict=True)
    ]
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(least) > room:
        return None
    most = max(natural)
    while sum(fit := _capped(natural, least, most)) > room:
        most -= 1
    return fit


def _capped(natural: Sequence[int], least: Sequence[int], most: int) -> list[int]:
    return [max(low, min(own, most)) for own, low in zip(natural, least, strict=True)]


def _row(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    """The lines of one row; numbers are right-aligned."""
    cells = [_wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
    return [
        _GAP.join(
            " " * (width - cell_len(text)) + text if right else pad(text, width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        )
        for line in zip_longest(*cells, fillvalue="")
    ]


def _block(heads: Sequence[str], row: Sequence[str], width: int) -> str:
    """One row as lines of label and value, without empty values."""
    left = max(map(cell_len, heads))
    right = max(_LEAST, width - left - len(_GAP))
    lines = [
        f"{pad(head if n == 0 else '', left)}{_GAP}{part}".rstrip()
        for head, text in zip(heads, row, strict=True)
        if text
        for n, part in enumerate(_wrapped(text, right))
    ]
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; only words longer than a line are split."""
    lines = [""]
    for unit in _units(text, width):
        if cell_len((lines[-1] + unit).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(unit.lstrip())
        else:
            lines[-1] += unit
    return lines


def _units(text: str, width: int) -> Iterable[str]:
    for unit in _UNITS.findall(text):
        yield from [unit] if cell_len(unit) <= width else chop_cells(unit, width)
