"""A description in the format and the profile that were asked for."""

from __future__ import annotations

from collections.abc import Iterable

from kg import iris
from kg.rdf import Quad, RdfFormat, Triple, serialize
from server import schema_org
from server.describe import Description
from server.formats import Format
from server.profiles import LABELS, SCHEMA, Profile
from server.urls import Urls

_WITH_GRAPHS = ("trig", "nq")  # and JSON-LD could, but its readers expect plain nodes


def write(found: Description, form: Format, profile: Profile, urls: Urls) -> bytes:
    """The document. TriG and N-Quads keep the graphs that are the evidence of each triple."""
    if profile is SCHEMA:
        return schema_org.write(found, urls)
    quads = found.label_quads() if profile is LABELS else found.quads()
    return quads_as(quads, form, found.base)


def quads_as(quads: Iterable[Quad], form: Format, base: str) -> bytes:
    """Quads in a format for graphs, their prefixes declared; merged where it has no graphs."""
    rdf_format = RdfFormat.from_media_type(form.media_type)
    assert rdf_format
    items: list[Quad] | list[Triple] = list(quads)
    if form.name not in _WITH_GRAPHS:
        items = list(dict.fromkeys(quad.triple for quad in quads_of(items)))
    text = " ".join(map(str, items))
    prefixes = {
        name: iris.rebase(namespace, base)
        for name, namespace in iris.PREFIXES.items()
        if f"<{iris.rebase(namespace, base)}" in text
    }
    if not rdf_format.supports_datasets or form.name in _WITH_GRAPHS or form.name == "jsonld":
        return serialize(items, format=rdf_format, prefixes=prefixes) or b""
    raise AssertionError(f"unknown kind of format: {form.name}")


def quads_of(items: list[Quad] | list[Triple]) -> list[Quad]:
    """The items, which are quads."""
    return [item for item in items if isinstance(item, Quad)]
