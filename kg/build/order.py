"""The order in which files say things: of statements in their sentence, of members in their set.

RDF has no order. Authors write statements and members in the order of the sentence; files keep it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg import namespaces
from kg.build.closure import TYPE
from kg.namespaces import PREFIXES
from kg.rdf import Literal, NamedNode, Quad, Term, Triple

_WK, _XSD = PREFIXES["wk"], PREFIXES["xsd"]
_ORDER = NamedNode(f"{_WK}order")
_MEMBER_OF, _HAS_MEMBER = NamedNode(f"{_WK}memberOf"), NamedNode(f"{_WK}hasMember")
_COLLECTION = NamedNode(f"{_WK}Collection")
_EXCEPTION = NamedNode(f"{_WK}EvidenceException")
_STATEMENTS = f"{namespaces.BASE}statement/"


def orders(quads: Iterable[Quad]) -> Iterator[Triple]:
    """wk:order, from 1, of each statement in its graph and each member of one collection.

    A thing of several collections has none, nor have the members of a collection of which one has
    an order that is written.
    """
    quads = list(quads)
    for listed in (*_statements(quads), *_members(quads)):
        for number, node in enumerate(listed, 1):
            yield Triple(node, _ORDER, Literal(str(number), datatype=NamedNode(f"{_XSD}integer")))


def _statements(quads: Iterable[Quad]) -> Iterable[list[NamedNode]]:
    found: dict[object, list[NamedNode]] = defaultdict(list)
    for quad in quads:
        node = quad.subject
        if quad.predicate != TYPE or quad.object == _EXCEPTION:
            continue
        if isinstance(node, NamedNode) and node.value.startswith(_STATEMENTS):
            found[quad.graph_name].append(node)
    return found.values()


def _members(quads: list[Quad]) -> Iterator[list[NamedNode]]:
    written = {q.subject for q in quads if q.predicate == _ORDER}
    sets = {q.subject for q in quads if q.predicate == TYPE and q.object == _COLLECTION}
    told: dict[Term, dict[object, list[NamedNode]]] = defaultdict(lambda: defaultdict(list))
    of: dict[NamedNode, set[Term]] = defaultdict(set)
    for quad in quads:
        ends: tuple[Term, Term] = (quad.subject, quad.object)
        if quad.predicate not in (_MEMBER_OF, _HAS_MEMBER):
            continue
        member, whole = ends if quad.predicate == _MEMBER_OF else ends[::-1]
        if whole in sets and isinstance(member, NamedNode):
            told[whole][quad.graph_name].append(member)
            of[member].add(whole)
    for passages in told.values():
        # The sentence that tells most of them lists them; others mention some again.
        lists = sorted(passages.values(), key=len, reverse=True)
        members = list(dict.fromkeys(member for one in lists for member in one))
        if written.isdisjoint(members):
            yield [member for member in members if len(of[member]) == 1]
