"""Validators and content codings of responses."""

from __future__ import annotations

import pytest

from server.http.conditional import Representation, content_coding, matching_tag, respond
from server.http.request import HttpRequest
from server.http.responses import Refusal


def request(method: str = "GET", **headers: str) -> HttpRequest:
    return HttpRequest(method, "/", "", {k.replace("_", "-"): v for k, v in headers.items()}.get)


CURRENT = Representation("text/csv", "abc", "public", ("Accept", "Accept"), (("link", "<x>"),))


def test_a_response() -> None:
    reply = respond(request(), CURRENT, "identity", lambda: b"true")
    assert (reply.status, reply.body) == (200, b"true")
    assert dict(reply.headers) == {
        "content-type": "text/csv; charset=utf-8",
        "etag": '"abc"',
        "cache-control": "public",
        "link": "<x>",
        "vary": "Accept",
    }


def test_a_coding_has_a_tag_of_its_own() -> None:
    headers = dict(respond(request(), CURRENT, "gzip", lambda: b"...").headers)
    assert headers["etag"] == '"abc-gzip"'
    assert headers["content-encoding"] == "gzip"


def test_without_a_tag_there_is_nothing_to_compare() -> None:
    current = Representation("text/csv", None, "no-store", ())
    reply = respond(request(if_none_match="*"), current, "identity", lambda: b"true")
    assert reply.status == 200
    assert dict(reply.headers) == {
        "content-type": "text/csv; charset=utf-8",
        "cache-control": "no-store",
    }


@pytest.mark.parametrize(("header", "status"), [('"abc"', 200), ("*", 200), ('W/"abc"', 412)])
def test_preconditions(header: str, status: int) -> None:
    try:
        found = respond(request(if_match=header), CURRENT, "identity", lambda: b"true").status
    except Refusal as refusal:
        found = refusal.status
    assert found == status


@pytest.mark.parametrize(
    ("accepted", "found"),
    [("gzip, br", ("br", False)), ("", ("identity", False)), ("gzip, *;q=0", ("gzip", True))],
)
def test_content_codings(accepted: str, found: tuple[str, bool]) -> None:
    assert content_coding(request(accept_encoding=accepted)) == found


def test_who_takes_no_coding_and_nothing_plain() -> None:
    with pytest.raises(Refusal, match="gzip"):
        content_coding(request(accept_encoding="*;q=0"))


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
    asked = request(method, if_none_match=header)
    assert respond(asked, CURRENT, "identity", lambda: b"true").status == status


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
    assert matching_tag(request(method, if_none_match=header), "abc") == tag
