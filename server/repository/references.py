"""Resolution of texts to resources: an IRI, a prefixed name, a local name or a label."""

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
    """The resource for a text: an IRI, a prefixed name, a local name under `prefix`, or a label.

    Raises Refusal: 404 with the most similar names if there is none, 409 with the candidates if
    there are several.
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
    """The report with a name or an IRI; None for `all`. Raises Refusal without one."""
    reports = snapshot.dataset.reports
    if text == "all":
        return None
    name = text.strip().strip("<>").removeprefix(f"{snapshot.base}report/")
    if name not in reports:
        raise Refusal(Kind.REPORT, name=text, known=sorted(reports))
    return reports[name]


def unknown(name: str, text: str, candidates: Sequence[str], near: Sequence[str] = ()) -> Refusal:
    """The error for a text without a resource (404), or with several (409)."""
    result = list(candidates)
    if result:
        return Refusal(
            Kind.AMBIGUOUS, parameter=name, text=text, names=result[:10], candidates=result
        )
    further: dict[str, Any] = {"near": near, "suggestions": near} if near else {}
    return Refusal(Kind.NAME_UNKNOWN, parameter=name, text=text, candidates=result, **further)


def thing_classes(names: Names, iri: str) -> list[str]:
    """The most specific classes of a thing as prefixed names; empty for other resources."""
    return sorted(map(names.short, names.classes(iri))) if names.is_thing(iri) else []
