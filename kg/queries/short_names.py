"""Completion of queries: missing PREFIX clauses, and dots inside local names.

SPARQL allows dots inside a local name, `r:1.2.2-s03`, but the engine supports only one. A query may
omit the PREFIX lines of `kg.namespaces`.
"""

from __future__ import annotations

import re

from kg import namespaces
from kg.queries.tokens import Token, prologue, tokens

_DOT, _ESCAPED = re.compile(r"(?<!\\)\."), r"\\."
_DOTTED = re.compile(r":.*\..*\.")


def complete(query: str, base: str = namespaces.BASE) -> str:
    """The query in a form that every engine supports, for a graph with a base IRI.

    Missing PREFIX clauses are added to the first line; dots in names with several are escaped.
    """
    declared, _ = prologue(query)
    missing: dict[str, str] = {}
    parts: list[str] = []
    done = 0
    for token in tokens(query):
        if token.kind != "name":
            continue
        if token.prefix and token.prefix not in declared and token.prefix not in missing:
            space = namespaces.namespace(token.prefix)
            if space:
                missing[token.prefix] = namespaces.rebase(space, base)
        if _DOTTED.match(token.text, token.text.index(":")):
            parts += query[done : token.start], _escaped(token)
            done = token.end
    clauses = "".join(f"PREFIX {name}: <{iri}> " for name, iri in missing.items())
    return clauses + "".join(parts) + query[done:]


def _escaped(token: Token) -> str:
    """A prefixed name with the dots of its local part escaped."""
    prefix, _, local = token.text.partition(":")
    return f"{prefix}:{_DOT.sub(_ESCAPED, local)}"
