"""One shape for errors, in text and in JSON, and headers that every answer carries."""

from __future__ import annotations

import json

import pytest

from server.http.responses import CORS, SECURITY, Refusal

REFUSAL = Refusal(
    429, "budget-errors", "Too many “errors” in 武昌.", (("retry-after", "7"),), {"n": 7}
)


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "text/csv"])
def test_text(accept: str | None) -> None:
    reply = REFUSAL.reply(accept)
    headers = dict(reply.headers)
    assert reply.status == 429
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["retry-after"] == "7"
    assert headers["cache-control"] == "no-store"
    assert reply.body == "429 Too Many Requests\n\nToo many “errors” in 武昌.\n".encode()


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+json"])
def test_problem_details(accept: str) -> None:
    reply = REFUSAL.reply(accept)
    assert dict(reply.headers)["content-type"] == "application/problem+json"
    assert isinstance(reply.body, bytes)
    document = json.loads(reply.body)
    assert document == {
        "type": "/sparql#budget-errors",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many “errors” in 武昌.",
        "n": 7,
    }


def test_what_cannot_be_encoded_is_replaced() -> None:
    assert b"a?b" in bytes(Refusal(400, "x", "a\ud800b").reply(None).body)  # type: ignore[arg-type]


def test_headers_name_each_thing_once() -> None:
    names = [name for name, _ in (*SECURITY, *CORS)]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)
    assert "access-control-allow-credentials" not in names
    assert "unsafe" not in dict(SECURITY)["content-security-policy"]
