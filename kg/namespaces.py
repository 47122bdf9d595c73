"""IRIs and their short forms. The only module that contains the base IRI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kg.errors import IriError
from kg.project import Project
from kg.rdf import NamedNode, read

BASE = "https://w3id.org/wuchang-kg/"

ENTITY_KINDS = (
    *("project", "place", "org", "industry", "event", "honour", "policy", "platform", "person"),
    *("document", "indicator", "product", "group", "collection", "technology", "period"),
    *("scenario", "issue"),
)
ONTOLOGY = f"{BASE}ontology"

# Graphs that are not passages.
GRAPH = f"{BASE}graph/"
ONTOLOGY_GRAPH = f"{GRAPH}ontology"
ENTITIES_GRAPH = f"{GRAPH}entities"
REPORT_GRAPH = f"{GRAPH}report"
LINKS_GRAPH = f"{GRAPH}links"
INFERRED_GRAPH = f"{GRAPH}inferred"
METADATA_GRAPH = f"{GRAPH}metadata"
SHAPES_GRAPH = f"{GRAPH}shapes"
# What describes the data, and is no part of what is counted and dumped.
DESCRIBING_GRAPHS = (METADATA_GRAPH, SHAPES_GRAPH)
# What no sentence or curator states of things.
COMPUTED_GRAPHS = (INFERRED_GRAPH, *DESCRIBING_GRAPHS)

# The data set, and the parts of its description; documents and services are below the base too.
DATASET = f"{BASE}dataset"
ABOUT = f"{BASE}void#"
# The property of the data set that holds the hash of the build.
STAMP = "http://www.w3.org/2002/07/owl#versionInfo"

_CHECKOUT = Project(Path(__file__).resolve().parent.parent)
_SKOS = "http://www.w3.org/2004/02/skos/core#"


def _code_lists() -> tuple[str, ...]:
    """The names of the code lists: of the concept schemes below `code/` in ontology/schemes.ttl.

    None where the file cannot be read: `kg check` reports what is wrong with it.
    """
    code, scheme = f"{BASE}code/", NamedNode(f"{_SKOS}ConceptScheme")
    try:
        schemes = [q.subject for q in read(_CHECKOUT.schemes) if q.object == scheme]
    except (OSError, SyntaxError):
        return ()
    return tuple(one.value.removeprefix(code) for one in schemes if isinstance(one, NamedNode))


CODE_LISTS = _code_lists()

# The parts of reports and the statements they make have a namespace for each report.
_OF_REPORTS = {"r": f"{BASE}report/", "st": f"{BASE}statement/"}
# `org:` is ours, so W3C's Organization Ontology is `w3org:`.
_FIXED: Mapping[str, str] = MappingProxyType(
    {
        "wk": f"{ONTOLOGY}/",
        "graph": GRAPH,
        **{kind: f"{BASE}id/{kind}/" for kind in ENTITY_KINDS},
        **{code: f"{BASE}code/{code}/" for code in CODE_LISTS},
        "planned": f"{BASE}planned/",
        "cube": f"{BASE}cube#",
        "query": f"{BASE}query/",
        "shape": f"{BASE}shapes/",
        "style": f"{BASE}style/",
        "wording": f"{BASE}wording/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": _SKOS,
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

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_REPORT = re.compile(rf"{_SLUG}-[0-9]{{4}}(?:-[0-9]{{2}})?")
_PREFIX = re.compile(f"(r|st)-({_SLUG})")
_PART = re.compile(rf"{re.escape(BASE)}(report|statement)/({_SLUG})/([^/#?]+)")
_DEFAULT = NamedNode(f"{ONTOLOGY}/defaultReport")
_SHORT = 200  # characters
# Longest namespace first, so that no IRI shortens to a wider prefix than need be.
_BY_LENGTH = sorted(_FIXED.items(), key=lambda item: -len(item[1]))


def prefixes(reports: Iterable[str], default: str) -> Mapping[str, str]:
    """The prefixes of a data set with these reports, each with its namespace.

    `r:` and `st:` are the default report's passages and statements; each other report has two of
    its own, made from its name: `r-wuhan-2025:` and `st-wuhan-2025:`.
    """
    own = {
        prefix if report == default else f"{prefix}-{report}": f"{space}{report}/"
        for report in sorted(reports, key=lambda name: (name != default, name))
        for prefix, space in _OF_REPORTS.items()
    }
    return MappingProxyType({"wk": _FIXED["wk"], **own, **_FIXED})


def _default_report() -> str:
    """What data/dataset.ttl of this checkout names; empty where it cannot be read.

    `kg check` reports what is wrong with the file.
    """
    try:
        for quad in read(_CHECKOUT.dataset):
            if quad.predicate == _DEFAULT and isinstance(quad.object, NamedNode):
                return quad.object.value.removeprefix(_OF_REPORTS["r"])
    except (OSError, SyntaxError):
        pass
    return ""


DEFAULT_REPORT = _default_report()
# Those of this checkout. The files repeat them as PREFIX lines so that each can be read and run
# alone; a test keeps them equal. In a report's folder `r:` and `st:` are that report's.
PREFIXES = prefixes(_CHECKOUT.report_names, DEFAULT_REPORT)


def is_report_name(name: str) -> bool:
    """Whether a report may be called so: by its place and the year it was given, wuhan-2025."""
    return bool(_REPORT.fullmatch(name))


def report(name: str) -> str:
    """The IRI of the report of that name."""
    return _OF_REPORTS["r"] + name


def passage(report: str, number: str) -> str:
    """The IRI of a part or sentence of a report, by its number: 1.2.2-s03."""
    return f"{_OF_REPORTS['r']}{report}/{number}"


def statements(report: str, number: str) -> str:
    """What the IRIs of the statements of a sentence begin with."""
    return f"{_OF_REPORTS['st']}{report}/{number}-"


def locate(iri: str) -> tuple[str, str]:
    """The report that a passage or statement is of, and its name there. Raises IriError."""
    match = _PART.fullmatch(iri)
    if not match:
        raise IriError(f"<{iri}> is of no report: passages are {passage('NAME', '1.2.2-s03')}.")
    return match[2], match[3]


def reference(iri: str, base: str = BASE, own: str = DEFAULT_REPORT) -> str:
    """What a passage is called where IRIs are too long: 1.2.2-s03, or wuhan-2025/1.2.2-s03.

    Without the report it is one of the report `own`. Raises IriError for what is no passage.
    """
    report, number = locate(BASE + iri[len(base) :] if iri.startswith(base) else iri)
    return number if report == own else f"{report}/{number}"


def is_passage(iri: str) -> bool:
    """Whether an IRI is that of a part or sentence of a report."""
    return iri.startswith(_OF_REPORTS["r"]) and bool(_PART.fullmatch(iri))


def is_statement(iri: str) -> bool:
    """Whether an IRI is that of a statement of a report."""
    return iri.startswith(_OF_REPORTS["st"])


def namespace(prefix: str, own: str = DEFAULT_REPORT) -> str | None:
    """The namespace of a prefix, None where it is unknown; `own` is the report of r: and st:."""
    if prefix in _OF_REPORTS:
        return f"{_OF_REPORTS[prefix]}{own}/" if own else None
    if match := _PREFIX.fullmatch(prefix):
        return f"{_OF_REPORTS[match[1]]}{match[2]}/"
    return _FIXED.get(prefix)


def expand(name: str) -> str:
    """The IRI that a prefixed name like `place:wuchang` stands for. Raises IriError."""
    prefix, colon, local = name.partition(":")
    space = namespace(prefix)
    if not colon or space is None:
        raise IriError(f"Unknown prefix in {name!r}. Known: {', '.join(PREFIXES)}.")
    return space + local


def compact(iri: str, base: str = BASE, own: str = DEFAULT_REPORT) -> str:
    """The prefixed name of an IRI where one can be written, else the IRI itself.

    `base` is what the build was published under, where that is not BASE; `own` is the report that
    r: and st: stand for.
    """
    # Names come from clients too, so only short ones are cached.
    return _remembered(iri, base, own) if len(iri) <= _SHORT else _compact(iri, base, own)


def _compact(iri: str, base: str, own: str) -> str:
    ours = iri
    if base != BASE and iri.startswith(base):
        ours = BASE + iri[len(base) :]
    if match := _PART.fullmatch(ours):
        prefix = "r" if match[1] == "report" else "st"
        whose = "" if match[2] == own else f"-{match[2]}"
        return f"{prefix}{whose}:{match[3]}"
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
