"""What follows from triples by the OWL axioms that the ontology uses; nothing else.

Semi-naive: a triple meets the others once, when it is new, so triples may be added step by step.
The axioms are rdfs:subClassOf and subPropertyOf, owl:equivalentClass and equivalentProperty
between names, owl:inverseOf, SymmetricProperty, TransitiveProperty and propertyChainAxiom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.namespaces import PREFIXES
from kg.rdf import BlankNode, Literal, NamedNode, Term, Triple

_RDF, _RDFS, _OWL, _XSD = (PREFIXES[p] for p in ("rdf", "rdfs", "owl", "xsd"))

TYPE = NamedNode(f"{_RDF}type")
_FIRST, _REST, _NIL = (NamedNode(f"{_RDF}{name}") for name in ("first", "rest", "nil"))
SUB_CLASS = NamedNode(f"{_RDFS}subClassOf")
SUB_PROPERTY = NamedNode(f"{_RDFS}subPropertyOf")
_SAME_CLASS = NamedNode(f"{_OWL}equivalentClass")
_SAME_PROPERTY = NamedNode(f"{_OWL}equivalentProperty")
_INVERSE = NamedNode(f"{_OWL}inverseOf")
_CHAIN = NamedNode(f"{_OWL}propertyChainAxiom")
_SYMMETRIC = NamedNode(f"{_OWL}SymmetricProperty")
_TRANSITIVE = NamedNode(f"{_OWL}TransitiveProperty")

# Axioms that would entail more triples, and that this closure does not know.
_UNKNOWN = {
    NamedNode(f"{_OWL}{name}")
    for name in (
        *("allValuesFrom", "hasKey", "hasSelf", "hasValue", "intersectionOf", "oneOf"),
        *("sameAs", "someValuesFrom", "unionOf"),
    )
} | {NamedNode(f"{_RDFS}domain"), NamedNode(f"{_RDFS}range")}

_Row = tuple[int, int, int]


class Closure:
    """Triples closed under the axioms of an ontology."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self._ids: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._objects: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._subjects: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._wider: dict[int, set[int]] = defaultdict(set)
        self._turned: dict[int, set[int]] = defaultdict(set)
        self._then: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self._after: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self._steps = 0
        self._read_axioms(list(ontology))

    def add(self, triples: Iterable[Triple]) -> list[Triple]:
        """What follows from these triples and all that were added before, and is none of them."""
        given = [(self._id(t.subject), self._id(t.predicate), self._id(t.object)) for t in triples]
        work = [row for row in given if self._insert(row)]
        stated = set(work)
        new: list[Triple] = []
        while work:
            row = work.pop()
            if row not in stated and row[1] >= 0:
                new.append(self._triple(row))
            work += [found for found in self._consequences(row) if self._insert(found)]
        return new

    def _consequences(self, row: _Row) -> list[_Row]:
        """What the triple entails, alone or with one other; literals stay in object position."""
        subject, predicate, obj = row
        found = [(subject, wider, obj) for wider in self._wider[predicate]]
        if not isinstance(self._terms[obj], Literal):
            found += [(obj, inverse, subject) for inverse in self._turned[predicate]]
        for second, whole in self._then[predicate]:
            found += [(subject, whole, end) for end in self._objects[second].get(obj, ())]
        for first, whole in self._after[predicate]:
            found += [(start, whole, obj) for start in self._subjects[first].get(subject, ())]
        return found

    def _insert(self, row: _Row) -> bool:
        """Whether the triple was not there yet."""
        subject, predicate, obj = row
        known = self._objects[predicate][subject]
        if obj in known:
            return False
        known.add(obj)
        self._subjects[predicate][obj].add(subject)
        return True

    def _read_axioms(self, ontology: list[Triple]) -> None:
        values: dict[tuple[Term, NamedNode], Term] = {
            (t.subject, t.predicate): t.object for t in ontology
        }
        # RDFS itself in the same terms: classes and properties chain like any transitive arrow.
        self._chain([TYPE, SUB_CLASS], TYPE)
        self._chain([SUB_CLASS, SUB_CLASS], SUB_CLASS)
        self._chain([SUB_PROPERTY, SUB_PROPERTY], SUB_PROPERTY)
        for same, sub in ((_SAME_CLASS, SUB_CLASS), (_SAME_PROPERTY, SUB_PROPERTY)):
            self._turned[self._id(same)].add(self._id(same))
            self._wider[self._id(same)].add(self._id(sub))
        for triple in ontology:
            subject, predicate, obj = triple.subject, triple.predicate, triple.object
            if predicate == _CHAIN:
                self._chain(_members(obj, values), subject)
                continue
            if isinstance(obj, Literal) or isinstance(subject, BlankNode):
                continue
            one, other = self._id(subject), self._id(obj)
            if predicate in (SUB_PROPERTY, _SAME_PROPERTY):
                self._wider[one].add(other)
            if predicate == _SAME_PROPERTY:
                self._wider[other].add(one)
            elif predicate == _INVERSE:
                self._turned[one].add(other)
                self._turned[other].add(one)
            elif obj == _SYMMETRIC:
                self._turned[one].add(one)
            elif obj == _TRANSITIVE:
                self._chain([subject, subject], subject)

    def _chain(self, steps: list[Term], whole: Term) -> None:
        """Let the steps, one after the other, entail `whole`; long chains go by way of unnamed
        properties, whose numbers are negative."""
        numbers = [self._id(step) for step in steps]
        while len(numbers) > 2:
            self._steps -= 1
            self._pair(numbers[0], numbers[1], self._steps)
            numbers[:2] = [self._steps]
        if len(numbers) == 2:
            self._pair(numbers[0], numbers[1], self._id(whole))

    def _pair(self, first: int, second: int, whole: int) -> None:
        self._then[first].add((second, whole))
        self._after[second].add((first, whole))

    def _id(self, term: Term) -> int:
        number = self._ids.get(term)
        if number is None:
            number = self._ids[term] = len(self._terms)
            self._terms.append(term)
        return number

    def _triple(self, row: _Row) -> Triple:
        subject, predicate, obj = (self._terms[number] for number in row)
        assert not isinstance(subject, Literal) and isinstance(predicate, NamedNode)
        return Triple(subject, predicate, obj)


def unsupported(ontology: Iterable[Triple]) -> list[Triple]:
    """The axioms that entail more than this closure derives. Datatype ranges entail nothing new."""
    return [
        triple
        for triple in ontology
        if triple.predicate in _UNKNOWN
        and not (isinstance(triple.object, NamedNode) and triple.object.value.startswith(_XSD))
    ]


def _members(head: Term, values: dict[tuple[Term, NamedNode], Term]) -> list[Term]:
    """The members of an RDF list."""
    members: list[Term] = []
    while head != _NIL and (head, _FIRST) in values:
        members.append(values[head, _FIRST])
        head = values[head, _REST]
    return members
