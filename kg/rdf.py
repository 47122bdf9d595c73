"""RDF terms, files and stores. The only module that knows the engine, Oxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    "trig",
    "turtle",
    "write_store",
]

Term = NamedNode | BlankNode | Literal | Triple


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


def explain(error: SyntaxError, query: str = "") -> Syntax:
    """The query parser's complaint, without its lists of all that it would have taken.

    With the query's text, a prefix that it does not declare is found and named.
    """
    if undeclared := _undeclared(query):
        return undeclared
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if not found:
        return Syntax(str(error), None, None)
    # Character classes come last; "[_]" stands for white space.
    message = re.sub(r",?\s*\['.*|,?\s*(one of )?\[_\]", "", found[3], flags=re.DOTALL)
    if "Prefix not found" in message:
        message = "a prefix is not declared"
    elif message in ("", "expected") or message.count('", "') > 4:
        message = "cannot be read from here on"
    return Syntax(message, int(found[1]), int(found[2]))


def _undeclared(query: str) -> Syntax | None:
    """The first prefixed name whose prefix the query does not declare; the parser misplaces it."""
    blank = re.compile(r"""<[^<>\s]*>|\"(\\.|[^"\\\n])*\"|'(\\.|[^'\\\n])*'|\#.*""")
    bare = blank.sub(lambda text: " " * len(text[0]), query)
    declared = set(re.findall(r"\bPREFIX\s+([\w.-]*):", bare, re.IGNORECASE))
    for number, line in enumerate(bare.splitlines(), 1):
        for name in re.finditer(r"(?<![\w:?$@.-])([A-Za-z][\w.-]*):", line):
            if name[1] not in declared:
                message = f"the prefix {name[1]}: is not declared; add its PREFIX line"
                return Syntax(message, number, name.start() + 1)
    return None


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """The triples as Turtle; only the prefixes that are used are declared."""
    triples = list(triples)
    used = _used(triples, prefixes)
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> str:
    """The quads as TriG; only the prefixes that are used are declared."""
    quads = list(quads)
    used = _used(quads, prefixes)
    return (serialize(quads, format=RdfFormat.TRIG, prefixes=used) or b"").decode()


def _used(statements: Iterable[object], prefixes: Mapping[str, str]) -> dict[str, str]:
    text = " ".join(map(str, statements))
    return {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """The quads in the form and the order of RDFC-1.0, equal for equal sets of quads."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def nquads(store: Store) -> bytes:
    """All quads of the store as N-Quads."""
    return store.dump(format=RdfFormat.N_QUADS) or b""


def write_store(data: Path, path: Path) -> None:
    """Load a file of N-Quads into a new store on disk, and make it fit to be read."""
    store = Store(path)
    store.bulk_load(path=data, format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def open_store(path: Path) -> Store:
    """The store on disk, for reading only, so that any number of processes may open it."""
    return Store.read_only(str(path))
