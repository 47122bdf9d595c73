"""The evidence: passages of reports, with their words where the text of a report is given.

The words come from the texts beside the checkout, or from those named by `--report`. A sentence is
shown only where its digest is the one in the graph, so that no other text can pass for the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from kg.authoring.reports import text_file
from kg.authoring.segmentation import printed, segment
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
    texts: dict[str, Mapping[str, tuple[str, str]]] = {}
    held: dict[str, Passage] = {}
    for one in found:
        if one.report_name not in texts:
            texts[one.report_name] = _texts(snapshot, one.report_name)
        text, words = texts[one.report_name].get(one.sha256, ("", ""))
        held[one.iri] = replace(one, text=text, words=words)
    return held


def passage_texts(snapshot: Snapshot) -> dict[str, str]:
    """The words of all passages whose text is given, by their IRIs."""
    found = passages(snapshot, snapshot.nodes.of_class(snapshot.names.wk("Passage")))
    return {iri: one.words for iri, one in found.items() if one.words}


def by_sources(items: Iterable[T], sources: Callable[[T], Sources]) -> dict[Sources, list[T]]:
    """The items by the passages that state them, so that a page shows each passage once."""
    found: dict[Sources, list[T]] = {}
    for item in items:
        found.setdefault(sources(item), []).append(item)
    return found


def proof(names: Names, things: Iterable[str], statements: Iterable[Statement] = ()) -> list[str]:
    """The texts by which a sentence proves a fact: its figures, and the names of its things."""
    figures = [text for one in statements for text in one.texts("verbatim")]
    called = [[names.label(iri, "zh"), *names.aliases(iri, "zh")] for iri in things]
    return [*figures, *(name for some in called for name in some)]


def proven(words: str, proof: Iterable[str]) -> list[tuple[str, bool]]:
    """The words of a sentence in pieces, and whether each is one of the texts that prove a fact."""
    texts = sorted({text for text in proof if text}, key=len, reverse=True)
    if not texts:
        return [(words, False)]
    found = re.split(f"({'|'.join(map(re.escape, texts))})", words)
    return [(piece, n % 2 == 1) for n, piece in enumerate(found) if piece]


def _texts(snapshot: Snapshot, report: str) -> Mapping[str, tuple[str, str]]:
    """The sentences of a report's text, by their digests; none where it is not given."""
    repository = snapshot.repository
    given = repository.settings.report
    folder = Path(given) if given else repository.project.texts
    path = text_file(folder, report, snapshot.dataset.reports, snapshot.dataset.default_report)
    if path is None or not path.is_file():
        return {}
    return _segmented(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _segmented(path: Path, changed: int) -> Mapping[str, tuple[str, str]]:
    """The sentences of a file by their digests, normalised and as printed.

    They are read anew when the file was changed at another time.
    """
    text = path.read_text(encoding="utf-8")
    document, words = segment(text), printed(text)
    return {s.sha256: (s.text, words[s.start : s.end]) for s in document.sentences}
