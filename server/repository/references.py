"""What a text refers to: the term of an IRI, a prefixed name, a bare name or a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg import namespaces
from kg.errors import IriError
from kg.model.dataset import Report
from kg.model.names import Names
from kg.rdf import NamedNode
from kg.search.lookup import by_name, nearest
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.snapshot import Snapshot

_ABSOLUTE = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+)>?")


def term(name: str, text: str, snapshot: Snapshot, prefix: str = "") -> NamedNode:
    """The thing that a text means: an IRI, a prefixed name, a bare name of the parameter's own
    list (`prefix`), or the label, in any script.

    Raises Refusal: 404 with the nearest names where it names nothing, 409 with the candidates
    where there are several.
    """
    text, base = text.strip(), snapshot.base
    given = _ABSOLUTE.fullmatch(text)
    try:
        if ":" in text and text.partition(":")[0] in namespaces.PREFIXES:
            return NamedNode(namespaces.rebase(namespaces.expand(text), base))
        if given:
            return NamedNode(given[1])
    except (IriError, ValueError):
        raise unknown(name, text, []) from None
    if prefix and re.fullmatch(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", text):
        own = namespaces.rebase(namespaces.PREFIXES[prefix], base) + text
        if own in snapshot.nodes:
            return NamedNode(own)
    candidates = by_name(snapshot.index, text)
    if len(candidates) != 1:
        near = [] if candidates else nearest(snapshot.index, text)
        raise unknown(
            name,
            text,
            [namespaces.compact(iri, base) for iri in candidates],
            [namespaces.compact(iri, base) for iri in near],
        )
    return NamedNode(candidates[0])


def report(text: str, snapshot: Snapshot) -> Report | None:
    """The report that a text means, by its name or its IRI; None for `all`.

    Raises Refusal where there is no such report.
    """
    reports = snapshot.dataset.reports
    if text == "all":
        return None
    name = text.strip().strip("<>").removeprefix(f"{snapshot.base}report/")
    if name not in reports:
        raise Refusal(Kind.REPORT, name=text, known=sorted(reports))
    return reports[name]


def unknown(name: str, text: str, candidates: Sequence[str], near: Sequence[str] = ()) -> Refusal:
    """A parameter that should name one thing: 404 where it names none, 409 where several."""
    found = list(candidates)
    if found:
        return Refusal(
            Kind.AMBIGUOUS, parameter=name, text=text, names=found[:10], candidates=found
        )
    further: dict[str, Any] = {"near": near, "suggestions": near} if near else {}
    return Refusal(Kind.NAME_UNKNOWN, parameter=name, text=text, candidates=found, **further)


def thing_classes(names: Names, iri: str) -> list[str]:
    """The narrowest classes of a thing by their prefixed names; of anything else none."""
    return sorted(map(names.short, names.classes(iri))) if names.is_thing(iri) else []
