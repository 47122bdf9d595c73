"""What a worker does within its own process: find SERVICE, answer, keep to its limits."""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kg.rdf import Literal, NamedNode, Quad, Store
from server.sparql.engine.ipc import receive, send
from server.sparql.engine.worker import Stores, has_service, serve

BASE = "http://base.example/"
CALL = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"


SERVICES = [
    f"SELECT * {{ {CALL} }}",
    f"SELECT * {{ OPTIONAL {{ {CALL} }} }}",
    f"SELECT * {{ {{ {CALL} }} UNION {{ ?a ?b ?c }} }}",
    f"SELECT * {{ ?a ?b ?c FILTER(?a<'>' ) {CALL} }} #'",
    f"SELECT * {{ {{ SELECT * {{ {CALL} }} }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {CALL} }}",
    f"DESCRIBE ?s {{ {CALL} }}",
    "ASK { SERVICE SILENT ?service { ?service ?SERVICE 'SERVICE' } }",
    "ASK{sErViCe?x{}}",
    "ASK { SERVICE#SERVICE\n<http://127.0.0.1:9/> {} }",
    "PREFIX service: <a:> ASK { SERVICE service:service {} }",
    "ASK { FILTER(?a = 1 || EXISTS { SERVICE <a:b> {} }) }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_found(text: str) -> None:
    assert has_service(text, BASE)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'SERVICE <a:b> {}' }",
        'ASK { ?s ?p """SERVICE\n<a:b> {}""" }',
        f"ASK {{}} # {CALL}",
        "SELECT ?Service ?service ?SERVICE { ?Service ?service ?SERVICE }",
        "PREFIX SERVICE: <a:> PREFIX service: <b:> ASK { ?s SERVICE:x service:service }",
        "ASK { ?s <http://x/service> ?o, <SERVICE> }",
        "ASK { _:service ?p 'x'@service }",
        "SELECT (1 AS ?service) (2 AS ?Service) {}",
        "SELECT ?jkqwxzk ?service (1 AS ?x) { ?jkqwxzk ?p ?service }",
    ],
)
def test_the_mere_word_is_none(text: str) -> None:
    assert not has_service(text, BASE)


@pytest.mark.parametrize("text", ["SERVICE", "ASK { SERVICE }", r"ASK { \u0053ERVICE <a:b> {} }"])
def test_what_does_not_parse_is_a_syntax_error(text: str) -> None:
    with pytest.raises(SyntaxError):
        has_service(text, BASE)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("# the graph, from a comment\n#+ more\n\n  # GRAPH\nSELECT * { ?s ?p ?o }", False),
        ("# only GRAPH", False),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p 1graph ?g { ?s ?p ?o } }", True),
        ("SELECT * FROM <a:b> { ?s ?p ?o }", True),
        ("# comment\rSELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("PREFIX x: <http://x/#> SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p ?graph } # harmless, but who can tell", True),
    ],
)
def test_which_store_holds_what_a_query_sees(text: str, whole: bool) -> None:
    stores = Stores(Store(), Store())
    assert stores.holding(text) is (stores.everything if whole else stores.default)


def test_without_a_default_store_the_whole_one_answers() -> None:
    stores = Stores(Store())
    assert stores.holding("ASK {}") is stores.everything


@pytest.fixture
def link() -> Iterator[socket.socket]:
    """A socket to a worker that runs in a thread, over a store of one quad."""
    # A worker limits the time of its process, which here is the one that runs the tests.
    processor = resource.getrlimit(resource.RLIMIT_CPU)
    ours, theirs = socket.socketpair()
    store = Store()
    node = NamedNode("http://s")
    store.add(Quad(node, NamedNode("http://p/1"), Literal("a\rb"), NamedNode("http://g")))
    store.add(Quad(node, NamedNode("http://p/x"), Literal("a\rb")))
    thread = threading.Thread(target=serve, args=(theirs, Stores(store), BASE))
    thread.start()
    yield ours
    ours.close()
    thread.join(timeout=5)
    theirs.close()
    resource.setrlimit(resource.RLIMIT_CPU, processor)
    assert not thread.is_alive()


def ask(link: socket.socket, text: str, **more: Any) -> tuple[dict[str, Any], bytes]:
    head = {
        "text": text,
        "solutions": "application/sparql-results+json",
        "graph": "text/turtle",
        "default": None,
        "named": None,
        "limit": 10_000,
        "seconds": 60,
    }
    send(link, {**head, **more})
    answer = receive(link)
    assert answer
    return answer


LOOKED_UP = "?s ?p ?o . ?s ?q ?r OPTIONAL { ?r ?x ?y } ?s ?z ?w"  # as decision 0017 has it


def test_what_is_looked_up_is_answered(link: socket.socket) -> None:
    reply, body = ask(link, f"SELECT (COUNT(*) AS ?n) {{ {LOOKED_UP} }}")
    assert reply["form"] == "solutions"
    assert b'"value":"1"' in body


def test_a_fault_after_what_is_looked_up_is_told_where_it_was_sent(link: socket.socket) -> None:
    reply, _ = ask(link, f"SELECT * {{\n{LOOKED_UP} }} }}")
    assert (reply["error"], reply["line"], reply["column"]) == ("syntax", 2, len(LOOKED_UP) + 4)
    reply, _ = ask(link, f"SELECT * {{ {LOOKED_UP} BIND (1 AS ?w) }}")
    assert reply["error"] == "syntax"


def test_answers(link: socket.socket) -> None:
    assert ask(link, "ASK {}")[0]["form"] == "boolean"
    reply, body = ask(link, "SELECT * { ?s ?p ?o }")
    assert (reply["form"], reply["stable"]) == ("solutions", True)
    assert b'"vars":["s","p","o"]' in body  # not in alphabetical order
    assert b"http://p/x" in body
    reply, body = ask(link, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert reply["form"] == "graph"
    assert reply["seconds"] > 0


def test_errors_leave_it_ready(link: socket.socket) -> None:
    reply, _ = ask(link, "SELECT {")
    assert (reply["error"], reply["line"]) == ("syntax", 1)
    assert ask(link, "ASK { SERVICE ?x {} }")[0]["error"] == "service"
    assert ask(link, "SELECT * { ?s ?p ?o }", limit=20)[0]["error"] == "size"
    reply, _ = ask(link, "ASK {}", solutions=None)
    assert (reply["error"], reply["form"]) == ("format", "boolean")
    assert ask(link, "ASK {}", solutions="text/nonsense")[0]["error"] == "engine"
    assert ask(link, "ASK {}")[0]["form"] == "boolean"


def test_xml_escapes_carriage_returns(link: socket.socket) -> None:
    for kind, text in (
        ("graph", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("solutions", "SELECT * { ?s ?p ?o }"),
    ):
        media_type = "application/rdf+xml" if kind == "graph" else "application/sparql-results+xml"
        _, body = ask(link, text, **{kind: media_type})
        assert b"a&#13;b" in body
        assert b"\r" not in body


def test_what_xml_cannot_name_is_said_so(link: socket.socket) -> None:
    reply, _ = ask(
        link,
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        graph="application/rdf+xml",
    )
    assert reply["error"] == "unwritable"


def test_a_long_message_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    body = bytes(range(256)) * 20_000
    thread = threading.Thread(target=send, args=(ours, {"x": "武"}, body))
    thread.start()
    assert receive(theirs) == ({"x": "武"}, body)
    thread.join()
    ours.close()
    assert receive(theirs) is None
    theirs.close()


def test_a_message_that_breaks_off_is_an_error() -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(b"\0\0\0\x20\0\0\0\0{")
    ours.close()
    with pytest.raises(EOFError):
        receive(theirs)
    theirs.close()
