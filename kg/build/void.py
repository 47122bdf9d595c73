"""What is in the graph, counted, in the Vocabulary of Interlinked Datasets.

Everything is counted in the default graph, in which each triple is once, before this description
is added to it: what the data set says, not what is said of it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from kg import namespaces
from kg.model.dataset import DataSet
from kg.model.names import TYPE
from kg.model.palette import COLOURS
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.rdf import DefaultGraph, Literal, NamedNode, Store, Term, Triple

_LINKS = (
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"),
    *("skos:relatedMatch", "owl:sameAs", "schema:sameAs", "rdfs:seeAlso"),
)
_FEATURES = ("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML")
_EXAMPLES = ("wk:Project", "wk:Place", "wk:Organization", "wk:Indicator", "wk:Target")


def void(store: Store, records: Records, dataset: DataSet) -> Iterator[Triple]:
    """The description of a store that does not hold it yet."""
    return _Void(store, records, dataset).triples()


class _Void:
    def __init__(self, store: Store, records: Records, dataset: DataSet) -> None:
        self.records = records
        self.store = store
        self.reports = dataset.in_order()
        self.names = records.names
        self.dataset = NamedNode(self.at(namespaces.DATASET))
        found = store.quads_for_pattern(None, None, None, DefaultGraph())
        self.data = [quad.triple for quad in found]

    def triples(self) -> Iterator[Triple]:
        yield from self.totals()
        yield from self.class_partitions()
        yield from self.property_partitions(self.dataset, "", self.data)
        yield from self.linksets()
        yield from self.subsets()

    def totals(self) -> Iterator[Triple]:
        own = self.dataset
        subjects = {t.subject for t in self.data}
        classes = {t.object for t in self.data if t.predicate == TYPE}
        predicates = {t.predicate for t in self.data}
        counts = {
            "triples": len(self.data),
            "entities": sum(1 for term in subjects if self.is_ours(term)),
            "classes": len(classes),
            "properties": len(predicates),
            "distinctSubjects": len(subjects),
            "distinctObjects": len({t.object for t in self.data}),
        }
        for name, count in counts.items():
            yield self.count(own, name, count)
        yield self.triple(own, "uriSpace", Literal(self.names.base))
        for report in self.reports:
            yield self.triple(own, "rootResource", NamedNode(report.iri))
        for name in _FEATURES:
            feature = NamedNode(f"http://www.w3.org/ns/formats/{name}")
            yield self.triple(own, "feature", feature)
        terms = [term.value for term in classes | predicates if isinstance(term, NamedNode)]
        ours = self.at(namespaces.ONTOLOGY)
        for namespace in sorted({_namespace(iri) for iri in terms}):
            vocabulary = ours if namespace == f"{ours}/" else namespace
            yield self.triple(own, "vocabulary", NamedNode(vocabulary))
        for example in self.examples():
            yield self.triple(own, "exampleResource", NamedNode(example))

    def examples(self) -> Iterator[str]:
        """The most mentioned member of some classes."""
        for name in _EXAMPLES:
            members = self.records.members(name)
            mentions = {iri: len(self.records.values(iri, "wk:mentionedIn")) for iri in members}
            yield from sorted(members, key=lambda iri: (-mentions[iri], iri))[:1]

    def class_partitions(self) -> Iterator[Triple]:
        """A partition for each class; those that colours are given to have inner partitions."""
        members: dict[str, set[Term]] = defaultdict(set)
        for triple in self.data:
            if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
                members[triple.object.value].add(triple.subject)
        by_subject: dict[Term, list[Triple]] = defaultdict(list)
        for triple in self.data:
            by_subject[triple.subject].append(triple)
        detailed = {self.records.iri(f"wk:{name}") for name in (*COLOURS, "Passage")}
        for cls in sorted(members):
            part = self.part(f"class-{self.slug(cls)}")
            yield self.triple(self.dataset, "classPartition", part)
            yield self.triple(part, "class", NamedNode(cls))
            yield self.count(part, "entities", len(members[cls]))
            if cls in detailed:
                inner = [triple for term in members[cls] for triple in by_subject[term]]
                yield self.count(part, "triples", len(inner))
                yield from self.property_partitions(part, f"{self.slug(cls)}-", inner)

    def property_partitions(
        self, whole: NamedNode, prefix: str, triples: Iterable[Triple]
    ) -> Iterator[Triple]:
        """A partition for each property; inside a class, also for what its values are."""
        found: dict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            found[triple.predicate.value].append(triple)
        for iri, uses in sorted(found.items()):
            part = self.part(f"property-{prefix}{self.slug(iri)}")
            yield self.triple(whole, "propertyPartition", part)
            yield self.triple(part, "property", NamedNode(iri))
            yield self.count(part, "triples", len(uses))
            if prefix:
                yield from self.values(part, uses)
            else:
                yield self.count(part, "distinctSubjects", len({t.subject for t in uses}))
                yield self.count(part, "distinctObjects", len({t.object for t in uses}))

    def values(self, part: NamedNode, uses: Iterable[Triple]) -> Iterator[Triple]:
        """Of which kinds and datatypes the values of a property are."""
        kinds: set[str] = set()
        datatypes: set[str] = set()
        for triple in uses:
            if isinstance(triple.object, Literal):
                datatypes.add(triple.object.datatype.value)
            elif isinstance(triple.object, NamedNode) and triple.predicate != TYPE:
                kinds |= {self.names.kind(cls) for cls in self.names.classes(triple.object.value)}
        for name in sorted(kinds):
            inner = NamedNode(f"{part.value}-to-{name}")
            yield self.triple(part, "classPartition", inner)
            yield self.triple(inner, "class", NamedNode(self.records.iri(f"wk:{name}")))
        for iri in sorted(datatypes):
            inner = NamedNode(f"{part.value}-as-{self.slug(iri)}")
            extension = PREFIXES["void-ext"]
            yield Triple(part, NamedNode(f"{extension}datatypePartition"), inner)
            yield Triple(inner, NamedNode(f"{extension}datatype"), NamedNode(iri))

    def subsets(self) -> Iterator[Triple]:
        """What each report states: the triples of the graphs of its sentences, each once."""
        stated: dict[str, set[Triple]] = defaultdict(set)
        for quad in self.store:
            graph = quad.graph_name
            if isinstance(graph, NamedNode):
                stated[graph.value.rpartition("/")[0]].add(quad.triple)
        for report in self.reports:
            own, held = self.part(f"report-{report.name}"), stated[report.iri]
            yield self.triple(self.dataset, "subset", own)
            yield Triple(own, TYPE, NamedNode(f"{PREFIXES['void']}Dataset"))
            yield self.triple(own, "rootResource", NamedNode(report.iri))
            subjects = {triple.subject for triple in held}
            counts = {
                "triples": len(held),
                "entities": sum(1 for term in subjects if self.is_ours(term)),
                "properties": len({triple.predicate for triple in held}),
                "distinctSubjects": len(subjects),
                "distinctObjects": len({triple.object for triple in held}),
            }
            for name, count in counts.items():
                yield self.count(own, name, count)

    def linksets(self) -> Iterator[Triple]:
        """A set of links for each property that links and each data set that it links to."""
        links = {namespaces.expand(name) for name in _LINKS}
        found = Counter(
            (triple.predicate.value, _namespace(triple.object.value))
            for triple in self.data
            if triple.predicate.value in links
            and isinstance(triple.object, NamedNode)
            and not self.is_ours(triple.object)
        )
        for (predicate, namespace), count in sorted(found.items()):
            own = self.part(f"links-{self.slug(predicate)}-{_slug(namespace)}")
            target = self.part(f"target-{_slug(namespace)}")
            yield self.triple(self.dataset, "subset", own)
            yield Triple(own, TYPE, NamedNode(f"{PREFIXES['void']}Linkset"))
            yield self.triple(own, "linkPredicate", NamedNode(predicate))
            yield self.triple(own, "subjectsTarget", self.dataset)
            yield self.triple(own, "objectsTarget", target)
            yield self.count(own, "triples", count)
            yield Triple(target, TYPE, NamedNode(f"{PREFIXES['void']}Dataset"))
            yield self.triple(target, "uriSpace", Literal(namespace))

    def part(self, name: str) -> NamedNode:
        """A part of the description, by its name."""
        return NamedNode(self.at(namespaces.ABOUT) + name)

    def slug(self, iri: str) -> str:
        """A name for an IRI that can stand in the fragment of another."""
        short = self.names.short(iri)
        return short.replace(":", "-") if short != iri else _slug(iri)

    def is_ours(self, term: Term) -> bool:
        return isinstance(term, NamedNode) and term.value.startswith(self.names.base)

    def at(self, iri: str) -> str:
        return namespaces.rebase(iri, self.names.base)

    def triple(self, subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, NamedNode(PREFIXES["void"] + name), value)

    def count(self, subject: NamedNode, name: str, number: int) -> Triple:
        return self.triple(subject, name, Literal(number))


def _namespace(iri: str) -> str:
    """An IRI without its last part."""
    return re.sub(r"[^/#]*$", "", iri)


def _slug(iri: str) -> str:
    """What can be read of an IRI, and what sets it apart from others."""
    readable = re.sub(r"[^a-z0-9]+", "-", iri.partition("//")[2].lower()).strip("-")
    return f"{readable}-{hashlib.sha256(iri.encode()).hexdigest()[:6]}"
