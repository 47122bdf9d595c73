"""What descriptions name again and again, read once for each build: labels, sentences, graphs.

A description of what hundreds of arrows point at would ask for hundreds of labels each time. An
endpoint elsewhere may change at any time and be of any size: it is asked for what is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.rdf import Literal, NamedNode, Term
from server.http.responses import Refusal
from server.repository.views import Reader, Row

Labels = dict[str, dict[str, tuple[str, str]]]  # by IRI and language: the text, and its graph


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the report that bears on the thing."""

    iri: str
    number: str
    gist: Mapping[str, str]


def labels(reader: Reader, named: Iterable[str]) -> Labels:
    """The labels of IRIs by language, each with a graph that states it."""
    known = None if reader.generation.hash is None else reader.once(_labels)
    if known is None:
        terms = [NamedNode(iri) for iri in named]
        return _by_iri(reader.rows("describe_labels", thing=terms)) if terms else {}
    return {iri: known[iri] for iri in named if iri in known}


def passages(reader: Reader, graphs: Iterable[str]) -> tuple[Passage, ...]:
    """Those of some graphs that are sentences of the report, in its order."""
    wanted = set(graphs)
    if reader.generation.hash is None:
        terms = [NamedNode(graph) for graph in wanted]
        rows = reader.rows("describe_passages", passage=terms) if terms else []
        return tuple(_said(rows).values())
    return tuple(one for iri, one in reader.once(_passages).items() if iri in wanted)


def size(reader: Reader, graph: str) -> int:
    """How many triples a graph holds: none where there is no graph of that name."""
    if reader.generation.hash is None:
        return int(_text(reader.rows("describe_size", graph=NamedNode(graph))[0]["count"]))
    return reader.once(_sizes).get(graph, 0)


def prepare(reader: Reader) -> None:
    """Read them all before anybody asks."""
    if reader.generation.hash is not None:
        for make in (_labels, _passages, _sizes):
            reader.once(make)


def _labels(reader: Reader) -> Labels | None:
    """All labels; None where they are too many for one answer."""
    try:
        return _by_iri(reader.rows("known_labels"))
    except Refusal:
        return None


def _by_iri(rows: Iterable[Row]) -> Labels:
    found: Labels = {}
    for row in rows:
        thing, label = row["thing"], row["label"]
        if isinstance(label, Literal) and label.language and isinstance(thing, NamedNode):
            by_language = found.setdefault(thing.value, {})
            by_language.setdefault(label.language, (label.value, _text(row["graph"])))
    return found


def _passages(reader: Reader) -> dict[str, Passage]:
    return _said(reader.rows("known_passages"))


def _said(rows: Iterable[Row]) -> dict[str, Passage]:
    gists: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        gist = row["gist"]
        assert isinstance(gist, Literal)
        gists[_text(row["passage"]), _text(row["number"])][gist.language or ""] = gist.value
    return {iri: Passage(iri, number, gist) for (iri, number), gist in gists.items()}


def _sizes(reader: Reader) -> dict[str, int]:
    return {_text(row["graph"]): int(_text(row["count"])) for row in reader.rows("known_graphs")}


def _text(term: Term) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value
