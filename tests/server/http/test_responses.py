"""One shape for errors, in text and in JSON, and headers that every answer carries."""

from __future__ import annotations

import json

import pytest

from server.http.errors import Kind
from server.http.responses import CORS, SECURITY, Refusal, encode_headers

REFUSAL = Refusal(Kind.BUDGET_ERRORS, (("retry-after", "7"),), limit=9.0, retryAfter=7)
DETAIL = (
    "This client has reached its limit of 9 errors for this minute. "
    "Try again in 7 s. Cached results are not limited."
)


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "text/csv"])
def test_text(accept: str | None) -> None:
    reply = REFUSAL.reply(accept)
    headers = dict(reply.headers)
    assert reply.status == 429
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["retry-after"] == "7"
    assert headers["cache-control"] == "no-store"
    assert reply.body == f"429 Too many requests\n\n{DETAIL}\n".encode()


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+json"])
def test_problem_details(accept: str) -> None:
    reply = REFUSAL.reply(accept)
    assert dict(reply.headers)["content-type"] == "application/problem+json; charset=utf-8"
    assert isinstance(reply.body, bytes)
    document = json.loads(reply.body)
    assert document == {
        "type": "/sparql#budget-errors",
        "title": "Too many requests",
        "status": 429,
        "detail": DETAIL,
        "limit": 9.0,
        "retryAfter": 7,
    }


def test_what_cannot_be_encoded_is_replaced() -> None:
    refusal = Refusal(Kind.BAD_REQUEST, error=ValueError("a\ud800b"))
    assert b"a?b" in bytes(refusal.reply(None).body)  # type: ignore[arg-type]


def test_headers_name_each_thing_once() -> None:
    names = [name for name, _ in (*SECURITY, *CORS)]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)
    assert "access-control-allow-credentials" not in names
    assert "unsafe" not in dict(SECURITY)["content-security-policy"]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ('<a>; rel="b", 5%; c', b'<a>; rel="b", 5%; c'),
        ("武昌", b"%E6%AD%A6%E6%98%8C"),
        ("caf\xe9", b"caf%C3%A9"),
        ("a\r\nset-cookie: b", b"a%0D%0Aset-cookie: b"),
    ],
)
def test_any_text_is_safe_in_a_header(value: str, sent: bytes) -> None:
    assert encode_headers((("x", value),)) == [(b"x", sent)]
