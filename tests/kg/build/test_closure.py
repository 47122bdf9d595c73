"""The closure: one axiom a test, then the real graph against owlrl."""

from __future__ import annotations

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph

from kg.authoring.load import Authored
from kg.build.closure import Closure, unsupported
from kg.namespaces import BASE, PREFIXES
from kg.rdf import Literal, NamedNode, RdfFormat, Triple, ntriples, parse

_PREFIXES = """
    PREFIX : <https://w3id.org/wuchang-kg/>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


_SAME = NamedNode(f"{PREFIXES['owl']}sameAs")


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(_PREFIXES + turtle, RdfFormat.TURTLE)]


@pytest.mark.parametrize(
    ("axioms", "facts", "follows"),
    [
        (":B rdfs:subClassOf :C . :A rdfs:subClassOf :B .", ":x a :A .", ":x a :B, :C ."),
        (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":x :p 1 .", ":x :q 1 ; :r 1 ."),
        (":A owl:equivalentClass :B .", ":x a :B .", ":x a :A ."),
        (":p owl:equivalentProperty :q .", ":x :q :y .", ":x :p :y ."),
        (":p owl:inverseOf :q .", ":x :p :y . :a :q :b .", ":y :q :x . :b :p :a ."),
        (":p a owl:SymmetricProperty .", ":x :p :y .", ":y :p :x ."),
        (":p a owl:TransitiveProperty .", ":a :p :b . :b :p :c . :c :p :d .",
         ":a :p :c, :d . :b :p :d ."),
        (":r owl:propertyChainAxiom (:p :q) .", ":a :p :b . :b :q :c .", ":a :r :c ."),
        (":r owl:propertyChainAxiom (:p :q :p) .", ":a :p :b . :b :q :c . :c :p :d .",
         ":a :r :d ."),
        (":r owl:propertyChainAxiom (:p :r) . :q rdfs:subPropertyOf :r .",
         ":a :p :b . :b :p :c . :c :q :d .", ":c :r :d . :b :r :d . :a :r :d ."),
    ],
)  # fmt: skip
def test_axiom(axioms: str, facts: str, follows: str) -> None:
    ontology = triples(axioms)
    found = [t for t in Closure(ontology).add(ontology + triples(facts)) if _about_things(t)]
    assert set(found) == set(triples(follows))
    assert len(found) == len(set(found))


def _about_things(triple: Triple) -> bool:
    subject = triple.subject
    return isinstance(subject, NamedNode) and subject.value.removeprefix(BASE) in "abcdxy"


def test_a_literal_never_becomes_a_subject() -> None:
    ontology = triples(":p owl:inverseOf :q . :p a owl:SymmetricProperty .")
    assert Closure(ontology).add(triples(":x :p 'text' .")) == []


def test_triples_may_come_step_by_step() -> None:
    ontology = triples(":p a owl:TransitiveProperty .")
    closure = Closure(ontology)
    assert closure.add(triples(":a :p :b . :c :p :d .")) == []
    assert set(closure.add(triples(":b :p :c ."))) == set(triples(":a :p :c, :d . :b :p :d ."))
    assert closure.add(triples(":a :p :d .")) == []


def test_axioms_beyond_the_closure_are_found() -> None:
    ontology = triples(
        ":p rdfs:domain :A . :q rdfs:range <http://www.w3.org/2001/XMLSchema#integer> ."
    )
    assert [t.subject for t in unsupported(ontology)] == [NamedNode(f"{BASE}p")]


def test_the_real_graph_is_closed_as_owlrl_closes_it(real: Authored) -> None:
    """Both find the same in our namespace, from the axioms and the arrows that they speak of.

    Links to identifiers elsewhere are left out: queries follow owl:sameAs, the build does not.
    """
    every = [t for t in dict.fromkeys(quad.triple for quad in real.quads) if _is_arrow(t)]
    axioms = [
        t
        for t in every
        if t.predicate.value.startswith((PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]))
    ]
    spoken_of = {term for t in axioms for term in (t.subject, t.object)}
    stated = [t for t in every if t in set(axioms) or t.predicate in spoken_of]
    assert len(stated) > 5000
    graph = Graph().parse(data=ntriples(stated), format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    theirs = parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES, lenient=True)
    ours = set(Closure(stated).add(stated)) | set(stated)
    assert set(filter(_named, ours)) == set(filter(_named, (quad.triple for quad in theirs)))


def _is_arrow(triple: Triple) -> bool:
    """Whether the triple is between names, and neither a link nor says what kind of term it is."""
    kind = str(triple.object).removeprefix(f"<{PREFIXES['owl']}").removesuffix(">")
    if triple.predicate == _SAME or isinstance(triple.object, Literal):
        return False
    return kind in ("SymmetricProperty", "TransitiveProperty") or PREFIXES["owl"] not in str(
        triple.object
    )


def _named(triple: Triple) -> bool:
    """Whether the triple is between names, about one of ours, and not that it is itself."""
    subject, obj = triple.subject, triple.object
    return (
        isinstance(subject, NamedNode)
        and subject.value.startswith(BASE)
        and isinstance(obj, NamedNode)
        and triple.predicate != _SAME
    )
