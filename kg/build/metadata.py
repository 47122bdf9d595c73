"""The description of the data set, for harvesters, editors and agents: a graph in the store.

DCAT says what can be had where, VoID (kg.build.void) what is in it, SHACL's vocabulary which
prefixes and example queries there are. Addresses are below the base IRI, where a server answers
them; it maps the base to wherever it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg import __version__, namespaces
from kg.build.void import void
from kg.export.dumps import report_file
from kg.manifest import DUMPS, File
from kg.model.dataset import DataSet, Report
from kg.model.names import LABEL, TYPE
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.queries.catalogue import StoredQuery
from kg.rdf import Literal, NamedNode, Store, Term, Triple

_IANA = "https://www.iana.org/assignments/media-types/"
# Those of our media types that are registered.
_REGISTERED = {
    *("application/n-quads", "application/n-triples", "application/trig", "text/turtle"),
    *("application/ld+json", "application/csvm+json", "application/zip", "text/csv"),
}
# The dumps of the whole graph as RDF.
_WHOLE = ("nq", "trig", "nt", "ttl", "jsonld")
_LANGUAGES = (
    "http://id.loc.gov/vocabulary/iso639-1/zh",
    "http://id.loc.gov/vocabulary/iso639-1/en",
)
_FORMS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLExecutable", "describe"),
}


def metadata(
    store: Store,
    records: Records,
    files: Sequence[File],
    queries: Mapping[str, StoredQuery],
    dataset: DataSet,
    stamp: str,
) -> list[Triple]:
    """The description of a store that does not hold it yet, each triple once.

    The IRIs of the data set are below the base of the records. The stamp is the hash of what the
    build is made from, by which an endpoint tells its build.
    """
    writer = _Writer(records.names.base, dataset)
    triples = [
        *writer.description(files),
        Triple(writer.set, NamedNode(namespaces.STAMP), Literal(stamp)),
        *writer.service(),
        *writer.reports(files),
        *(triple for file in files for triple in writer.distribution(file)),
        *writer.prefixes(),
        *(triple for query in queries.values() for triple in writer.query(query)),
        *void(store, records, dataset),
    ]
    return list(dict.fromkeys([*triples, *_plain_labels(triples, records.names.base)]))


def _plain_labels(triples: Iterable[Triple], base: str) -> Iterator[Triple]:
    """The labels without language tags, which rule 90 gives to everything else."""
    for triple in triples:
        if triple.predicate == LABEL and isinstance(triple.object, Literal):
            name = {"zh": "wk:labelZh", "en": "wk:labelEn"}[triple.object.language or ""]
            plain = NamedNode(namespaces.rebase(namespaces.expand(name), base))
            yield Triple(triple.subject, plain, Literal(triple.object.value))


class _Writer:
    """Writes triples below a base IRI."""

    def __init__(self, base: str, dataset: DataSet) -> None:
        self.base = base
        self.dataset = dataset
        self.licence = NamedNode(dataset.licence)
        self.set = self.at(namespaces.DATASET)
        self.endpoint = NamedNode(f"{base}sparql")
        self.publisher = self.part("publisher")

    def description(self, files: Iterable[File]) -> Iterator[Triple]:
        own, catalogue = self.set, self.part("catalogue")
        yield from self.say(catalogue, a="dcat:Catalog", dcat_dataset=own)
        yield from self.say(catalogue, dcat_service=self.part("service"))
        yield from self.named(catalogue, self.dataset.catalogue)
        yield from self.say(own, a="dcat:Dataset")
        yield from self.say(own, a="void:Dataset")
        yield from self.named(own, self.dataset.title)
        yield from self.texts(own, "dcterms:alternative", self.dataset.short)
        yield from self.texts(own, "dcterms:abstract", self.dataset.abstract)
        yield from self.texts(own, "dcterms:description", self.dataset.description)
        for language, words in self.dataset.keywords.items():
            for word in words:
                yield self.one(own, "dcat:keyword", Literal(word, language=language))
        for described in (own, catalogue):
            yield from self.say(
                described,
                dcterms_license=self.licence,
                dcterms_publisher=self.publisher,
                dcat_version=Literal(__version__),
            )
            for language in _LANGUAGES:
                yield self.one(described, "dcterms:language", NamedNode(language))
        yield from self.say(
            own,
            dcterms_creator=self.publisher,
            dcterms_conformsTo=self.at(namespaces.ONTOLOGY),
            dcat_landingPage=NamedNode(self.base),
            void_sparqlEndpoint=self.endpoint,
            dcterms_identifier=Literal(self.dataset.identifier),
            wk_defaultReport=self.at(namespaces.report(self.dataset.default_report)),
        )
        if self.dataset.example:
            yield self.one(own, "void:exampleResource", NamedNode(self.dataset.example))
        for report in self.dataset.reports.values():
            yield from self.coverage(own, report)
        whole = {f"{self.dataset.identifier}.{suffix}.gz" for suffix in _WHOLE}
        for file in files:
            yield self.one(own, "dcat:distribution", self.part(f"dump-{file.name}"))
            if file.name in whole:
                yield self.one(own, "void:dataDump", self.address(file))
        yield from self.say(self.publisher, a="foaf:Agent")
        yield from self.named(self.publisher, self.dataset.publisher, "foaf:name")

    def reports(self, files: Iterable[File]) -> Iterator[Triple]:
        """Each report as a part of the data set: whence, where, when, and the file that has it."""
        made = {file.name: file for file in files}
        for report in self.dataset.in_order():
            own = self.part(f"report-{report.name}")
            yield self.one(self.set, "dcterms:hasPart", own)
            yield from self.say(own, a="dcat:Dataset", dcterms_license=self.licence)
            yield from self.say(own, dcterms_publisher=self.publisher, dcterms_isPartOf=self.set)
            yield from self.named(own, report.label)
            yield from self.coverage(own, report)
            for language in _LANGUAGES:
                yield self.one(own, "dcterms:language", NamedNode(language))
            if file := made.get(report_file(self.dataset.identifier, report)):
                yield self.one(own, "dcat:distribution", self.part(f"dump-{file.name}"))
                yield self.one(own, "void:dataDump", self.address(file))

    def coverage(self, own: NamedNode, report: Report) -> Iterator[Triple]:
        """The report that a data set is of, with the place and the periods that it speaks of."""
        yield self.one(own, "dcterms:source", NamedNode(report.iri))
        yield self.one(own, "dcterms:spatial", NamedNode(report.place))
        for period in (report.reviews, report.plans):
            yield self.one(own, "dcterms:temporal", NamedNode(period))

    def service(self) -> Iterator[Triple]:
        own = self.part("service")
        yield from self.named(own, self.dataset.service)
        yield from self.say(
            own,
            a="dcat:DataService",
            dcat_endpointURL=self.endpoint,
            dcat_endpointDescription=self.endpoint,
            dcat_servesDataset=self.set,
            dcterms_conformsTo=NamedNode("http://www.w3.org/TR/sparql11-protocol/"),
            dcterms_license=self.licence,
            dcterms_publisher=self.publisher,
        )

    def distribution(self, file: File) -> Iterator[Triple]:
        own, checksum = self.part(f"dump-{file.name}"), self.part(f"checksum-{file.name}")
        yield from self.named(own, {"zh": file.zh, "en": file.en})
        yield from self.say(
            own,
            a="dcat:Distribution",
            dcat_downloadURL=self.address(file),
            dcat_accessURL=self.address(file),
            dcat_byteSize=self.typed(str(file.size), "nonNegativeInteger"),
            dcterms_license=self.licence,
            spdx_checksum=checksum,
        )
        if file.media_type in _REGISTERED:
            yield self.one(own, "dcat:mediaType", NamedNode(_IANA + file.media_type))
        else:
            yield self.one(own, "dcterms:format", Literal(file.media_type))
        if file.name.endswith(".gz"):
            yield self.one(own, "dcat:compressFormat", NamedNode(f"{_IANA}application/gzip"))
        yield from self.say(
            checksum,
            a="spdx:Checksum",
            spdx_algorithm=self.at(namespaces.expand("spdx:checksumAlgorithm_sha256")),
            spdx_checksumValue=self.typed(file.sha256, "hexBinary"),
        )

    def prefixes(self) -> Iterator[Triple]:
        """The prefixes, which editors offer to whoever writes a query."""
        prefixes = namespaces.prefixes(self.dataset.reports, self.dataset.default_report)
        for name, iri in prefixes.items():
            own = self.part(f"prefix-{name}")
            yield self.one(self.at(namespaces.ONTOLOGY), "sh:declare", own)
            yield from self.say(
                own,
                a="sh:PrefixDeclaration",
                sh_prefix=Literal(name),
                sh_namespace=self.typed(namespaces.rebase(iri, self.base), "anyURI"),
            )

    def query(self, query: StoredQuery) -> Iterator[Triple]:
        """A question of the catalogue; editors list it by its one comment, which is English."""
        own = self.at(namespaces.expand(f"query:{query.name}"))
        lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
        text = "\n".join(lines).strip() + "\n"
        form = re.search(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", text, re.MULTILINE)
        cls, predicate = _FORMS[form[1] if form else "SELECT"]
        yield from self.say(own, a="sh:SPARQLExecutable")
        yield from self.say(own, a=f"sh:{cls}")
        yield from self.texts(own, "rdfs:label", query.title)
        yield from self.texts(own, "dcterms:description", query.description)
        yield self.one(own, "rdfs:comment", Literal(query.title["en"], language="en"))
        yield self.one(own, f"sh:{predicate}", Literal(text))
        yield self.one(own, "sh:prefixes", self.at(namespaces.ONTOLOGY))
        yield self.one(own, "schema:target", self.endpoint)
        for tag in query.tags:
            yield self.one(own, "schema:keywords", Literal(tag))

    def say(self, subject: NamedNode, a: str = "", **values: Term) -> Iterator[Triple]:
        """Triples about a subject; a keyword names its property, dcat_version for dcat:version."""
        if a:
            yield Triple(subject, TYPE, self.at(namespaces.expand(a)))
        for name, value in values.items():
            yield self.one(subject, name.replace("_", ":", 1), value)

    def named(
        self, subject: NamedNode, texts: Mapping[str, str], title: str = "dcterms:title"
    ) -> Iterator[Triple]:
        yield from self.texts(subject, "rdfs:label", texts)
        yield from self.texts(subject, title, texts)

    def texts(self, subject: NamedNode, name: str, texts: Mapping[str, str]) -> Iterator[Triple]:
        for language, text in texts.items():
            yield self.one(subject, name, Literal(text, language=language))

    def one(self, subject: NamedNode, name: str, value: Term) -> Triple:
        return Triple(subject, self.at(namespaces.expand(name)), value)

    def typed(self, text: str, datatype: str) -> Literal:
        return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype))

    def address(self, file: File) -> NamedNode:
        return NamedNode(f"{self.base}{DUMPS}/{file.name}")

    def part(self, name: str) -> NamedNode:
        return self.at(namespaces.ABOUT + name)

    def at(self, iri: str) -> NamedNode:
        return NamedNode(namespaces.rebase(iri, self.base))
