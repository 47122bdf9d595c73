"""JSON-LD with short keys: the context, and documents with it.

Keys are local names of our terms and prefixed names of others. Identifiers are absolute IRIs, so
that JSON clients can follow them. A key with IRIs as values has a list, one with texts a map from
language to text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kg import namespaces
from kg.model.names import TYPE
from kg.namespaces import PREFIXES
from kg.rdf import DefaultGraph, Literal, NamedNode, Store, Term, Triple, identifier

Context = dict[str, Any]

_XSD, _OWL = PREFIXES["xsd"], PREFIXES["owl"]
_DATE = f"{_XSD}date"
# Texts in both languages.
_TEXTS = {
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": ["@language", "@set"]},
    "definition": {"@id": "skos:definition", "@container": "@language"},
    "scopeNote": {"@id": "skos:scopeNote", "@container": ["@language", "@set"]},
    "gist": {"@id": "wk:gist", "@container": "@language"},
}


def context(store: Store, base: str = namespaces.BASE) -> Context:
    """The context for the terms in a store with a base IRI."""
    wk = namespaces.rebase(PREFIXES["wk"], base)
    foreign = {name: iri for name, iri in PREFIXES.items() if not iri.startswith(namespaces.BASE)}
    links = {
        name: {"@id": f"wk:{name}", "@type": "@id", "@container": "@set"}
        for name in _terms(store, "ObjectProperty", wk)
    }
    dates = {
        name: {"@id": f"wk:{name}", "@type": "xsd:date"}
        for name in _terms(store, "DatatypeProperty", wk)
        if _datatypes(store, wk + name) == {_DATE}
    }
    terms = dict(sorted({**links, **dates}.items()))
    return {"@version": 1.1, "@vocab": wk, "wk": wk, **foreign, **_TEXTS, **terms}


def document(
    triples: Iterable[Triple], context: Context, address: str | None = None
) -> dict[str, Any]:
    """The triples as JSON-LD, in the order of their subjects.

    The context is inline, unless its address is given.
    """
    subjects: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        subjects[triple.subject][triple.predicate].append(triple.object)
    writer = _Writer(context)
    graph = [writer.node(subject, values) for subject, values in subjects.items()]
    return {"@context": address or context, "@graph": graph}


def lines(document: Mapping[str, Any]) -> bytes:
    """The document as bytes, with one node per line."""
    head = json.dumps(document["@context"], ensure_ascii=False)
    nodes = ",\n".join(json.dumps(node, ensure_ascii=False) for node in document["@graph"])
    return f'{{"@context": {head},\n"@graph": [\n{nodes}\n]}}\n'.encode()


class _Writer:
    """Serializes nodes with a context, inverted to map IRIs to keys."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.namespaces = {
            iri: "" if name == "@vocab" else f"{name}:"
            for name, iri in context.items()
            if isinstance(iri, str) and name != "wk"
        }
        self.links: dict[str, str] = {}
        self.dates: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        for key, term in context.items():
            if isinstance(term, dict):
                prefix, _, local = term["@id"].partition(":")
                kind = {"@id": self.links, "xsd:date": self.dates}.get(term.get("@type", ""))
                (self.texts if kind is None else kind)[context[prefix] + local] = key

    def node(self, subject: Term, values: Mapping[NamedNode, list[Term]]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": identifier(subject)}
        for predicate, objects in values.items():
            iri = predicate.value
            for value in objects:
                if predicate == TYPE:
                    node.setdefault("@type", []).append(self.short(identifier(value)))
                elif isinstance(value, Literal) and value.language and iri in self.texts:
                    texts = node.setdefault(self.texts[iri], {})
                    texts.setdefault(value.language, []).append(value.value)
                elif not isinstance(value, Literal) and iri in self.links:
                    node.setdefault(self.links[iri], []).append(identifier(value))
                elif (
                    isinstance(value, Literal)
                    and value.datatype.value == _DATE
                    and iri in self.dates
                ):
                    node.setdefault(self.dates[iri], []).append(value.value)
                else:
                    node.setdefault(self.plain(iri), []).append(self.value(value))
        lists = {"@type", *self.links.values()}
        return {key: held if key in lists else self.single(key, held) for key, held in node.items()}

    def single(self, key: str, held: Any) -> Any:
        """A single value without its list, unless the context has @set."""
        if isinstance(held, dict):
            promised = "@set" in self.context[key]["@container"]
            return held if promised else {k: self.single("", texts) for k, texts in held.items()}
        return held[0] if isinstance(held, list) and len(held) == 1 else held

    def plain(self, iri: str) -> str:
        """A key without a definition in the context, for values with explicit types."""
        short = self.short(iri)
        return f"wk:{short}" if short in self.context else short

    def value(self, term: Term) -> Any:
        if not isinstance(term, Literal):
            return {"@id": identifier(term)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == f"{_XSD}string":
            return term.value
        if datatype == f"{_XSD}integer" and re.fullmatch(r"0|-?[1-9]\d{0,14}", term.value):
            return int(term.value)
        return {"@value": term.value, "@type": self.short(datatype)}

    def short(self, iri: str) -> str:
        namespace = max(filter(iri.startswith, self.namespaces), key=len, default="")
        return self.namespaces.get(namespace, "") + iri[len(namespace) :]


def _terms(store: Store, kind: str, wk: str) -> list[str]:
    """The local names of our properties of a kind."""
    result = store.quads_for_pattern(None, TYPE, NamedNode(_OWL + kind), DefaultGraph())
    iris = (quad.subject.value for quad in result if isinstance(quad.subject, NamedNode))
    return [iri.removeprefix(wk) for iri in iris if iri.startswith(wk)]


def _datatypes(store: Store, iri: str) -> set[str]:
    """The datatypes of a property's values."""
    result = store.quads_for_pattern(None, NamedNode(iri), None, DefaultGraph())
    return {quad.object.datatype.value for quad in result if isinstance(quad.object, Literal)}
