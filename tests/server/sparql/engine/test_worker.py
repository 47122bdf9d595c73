"""What a worker does within its own process: find SERVICE, answer, keep to its limits."""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kg.rdf import Literal, NamedNode, Quad, Store
from server.sparql.engine import Answer, errors, ipc
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
    stores = Stores(Store, Store())
    assert stores.for_query(text) is (stores.dataset if whole else stores.default_graph)


def test_without_a_default_store_the_whole_one_answers() -> None:
    stores = Stores(Store)
    assert stores.for_query("ASK {}") is stores.dataset


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    """A socket to a worker that runs in a thread, over a store of one quad."""
    # A worker limits the time of its process, which here is the one that runs the tests.
    processor = resource.getrlimit(resource.RLIMIT_CPU)
    client_end, worker_end = socket.socketpair()
    store = Store()
    node = NamedNode("http://s")
    store.add(Quad(node, NamedNode("http://p/1"), Literal("a\rb"), NamedNode("http://g")))
    store.add(Quad(node, NamedNode("http://p/x"), Literal("a\rb")))
    thread = threading.Thread(target=serve, args=(worker_end, Stores(lambda: store), BASE))
    thread.start()
    yield client_end
    client_end.close()
    thread.join(timeout=5)
    worker_end.close()
    resource.setrlimit(resource.RLIMIT_CPU, processor)
    assert not thread.is_alive()


def ask(sock: socket.socket, text: str, **more: Any) -> Answer:
    """The worker's answer. Raises the error that it reports."""
    head = {
        "text": text,
        "solutions": "application/sparql-results+json",
        "graph": "text/turtle",
        "default": None,
        "named": None,
        "limit": 10_000,
        "seconds": 60,
    }
    ipc.send(sock, {**head, **more})
    message = ipc.receive(sock)
    assert message
    return ipc.read_answer(*message)


REWRITTEN = "?s ?p ?o . ?s ?q ?r OPTIONAL { ?r ?x ?y } ?s ?z ?w"  # decision 0017


def test_a_rewritten_query_is_answered(sock: socket.socket) -> None:
    answer = ask(sock, f"SELECT (COUNT(*) AS ?n) {{ {REWRITTEN} }}")
    assert answer.form == "solutions"
    assert b'"value":"1"' in answer.body


def test_a_syntax_error_has_its_place_in_the_original_query(sock: socket.socket) -> None:
    with pytest.raises(errors.QuerySyntaxError) as error:
        ask(sock, f"SELECT * {{\n{REWRITTEN} }} }}")
    assert (error.value.line, error.value.column) == (2, len(REWRITTEN) + 4)
    with pytest.raises(errors.QuerySyntaxError):
        ask(sock, f"SELECT * {{ {REWRITTEN} BIND (1 AS ?w) }}")


def test_answers(sock: socket.socket) -> None:
    assert ask(sock, "ASK {}").form == "boolean"
    answer = ask(sock, "SELECT * { ?s ?p ?o }")
    assert (answer.form, answer.stable) == ("solutions", True)
    assert b'"vars":["s","p","o"]' in answer.body  # not in alphabetical order
    assert b"http://p/x" in answer.body
    answer = ask(sock, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert answer.form == "graph"
    assert answer.seconds > 0


@pytest.mark.parametrize(
    ("text", "settings", "error"),
    [
        ("SELECT {", {}, errors.QuerySyntaxError),
        ("ASK { SERVICE ?x {} }", {}, errors.ServiceNotSupported),
        ("SELECT * { ?s ?p ?o }", {"limit": 20}, errors.ResultTooLarge),
        ("ASK {}", {"solutions": None}, errors.FormatNotAvailable),
        ("ASK {}", {"solutions": "text/nonsense"}, errors.EngineFailure),
        ("SELECT (<x:f>() AS ?x) {}", {}, errors.UnknownFunction),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
            {"graph": "application/rdf+xml"},
            errors.FormatUnsuitable,
        ),
    ],
    ids=str,
)
def test_an_error_leaves_it_ready(
    sock: socket.socket, text: str, settings: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(sock, text, **settings)
    assert ask(sock, "ASK {}").form == "boolean"


def test_xml_escapes_carriage_returns(sock: socket.socket) -> None:
    for form, text in (
        ("graph", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("solutions", "SELECT * { ?s ?p ?o }"),
    ):
        media_type = "application/rdf+xml" if form == "graph" else "application/sparql-results+xml"
        body = ask(sock, text, **{form: media_type}).body
        assert b"a&#13;b" in body
        assert b"\r" not in body
