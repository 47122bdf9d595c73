"""Links: both directions, any prefix, and proxies believed only where there are some."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build.pipeline import build
from kg.namespaces import DEFAULT_REPORT
from kg.project import Project
from server.app import create_app
from server.http.urls import Urls
from server.settings import Settings
from tests.conftest import ROOT, Built
from tests.server.conftest import composed
from tests.server.site.page_list import PAGES

BASE = "https://w3id.org/wuchang-kg/"
HERE = Urls(BASE, "http://127.0.0.1:8000/kg/")


def test_a_thing_has_a_document_with_every_suffix() -> None:
    iri = f"{BASE}id/place/wuhan"
    assert HERE.document(iri) == "http://127.0.0.1:8000/kg/doc/id/place/wuhan"
    assert HERE.document(iri, "ttl") == "http://127.0.0.1:8000/kg/doc/id/place/wuhan.ttl"
    assert HERE.page(iri, lang="zh") == "/kg/doc/id/place/wuhan?lang=zh"


def test_a_foreign_iri_is_described_by_its_iri() -> None:
    address = HERE.document("http://schema.org/Place")
    assert address == "http://127.0.0.1:8000/kg/doc?iri=http%3A%2F%2Fschema.org%2FPlace"


def test_a_fragment_stays_behind_the_address() -> None:
    address = HERE.document(f"{BASE}void#classes", "ttl", page=2)
    assert address == "http://127.0.0.1:8000/kg/doc/void.ttl?page=2#classes"


@given(st.from_regex(r"[a-z0-9]+(/[a-z0-9.-]+){0,3}", fullmatch=True))
def test_path_and_iri_are_each_others_inverse(path: str) -> None:
    assert HERE.path(HERE.iri(path)) == path


PUNYCODE = "武昌.中国".encode("idna").decode()
SENT_AS_IT_IS = "武昌.中国".encode().decode("latin-1")  # as WSGI passes bytes that are not ASCII
FORWARDED = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "data.example.org",
    "HTTP_X_FORWARDED_PREFIX": "/kg",
}


@pytest.mark.parametrize(
    ("options", "environ", "root"),
    [
        ({}, {}, "http://localhost/"),
        ({}, FORWARDED, "http://localhost/"),
        ({"proxies": 1}, FORWARDED, "https://data.example.org/kg/"),
        ({"proxies": 1}, {}, "http://localhost/"),
        ({"public_url": "https://kg.example.org/x/"}, FORWARDED, "https://kg.example.org/x/"),
        ({"public_url": "https://kg.example.org"}, {}, "https://kg.example.org/"),
        ({"public_url": "https://武昌.中国/图/"}, {}, f"https://{PUNYCODE}/%E5%9B%BE/"),
        ({}, {"HTTP_HOST": PUNYCODE}, f"http://{PUNYCODE}/"),
        ({}, {"HTTP_HOST": SENT_AS_IT_IS}, f"http://{PUNYCODE}/"),
        ({"proxies": 1}, {"HTTP_X_FORWARDED_HOST": PUNYCODE}, f"http://{PUNYCODE}/"),
        ({"proxies": 1}, {"HTTP_X_FORWARDED_HOST": SENT_AS_IT_IS}, f"http://{PUNYCODE}/"),
    ],
)
def test_the_root_is_what_the_operator_says(
    town: Project, project: Project, options: dict[str, Any], environ: dict[str, str], root: str
) -> None:
    settings = Settings(build=str(town.current), log="none", **options)
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        reply = client.get("/id/project/reading-room", environ_overrides=environ)
    assert reply.headers["location"] == f"{root}doc/id/project/reading-room"


@pytest.mark.parametrize("prefix", ["//evil.example", '/"onload="x', "/a/../b"])
def test_a_prefix_that_is_no_path_is_refused(town: Project, project: Project, prefix: str) -> None:
    settings = Settings(build=str(town.current), log="none", proxies=1)
    with composed(settings, project) as components:
        client = create_app(components).test_client()
        for path in ("/", "/id/project/reading-room", "/doc/id/project/reading-room.html"):
            reply = client.get(path, headers={"X-Forwarded-Prefix": prefix})
            assert reply.status_code == 400, path
            assert "evil" not in reply.text


def test_pages_link_below_the_prefix(built: Built) -> None:
    settings = Settings(
        build=str(built.project.current), log="none", public_url="https://kg.example.org/x/"
    )
    with composed(settings, built.project) as components:
        client = create_app(components).test_client()
        pages = {
            path: client.get(path, headers={"accept": "text/html"}).text
            for path in PAGES
            if "report=all" not in path  # the longest, by the same templates
        }
        page = client.get("/doc/id/place/wuhan.html").text
    assert 'href="/x/doc/id/place/wuhan.ttl"' in page
    assert 'href="/x/static/' in page
    for path, text in pages.items():
        outside = re.findall(r'(?:href|src|action)="(/(?!x/)[^"]*)"', text)
        assert not outside, path


def test_another_base_moves_the_iris_and_not_the_server(tiny: Project, tiny_text: str) -> None:
    base = "https://example.org/other/"
    (tiny.root / "queries" / "views").symlink_to(ROOT / "queries" / "views")
    build(tiny, base, {DEFAULT_REPORT: tiny_text})
    with composed(Settings(build=str(tiny.current), log="none"), tiny) as components:
        client = create_app(components).test_client()
        found = client.get("/id/place/lake-park")
        text = client.get("/doc/id/place/lake-park.nt").text
    assert found.headers["location"] == "http://localhost/doc/id/place/lake-park"
    assert f"<{base}id/place/lake-park>" in text
    assert BASE not in text
