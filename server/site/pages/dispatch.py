"""The page of any IRI: the one made for its sort, else the plain description."""

from __future__ import annotations

import re

from flask import render_template

from kg import namespaces
from server.http.language import Language
from server.http.urls import Urls
from server.repository.descriptions import Description
from server.repository.profiles import PROFILES
from server.repository.snapshot import Snapshot
from server.site.pages import terms, thing
from server.sparql.formats import GRAPHS

_PART = re.compile(r"r:(\d+\.\d+)(?:\.\d+)?")  # a section of the report, or a paragraph of one


def page(snapshot: Snapshot, here: Urls, found: Description, language: Language) -> str:
    """The page about what a description describes."""
    if snapshot.names.is_thing(found.iri):
        return thing.page(snapshot, here, found, language)
    if made := terms.page(snapshot, here, found, language):
        return made
    part = _PART.match(namespaces.compact(found.iri, snapshot.base))
    return render_template(
        "resource.html",
        lang=language,
        d=found,
        formats=GRAPHS,
        profiles=PROFILES,
        urls=here,
        section=part[1] if part else None,
    )
