"""The dataset clause of a query, and the merge of several default graphs.

SPARQL merges the graphs of several FROM clauses, so a triple in two of them counts once. The engine
concatenates them. So if a query names more than one, they are merged here first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.queries.tokens import Token, tokens
from kg.rdf import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query's FROM and FROM NAMED clauses name, in their order."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def dataset_clause(text: str, base: str) -> Dataset:
    """The dataset clause of a well-formed query."""
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    depth = 0
    stream = tokens(text)
    for token in stream:
        depth += (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))
        word = token.keyword if depth == 0 else ""
        if word == "BASE":
            base = _resolve(next(stream), prefixes, base)
        elif word == "PREFIX":
            name = next(stream).prefix
            prefixes[name] = _resolve(next(stream), prefixes, base)
        elif word == "FROM":
            source = next(stream)
            if source.keyword == "NAMED":
                named.append(_resolve(next(stream), prefixes, base))
            else:
                default.append(_resolve(source, prefixes, base))
        elif word == "WHERE":
            break
    return Dataset(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _resolve(token: Token, prefixes: dict[str, str], base: str) -> str:
    if token.kind == "iri":
        # Turtle and SPARQL have the same syntax of IRIs, so the engine resolves them.
        triple = parse(f"{token.text} <x:p> <x:o> .", format=RdfFormat.TURTLE, base_iri=base)
        return str(next(triple).subject.value)
    return prefixes.get(token.prefix, "") + token.local


def merge(store: Store, dataset: Dataset) -> Store:
    """A store whose default graph is the merge of the default graphs, each triple once."""
    view = Store()
    view.extend(_quads(store, dataset))
    return view


def _quads(store: Store, dataset: Dataset) -> Iterator[Quad]:
    for iri in dataset.default:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(iri)):
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
    for iri in dataset.named:
        yield from store.quads_for_pattern(None, None, None, NamedNode(iri))
