"""Tables as aligned text or Markdown. Nothing is truncated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from kg.namespaces import BASE, compact
from kg.rdf import Literal, NamedNode, Term


def cell(term: Term | None, base: str = BASE) -> str:
    """A term as text: a prefixed name, or a literal without type and language."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(term.value, base)
    return " ".join(term.value.split()) if isinstance(term, Literal) else str(term)


def aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under their header, columns aligned; a Chinese character is two columns wide."""
    table = [header, *rows]
    widths = [max(cell_len(text) for text in column) for column in zip(*table, strict=True)]
    lines = ["  ".join(pad(t, w) for t, w in zip(row, widths, strict=True)) for row in table]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows as a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(t.replace('|', chr(92) + '|') for t in r)} |" for r in lines)


def pad(text: str, width: int) -> str:
    """The text with blanks up to a width; a Chinese character is two columns wide."""
    return text + " " * (width - cell_len(text))
