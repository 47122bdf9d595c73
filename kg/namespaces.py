"""IRIs and their short forms. The only module that knows the base IRI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kg.errors import IriError

BASE = "https://w3id.org/wuchang-kg/"

ENTITY_KINDS = (
    *("project", "place", "org", "industry", "event", "honour", "policy", "platform", "person"),
    *("document", "indicator", "product", "group", "collection", "technology", "period"),
    *("scenario", "issue"),
)
CODE_LISTS = (
    *("stage", "comparator", "commitment", "kind", "status", "level", "reason", "unit", "topic"),
    *("distinction", "polarity", "direction"),
)
ONTOLOGY = f"{BASE}ontology"
REPORT = f"{BASE}report/wuchang-2023"

# Graphs that are not passages.
GRAPH = f"{BASE}graph/"
ONTOLOGY_GRAPH = f"{GRAPH}ontology"
ENTITIES_GRAPH = f"{GRAPH}entities"
REPORT_GRAPH = f"{GRAPH}report"
LINKS_GRAPH = f"{GRAPH}links"
INFERRED_GRAPH = f"{GRAPH}inferred"
METADATA_GRAPH = f"{GRAPH}metadata"
# What a program writes, and no sentence or curator states.
COMPUTED_GRAPHS = (INFERRED_GRAPH, METADATA_GRAPH)

# The data set, and the parts of its description; documents and services are below the base too.
DATASET = f"{BASE}dataset"
ABOUT = f"{BASE}void#"
# Says of the data set which build it is.
STAMP = "http://www.w3.org/2002/07/owl#versionInfo"

# The files repeat these as PREFIX lines so that each can be read and run alone; a test keeps
# them equal. `org:` is ours, so W3C's Organization Ontology is `w3org:`.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "wk": f"{ONTOLOGY}/",
        "r": f"{REPORT}/",
        "st": f"{BASE}statement/wuchang-2023/",
        "graph": GRAPH,
        **{kind: f"{BASE}id/{kind}/" for kind in ENTITY_KINDS},
        **{code: f"{BASE}code/{code}/" for code in CODE_LISTS},
        "cube": f"{BASE}cube#",
        "query": f"{BASE}query/",
        "shape": f"{BASE}shapes/",
        "style": f"{BASE}style/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "qudt": "http://qudt.org/schema/qudt/",
        "schema": "http://schema.org/",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "sh": "http://www.w3.org/ns/shacl#",
        "time": "http://www.w3.org/2006/time#",
        "spdx": "http://spdx.org/rdf/terms#",
        "void": "http://rdfs.org/ns/void#",
        "void-ext": "http://ldf.fi/void-ext#",
        "w3org": "http://www.w3.org/ns/org#",
    }
)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PASSAGE = re.compile(r"(\d+)\.(\d+)\.(\d+)-s(\d{2,})")
# Longest namespace first, so that REPORT's own passages never shorten to a wider prefix.
_SHORT = 200  # characters
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def mint(prefix: str, slug: str) -> str:
    """The IRI of the entity or code `prefix:slug`.

    Raises IriError for a prefix that is neither, or a slug that is not lower-case ASCII words
    joined by single hyphens.
    """
    if prefix not in ENTITY_KINDS and prefix not in CODE_LISTS:
        known = ", ".join((*ENTITY_KINDS, *CODE_LISTS))
        raise IriError(f"Unknown kind {prefix!r}. Use one of: {known}.")
    if not _SLUG.fullmatch(slug):
        raise IriError(
            f"{slug!r} is no slug. Use lower-case ASCII letters and digits, "
            "words joined by single hyphens: binjiang-digital-corridor."
        )
    return PREFIXES[prefix] + slug


def parse(iri: str) -> tuple[str, str]:
    """The kind and slug that `mint` made the IRI from. Raises IriError for any other IRI."""
    for kind in (*ENTITY_KINDS, *CODE_LISTS):
        if iri.startswith(PREFIXES[kind]) and _SLUG.fullmatch(iri[len(PREFIXES[kind]) :]):
            return kind, iri[len(PREFIXES[kind]) :]
    raise IriError(f"<{iri}> is no entity or code of ours: those are {BASE}id/KIND/SLUG.")


def passage(part: int, section: int, paragraph: int, sentence: int) -> str:
    """The IRI of a sentence of the report."""
    return f"{PREFIXES['r']}{part}.{section}.{paragraph}-s{sentence:02d}"


def parse_passage(iri: str) -> tuple[int, int, int, int]:
    """Part, section, paragraph and sentence of a passage's IRI. Raises IriError for another."""
    found = iri.startswith(PREFIXES["r"]) and _PASSAGE.fullmatch(iri[len(PREFIXES["r"]) :])
    if not found:
        raise IriError(f"<{iri}> is no passage: those are {PREFIXES['r']}1.2.2-s03.")
    part, section, paragraph, sentence = map(int, found.groups())
    return part, section, paragraph, sentence


def expand(name: str) -> str:
    """The IRI that a prefixed name like `place:wuchang` stands for. Raises IriError."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES:
        raise IriError(f"Unknown prefix in {name!r}. Known: {', '.join(PREFIXES)}.")
    return PREFIXES[prefix] + local


def compact(iri: str, base: str = BASE) -> str:
    """The prefixed name of an IRI where one can be written, else the IRI itself.

    `base` is what the build was published under, where that is not BASE.
    """
    # What is remembered may come from strangers, so it is short.
    return _remembered(iri, base) if len(iri) <= _SHORT else _compact(iri, base)


def _compact(iri: str, base: str) -> str:
    ours = iri
    if base != BASE and iri.startswith(base):
        ours = BASE + iri[len(base) :]
    for prefix, namespace in _BY_LENGTH:
        local = ours[len(namespace) :]
        if ours.startswith(namespace) and local and not re.search(r"[/#?]", local):
            return f"{prefix}:{local}"
    return iri


_remembered = lru_cache(maxsize=1 << 16)(_compact)  # pages write the same names hundreds of times


def check_base(base: str) -> str:
    """The base IRI itself. Raises IriError where IRIs cannot be made by appending to it."""
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`%?#]+/", base) or not base.isascii():
        raise IriError(
            f"{base!r} cannot be a base IRI. "
            "Use an ASCII http(s) IRI that ends in a slash: https://example.org/wuchang/."
        )
    return base


def rebase(text: str, base: str) -> str:
    """An IRI, or a query that names IRIs, moved from BASE to the base of another publisher."""
    return text if base == BASE else text.replace(BASE, base)
