"""The SPARQL 1.1 Protocol: parses an HTTP request into a query operation.

Supports GET, HEAD, both POST forms and the QUERY method (RFC 10008), the dataset parameters, and
the extensions `format` (`output`), `timeout` and `lang`. Invalid requests raise Refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from server.http.errors import ALLOW, METHODS, Kind
from server.http.language import Language
from server.http.language import named as tag
from server.http.media_types import Format, not_acceptable
from server.http.negotiation import Choice, by_name, choose
from server.http.request import HttpRequest
from server.http.responses import Headers, Refusal, Reply
from server.http.weights import is_utf8
from server.settings import Settings
from server.sparql.engine import Query
from server.sparql.formats import GRAPH_TOOLS, GRAPHS, SOLUTIONS

PATHS = ("/sparql", "/sparql/")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
N_TRIPLES = "application/n-triples"
ACCEPT_POST: Headers = (("accept-post", f"{FORM}, {QUERY}"),)
ACCEPT_QUERY: Headers = (("accept-query", f'"{QUERY}", "{FORM}"'),)

# Common headers of cross-origin requests, for browsers that do not support the wildcard.
_COMMON_HEADERS = (
    "Accept, Cache-Control, Content-Type, If-Match, If-None-Match, Pragma, X-Request-Id, "
    "X-Requested-With"
)
_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s)?")
# An absolute IRI without the characters that RFC 3987 excludes.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")


@dataclass(frozen=True, slots=True)
class QueryOperation:
    """A query with its time limit in seconds.

    With a `graph_tool`, a graph is converted to that format, with labels in `language`.
    """

    query: Query
    seconds: float
    graph_tool: Format | None = None
    language: Language = "zh"


def parse(request: HttpRequest, settings: Settings) -> QueryOperation | None:
    """The query operation; None for a GET without a query, which gets the description.

    Raises Refusal for all other requests.
    """
    if request.method not in METHODS:
        raise Refusal(Kind.METHOD, (("allow", ALLOW),), method=request.method[:20], allowed=ALLOW)
    if len(request.query_string) > settings.url_kb << 10:
        raise Refusal(Kind.URL_LENGTH, limit=settings.url_kb << 10, body_kb=settings.query_kb)
    if len(request.body) > settings.query_kb << 10:
        raise Refusal(Kind.QUERY_LENGTH, limit=settings.query_kb << 10)
    parameters = _parse_parameters(request.query_string)
    text: str | None = None
    if request.method in ("POST", "QUERY"):
        text, parameters = _body(request, parameters)
    _refuse_updates(parameters)
    queries = _values(parameters, "query")
    if text is not None and queries:
        raise Refusal(Kind.QUERY_TWICE)
    text = text if text is not None else _single("query", queries)
    if text is None:
        if request.method in ("GET", "HEAD"):
            if {"graph", "default"} & {name for name, _ in parameters}:
                raise Refusal(Kind.GRAPH_STORE)
            return None
        raise Refusal(Kind.QUERY_MISSING)
    text = text.removeprefix("\ufeff")  # byte order mark
    return _operation(text, parameters, request.header("accept"), settings)


def options() -> Reply:
    """The response to OPTIONS, including preflight requests of browsers."""
    return Reply(
        204,
        (
            ("allow", ALLOW),
            ("access-control-allow-methods", ALLOW),
            # The wildcard does not include Authorization.
            ("access-control-allow-headers", f"*, Authorization, {_COMMON_HEADERS}"),
            ("access-control-max-age", "86400"),
            *ACCEPT_POST,
        ),
    )


def _body(
    request: HttpRequest, parameters: list[tuple[str, str]]
) -> tuple[str | None, list[tuple[str, str]]]:
    """The query if it is the body, else None; and the parameters of URL and body."""
    # Accept-Query is sent with every response.
    accept_headers = () if request.method == "QUERY" else ACCEPT_POST
    header = request.header("content-type") or ""
    media_type, _, rest = header.partition(";")
    media_type = media_type.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    if (coding := request.header("content-encoding")) and coding.strip().lower() != "identity":
        encoding = ("accept-encoding", "identity")
        raise Refusal(Kind.BODY_CODING, (*accept_headers, encoding), coding=coding[:40])
    if media_type == UPDATE:
        raise Refusal(Kind.UPDATE)
    if not request.body and not media_type and request.method == "POST":
        return None, parameters  # all parameters are in the URL
    if media_type not in (FORM, QUERY):
        types = {"query_type": QUERY, "form_type": FORM}
        if not media_type:
            raise Refusal(Kind.BODY_TYPE_MISSING, accept_headers, **types)
        raise Refusal(Kind.BODY_TYPE, accept_headers, type=media_type[:60], **types)
    if charset and not is_utf8(charset[1]):
        raise Refusal(Kind.BODY_CHARSET, accept_headers, charset=charset[1][:40])
    try:
        body = request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(Kind.BODY_NOT_UTF8, position=error.start) from None
    if media_type == QUERY:
        return body, parameters
    return None, parameters + _parse_parameters(body)


def _parse_parameters(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise Refusal(Kind.PARAMETERS_NOT_UTF8) from None
    except ValueError:
        raise Refusal(Kind.PARAMETERS_INVALID) from None


def _values(parameters: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _single(name: str, values: list[str]) -> str | None:
    if len(values) > 1:
        raise Refusal(Kind.PARAMETER_REPEATED, name=name, times=len(values))
    return values[0] if values else None


def _refuse_updates(parameters: list[tuple[str, str]]) -> None:
    if _values(parameters, "update"):
        raise Refusal(Kind.UPDATE)


def _operation(
    text: str, parameters: list[tuple[str, str]], accept: str | None, settings: Settings
) -> QueryOperation:
    default = _graphs(parameters, "default-graph-uri")
    named_graphs = _graphs(parameters, "named-graph-uri")
    formats = _values(parameters, "format") + _values(parameters, "output")
    solutions, graph = _choices(list(filter(None, formats)), accept)
    seconds = _seconds(_single("timeout", _values(parameters, "timeout")), settings)
    language: Language = next(filter(None, map(tag, _values(parameters, "lang"))), "zh")
    if default is not None or named_graphs is not None:
        # A dataset in the request replaces that of the query; parts not given are empty.
        default, named_graphs = default or (), named_graphs or ()
    graph_tool = graph.format if graph and graph.format in GRAPH_TOOLS else None
    query = Query(
        text,
        solutions.media_type if solutions else None,
        N_TRIPLES if graph_tool else graph.media_type if graph else None,
        default,
        named_graphs,
    )
    return QueryOperation(query, seconds, graph_tool, language)


def _choices(words: list[str], accept: str | None) -> tuple[Choice | None, Choice | None]:
    """The formats for tables and for graphs, by `format=` or by the Accept header.

    Clients such as SPARQLWrapper send several values: the known ones must agree, and unknown ones
    beside them are ignored.
    """
    graphs = (*GRAPHS, *GRAPH_TOOLS)
    if not words:
        solutions, graph = choose(accept, SOLUTIONS), choose(accept, graphs)
        requested = f"Accept: {accept}"
    else:
        parts = [part for word in words for part in word.split(",")]
        solutions, graph = _common_choice(parts, SOLUTIONS), _common_choice(parts, graphs)
        requested = f"format={', '.join(words)}"
    if not solutions and not graph:
        raise not_acceptable((*SOLUTIONS, *graphs), requested)
    return solutions, graph


def _common_choice(words: list[str], offered: tuple[Format, ...]) -> Choice | None:
    """The format that the known values name, or None. Raises Refusal if they conflict."""
    choices = [choice for word in words if (choice := by_name(word, offered))]
    names = dict.fromkeys(choice.format.name for choice in choices)
    if len(names) > 1:
        raise Refusal(Kind.FORMATS_CONFLICT, formats=list(names))
    return choices[0] if choices else None


def _graphs(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    iris = [iri for iri in _values(parameters, name) if iri]  # forms send empty fields
    for iri in iris:
        if not _IRI.fullmatch(iri):
            raise Refusal(Kind.GRAPH_IRI, name=name, iri=iri)
    return tuple(dict.fromkeys(iris)) if iris else None


def _seconds(value: str | None, settings: Settings) -> float:
    """The time limit of the query, at most that of the server."""
    if value is None or not value.strip():
        return settings.seconds
    match = _SECONDS.fullmatch(value.strip().lower())
    if not match:
        raise Refusal(Kind.TIMEOUT_INVALID, text=value, seconds=settings.seconds)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1)
    return min(seconds or settings.seconds, settings.seconds)  # 0: the default
