"""The data set and its reports, as data/dataset.ttl and each report.ttl describe them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import namespaces
from kg.namespaces import PREFIXES
from kg.rdf import Literal, NamedNode, Quad, Term

Texts = Mapping[str, str]  # language -> text

_TYPE = f"{PREFIXES['rdf']}type"
_REPORT = NamedNode(f"{PREFIXES['schema']}Report")
_YEAR = re.compile(r"-([0-9]{4}(?:-[0-9]{2})?)$")


@dataclass(frozen=True)
class Report:
    """A report. Fields that report.ttl does not state are empty.

    `place`, `government`, `speaker`, `meeting`, `reviews` and `plans` are IRIs of things, `page` is
    the address that the text comes from; `reading` is a slug of the reading scheme; `given` a date
    like 2023-12-25. `sha256` is the digest of the text that was read, as
    `kg.authoring.segmentation` normalises it.
    """

    name: str
    iri: str
    label: Texts = field(default_factory=dict)
    place: str = ""
    government: str = ""
    speaker: str = ""
    meeting: str = ""
    given: str = ""
    page: str = ""
    reviews: str = ""
    plans: str = ""
    reading: str = ""
    sha256: str = ""

    @property
    def year(self) -> str:
        """The year in its name: 2025, or 2025-06 for the second report of a year."""
        match = _YEAR.search(self.name)
        return match[1] if match else self.name


@dataclass(frozen=True)
class DataSet:
    """Metadata of the data set, by language, and its reports by name.

    `short` is a short title, `abstract` one sentence, `identifier` the name in files and citations,
    `example` the IRI of an example thing. `default_report` is the name of the report that is used
    if none is given.
    """

    title: Texts = field(default_factory=dict)
    short: Texts = field(default_factory=dict)
    abstract: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    keywords: Mapping[str, Sequence[str]] = field(default_factory=dict)
    licence: str = ""
    identifier: str = ""
    example: str = ""
    publisher: Texts = field(default_factory=dict)
    catalogue: Texts = field(default_factory=dict)
    service: Texts = field(default_factory=dict)
    default_report: str = ""
    reports: Mapping[str, Report] = field(default_factory=dict)

    @property
    def default(self) -> Report | None:
        """The default report; None for a data set without reports."""
        return self.reports.get(self.default_report)

    def in_order(self) -> list[Report]:
        """The default report, then the others by date; those without a date are last."""

        def place(report: Report) -> tuple[bool, str, str]:
            return report.name != self.default_report, report.given or "9", report.name

        return sorted(self.reports.values(), key=place)

    def rebased(self, base: str) -> DataSet:
        """A copy with the IRIs of a build with another base."""

        def moved(report: Report) -> Report:
            return replace(
                report,
                iri=namespaces.rebase(report.iri, base),
                place=namespaces.rebase(report.place, base),
                government=namespaces.rebase(report.government, base),
                speaker=namespaces.rebase(report.speaker, base),
                meeting=namespaces.rebase(report.meeting, base),
                reviews=namespaces.rebase(report.reviews, base),
                plans=namespaces.rebase(report.plans, base),
            )

        reports = {name: moved(one) for name, one in self.reports.items()}
        return replace(self, example=namespaces.rebase(self.example, base), reports=reports)


def dataset(quads: Iterable[Quad]) -> DataSet:
    """The data set as the quads of data/dataset.ttl and of the reports describe it."""
    about = _About(quads)
    own = namespaces.DATASET
    publisher = about.node(own, "dcterms:publisher")
    return DataSet(
        title=about.texts(own, "dcterms:title"),
        short=about.texts(own, "dcterms:alternative"),
        abstract=about.texts(own, "dcterms:abstract"),
        description=about.texts(own, "dcterms:description"),
        keywords=about.lists(own, "dcat:keyword"),
        licence=about.node(own, "dcterms:license"),
        identifier=about.literal(own, "dcterms:identifier"),
        example=about.node(own, "void:exampleResource"),
        publisher=about.texts(publisher, "foaf:name"),
        catalogue=about.texts(f"{namespaces.ABOUT}catalogue", "dcterms:title"),
        service=about.texts(f"{namespaces.ABOUT}service", "dcterms:title"),
        default_report=about.node(own, "wk:defaultReport").removeprefix(namespaces.report("")),
        reports={iri.removeprefix(namespaces.report("")): about.report(iri) for iri in about.found},
    )


class _About:
    """The values in quads about the data set and its reports, by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.values: dict[tuple[str, str], list[Term]] = defaultdict(list)
        wanted = (namespaces.DATASET, namespaces.ABOUT, namespaces.report(""))
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(wanted):
                self.values[quad.subject.value, quad.predicate.value].append(quad.object)
        self.found = sorted(
            subject
            for (subject, predicate), types in self.values.items()
            if predicate == _TYPE and _REPORT in types
        )

    def report(self, iri: str) -> Report:
        return Report(
            name=iri.removeprefix(namespaces.report("")),
            iri=iri,
            label=self.texts(iri, "rdfs:label"),
            place=self.node(iri, "dcterms:spatial"),
            government=self.node(iri, "dcterms:publisher"),
            speaker=self.node(iri, "dcterms:creator"),
            meeting=self.node(iri, "schema:recordedAt"),
            given=self.literal(iri, "dcterms:date"),
            page=self.node(iri, "dcterms:source"),
            reviews=self.node(iri, "wk:reviews"),
            plans=self.node(iri, "wk:plans"),
            reading=self.node(iri, "wk:reading").removeprefix(PREFIXES["reading"]),
            sha256=self.literal(iri, "wk:sha256"),
        )

    def of(self, iri: str, name: str) -> list[Term]:
        return self.values.get((iri, namespaces.expand(name)), [])

    def node(self, iri: str, name: str) -> str:
        return next((t.value for t in self.of(iri, name) if isinstance(t, NamedNode)), "")

    def literal(self, iri: str, name: str) -> str:
        return next((t.value for t in self.of(iri, name) if isinstance(t, Literal)), "")

    def lists(self, iri: str, name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.of(iri, name):
            if isinstance(term, Literal):
                found[term.language or ""].append(term.value)
        return dict(found)

    def texts(self, iri: str, name: str) -> dict[str, str]:
        return {language: words[0] for language, words in self.lists(iri, name).items()}
