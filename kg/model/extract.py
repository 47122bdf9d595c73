"""Extraction of names and vocabulary from a store, for the build."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kg import namespaces
from kg.model.names import ALIAS, LABEL, TYPE, Name, Names, Node
from kg.model.vocabulary import Class, Property, Unit, Verb, Vocabulary
from kg.namespaces import PREFIXES
from kg.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Store, Term

_RDFS, _OWL, _SKOS = PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["skos"]
_KINDS = {f"{_OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation")}

_DOMAINS = (f"{PREFIXES['schema']}domainIncludes",)
_RANGES = (f"{PREFIXES['schema']}rangeIncludes", f"{_RDFS}range", f"{PREFIXES['wk']}codeList")


def names(store: Store, base: str = namespaces.BASE) -> Names:
    """The names in a store with a base IRI."""
    result: dict[str, dict[tuple[str, str, bool], Name]] = defaultdict(dict)
    for property_ in (LABEL, ALIAS):
        for quad in store.quads_for_pattern(None, property_, None, None):
            subject, text, graph = quad.subject, quad.object, quad.graph_name
            if not isinstance(subject, NamedNode) or not isinstance(text, Literal):
                continue
            if isinstance(graph, NamedNode):  # the default graph repeats it
                name = Name(text.value, text.language or "", property_ == LABEL, graph.value)
                result[subject.value].setdefault((name.text, name.language, name.preferred), name)
    types: dict[str, set[str]] = defaultdict(set)
    for iri, cls in _pairs(store, TYPE.value):
        types[iri].add(cls)
    mentions = Counter(subject for subject, _ in _pairs(store, _wk("mentionedIn", base)))
    nodes = {
        iri: Node(
            iri,
            tuple(sorted(result[iri].values(), key=_rank)) if iri in result else (),
            frozenset(types.get(iri, ())),
            mentions[iri],
        )
        for iri in {**result, **types}
    }
    return Names(base, nodes, _vocabulary(store, base, nodes))


def _rank(name: Name) -> tuple[bool, str, str]:
    """Labels first, Chinese first."""
    return not name.preferred, "" if name.language == "zh" else name.language, name.text


def _vocabulary(store: Store, base: str, nodes: Mapping[str, Node]) -> Vocabulary:
    wk = _wk("", base)
    counts = Counter(cls for node in nodes.values() for cls in node.types)
    parents = _stated(store, f"{_RDFS}subClassOf", base)
    above: dict[str, set[str]] = defaultdict(set)
    for cls, wide in _pairs(store, f"{_RDFS}subClassOf"):
        if wide.startswith(wk) and wide != cls:
            above[cls].add(wide)
    sorts = _stated(store, TYPE.value, base)
    examples = _members(nodes)
    classes = [
        Class(
            iri,
            counts[iri],
            [one for one in sorted(parents.get(iri, ())) if one.startswith(wk)],
            sorted(above[iri]),
            examples.get(iri, ""),
        )
        for iri, own in sorts.items()
        if iri.startswith(wk) and f"{_OWL}Class" in own
    ]
    return Vocabulary(
        {one.iri: one for one in sorted(classes, key=lambda one: (-one.count, one.iri))},
        _properties(store, base, sorts),
        sorted(iri for iri, own in sorts.items() if own & _KINDS),
        {
            inverse: relation
            for relation, inverses in _stated(store, f"{_OWL}inverseOf", base).items()
            for inverse in inverses
        },
        sorted(iri for iri, own in sorts.items() if f"{_OWL}SymmetricProperty" in own),
        _schemes(store, base),
        _units(store, base),
        _definitions(store, base),
        *_wording(store, base),
        {
            iri: term.removeprefix(PREFIXES["schema"])
            for iri, terms in _stated(store, _wk("schemaTerm", base), base).items()
            for term in terms
        },
    )


def _properties(store: Store, base: str, sorts: Mapping[str, set[str]]) -> dict[str, Property]:
    wk = _wk("", base)
    above = _stated(store, f"{_RDFS}subPropertyOf", base)
    domains, ranges = _values(store, _DOMAINS, base), _values(store, _RANGES, base)
    deprecated = dict(_pairs(store, f"{_OWL}deprecated", literals=True))
    result = []
    for iri, own in sorts.items():
        if not iri.startswith(wk) or not own & _KINDS:
            continue
        uses = list(store.quads_for_pattern(None, NamedNode(iri), None, DefaultGraph()))
        pairs = (  # labels of blank nodes differ between runs
            (_text(q.subject), _text(q.object))
            for q in uses
            if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode)
        )
        first = list(min(pairs, default=()))
        local = sorted(one.rpartition("#")[2] for one in own)
        ends = sorted(domains.get(iri, ())), sorted(ranges.get(iri, ()))
        wider = sorted(above.get(iri, ()))
        result.append(Property(iri, local, wider, *ends, iri in deprecated, len(uses), first))
    return {one.iri: one for one in sorted(result, key=lambda one: (-one.count, one.iri))}


def _members(nodes: Mapping[str, Node]) -> dict[str, str]:
    """A member of each class."""
    result: dict[str, str] = {}
    for iri in sorted(nodes):
        for cls in nodes[iri].types:
            result.setdefault(cls, iri)
    return dict(result)


def _schemes(store: Store, base: str) -> dict[str, list[str]]:
    """The codes of each code list in their order."""
    order = {
        subject: int(value) for subject, value in _pairs(store, _wk("order", base), literals=True)
    }
    result: dict[str, list[str]] = defaultdict(list)
    pairs = _pairs(store, f"{_SKOS}inScheme")
    for code, scheme in sorted(pairs, key=lambda pair: (pair[1], order.get(pair[0], -1), pair[0])):
        result[scheme].append(code)
    return dict(result)


def _units(store: Store, base: str) -> dict[str, Unit]:
    result = {}
    plurals = dict(_pairs(store, _wk("plural", base), literals=True))
    for unit, own in _pairs(store, _wk("baseUnit", base)):
        labels = {
            quad.object.language or "": quad.object.value
            for quad in store.quads_for_pattern(NamedNode(own), LABEL, None, DefaultGraph())
            if isinstance(quad.object, Literal)
        }
        result[unit] = Unit(own, labels, plurals.get(own, labels.get("en", "")))
    return dict(result)


def _definitions(store: Store, base: str) -> dict[str, dict[str, str]]:
    """The definitions of terms and codes by language, without those of things."""
    result: dict[str, dict[str, str]] = defaultdict(dict)
    things = f"{base}id/"
    pattern = store.quads_for_pattern(None, NamedNode(f"{_SKOS}definition"), None, DefaultGraph())
    for quad in pattern:
        subject, value = _text(quad.subject), quad.object
        if isinstance(value, Literal) and not subject.startswith(things):
            result[subject][value.language or ""] = value.value
    return dict(result)


def _wording(store: Store, base: str) -> tuple[dict[str, Verb], dict[str, dict[str, str]]]:
    """Verb phrases of relations, and names of external terms, from ontology/wording.ttl."""
    graph = NamedNode(namespaces.rebase(namespaces.ONTOLOGY_GRAPH, base))
    one, many, names = (
        {
            (_text(quad.subject), quad.object.language or ""): quad.object.value
            for quad in store.quads_for_pattern(None, NamedNode(_wk(name, base)), None, graph)
            if isinstance(quad.object, Literal)
        }
        for name in ("verbPhrase", "pluralVerbPhrase", "displayName")
    )
    verbs = {iri: Verb(text, many[iri, tag]) for (iri, tag), text in one.items() if tag == "en"}
    external: dict[str, dict[str, str]] = defaultdict(dict)
    for (iri, tag), text in names.items():
        external[iri][tag] = text
    return verbs, dict(external)


def _stated(store: Store, predicate: str, base: str) -> dict[str, set[str]]:
    """The values of a property by subject, in the graph of the ontology."""
    graph = NamedNode(namespaces.rebase(namespaces.ONTOLOGY_GRAPH, base))
    result: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, graph):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            result[quad.subject.value].add(quad.object.value)
    return dict(result)


def _values(store: Store, predicates: Iterable[str], base: str) -> dict[str, set[str]]:
    """The IRIs that are values of any of the predicates, stated or inferred, by subject."""
    result: dict[str, set[str]] = defaultdict(set)
    for predicate in predicates:
        for subject, value in _pairs(store, namespaces.rebase(predicate, base)):
            result[subject].add(value)
    return result


def _pairs(store: Store, predicate: str, literals: bool = False) -> Iterable[tuple[str, str]]:
    """The pairs of subject and value of a property, for IRIs, or for `literals`."""
    wanted = Literal if literals else NamedNode
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, wanted):
            yield quad.subject.value, quad.object.value


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _wk(name: str, base: str) -> str:
    return namespaces.rebase(PREFIXES["wk"] + name, base)
