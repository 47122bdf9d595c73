"""The page of any IRI: the one made for its sort, else the plain description."""

from __future__ import annotations

import re

from flask import render_template

from server.http.language import Language
from server.http.urls import Urls
from server.repository.descriptions import Description
from server.repository.profiles import PROFILES
from server.repository.snapshot import Snapshot
from server.site.pages import terms, thing
from server.sparql.formats import GRAPHS

# A part of a report, or a section, or a paragraph, which is read with its section.
_PART = re.compile(r"([^/]+)/(?:\d+|(\d+\.\d+)(?:\.\d+)?)")


def page(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    """The page about what a description describes."""
    if snapshot.names.is_thing(description.iri):
        return thing.page(snapshot, here, description, language)
    if made := terms.page(snapshot, here, description, language):
        return made
    return render_template(
        "resource.html",
        lang=language,
        d=description,
        formats=GRAPHS,
        profiles=PROFILES,
        urls=here,
        names=snapshot.names,
        dataset=snapshot.dataset,
        reading=_reading(snapshot, description.iri),
    )


def _reading(snapshot: Snapshot, iri: str) -> str:
    """The path of the page where a part of a report is read; empty for anything else."""
    part = _PART.fullmatch(iri.removeprefix(f"{snapshot.base}report/"))
    if not part or part[1] not in snapshot.dataset.reports:
        return ""
    return "/".join(filter(None, ("read", part[1], part[2])))
