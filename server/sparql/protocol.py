"""The SPARQL 1.1 Protocol: an HTTP request -> its query, without a web framework.

Covers GET, HEAD, both POST forms and the QUERY method (RFC 10008), the dataset parameters and
our own `format` (`output`) and `timeout`. Everything that cannot be asked is a Refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from server.http.errors import ALLOW, METHODS, Kind
from server.http.language import Language
from server.http.language import named as tag
from server.http.media_types import Format, not_acceptable
from server.http.negotiation import Choice, choose, named
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

# What clients send across origins, for browsers that do not take the star.
_OFTEN_SENT = (
    "Accept, Cache-Control, Content-Type, If-Match, If-None-Match, Pragma, X-Request-Id, "
    "X-Requested-With"
)
_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s)?")
# What RFC 3987 keeps out of an IRI, and what a relative reference would start with.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")


@dataclass(frozen=True, slots=True)
class Call:
    """A query to be answered in so many seconds.

    Where `graph_tool` is a format, the triples that answer the query are written in that, with
    labels in `language`.
    """

    query: Query
    seconds: float
    graph_tool: Format | None = None
    language: Language = "zh"


def parse(request: HttpRequest, settings: Settings) -> Call | None:
    """The query of the request; None for a GET without one, which gets the description.

    Raises Refusal for everything else: its status and words are what the client should get.
    """
    if request.method not in METHODS:
        raise Refusal(Kind.METHOD, (("allow", ALLOW),), method=request.method[:20], allowed=ALLOW)
    if len(request.query_string) > settings.url_kb << 10:
        raise Refusal(Kind.URL_LENGTH, limit=settings.url_kb << 10, body_kb=settings.query_kb)
    if len(request.body) > settings.query_kb << 10:
        raise Refusal(Kind.QUERY_LENGTH, limit=settings.query_kb << 10)
    parameters = _pairs(request.query_string)
    text: str | None = None
    if request.method in ("POST", "QUERY"):
        text, parameters = _body(request, parameters)
    _refuse_updates(parameters)
    given = _values(parameters, "query")
    if text is not None and given:
        raise Refusal(Kind.QUERY_TWICE)
    text = text if text is not None else _single("query", given)
    if text is None:
        if request.method in ("GET", "HEAD"):
            if {"graph", "default"} & {name for name, _ in parameters}:
                raise Refusal(Kind.GRAPH_STORE)
            return None
        raise Refusal(Kind.QUERY_MISSING)
    text = text.removeprefix("\ufeff")  # a byte order mark, as some editors write it
    return _call(text, parameters, request.header("accept"), settings)


def options() -> Reply:
    """The answer to OPTIONS, a browser's preflight included."""
    return Reply(
        204,
        (
            ("allow", ALLOW),
            ("access-control-allow-methods", ALLOW),
            # The star is for everything but Authorization, in all browsers but old ones.
            ("access-control-allow-headers", f"*, Authorization, {_OFTEN_SENT}"),
            ("access-control-max-age", "86400"),
            *ACCEPT_POST,
        ),
    )


def _body(
    request: HttpRequest, parameters: list[tuple[str, str]]
) -> tuple[str | None, list[tuple[str, str]]]:
    """The query that is the body, if it is one, and all parameters of URL and body."""
    # Every answer says what QUERY may carry.
    accepted = () if request.method == "QUERY" else ACCEPT_POST
    header = request.header("content-type") or ""
    media_type, _, rest = header.partition(";")
    media_type = media_type.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    if (coding := request.header("content-encoding")) and coding.strip().lower() != "identity":
        only = ("accept-encoding", "identity")
        raise Refusal(Kind.BODY_CODING, (*accepted, only), coding=coding[:40])
    if media_type == UPDATE:
        raise Refusal(Kind.UPDATE)
    if not request.body and not media_type and request.method == "POST":
        return None, parameters  # all of the request is in its URL
    if media_type not in (FORM, QUERY):
        types = {"query_type": QUERY, "form_type": FORM}
        if not media_type:
            raise Refusal(Kind.BODY_TYPE_MISSING, accepted, **types)
        raise Refusal(Kind.BODY_TYPE, accepted, type=media_type[:60], **types)
    if charset and not is_utf8(charset[1]):
        raise Refusal(Kind.BODY_CHARSET, accepted, charset=charset[1][:40])
    try:
        body = request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(Kind.BODY_NOT_UTF8, position=error.start) from None
    if media_type == QUERY:
        return body, parameters
    return None, parameters + _pairs(body)


def _pairs(text: str) -> list[tuple[str, str]]:
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


def _call(
    text: str, parameters: list[tuple[str, str]], accept: str | None, settings: Settings
) -> Call:
    default = _graphs(parameters, "default-graph-uri")
    named_graphs = _graphs(parameters, "named-graph-uri")
    formats = _values(parameters, "format") + _values(parameters, "output")
    solutions, graph = _choices(list(filter(None, formats)), accept)
    seconds = _seconds(_single("timeout", _values(parameters, "timeout")), settings)
    language: Language = next(filter(None, map(tag, _values(parameters, "lang"))), "zh")
    if default is not None or named_graphs is not None:
        # A dataset in the request replaces the query's own, whole: what is not named is empty.
        default, named_graphs = default or (), named_graphs or ()
    graph_tool = graph.format if graph and graph.format in GRAPH_TOOLS else None
    query = Query(
        text,
        solutions.media_type if solutions else None,
        N_TRIPLES if graph_tool else graph.media_type if graph else None,
        default,
        named_graphs,
    )
    return Call(query, seconds, graph_tool, language)


def _choices(words: list[str], accept: str | None) -> tuple[Choice | None, Choice | None]:
    """The format for either kind of answer, as `format=` says, or else the Accept header.

    Clients repeat themselves in other words, SPARQLWrapper for one: words that are understood must
    agree, and others beside them do not matter.
    """
    graphs = (*GRAPHS, *GRAPH_TOOLS)
    if not words:
        solutions, graph = choose(accept, SOLUTIONS), choose(accept, graphs)
        requested = f"Accept: {accept}"
    else:
        parts = [part for word in words for part in word.split(",")]
        solutions, graph = _agreed(parts, SOLUTIONS), _agreed(parts, graphs)
        requested = f"format={', '.join(words)}"
    if not solutions and not graph:
        raise not_acceptable((*SOLUTIONS, *graphs), requested)
    return solutions, graph


def _agreed(words: list[str], offered: tuple[Format, ...]) -> Choice | None:
    """The one format that the words mean, or None. Raises Refusal where they mean several."""
    choices = [choice for word in words if (choice := named(word, offered))]
    names = dict.fromkeys(choice.format.name for choice in choices)
    if len(names) > 1:
        raise Refusal(Kind.FORMATS_CONFLICT, formats=list(names))
    return choices[0] if choices else None


def _graphs(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    iris = [iri for iri in _values(parameters, name) if iri]  # forms send what nobody filled in
    for iri in iris:
        if not _IRI.fullmatch(iri):
            raise Refusal(Kind.GRAPH_IRI, name=name, iri=iri)
    return tuple(dict.fromkeys(iris)) if iris else None


def _seconds(value: str | None, settings: Settings) -> float:
    """The time limit of the query: the client's, where that is less than the server's."""
    if value is None or not value.strip():
        return settings.seconds
    match = _SECONDS.fullmatch(value.strip().lower())
    if not match:
        raise Refusal(Kind.TIMEOUT_INVALID, text=value, seconds=settings.seconds)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1)
    return min(seconds or settings.seconds, settings.seconds)  # 0: no limit of its own
