"""A worker: a process that runs queries on its store, and writes files for graph tools.

It may be killed at any time: it has no network, no files except those of its build, and no state.
"""

from __future__ import annotations

import io
import itertools
import re
import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, lru_cache, partial
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
from server.sparql.engine import Form, errors, ipc
from server.sparql.engine.dataset import Dataset, dataset_clause, merge
from server.sparql.engine.lateral import is_candidate, with_lateral

if TYPE_CHECKING:
    from server.sparql.engine.graph_files import GraphSource

# A query without these words uses the default graph only. They are ignored in leading comments;
# to find other comments would need a parser.
_NAMED_GRAPHS = re.compile(r"(?i)graph|from")
_LEADING_COMMENTS = re.compile(r"(?:\s*#[^\r\n]*(?:[\r\n]|\Z))*")
# Functions whose result may differ between runs of a query.
_VOLATILE = re.compile(r"(?i)\b(?:now|rand|uuid|struuid|bnode)\b")
_SERVICE = re.compile(r"(?i)service")
_TWO_FROM = re.compile(r"(?i)\bfrom\b.*\bfrom\b", re.DOTALL)
_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
# Characters that XML 1.0 does not allow (2.2), as UTF-8.
_ILLEGAL_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# An element without a local name, which the RDF/XML writer of the engine may write.
_EMPTY_XML_NAME = re.compile(rb"<oxprefix:[\s/>]")


class Stores:
    """The whole data set, opened when a query first needs it, and optionally its default graph.

    The data set is on disk, the default graph in memory, where queries take half the time.
    """

    def __init__(
        self, open_dataset: Callable[[], Store], default_graph: Store | None = None
    ) -> None:
        self._open_dataset = open_dataset
        self.default_graph = default_graph

    @cached_property
    def dataset(self) -> Store:
        """The store with all graphs."""
        return self._open_dataset()

    def for_query(self, text: str) -> Store:
        """The faster of the stores that have all data that the query can use."""
        start = _LEADING_COMMENTS.match(text)
        if self.default_graph is None or _NAMED_GRAPHS.search(text, start.end() if start else 0):
            return self.dataset
        return self.default_graph


class _Buffer(io.BytesIO):
    """A buffer with a size limit. Raises ResultTooLarge."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise errors.ResultTooLarge
        return super().write(data)


def serve(
    sock: socket.socket, stores: Stores, base: str, source: GraphSource | None = None
) -> None:
    """Answer requests from the socket until the peer closes it."""
    while message := ipc.receive(sock):
        head, triples = message
        _set_cpu_limit(head["seconds"])
        started = time.perf_counter()
        reply: ipc.Head
        try:
            if "text" in head:
                reply, body = _answer(stores, head, base)
            else:
                reply, body = _write_file(source, head, triples)
        except errors.EngineError as error:
            reply, body = ipc.error_head(error), b""
        except MemoryError:
            reply, body = ipc.error_head(errors.MemoryLimitExceeded()), b""
        except (OSError, ValueError, RuntimeError) as error:
            unknown = _FUNCTION.search(str(error))
            failure = errors.UnknownFunction(unknown[1]) if unknown else None
            reply, body = ipc.error_head(failure or errors.EngineFailure(str(error))), b""
        reply["seconds"] = time.perf_counter() - started
        ipc.send(sock, reply, body)


def _set_cpu_limit(seconds: float) -> None:
    """Let the kernel kill this process soon after the deadline, if the server does not."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _write_file(
    source: GraphSource | None, head: ipc.Head, triples: bytes
) -> tuple[ipc.Head, bytes]:
    if source is None:
        raise errors.EngineUnavailable("the build's index cannot be read")
    body = source.write(head, triples)
    if len(body) > head["limit"]:
        raise errors.ResultTooLarge
    return {"form": "graph", "stable": True}, body


def _answer(stores: Stores, head: ipc.Head, base: str) -> tuple[ipc.Head, bytes]:
    text = complete(head["text"], base)
    try:
        return _execute(stores, head, text, base)
    except SyntaxError as error:
        fault = explain(error, head["text"], text)
        raise errors.QuerySyntaxError(fault.message, fault.line, fault.column, text) from error


def _execute(stores: Stores, head: ipc.Head, text: str, base: str) -> tuple[ipc.Head, bytes]:
    if _SERVICE.search(text) and has_service(text, base):
        raise errors.ServiceNotSupported
    results = _run(stores, text, base, head["default"], head["named"])
    form: Form
    if isinstance(results, QueryTriples):
        form, media_type = "graph", head["graph"]
    else:
        form = "boolean" if isinstance(results, QueryBoolean) else "solutions"
        media_type = head["solutions"]
    if media_type is None:
        raise errors.FormatNotAvailable(form, text)
    buffer = _Buffer(head["limit"])
    if isinstance(results, QueryTriples):
        results.serialize(buffer, rdf_format(media_type))
    else:
        results.serialize(buffer, _results_format(media_type))
    body = buffer.getvalue()
    stable = not _VOLATILE.search(text)
    if media_type.endswith("xml"):
        body = _valid_xml(body)
    if form == "graph":
        # Blank nodes of a template get new labels in each run.
        stable = stable and b"_:" not in body and b"nodeID" not in body
    return {"form": form, "stable": stable}, body


def has_service(text: str, base: str) -> bool:
    """Whether the query has a SERVICE clause, according to the parser of the engine.

    Every "service" in the text is replaced by one word of the same length that is no keyword. In
    comments, strings, variables, IRIs and prefixes the query still parses; in place of the keyword
    it does not. Raises SyntaxError if the original query does not parse.
    """
    for letters in map("".join, itertools.permutations("jkqwxz")):
        table = str.maketrans("servicSERVIC", letters + letters.upper())
        if "service".translate(table) not in text.lower():
            break
    else:
        return True  # the query has all replacements, which no useful query does
    try:
        _parse(_SERVICE.sub(lambda match: match[0].translate(table), text), base)
    except SyntaxError:
        _parse(text, base)
        return True
    return False


def _parse(text: str, base: str) -> None:
    """Parse the query with the engine. Raises SyntaxError."""
    # An ASK also runs at once, on an empty store; a SERVICE clause fails for lack of a network.
    with suppress(OSError, RuntimeError):
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
        clause = dataset_clause(text, base)
        if len(clause.default) > 1:
            default, named = list(clause.default), list(clause.named)
    if default is None:
        return stores.for_query(text).query(_rewrite(text, base), base_iri=base)
    store = stores.dataset
    graphs: list[Any] = [NamedNode(iri) for iri in default]
    if len(default) > 1:
        store = merge(store, Dataset(tuple(default), tuple(named or ())))
        graphs = [DefaultGraph()]
    return store.query(
        _rewrite(text, base),
        base_iri=base,
        default_graph=graphs,
        named_graphs=[NamedNode(iri) for iri in named or ()],
    )


def _rewrite(text: str, base: str) -> str:
    """An equivalent query that runs faster and has its columns in the order of the text.

    Raises SyntaxError if the query is malformed.
    """
    if "*" in text:
        text = with_columns(text, partial(_projected_variables, text, base))
    return _with_lateral(text, base) if is_candidate(text) else text


def _projected_variables(text: str, base: str) -> list[str]:
    """The names of the variables of a SELECT. Raises SyntaxError."""
    results = Store().query(text, base_iri=base)
    return [v.value for v in results.variables] if isinstance(results, QuerySolutions) else []


@lru_cache(maxsize=128)  # candidates are short, so the cache takes little memory
def _with_lateral(text: str, base: str) -> str:
    _parse(text, base)  # so that the rewriting never turns a malformed query into a valid one
    rewritten = with_lateral(text)
    if rewritten == text:
        return text
    try:
        _parse(rewritten, base)
    except SyntaxError:
        return text
    return rewritten


def _valid_xml(body: bytes) -> bytes:
    """The XML of the engine, made well-formed. Raises FormatUnsuitable if that is not possible."""
    if _EMPTY_XML_NAME.search(body):
        raise errors.FormatUnsuitable(
            "the IRI of a property does not end in an XML name, which RDF/XML requires"
        )
    if match := _ILLEGAL_XML.search(body):
        code = ord(match[0].decode())
        raise errors.FormatUnsuitable(
            f"the result has a character that XML does not allow, U+{code:04X}"
        )
    # XML parsers normalize an unescaped carriage return to a line feed.
    return body.replace(b"\r", b"&#13;") if b"\r" in body else body


def rdf_format(media_type: str) -> RdfFormat:
    """The engine's format for a media type. Raises ValueError if there is none."""
    # The engine does not know this older media type of N3, a superset of Turtle.
    found = RdfFormat.from_media_type(media_type.replace("text/rdf+n3", "text/turtle"))
    if found is None:
        raise ValueError(f"the engine cannot write {media_type}")
    return found


def _results_format(media_type: str) -> QueryResultsFormat:
    found = QueryResultsFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"the engine cannot write {media_type}")
    return found
