"""The profiles of descriptions, and Content Negotiation by Profile.

A profile is requested by `?_profile=TOKEN`, by its IRI there, or by Accept-Profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.http.errors import Kind
from server.http.media_types import PAGE, Format
from server.http.responses import Refusal
from server.http.weights import elements
from server.sparql.formats import GRAPHS

_JSONLD = next(form for form in GRAPHS if form.name == "jsonld")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its token, its IRI (or path below the base), and its formats."""

    token: str
    place: str
    formats: tuple[Format, ...]
    zh: str
    en: str

    def iri(self, base: str) -> str:
        return self.place if ":" in self.place else base + self.place


FULL = Profile(
    "full",
    "profile/full",
    (*GRAPHS, PAGE),
    "完整描述：出入关系、标签、出处",
    "Everything: relations in both directions, labels, evidence",
)
LABELS = Profile(
    "labels",
    "profile/labels",
    GRAPHS,
    "仅标签：事物及其所提及者的名称",
    "Only labels: of the thing and of all that is named with it",
)
SCHEMA = Profile(
    "schema",
    "https://schema.org/",
    (_JSONLD,),
    "schema.org 词汇的 JSON-LD",
    "JSON-LD in schema.org",
)
PROFILES = (FULL, LABELS, SCHEMA)


def choose(requested: str | None, accept_profile: str | None, base: str) -> Profile:
    """The requested profile. Raises Refusal for an unknown `_profile`.

    An unknown profile in Accept-Profile is ignored, as recommended.
    """
    if requested:
        for profile in PROFILES:
            if requested in (profile.token, profile.iri(base)):
                return profile
        raise Refusal(
            Kind.PROFILE,
            profile=requested,
            profiles=[f"{p.token} ({p.iri(base)})" for p in PROFILES],
            offered=[p.token for p in PROFILES],
        )
    for iri in _preferred(accept_profile or ""):
        for profile in PROFILES:
            if _same(iri, profile.iri(base)):
                return profile
    return FULL


def _preferred(header: str) -> Sequence[str]:
    """The IRIs of an Accept-Profile header in order of preference."""
    wanted = [element for element in elements(header) if element.weight > 0]
    wanted.sort(key=lambda element: -element.weight)
    return [element.value.strip("<>") for element in wanted]


def _same(one: str, other: str) -> bool:
    """Whether two IRIs identify the same profile: http and https of schema.org are equal."""

    def bare(iri: str) -> str:
        return iri.rstrip("/").replace("http://schema.org", "https://schema.org")

    return bare(one) == bare(other)


@dataclass(frozen=True, slots=True)
class Alternate:
    """An alternate of a document: its address, media type and the IRI of its profile."""

    address: str
    media_type: str
    profile: str


def alternates(base: str, address: str) -> list[Alternate]:
    """Every format of every profile of the document at an address; the full description first."""
    return [
        Alternate(
            f"{address}.{form.name}" + ("" if profile is FULL else f"?_profile={profile.token}"),
            form.media_type,
            profile.iri(base),
        )
        for profile in PROFILES
        for form in profile.formats
    ]
