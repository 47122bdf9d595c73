"""How pages are sent: language by address, cookie and header; compression; validators."""

from __future__ import annotations

import brotli
import pytest
from flask import Flask

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("address", "cookie", "header", "language"),
    [
        ("/docs", "", "zh-CN,zh;q=0.9", "zh"),
        ("/docs", "", "fr", "en"),
        ("/docs", "zh", "en", "zh"),
        ("/docs?lang=en", "zh", "zh", "en"),
        ("/docs?lang=fr", "zh", "en", "zh"),
    ],
)
def test_the_address_goes_before_the_cookie_before_the_header(
    site: Flask, address: str, cookie: str, header: str, language: str
) -> None:
    client = site.test_client()
    if cookie:
        client.set_cookie("lang", cookie)
    response = client.get(address, headers=HTML | {"Accept-Language": header})
    assert response.headers["content-language"] == language


def test_a_language_that_was_chosen_is_remembered(site: Flask) -> None:
    client = site.test_client()
    chosen = client.get("/docs?lang=zh", headers=HTML)
    assert "lang=zh" in chosen.headers["set-cookie"]
    assert "SameSite=Lax" in chosen.headers["set-cookie"]
    assert client.get("/targets", headers=HTML).headers["content-language"] == "zh"


def test_no_other_cookie_is_set(site: Flask) -> None:
    for address in ("/docs", "/?lang=zh", "/sparql?lang=zh", "/targets?format=csv&lang=zh"):
        cookies = site.test_client().get(address, headers=HTML).headers.getlist("set-cookie")
        assert all(cookie.startswith("lang=") for cookie in cookies)
    assert not site.test_client().get("/targets?format=csv&lang=zh").headers.getlist("set-cookie")


def test_a_page_is_compressed_for_those_who_read_it(site: Flask) -> None:
    client = site.test_client()
    plain = client.get("/docs", headers=HTML | {"Accept-Encoding": "identity"})
    small = client.get("/docs", headers=HTML | {"Accept-Encoding": "br"})
    assert brotli.decompress(small.data) == plain.data
    assert small.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in small.headers["vary"]


def test_a_page_that_the_client_has_is_not_sent_again(site: Flask) -> None:
    client = site.test_client()
    headers = HTML | {"Accept-Encoding": "identity"}
    first = client.get("/docs", headers=headers)
    again = client.get("/docs", headers=headers | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_stylesheet_holds_the_colours_of_the_palette(site: Flask) -> None:
    from kg.model.palette import COLOURS

    style = site.test_client().get("/style.css")
    assert style.content_type == "text/css; charset=utf-8"
    for name, colour in COLOURS.items():
        assert f".k-{name}{{--k:{colour}}}" in style.text
