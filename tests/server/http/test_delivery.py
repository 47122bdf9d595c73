"""Headers of a kept answer."""

from __future__ import annotations

import pytest

from server.http.cache import Entry
from server.http.delivery import deliver, unchanged
from server.http.request import HttpRequest


def request(method: str = "GET", **headers: str) -> HttpRequest:
    return HttpRequest(method, "/", "", {k.replace("_", "-"): v for k, v in headers.items()}.get)


def entry(etag: str | None = "abc") -> Entry:
    return Entry("ASK {}", "text/csv; charset=utf-8", etag, {"identity": b"true"})


def test_a_stable_answer() -> None:
    reply = deliver(request(), entry(), "identity", b"true", True)
    headers = dict(reply.headers)
    assert (reply.status, reply.body) == (200, b"true")
    assert headers["etag"] == '"abc"'
    assert headers["cache-control"] == "public, max-age=60"
    assert "content-encoding" not in headers


def test_a_coding_has_a_tag_of_its_own() -> None:
    headers = dict(deliver(request(), entry(), "gzip", b"...", True).headers)
    assert headers["etag"] == '"abc-gzip"'
    assert headers["content-encoding"] == "gzip"


def test_an_answer_that_may_change_is_validated_each_time() -> None:
    headers = dict(deliver(request(), entry(), "identity", b"true", False).headers)
    assert headers["cache-control"] == "no-cache"


def test_an_answer_that_does_change_is_not_kept() -> None:
    reply = deliver(request(if_none_match="*"), entry(None), "identity", b"true", True)
    assert reply.status == 200
    assert dict(reply.headers)["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "header", "status"),
    [
        ("GET", '"abc"', 304),
        ("HEAD", 'W/"abc"', 304),
        ("QUERY", '"x", "abc"', 304),
        ("GET", "*", 304),
        ("GET", '"abc-gzip"', 200),
        ("GET", "abc", 200),
        ("POST", '"abc"', 200),
    ],
)
def test_conditions(method: str, header: str, status: int) -> None:
    reply = deliver(request(method, if_none_match=header), entry(), "identity", b"true", True)
    assert reply.status == status


@pytest.mark.parametrize(
    ("method", "header", "tag"),
    [
        ("GET", '"abc"', '"abc"'),
        ("GET", 'W/"x", "abc-gzip"', '"abc-gzip"'),
        ("HEAD", '"abc-br"', '"abc-br"'),
        ("GET", '"x"', None),
        ("GET", "*", None),
        ("POST", '"abc"', None),
    ],
)
def test_what_the_client_holds_need_not_be_made_again(
    method: str, header: str, tag: str | None
) -> None:
    reply = unchanged(request(method, if_none_match=header), "abc")
    assert (dict(reply.headers)["etag"] if reply else None) == tag
