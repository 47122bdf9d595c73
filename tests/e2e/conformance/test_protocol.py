"""The SPARQL 1.1 Protocol as one table: request -> status, media type, words of the body."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.served import EX, Live, Reply, target

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
JSONLD = "application/ld+json"
PROBLEM = "application/problem+json"

SELECT = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"
ASK = "ASK {}"
DROP = "DROP ALL"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"
DESCRIBE = f"DESCRIBE <{EX}only-1>"
GZIP, IDENTITY = {"Content-Encoding": "gzip"}, {"accept-encoding": "identity"}
CONFLICT = {"format": "csv", "output": "tsv"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def form(*pairs: tuple[str, str]) -> str:
    return urllib.parse.urlencode(pairs)


@dataclass(frozen=True)
class Case:
    """One line of the table. `has` must stand in the body, `headers` among the headers.

    `sent` are headers of the request beside Accept and Content-Type.
    """

    name: str
    method: str
    path: str
    status: int
    type: str | None = None
    accept: str | None = None
    send: str | None = None
    body: str | bytes | None = None
    has: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)


def get(
    name: str,
    query: str,
    accept: str | None,
    status: int,
    type: str | None = None,
    parameters: dict[str, str] | None = None,
    **more: Any,
) -> Case:
    parameters = parameters or {}
    return Case(name, "GET", target(query, **parameters), status, type, accept, **more)


def post(
    name: str,
    send: str | None,
    body: str | bytes,
    status: int,
    type: str | None,
    path: str = "/sparql",
    **more: Any,
) -> Case:
    return Case(name, "POST", path, status, type, send=send, body=body, **more)


def by_format(
    name: str, query: str, word: str, status: int, type: str | None = None, **more: Any
) -> Case:
    """A query with its format as a parameter."""
    return get(name, query, None, status, type, {"format": word}, **more)


def described(name: str, accept: str | None, type: str, **more: Any) -> Case:
    """The service description in a media type."""
    return Case(name, "GET", "/sparql", 200, type, accept=accept, **more)


def again(name: str, query: str, type: str, *formats: str) -> Case:
    """A query as SPARQLWrapper sends it: with its format in several words, each twice."""
    pairs = [(key, word) for key in ("format", "output", "results") for word in formats]
    path = f"/sparql?{form(('query', query), *pairs)}"
    return Case(f"a format again, {name}", "GET", path, 200, type)


METHODS = [
    get("get", SELECT, None, 200, JSON),
    get("get ask", ASK, None, 200, JSON, has='"boolean":true'),
    get("get construct", CONSTRUCT, None, 200, TURTLE),
    get("get describe", DESCRIBE, None, 200, TURTLE, has="only-1"),
    Case("get with slash", "GET", target(SELECT).replace("/sparql", "/sparql/"), 200, JSON),
    post("post form", FORM, form(("query", SELECT)), 200, JSON),
    post("post form with charset", f"{FORM}; charset=UTF-8", form(("query", SELECT)), 200, JSON),
    post("post form, type in capitals", FORM.upper(), form(("query", SELECT)), 200, JSON),
    post("post form with slash", FORM, form(("query", SELECT)), 200, JSON, path="/sparql/"),
    post("post direct", QUERY, SELECT, 200, JSON),
    post("post direct with charset", f"{QUERY};charset=utf-8", SELECT, 200, JSON),
    post("post direct in Chinese", QUERY, 'SELECT ("武昌"@zh AS ?x) {}', 200, JSON, has="武昌"),
    post("post direct, format in URL", QUERY, SELECT, 200, "text/csv", path="/sparql?format=csv"),
    post(
        "post form, format in form", FORM, form(("query", ASK), ("format", "csv")), 200, "text/csv"
    ),
    Case("query method", "QUERY", "/sparql", 200, JSON, send=QUERY, body=SELECT),
    Case("query method, form", "QUERY", "/sparql", 200, JSON, send=FORM, body=form(("query", ASK))),
    Case("head", "HEAD", target(SELECT), 200, JSON),
    Case("options", "OPTIONS", "/sparql", 204, headers={"allow": "QUERY"}),
    Case("options says post types", "OPTIONS", "/sparql", 204, headers={"accept-post": QUERY}),
    Case("options says query types", "OPTIONS", "/sparql", 204, headers={"accept-query": QUERY}),
    Case("preflight", "OPTIONS", "/sparql", 204, headers={"access-control-allow-methods": "POST"}),
    Case("put", "PUT", "/sparql", 405, send=QUERY, body=ASK, headers={"allow": "GET"}),
    Case("delete", "DELETE", "/sparql", 405, headers={"allow": "POST"}),
    Case("patch", "PATCH", "/sparql", 405, send=QUERY, body=ASK, headers={"allow": "QUERY"}),
    Case("unknown method", "FROBNICATE", "/sparql", 405, headers={"allow": "GET"}),
    get("any origin", ASK, None, 200, JSON, headers={"access-control-allow-origin": "*"}),
]

NEGOTIATION = [
    get("json", SELECT, JSON, 200, JSON),
    get("json by its short name", SELECT, "application/json", 200, "application/json"),
    get("xml", SELECT, XML, 200, XML, has="<sparql"),
    get("xml by its short name", SELECT, "application/xml", 200, "application/xml"),
    get("csv", SELECT, "text/csv", 200, "text/csv", has="s\r\n"),
    get("csv says utf-8", SELECT, "text/csv", 200, headers={"content-type": "charset=utf-8"}),
    get("tsv", SELECT, TSV, 200, TSV, has="?s\n"),
    get("ask in xml", ASK, XML, 200, XML, has="<boolean>true</boolean>"),
    get("ask in csv", ASK, "text/csv", 200, "text/csv", has="true"),
    get("ask in tsv", ASK, TSV, 200, TSV, has="true"),
    get("turtle", CONSTRUCT, TURTLE, 200, TURTLE),
    get("n-triples", CONSTRUCT, "application/n-triples", 200, "application/n-triples"),
    get("plain text", CONSTRUCT, "text/plain", 200, "text/plain"),
    get("rdf/xml", CONSTRUCT, "application/rdf+xml", 200, "application/rdf+xml", has="rdf:RDF"),
    get("json-ld", CONSTRUCT, JSONLD, 200, JSONLD, has='"@id"'),
    get("trig", CONSTRUCT, "application/trig", 200, "application/trig"),
    get("n-quads", CONSTRUCT, "application/n-quads", 200, "application/n-quads"),
    get("describe in json-ld", DESCRIBE, JSONLD, 200, JSONLD),
    get("anything", SELECT, "*/*", 200, JSON),
    get("any text", SELECT, "text/*", 200, "text/csv"),
    get("any application", SELECT, "application/*", 200, JSON),
    get("any text for a graph", CONSTRUCT, "text/*", 200, TURTLE),
    get("quality decides", SELECT, f"{JSON};q=0.3, {XML};q=0.9", 200, XML),
    get("quality of zero excludes", SELECT, f"{JSON};q=0, */*;q=0.1", 200, XML),
    get("specific before wildcard", SELECT, "text/csv, */*", 200, "text/csv"),
    get("wildcard with low quality", SELECT, "text/csv, */*;q=0.1", 200, "text/csv"),
    get("specific lowers its type", SELECT, "text/*, text/csv;q=0.1", 200, TSV),
    get("order among equals", SELECT, f"text/csv, {JSON}", 200, "text/csv"),
    get("a list as clients send it", SELECT, f"{JSON},application/json,text/javascript", 200, JSON),
    get("charset utf-8", CONSTRUCT, "text/turtle;charset=utf-8", 200, TURTLE),
    get("charset in capitals", CONSTRUCT, 'text/turtle; charset="UTF-8"', 200, TURTLE),
    get("another charset", CONSTRUCT, "text/turtle;charset=latin1", 406),
    get("profile", CONSTRUCT, f'{JSONLD};profile="http://a/,b"', 200, JSONLD),
    get("capitals", SELECT, "Text/CSV", 200, "text/csv"),
    get("browser", SELECT, BROWSER, 200, "application/xml"),
    get("broken header", SELECT, ";;;,/,q=1", 200, JSON),
    get("empty header", SELECT, "", 200, JSON),
    get("none of ours", SELECT, "image/png", 406, has=JSON, headers={"vary": "Accept"}),
    get("none of ours lists graphs too", SELECT, "image/png", 406, has=TURTLE),
    get("a graph as a table", CONSTRUCT, "text/csv", 406, has=TURTLE),
    get("rows as a graph", SELECT, TURTLE, 406, has=JSON),
    get("both kinds accepted", SELECT, f"{TURTLE}, {JSON};q=0.1", 200, JSON),
    get("everything excluded", SELECT, "*/*;q=0", 406),
    get("vary", SELECT, JSON, 200, headers={"vary": "Accept"}),
    get("format", SELECT, "image/png", 200, "text/csv", parameters={"format": "csv"}),
    get("output", SELECT, None, 200, XML, parameters={"output": "xml"}),
    get("output and format agree", SELECT, None, 200, XML, {"output": "xml", "format": "xml"}),
    get("output and format differ", SELECT, None, 400, None, CONFLICT, has="csv, tsv"),
    get("format beats accept", SELECT, "text/csv", 200, JSON, parameters={"format": "json"}),
    by_format("format as media type", SELECT, TSV, 200, TSV),
    by_format("format json of a graph", CONSTRUCT, "json", 200, JSONLD),
    by_format("format xml of a graph", CONSTRUCT, "xml", 200, "application/rdf+xml"),
    by_format("format turtle", CONSTRUCT, "turtle", 200, TURTLE),
    by_format("format nt", CONSTRUCT, "nt", 200, "application/n-triples"),
    by_format("format unknown", SELECT, "pdf", 406, has="format=csv"),
    by_format("format of the other kind", SELECT, "ttl", 406),
    by_format("n3", CONSTRUCT, "n3", 200, TURTLE),
    by_format("a format with a charset", SELECT, "text/csv;charset=utf-8", 200, "text/csv"),
]

MISTAKES = [
    get("syntax", "SELECT ?s WHERE {\n ?s ?p }", None, 400, has="line 2, column"),
    get("syntax as problem", "SELECT {", JSON, 400, PROBLEM, has='"column": '),
    get("unknown prefix", "SELECT * { ?s nope:p ?o }", None, 400, has="line 1"),
    get("empty query", "", None, 400),
    get("update as a query", "INSERT DATA { <a:b> <a:b> 1 }", None, 400, has="read-only"),
    get("update after a prologue", f"BASE <a:b>PREFIX x: <a:>#c\n{DROP}", None, 400),
    post("update as a query, direct", QUERY, DROP, 400, None, has="never executed"),
    get("update's word in a query", "PREFIX drop: <a:> ASK { ?s drop:all 'INSERT' }", None, 200),
    get("update's word in a mistake", "SELECT ?drop { DROP ALL", None, 400, has="line 1"),
    Case("query given twice", "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, has="2 times"),
    Case("query not utf-8", "GET", "/sparql?query=ASK%7B%7D%23%ff", 400, has="UTF-8"),
    post("post without query", FORM, form(("format", "csv")), 400, None, has="query"),
    post("post empty form", FORM, "", 400, None),
    post("post direct, not utf-8", QUERY, b"ASK {} #\xff", 400, None, has="UTF-8"),
    post("query in body and URL", QUERY, ASK, 400, None, path="/sparql?query=ASK%7B%7D"),
    post("post without a type", None, ASK, 415, None, headers={"accept-post": QUERY}),
    post("post as text", "text/plain", ASK, 415, None, has="text/plain"),
    post("post as json", "application/json", "{}", 415, None),
    post("post multipart", "multipart/form-data; boundary=x", "--x--", 415, None),
    post("post form in latin-1", f"{FORM}; charset=iso-8859-1", form(("query", ASK)), 415, None),
    post("post compressed", QUERY, ASK, 415, None, sent=GZIP, headers=IDENTITY),
    post("post direct in utf-16", f"{QUERY}; charset=utf-16", ASK, 415, None, has="UTF-8"),
    Case(
        "query without a type", "QUERY", "/sparql", 415, body=ASK, headers={"accept-query": QUERY}
    ),
    post("update, form", FORM, form(("update", "DROP ALL")), 403, None, has="read-only"),
    post("update, direct", UPDATE, "DROP ALL", 403, None, has="never executed"),
    Case("update by get", "GET", "/sparql?update=DROP+ALL", 403),
    post("update beside a query", FORM, form(("update", "DROP ALL"), ("query", ASK)), 403, None),
    get("timeout not a number", ASK, None, 400, has="timeout", parameters={"timeout": "soon"}),
    get("timeout of zero is none of one's own", ASK, None, 200, JSON, parameters={"timeout": "0"}),
    get("timeout negative", ASK, None, 400, parameters={"timeout": "-1"}),
    Case("graph store", "GET", f"/sparql?graph={EX}graph/1", 400, has="CONSTRUCT"),
    Case("graph store's default", "GET", "/sparql?default", 400, has="CONSTRUCT"),
    Case("post with all in its url", "POST", target(ASK), 200, JSON),
    Case("post of nothing", "POST", "/sparql", 400, has="no query"),
    get("a graph that nobody named", ASK, None, 200, parameters={"default-graph-uri": ""}),
    get("no such function", "SELECT (<x:f>(1) AS ?x) {}", None, 400, has="no function <x:f>"),
    get("no such function in a filter", "ASK { FILTER(<x:f>(1)) }", None, 400, has="<x:f>"),
    get("no character of xml", 'SELECT ("a\\u0001" AS ?x) {}', XML, 406, has="U+0001"),
    get("the same in json", 'SELECT ("a\\u0001" AS ?x) {}', JSON, 200, has="\\u0001"),
    again("by its type", SELECT, TSV, "tsv", TSV),
    again("as a list", CONSTRUCT, JSONLD, "json-ld", f"{JSONLD},application/x-json+ld"),
    again("with a plus", CONSTRUCT, "application/rdf+xml", "rdf+xml", "application/rdf+xml"),
    Case("another answer is wanted", "GET", target(ASK), 412, sent={"If-Match": '"x"'}),
    Case("any answer is wanted", "GET", target(ASK), 200, JSON, sent={"If-Match": "*"}),
    get("timeout", ASK, None, 200, JSON, parameters={"timeout": "2.5"}),
    get("timeout in ms", ASK, None, 200, JSON, parameters={"timeout": "500ms"}),
    get("timeout above the limit", ASK, None, 200, JSON, parameters={"timeout": "99999"}),
    Case("long url", "GET", target(ASK + "#" * 20_000), 414, has="POST"),
    post("long body", QUERY, ASK + "#" * 300_000, 413, None, has="256 KB"),
    post("long form", FORM, form(("query", ASK + "#" * 300_000)), 413, None),
    # More queries with SERVICE, or only with the word, are in test_worker.py of the engine.
    get("service", f"ASK {{ SERVICE <{EX}> {{}} }}", None, 403, has="SERVICE"),
    get("the word in a string", 'SELECT ("SERVICE <x> {}" AS ?x) {}', None, 200, JSON),
    get("broken, with the word", "ASK { SERVICE <http://x/> {", None, 400, has="line 1"),
    Case("no such page", "GET", "/nowhere", 404),
    Case("no such page, problem", "GET", "/nowhere", 404, PROBLEM, accept="application/json"),
]

DESCRIPTIONS = [
    described("description", None, TURTLE, has="sd:SPARQL11Query"),
    Case("description with slash", "GET", "/sparql/", 200, TURTLE),
    described("description in rdf/xml", "application/rdf+xml", "application/rdf+xml"),
    described("description in n-triples", "application/n-triples", "application/n-triples"),
    described("description in json-ld", JSONLD, JSONLD),
    Case("description by format", "GET", "/sparql?format=nt", 200, "application/n-triples"),
    described("description by wildcard", "*/*", TURTLE),
    described("page for browsers", BROWSER, "text/html", has="<textarea"),
    Case("description as a table", "GET", "/sparql", 400, accept=JSON, has="no query"),
    Case("description as an image", "GET", "/sparql", 406, accept="image/png", has=TURTLE),
    Case("description, head", "HEAD", "/sparql", 200, TURTLE),
    described("description lists limits", "text/html", "text/html", has='id="seconds"'),
]

CASES = METHODS + NEGOTIATION + MISTAKES + DESCRIPTIONS


def ask(live: Live, case: Case) -> Reply:
    headers = dict(case.sent)
    if case.accept is not None:
        headers["Accept"] = case.accept
    if case.send is not None:
        headers["Content-Type"] = case.send
    return live.request(case.method, case.path, headers, case.body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(live: Live, case: Case) -> None:
    reply = ask(live, case)
    assert reply.status == case.status, reply.text
    if case.type:
        assert reply.type == case.type
    assert case.has in reply.text
    for name, words in case.headers.items():
        assert words in reply.headers[name]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-request-id"]
    assert "access-control-allow-credentials" not in reply.headers
    if case.status >= 400:
        assert reply.headers["cache-control"] == "no-store"
        assert len(reply.body) > 20, "an error has words"


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) > 120
