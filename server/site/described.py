"""The page of any IRI: the one made for its sort, else the plain description."""

from __future__ import annotations

from flask import render_template

from server.describe import Description
from server.formats import GRAPHS
from server.graph import Reader
from server.language import Language
from server.profiles import PROFILES
from server.site import terms, thing
from server.urls import Urls


def page(reader: Reader, here: Urls, found: Description, language: Language) -> str:
    """The page about what a description describes."""
    if thing.is_thing(reader, found.iri):
        return thing.page(reader, here, found, language)
    if made := terms.page(reader, here, found, language):
        return made
    return render_template(
        "resource.html", lang=language, d=found, formats=GRAPHS, profiles=PROFILES, urls=here
    )
