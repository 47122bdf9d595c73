"""What helps a model to repair its query: prefixes it left out, the line at fault, names that
do not exist with those that are like them."""

from __future__ import annotations

import re

from kg import namespaces
from kg.rdf import NamedNode
from kg.search.lookup import nearest
from server.http.responses import Refusal
from server.repository.descriptions import exists
from server.repository.snapshot import Snapshot

_HIDDEN = re.compile(r"""\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\#.*""")
_NAME = re.compile(r"(?<![\w:?$@<./-])([A-Za-z][\w-]*):([A-Za-z0-9](?:[\w.-]|\\.)*)?")
_IRI = re.compile(r"<([^<>\s]+)>")
_MOST = 5


def completed(query: str, base: str) -> tuple[str, list[str]]:
    """The query with PREFIX lines for those of ours that it uses and does not declare."""
    bare = _IRI.sub("", _HIDDEN.sub("", query))
    declared = set(re.findall(r"\bPREFIX\s+([\w.-]*):", query, re.IGNORECASE))
    used = {found[1] for found in _NAME.finditer(bare)}
    missing = sorted((used & namespaces.PREFIXES.keys()) - declared)
    lines = [
        f"PREFIX {name}: <{namespaces.rebase(namespaces.PREFIXES[name], base)}>" for name in missing
    ]
    return "\n".join([*lines, query]), missing


def advice(refusal: Refusal, query: str, added: int) -> str:
    """A refusal in words for whoever wrote the query, with the line at fault."""
    line, column = refusal.members.get("line"), refusal.members.get("column")
    if refusal.kind != "syntax" or not line or not column:
        return refusal.detail
    lines = query.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    where = f"line {line - added}, column {column}"
    pointer = f"\n  {shown}\n  {' ' * (column - 1)}^"
    said = refusal.detail.partition(": ")[2] or refusal.detail
    known = f"\nKnown prefixes: {', '.join(namespaces.PREFIXES)}." if "PREFIX" in said else ""
    return f"The query is malformed at {where}: {said}{pointer}{known}"


def unknown(query: str, snapshot: Snapshot) -> list[str]:
    """What the query names that the graph does not hold, and what may have been meant."""
    bare = _HIDDEN.sub("", query)
    body = re.sub(r"(?i)\bPREFIX\s+[\w.-]*:\s*<[^>]*>", "", bare)
    named = [iri for iri in _IRI.findall(body) if iri.startswith(snapshot.base)]
    for found in _NAME.finditer(_IRI.sub("", body)):
        prefix, local = found[1], (found[2] or "").replace("\\", "")
        namespace = namespaces.rebase(namespaces.PREFIXES.get(prefix, ""), snapshot.base)
        if namespace.startswith(snapshot.base) and local:
            named.append(namespace + local)
    hints = []
    for iri in dict.fromkeys(named):
        if _sound(iri) and not exists(snapshot, iri):
            near = nearest(snapshot.index, iri.rpartition("/")[2], 3)
            like = ", ".join(namespaces.compact(one, snapshot.base) for one in near) or "nothing"
            name = namespaces.compact(iri, snapshot.base)
            hints.append(f"{name} does not occur in the graph; like it: {like}")
    return hints[:_MOST]


def _sound(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True
