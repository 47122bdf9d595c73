"""The evidence: passages of reports, with their words where the text of a report is given.

The words come from the texts beside the checkout, or from those named by `--report`. A sentence is
shown only where its digest is the one in the graph, so that no other text can pass for the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from kg.authoring.reports import text_file
from kg.authoring.segmentation import normalise, printed
from kg.model import passages as stored
from kg.model.names import Names
from kg.model.passages import Passage
from kg.model.statements import Statement
from server.repository.snapshot import Snapshot

Sources = tuple[str, ...]  # IRIs of the passages that state something
T = TypeVar("T")


def passages(snapshot: Snapshot, iris: Iterable[str]) -> dict[str, Passage]:
    """Those of some IRIs that are passages, with their words, in the order of the reports."""
    return with_text(snapshot, stored.passages(snapshot.index, iris).values())


def sources(snapshot: Snapshot, statements: Iterable[Statement]) -> dict[str, Passage]:
    """The passages that state some statements."""
    return passages(snapshot, (iri for one in statements for iri in one.passages))


def with_text(snapshot: Snapshot, found: Iterable[Passage]) -> dict[str, Passage]:
    """Passages by IRI, with their words where these are given."""
    files: dict[str, tuple[Path, int] | None] = {}
    held: dict[str, Passage] = {}
    for one in found:
        if one.report_name not in files:
            files[one.report_name] = _file(snapshot, one.report_name)
        file = files[one.report_name]
        text, words = _sentence(*file, one.start, one.end, one.sha256) if file else ("", "")
        held[one.iri] = replace(one, text=text, words=words)
    return held


def passage_texts(snapshot: Snapshot) -> dict[str, str]:
    """The words of all passages whose text is given, by their IRIs.

    They are read once: a text that comes later is searched from the next release on. It cannot
    have other words, as the digests of its sentences are in the graph.
    """
    return snapshot.once(("texts",), lambda: _passage_texts(snapshot))


def _passage_texts(snapshot: Snapshot) -> dict[str, str]:
    found = passages(snapshot, snapshot.nodes.of_class(snapshot.names.wk("Passage")))
    return {iri: one.words for iri, one in found.items() if one.words}


def by_sources(items: Iterable[T], sources: Callable[[T], Sources]) -> dict[Sources, list[T]]:
    """The items by the passages that state them, so that a page shows each passage once."""
    found: dict[Sources, list[T]] = {}
    for item in items:
        found.setdefault(sources(item), []).append(item)
    return found


def evidence_texts(
    names: Names, things: Iterable[str], statements: Iterable[Statement] = ()
) -> list[str]:
    """The texts by which a sentence proves a fact: its figures, and the names of its things."""
    figures = [text for one in statements for text in one.texts("verbatim")]
    called = [[names.label(iri, "zh"), *names.aliases(iri, "zh")] for iri in things]
    return [*figures, *(name for some in called for name in some)]


def split_at_matches(words: str, proof: Iterable[str]) -> list[tuple[str, bool]]:
    """The words of a sentence in pieces, and whether each is one of the texts that prove a fact."""
    texts = sorted({text for text in proof if text}, key=len, reverse=True)
    if not texts:
        return [(words, False)]
    found = re.split(f"({'|'.join(map(re.escape, texts))})", words)
    return [(piece, n % 2 == 1) for n, piece in enumerate(found) if piece]


def _file(snapshot: Snapshot, report: str) -> tuple[Path, int] | None:
    """The file of a report's text and when it was changed, in ns; None where it is not given."""
    repository = snapshot.repository
    given = repository.settings.report
    folder = Path(given) if given else repository.project.texts
    path = text_file(folder, report, snapshot.dataset.reports, snapshot.dataset.default_report)
    return (path, path.stat().st_mtime_ns) if path and path.is_file() else None


# A page of all reports shows a sentence or two of each, so sentences are kept, and few texts.
@lru_cache(maxsize=20_000)
def _sentence(path: Path, changed: int, start: int, end: int, digest: str) -> tuple[str, str]:
    """A sentence of a file, normalised and as printed; empty where its SHA-256 is another."""
    text, words = _text(path, changed)
    found = text[start:end]
    return (found, words[start:end]) if sha256(found.encode()).hexdigest() == digest else ("", "")


@lru_cache(maxsize=4)
def _text(path: Path, changed: int) -> tuple[str, str]:
    """The text of a file, normalised and as printed; `changed` makes it be read anew."""
    text = path.read_text(encoding="utf-8")
    return normalise(text), printed(text)
