"""Relations that only sentences of plans state: which they are, and their forms in `planned:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.build.closure import TYPE
from kg.namespaces import PREFIXES
from kg.rdf import Literal, NamedNode, Quad, Term, Triple

_WK = PREFIXES["wk"]
_PART_OF = NamedNode(f"{PREFIXES['dcterms']}isPartOf")
_REPORT_PART = NamedNode(f"{_WK}reportPart")
_PLAN = NamedNode(f"{PREFIXES['part']}plan")
_THING = NamedNode(f"{_WK}Thing")


def planned(quads: Iterable[Quad]) -> set[Triple]:
    """The triples that stand in graphs of plan sentences and in no other."""
    quads = list(quads)
    above: dict[Term, Term] = {q.subject: q.object for q in quads if q.predicate == _PART_OF}
    parts: dict[Term, Term] = {q.subject: q.object for q in quads if q.predicate == _REPORT_PART}

    def plans(graph: Term) -> bool:
        while graph not in parts and graph in above:
            graph = above[graph]
        return parts.get(graph) == _PLAN

    names = {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)}
    of_plans = {name for name in names if plans(name)}
    found = {q.triple for q in quads if q.graph_name in of_plans}
    return found - {q.triple for q in quads if q.graph_name not in of_plans}


def forms(triples: Iterable[Triple], known: Iterable[Triple]) -> Iterator[Triple]:
    """The relations between things among the triples, with their forms in `planned:` instead.

    `known` are all triples, closed: they tell what is a thing.
    """
    things = {t.subject for t in known if t.predicate == TYPE and t.object == _THING}
    for subject, predicate, object_ in triples:
        name = predicate.value.removeprefix(_WK)
        if name == predicate.value or isinstance(object_, Literal):
            continue
        if subject in things and object_ in things:
            yield Triple(subject, NamedNode(f"{PREFIXES['planned']}{name}"), object_)
