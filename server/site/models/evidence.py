"""Where the report says it: the passages with their gists, and their words where these are given.

The words come from a file beside the checkout or named by `--report`. A sentence is shown only
where its digest is the one in the graph, so that no other text can pass for the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg import namespaces
from kg.authoring.segmentation import printed, segment
from server.repository.views import Reader
from server.site.models.statements import text_of


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the report: `text` as it is compared, `words` as it is printed.

    Both are of one length, and empty where the report's text is not given.
    """

    iri: str
    number: str
    gist: Mapping[str, str]
    text: str
    words: str

    @property
    def section(self) -> str:
        """The number of its section: 1.2 of 1.2.2-s03."""
        return ".".join(self.number.split(".")[:2])

    @property
    def paragraph(self) -> str:
        """The number of its paragraph: 1.2.2 of 1.2.2-s03."""
        return self.number.partition("-")[0]


Passages = Mapping[str, Passage]
Numbers = tuple[str, ...]  # of the passages that state something
T = TypeVar("T")


def passages(reader: Reader) -> Passages:
    """All passages by number, in the order of the report; made once for each build."""
    return reader.once(_passages)


def together(items: Iterable[T], numbers: Callable[[T], Numbers]) -> dict[Numbers, list[T]]:
    """The items by the passages that state them, so that these stand once beside them."""
    found: dict[Numbers, list[T]] = {}
    for item in items:
        found.setdefault(numbers(item), []).append(item)
    return found


def _passages(reader: Reader) -> Passages:
    texts = _texts(reader)
    gists: dict[str, dict[str, str]] = defaultdict(dict)
    found: dict[str, tuple[str, str]] = {}
    for row in reader.rows("site_passages"):
        number, gist = text_of(row["number"]), row["gist"]
        gists[number][getattr(gist, "language", None) or ""] = text_of(gist)
        found[number] = text_of(row["passage"]), text_of(row["sha256"])
    return {
        number: Passage(iri, number, gists[number], *texts.get(digest, ("", "")))
        for number, (iri, digest) in found.items()
    }


def _texts(reader: Reader) -> dict[str, tuple[str, str]]:
    """The sentences of the report's text by their digests; none where it is not given."""
    named = reader.graph.service.settings.report
    default = f"{namespaces.DEFAULT_REPORT}.txt"
    path = Path(named) if named else reader.graph.project.texts / default
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8")
    document, words = segment(text), printed(text)
    return {s.sha256: (s.text, words[s.start : s.end]) for s in document.sentences}
