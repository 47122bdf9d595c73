"""RDF terms, files and stores. The only module that knows the engine, Oxigraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuadParser,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)
from pyoxigraph import __version__ as engine_version

from kg.queries import syntax

__all__ = [
    "BlankNode",
    "Dataset",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "QuadParser",
    "QueryBoolean",
    "QueryResultsFormat",
    "QuerySolution",
    "QuerySolutions",
    "QueryTriples",
    "RdfFormat",
    "Store",
    "Term",
    "Triple",
    "Variable",
    "canonical",
    "canonical_lines",
    "convert",
    "engine_version",
    "explain",
    "identifier",
    "nquads",
    "ntriples",
    "open_store",
    "parse",
    "parse_query_results",
    "read",
    "serialize",
    "turtle",
    "write_store",
]

Term = NamedNode | BlankNode | Literal | Triple

_ANY = "http://example.org/"  # what relative IRIs are resolved against where only grammar matters


def read(path: Path) -> QuadParser:
    """The quads of an RDF file, in its order.

    Raises SyntaxError with the line where the file is broken, OSError where it is unreadable.
    """
    suffix = path.suffix.lstrip(".")
    rdf_format = RdfFormat.from_extension(suffix)
    if rdf_format is None:
        raise SyntaxError(f"unknown kind of file: .{suffix}")
    return parse(path=path, format=rdf_format)


def identifier(node: Term) -> str:
    """The IRI of a node, or the label of a blank one: _:b1."""
    return node.value if isinstance(node, NamedNode) else str(node)


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples as N-Triples, which every RDF tool reads the same way."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


class Syntax(NamedTuple):
    """What is wrong with a query, and where it says so."""

    message: str
    line: int | None
    column: int | None


def explain(error: SyntaxError, query: str = "", ran: str = "") -> Syntax:
    """The query parser's complaint, without its lists of all that it would have taken.

    With the query's text, the token at fault is found and named. `ran` is the query as it was
    completed for the engine (kg.queries.short_names), if it was; the place is one of `query`.
    """
    parse = partial(Store().query, base_iri=_ANY)
    fault = syntax.locate(query, parse, ran) if query else None
    if not fault:
        fault = syntax.parse_message(str(error))
        if fault and query and ran and ran != query:
            fault = syntax.in_original(fault, query, ran)
    if not fault:
        return Syntax(str(error), None, None)
    return Syntax(syntax.explain(fault), fault.line, fault.column)


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """The triples as Turtle; only the prefixes that are used are declared."""
    triples = list(triples)
    used = _used(ntriples(triples), prefixes)
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def _used(lines: bytes, prefixes: Mapping[str, str]) -> dict[str, str]:
    return {name: iri for name, iri in prefixes.items() if f"<{iri}".encode() in lines}


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """The quads in the form and the order of RDFC-1.0, equal for equal sets of quads."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def canonical_lines(lines: Iterable[bytes]) -> list[bytes]:
    """Lines of N-Quads or N-Triples, each with its end, in the form and the order of RDFC-1.0.

    Only lines with blank nodes are parsed: without any, the form depends on nothing but the line.
    """
    found: list[bytes] = []
    blank: list[bytes] = []
    for line in lines:
        # A text that looks like a blank node does no harm here.
        (blank if line.startswith(b"_:") or b" _:" in line else found).append(line)
    if blank:
        quads = canonical(parse(b"".join(blank), format=RdfFormat.N_QUADS))
        found += nquads(quads).splitlines(keepends=True)
    found.sort()
    return found


def convert(lines: bytes, rdf_format: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """N-Quads or N-Triples in another format; only the prefixes that are used are declared."""
    quads = parse(lines, format=RdfFormat.N_QUADS)
    return serialize(quads, format=rdf_format, prefixes=_used(lines, prefixes)) or b""


def nquads(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads, in their order."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def write_store(data: Path, path: Path) -> None:
    """Load a file of N-Quads into a new store on disk, and make it fit to be read."""
    store = Store(path)
    store.bulk_load(path=data, format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def open_store(path: Path) -> Store:
    """The store on disk, for reading only, so that any number of processes may open it."""
    return Store.read_only(str(path))
