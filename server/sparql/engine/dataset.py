"""The dataset clause of a query, and the merge of several graphs that it may ask for.

SPARQL merges the graphs of several FROM clauses, so a triple that stands in two of them counts
once. The engine concatenates them. So where a query names more than one, they are merged here
first, each triple once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.rdf import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

TOKEN = re.compile(
    r"""
    (?P<skip>\s+|\#[^\r\n]*)
    |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*\"{3}
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    |(?P<variable>[?$@][\w-]+)
    |(?P<name>[^\W\d_](?:[\w.-]*\w)?)?:(?P<local>(?:[\w:]|%[0-9A-Fa-f]{2}|\\[^\w\s])
        (?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*(?<!\.))?
    |(?P<word>[A-Za-z_]\w*)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query's FROM and FROM NAMED clauses name, in their order."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def clauses(text: str, base: str) -> Dataset:
    """The dataset clause of a query that the engine has found well-formed."""
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    depth = 0
    tokens = (m for m in TOKEN.finditer(text) if m.lastgroup != "skip")
    for token in tokens:
        mark = token["other"]
        if mark and mark in "({[":
            depth += 1
        elif mark and mark in ")}]":
            depth -= 1
        word = (token["word"] or "").upper() if depth == 0 else ""
        if word == "BASE":
            base = _resolve(next(tokens), prefixes, base)
        elif word == "PREFIX":
            name = next(tokens)["name"] or ""
            prefixes[name] = _resolve(next(tokens), prefixes, base)
        elif word == "FROM":
            source = next(tokens)
            if (source["word"] or "").upper() == "NAMED":
                named.append(_resolve(next(tokens), prefixes, base))
            else:
                default.append(_resolve(source, prefixes, base))
        elif word == "WHERE":
            break
    return Dataset(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _resolve(token: re.Match[str], prefixes: dict[str, str], base: str) -> str:
    if iri := token["iri"]:
        # Turtle writes IRIs as SPARQL does, escapes included: so the engine itself resolves them.
        triple = parse(f"{iri} <x:p> <x:o> .", format=RdfFormat.TURTLE, base_iri=base)
        return str(next(triple).subject.value)
    local = re.sub(r"\\(.)", r"\1", str(token["local"] or ""))
    return prefixes.get(token["name"] or "", "") + local


def merged(store: Store, dataset: Dataset) -> Store:
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
