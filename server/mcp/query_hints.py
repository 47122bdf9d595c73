"""Hints for models that repair a query: missing prefixes, the line of an error, unknown names."""

from __future__ import annotations

from kg import namespaces
from kg.queries.tokens import prologue, tokens
from kg.rdf import NamedNode
from kg.search.lookup import nearest
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.descriptions import exists
from server.repository.snapshot import Snapshot

_MOST = 5


def completed(query: str, base: str) -> tuple[str, list[str]]:
    """The query with PREFIX lines for undeclared prefixes, and those prefixes."""
    used = {token.prefix for token in tokens(query) if token.kind == "name"}
    missing = sorted((used & namespaces.PREFIXES.keys()) - prologue(query)[0].keys())
    lines = [
        f"PREFIX {name}: <{namespaces.rebase(namespaces.PREFIXES[name], base)}>" for name in missing
    ]
    return "\n".join([*lines, query]), missing


def advice(refusal: Refusal, query: str, added: int) -> str:
    """The text of an error for the author of the query, with the line of a syntax error."""
    line, column = refusal.members.get("line"), refusal.members.get("column")
    if refusal.kind is not Kind.SYNTAX or not line or not column:
        return refusal.detail
    lines = query.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    where = f"line {line - added}, column {column}"
    pointer = f"\n  {shown}\n  {' ' * (column - 1)}^"
    message = f"{refusal.fields['error']}."
    prefixes = f"\nKnown prefixes: {', '.join(namespaces.PREFIXES)}." if "PREFIX" in message else ""
    return f"The query is malformed at {where}: {message}{pointer}{prefixes}"


def unknown(query: str, snapshot: Snapshot) -> list[str]:
    """The names in the query that are not in the graph, with similar ones."""
    _, first = prologue(query)
    named: list[str] = []
    for token in tokens(query[first.start :] if first else ""):
        if token.kind == "iri":
            named.append(token.text[1:-1])
        elif token.kind == "name" and token.local:
            prefix = namespaces.PREFIXES.get(token.prefix, "")
            named.append(namespaces.rebase(prefix, snapshot.base) + token.local)
    hints = []
    for iri in dict.fromkeys(named):
        if iri.startswith(snapshot.base) and _sound(iri) and not exists(snapshot, iri):
            near = nearest(snapshot.index, iri.rpartition("/")[2], 3)
            like = ", ".join(namespaces.compact(one, snapshot.base) for one in near) or "nothing"
            name = namespaces.compact(iri, snapshot.base)
            hints.append(f"{name} does not occur in the graph; similar: {like}")
    return hints[:_MOST]


def _sound(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True
