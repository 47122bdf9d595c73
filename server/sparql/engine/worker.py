"""A worker: answers one query after another from its store until its socket closes.

It writes files for graph tools too. It is a process that may be killed at any moment: it has no
network, no files but those of its build, and no state that anyone would miss.
"""

from __future__ import annotations

import io
import itertools
import re
import resource
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from kg.queries.short_names import complete
from kg.queries.tokens import with_columns
from kg.rdf import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    explain,
)
from server.sparql.engine.dataset import Dataset, clauses, merged
from server.sparql.engine.ipc import receive, send
from server.sparql.engine.lateral import following, readable

if TYPE_CHECKING:
    from server.sparql.engine.graph_files import Source

# Without these letters a query cannot ask for anything but the default graph. Comments before the
# query itself may hold them; further on, only a parser could tell a comment.
_NAMED_GRAPHS = re.compile(r"(?i)graph|from")
_PREFACE = re.compile(r"(?:\s*#[^\r\n]*(?:[\r\n]|\Z))*")
# Words whose presence may give another answer each time the query runs.
_VOLATILE = re.compile(r"(?i)\b(?:now|rand|uuid|struuid|bnode)\b")
_SERVICE = re.compile(r"(?i)service")
_TWO_FROM = re.compile(r"(?i)\bfrom\b.*\bfrom\b", re.DOTALL)
_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
# What XML 1.0 has no way to write (2.2).
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# XML names may not be empty, but the engine's RDF/XML writer lets that pass.
_EMPTY_NAME = re.compile(rb"<oxprefix:[\s/>]")


@dataclass(frozen=True, slots=True)
class Stores:
    """The whole data set, and its default graph alone, where that is kept apart.

    The engine in memory passes by the named graphs' quads one by one, also in queries that do not
    ask for them: without them, those queries take a third less time.
    """

    everything: Store
    default: Store | None = None

    def holding(self, text: str) -> Store:
        """The smallest store that holds all that the query can see."""
        start = _PREFACE.match(text)
        if self.default is None or _NAMED_GRAPHS.search(text, start.end() if start else 0):
            return self.everything
        return self.default


class TooLarge(Exception):
    """The answer outgrew its limit."""


class Unwritable(Exception):
    """The answer cannot be written in the format asked for."""


class _Buffer(io.BytesIO):
    """A buffer that refuses to grow past its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        return super().write(data)


def serve(link: socket.socket, stores: Stores, base: str, files: Source | None = None) -> None:
    """Answer what comes in on the socket until the other side closes it."""
    while request := receive(link):
        head, triples = request
        _allow_cpu(head["seconds"])
        started = time.perf_counter()
        try:
            if "text" in head:
                reply, body = _answer(stores, head, base)
            else:
                reply, body = _file(files, head, triples)
        except TooLarge:
            reply, body = {"error": "size"}, b""
        except Unwritable as error:
            reply, body = {"error": "unwritable", "message": str(error)}, b""
        except MemoryError:
            reply, body = {"error": "memory"}, b""
        except (OSError, ValueError, RuntimeError) as error:
            unknown = _FUNCTION.search(str(error))
            kind, message = ("function", unknown[1]) if unknown else ("engine", str(error))
            reply, body = {"error": kind, "message": message}, b""
        reply["seconds"] = time.perf_counter() - started
        send(link, reply, body)


def _allow_cpu(seconds: float) -> None:
    """Let the kernel end this process soon after the deadline, should nobody else do it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _file(
    files: Source | None, head: dict[str, Any], triples: bytes
) -> tuple[dict[str, Any], bytes]:
    if files is None:
        return {"error": "index"}, b""
    body = files.written(head, triples)
    if len(body) > head["limit"]:
        raise TooLarge
    return {"form": "graph", "stable": True}, body


def _answer(stores: Stores, head: dict[str, Any], base: str) -> tuple[dict[str, Any], bytes]:
    text = complete(head["text"], base)
    try:
        return _result(stores, head, text, base)
    except SyntaxError as error:
        what = explain(error, head["text"], text)
        place = {"line": what.line, "column": what.column, "completed": text}
        return {"error": "syntax", "message": what.message, **place}, b""


def _result(
    stores: Stores, head: dict[str, Any], text: str, base: str
) -> tuple[dict[str, Any], bytes]:
    if _SERVICE.search(text) and has_service(text, base):
        return {"error": "service"}, b""
    results = _run(stores, text, base, head["default"], head["named"])
    if isinstance(results, QueryTriples):
        form, media_type = "graph", head["graph"]
    else:
        form = "boolean" if isinstance(results, QueryBoolean) else "solutions"
        media_type = head["solutions"]
    if media_type is None:
        return {"error": "format", "form": form, "completed": text}, b""
    buffer = _Buffer(head["limit"])
    if isinstance(results, QueryTriples):
        results.serialize(buffer, rdf_format(media_type))
    else:
        results.serialize(buffer, _results_format(media_type))
    body = buffer.getvalue()
    stable = not _VOLATILE.search(text)
    if media_type.endswith("xml"):
        body = _xml(body)
    if form == "graph":
        # A template's blank nodes get new labels each time.
        stable = stable and b"_:" not in body and b"nodeID" not in body
    return {"form": form, "stable": stable}, body


def has_service(text: str, base: str) -> bool:
    """Whether the query has a SERVICE clause, as the engine's own parser reads it.

    Every "service" in the text is replaced by a word of the same length that means nothing, the
    same everywhere. In comments, strings, variables, IRIs and prefixes that changes no grammar;
    where the keyword stood, the query does not parse any more. Raises SyntaxError where the
    query does not parse as it is.
    """
    for letters in map("".join, itertools.permutations("jkqwxz")):
        table = str.maketrans("servicSERVIC", letters + letters.upper())
        if "service".translate(table) not in text.lower():
            break
    else:
        return True  # No query that means well holds all of these words.
    try:
        _parse(_SERVICE.sub(lambda found: found[0].translate(table), text), base)
    except SyntaxError:
        _parse(text, base)
        return True
    return False


def _parse(text: str, base: str) -> None:
    """Have the engine parse the query. Raises SyntaxError."""
    with suppress(
        OSError, RuntimeError
    ):  # It was parsed: an ASK runs at once, and could call nobody from here.
        Store().query(text, base_iri=base)


def _run(
    stores: Stores,
    text: str,
    base: str,
    default: list[str] | None,
    named: list[str] | None,
) -> QuerySolutions | QueryBoolean | QueryTriples:
    if default is None and _TWO_FROM.search(text):
        _parse(text, base)
        found = clauses(text, base)
        if len(found.default) > 1:
            default, named = list(found.default), list(found.named)
    if default is None:
        return stores.holding(text).query(_quick(text, base), base_iri=base)
    store = stores.everything
    graphs: list[Any] = [NamedNode(iri) for iri in default]
    if len(default) > 1:
        store = merged(store, Dataset(tuple(default), tuple(named or ())))
        graphs = [DefaultGraph()]
    return store.query(
        _quick(text, base),
        base_iri=base,
        default_graph=graphs,
        named_graphs=[NamedNode(iri) for iri in named or ()],
    )


def _quick(text: str, base: str) -> str:
    """The query as the engine answers it sooner, and with its columns in the order of the text.

    Raises SyntaxError where it is malformed.
    """
    if "*" in text:
        text = with_columns(text, partial(_variables, text, base))
    return _followed(text, base) if readable(text) else text


def _variables(text: str, base: str) -> list[str]:
    """The names of the variables of a SELECT. Raises SyntaxError."""
    found = Store().query(text, base_iri=base)
    return [v.value for v in found.variables] if isinstance(found, QuerySolutions) else []


@lru_cache(maxsize=128)  # of short queries only, so that they take little of the worker's memory
def _followed(text: str, base: str) -> str:
    _parse(text, base)  # A malformed query ends here: what is added must not make sense of it.
    quick = following(text)
    if quick == text:
        return text
    try:
        _parse(quick, base)
    except SyntaxError:
        return text
    return quick


def _xml(body: bytes) -> bytes:
    """The engine's XML as every XML parser will read it. Raises Unwritable where it is none."""
    if _EMPTY_NAME.search(body):
        raise Unwritable("a property's IRI does not end in an XML name, so RDF/XML cannot have it")
    if found := _NO_XML.search(body):
        code = ord(found[0].decode())
        raise Unwritable(f"there is a character in it that XML cannot have, U+{code:04X}")
    # Parsers take a carriage return for the end of a line, unless it is escaped.
    return body.replace(b"\r", b"&#13;") if b"\r" in body else body


def rdf_format(media_type: str) -> RdfFormat:
    """The engine's format of a media type. Raises ValueError where it has none."""
    # The engine does not know this older name of N3, of which Turtle is a part.
    found = RdfFormat.from_media_type(media_type.replace("text/rdf+n3", "text/turtle"))
    if found is None:
        raise ValueError(f"the engine cannot write {media_type}")
    return found


def _results_format(media_type: str) -> QueryResultsFormat:
    found = QueryResultsFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"the engine cannot write {media_type}")
    return found
