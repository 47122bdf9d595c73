"""SHACL: which nodes break which shapes. The only module that knows pySHACL and rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg import namespaces, rdf
from kg.rdf import Term, Triple

_STRING = rdf.NamedNode(f"{namespaces.PREFIXES['xsd']}string")
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


class Violation(NamedTuple):
    """A node that breaks a shape."""

    node: str
    message: str
    repair: str


def validate(triples: Iterable[Triple], shapes: Path) -> list[Violation]:
    """The violations of the shapes by the triples, which must be closed already."""
    data = _graph(triples)
    constraints = _targeted(Graph().parse(shapes, format="turtle"))
    conforms, report, _ = pyshacl.validate(
        data, shacl_graph=constraints, inference="none", inplace=True
    )
    assert isinstance(report, Graph)
    return [] if conforms else sorted(set(_violations(report, constraints)))


def _targeted(shapes: Graph) -> Graph:
    """The shapes, each property shape with the targets of the node shapes that hold it.

    It says the same, and pySHACL then checks a property shape once for all nodes, not once a node.
    """
    for shape in {shape for target in _TARGETS for shape in shapes.subjects(target)}:
        if (None, None, shape) in shapes:
            continue  # another shape refers to it, so it must stay whole
        for held in list(shapes.objects(shape, SH.property)):
            for target in _TARGETS:
                for value in shapes.objects(shape, target):
                    shapes.add((held, target, value))
            shapes.remove((shape, SH.property, held))
    return shapes


def _graph(triples: Iterable[Triple]) -> Graph:
    """The triples for rdflib; made term by term, since its parser takes twice as long."""
    graph = Graph()
    convert = cache(_term)
    for triple in triples:
        graph.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
    return graph


def _term(term: Term) -> Node:
    if isinstance(term, rdf.NamedNode):
        return URIRef(term.value)
    if isinstance(term, rdf.Literal):
        kind = None if term.language or term.datatype == _STRING else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=kind)
    assert isinstance(term, rdf.BlankNode)
    return BNode(term.value)


def _violations(report: Graph, shapes: Graph) -> Iterator[Violation]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        component = report.value(result, SH.sourceConstraintComponent)
        shape = report.value(result, SH.sourceShape)
        where = f"{_short(path)} " if path is not None else ""
        what = f": {_short(value)}" if value is not None and value != node else ""
        rule = str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
        name = f" of {_short(shape)}" if isinstance(shape, URIRef) else ""
        repair = _message(report, result) or _message(shapes, shape) or "Look at the shape."
        yield Violation(str(node), f"{where}breaks {rule}{name}{what}", repair)


def _message(graph: Graph, node: Node | None) -> str:
    """The English message of a result or shape, which says the repair."""
    messages = [m for m in graph.objects(node, SH.resultMessage) if isinstance(m, Literal)]
    messages += [m for m in graph.objects(node, SH.message) if isinstance(m, Literal)]
    return next((str(m) for m in messages if m.language == "en"), str(*messages[:1]))


def _short(node: Node | None) -> str:
    if isinstance(node, URIRef):
        return namespaces.compact(str(node))
    return "a path" if isinstance(node, BNode) else f'"{node}"'
