"""Serialization of descriptions in a format and a profile."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from kg import namespaces
from kg.export import jsonld
from kg.manifest import DUMPS
from kg.rdf import Quad, RdfFormat, Triple, serialize
from server.http.media_types import Format
from server.http.urls import CONTEXT, Urls
from server.repository import schema_org
from server.repository.descriptions import Description
from server.repository.profiles import LABELS, SCHEMA, Profile

# There are two prefixes for each report: looking for each in a text would take 140 ms.
_IRI = re.compile("<([^<>]+)>")
_END = re.compile("[/#]")  # of a namespace
_WITH_GRAPHS = ("trig", "nq")  # JSON-LD could keep them too, but its readers expect plain nodes


def write(
    description: Description, form: Format, profile: Profile, urls: Urls, context: jsonld.Context
) -> bytes:
    """The document. TriG and N-Quads have the named graphs, which are the evidence.

    They have each triple in the default graph too, as the endpoint does, for queries without GRAPH.
    JSON-LD refers to the context at its stable address.
    """
    if profile is SCHEMA:
        return schema_org.write(description, urls)
    quads = list(description.label_quads() if profile is LABELS else description.quads())
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    if form.name in _WITH_GRAPHS:
        return _serialized([*(Quad(*triple) for triple in triples), *quads], form, description.base)
    if form.name == "jsonld":
        return jsonld.lines(jsonld.document(triples, context, urls.to(CONTEXT)))
    return _serialized(triples, form, description.base)


@lru_cache(maxsize=2)
def context_of(folder: Path) -> jsonld.Context:
    """The JSON-LD context of the build in a folder."""
    text = (folder / DUMPS / CONTEXT).read_text(encoding="utf-8")
    context: jsonld.Context = json.loads(text)["@context"]
    return context


def _serialized(items: list[Quad] | list[Triple], form: Format, base: str) -> bytes:
    """Triples or quads in a format, with the prefixes that they need."""
    spaces = {namespaces.rebase(iri, base): name for name, iri in namespaces.PREFIXES.items()}
    used = {
        spaces[space]
        for iri in set(_IRI.findall(" ".join(map(str, items))))
        for end in _END.finditer(iri)
        if (space := iri[: end.end()]) in spaces
    }
    prefixes = {name: iri for iri, name in spaces.items() if name in used}
    rdf_format = RdfFormat.from_media_type(form.media_type)
    return serialize(items, format=rdf_format, prefixes=prefixes) or b""
