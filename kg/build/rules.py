"""What follows from what is stated: the OWL closure, planned forms, order, queries/rules.

Rules run in the order of their names; each sees what those before it found, closed again. Those
before 07-planned-forms.rq run twice: over what is reported, and over all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import namespaces
from kg.build.closure import Closure
from kg.build.order import orders
from kg.build.planned import forms, planned
from kg.errors import Problem, ProblemsFound
from kg.rdf import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryTriples,
    Store,
    Triple,
    explain,
)

_DEFAULT = DefaultGraph()
_PLANNED_FORMS = "07-planned-forms.rq"


@dataclass(frozen=True)
class Derived:
    """Everything, in memory: the default graph holds all triples once, named graphs their own."""

    store: Store
    inferred: list[Triple]


def derive(quads: Iterable[Quad], rules: Iterable[Path] = ()) -> Derived:
    """The quads with all that follows from them; what is inferred is in its own graph too.

    Raises ProblemsFound for a rule that is no CONSTRUCT query or is malformed.
    """
    quads = list(quads)
    stated = list(dict.fromkeys(quad.triple for quad in quads))
    ontology = [q.triple for q in quads if q.graph_name == NamedNode(namespaces.ONTOLOGY_GRAPH)]
    store = Store()
    store.bulk_extend(quads)
    closure = Closure(ontology)

    def add(triples: Sequence[Triple], rules: Iterable[Path]) -> list[Triple]:
        """Adds triples to the default graph; returns what follows from them."""
        _merge(store, triples)
        follows = closure.add(triples)
        _merge(store, follows)
        for rule in rules:
            found = [t for t in dict.fromkeys(run(rule, store)) if _merged(t) not in store]
            found += closure.add(found)
            _merge(store, found)
            follows += found
        return follows

    # What plans alone state comes second, so that what follows only then is known to be planned.
    rules = list(rules)
    relations = [rule for rule in rules if rule.name < _PLANNED_FORMS]
    plans = planned(quads)
    reported = add([t for t in stated if t not in plans], relations)
    follows = add([t for t in stated if t in plans], relations)
    known = set(stated)
    inferred = [t for t in (*reported, *follows) if t not in known]
    ordered = [t for t in orders(quads) if t not in known]
    only = plans.difference(reported).union(follows)
    planned_forms = forms(
        (t for t in dict.fromkeys((*stated, *follows)) if t in only), (*known, *inferred)
    )
    found = [*ordered, *planned_forms]
    inferred += found
    _merge(store, found)
    inferred += add([], [rule for rule in rules if rule.name >= _PLANNED_FORMS])
    graph = NamedNode(namespaces.INFERRED_GRAPH)
    store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in inferred)
    return Derived(store, inferred)


def run(rule: Path, store: Store) -> list[Triple]:
    """What a rule finds. Raises ProblemsFound where the file is no CONSTRUCT query."""
    name = f"queries/rules/{rule.name}"
    text = rule.read_text(encoding="utf-8")
    try:
        answer = store.query(text)
    except SyntaxError as error:
        wrong = explain(error, text)
        problem = Problem(name, "", wrong.message, "Correct the query.", wrong.line)
        raise ProblemsFound([problem]) from error
    if not isinstance(answer, QueryTriples):
        raise ProblemsFound([Problem(name, "", "is no CONSTRUCT query", "A rule constructs.")])
    return list(answer)


def _merged(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)


def _merge(store: Store, triples: Iterable[Triple]) -> None:
    store.extend(map(_merged, triples))
