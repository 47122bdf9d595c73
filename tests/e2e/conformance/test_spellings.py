"""What clients write in several ways, each field and parameter of docs/operations.md: a request in
an unusual spelling gets what it clearly asks for, or is told what is wrong."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import WITHOUT_BUDGETS, Live, quads, serving, write_build

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
TEXT = "SELECT (1 AS ?x) {}"
ASKED = urllib.parse.urlencode({"query": TEXT})
CSV, JSON = "text/csv", "application/sparql-results+json"
PROBLEM = "application/problem+json"

# What the request adds: to the URL, as a header; then the status and the media type.
READS = [
    *(("", {"Accept": accept}, 200, CSV) for accept in (
        "text/csv;charset=UTF-8", 'text/csv; charset="utf-8"', "text/csv; charset=utf_8",
        "text/csv;header=present", "TEXT/CSV", "text/csv;Q=0.5", "text/csv ; q = 0.5", "text/csv,",
        "text/csv;q=.9, application/json;q=.1", "text/*",
    )),
    *(("", {"Accept": accept}, 200, JSON) for accept in ("", ";", "csv", f"{JSON};v=1;q=1;x=2")),
    ("", {"Accept": "text/csv; charset=gbk"}, 406, "text/plain"),
    ("", {"Accept": "application/vnd.ms-excel"}, 406, "text/plain"),
    *((f"&format={word}", {}, 200, CSV) for word in (
        "CSV", "%20csv", ".csv", "text/csv", "csv%3Bcharset=utf-8", "csv&format=csv", "&output=csv",
    )),
    ("&format=application/sparql-results+json", {}, 200, JSON),
    ("&format=", {}, 200, JSON),
    ("&format=csv&output=json", {}, 400, "text/plain"),
    ("&format=geojson", {}, 406, "text/plain"),
    *((f"&timeout={time}", {}, 200, JSON) for time in ("", "5", "5s", "5%20S", "5000MS", "5.0")),
    *((f"&timeout={time}", {}, 400, "text/plain") for time in ("-1", "1m", "5&timeout=5")),
    ("&default-graph-uri=&named-graph-uri=", {}, 200, JSON),
    ("&default-graph-uri=a", {}, 400, "text/plain"),
    ("&_=1700000000000", {}, 200, JSON),
    *(("", {name: value}, 200, JSON) for name, value in (
        ("Prefer", "return=minimal"), ("Accept-Charset", "gbk"), ("Accept-Encoding", ""),
        ("Accept-Encoding", "GZIP;Q=.5"), ("Expect", "100-continue"), ("Range", "bytes=0-9"),
        ("If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"), ("Content-Encoding", ""),
    )),
    ("", {"Accept-Encoding": "identity;q=0"}, 406, "text/plain"),
]  # fmt: skip
BODIES = [
    *((FORM + more, ASKED, 200) for more in (
        ";", "; charset=", ";charset=UTF-8", '; charset="utf-8"', "; charset='utf-8'",
        "; boundary=x",
    )),
    (FORM.upper(), ASKED, 200),
    *((QUERY + more, TEXT, 200) for more in (
        ";charset=utf8", "; charset=UTF_8", "; charset=ascii", "; charset=US-ASCII", ";version=1.1",
    )),
    *((QUERY + more, TEXT, 415) for more in (";charset=gbk", "; charset=latin1", "+xml")),
]  # fmt: skip
# The same of the API.
API = [
    *((f"/api/search?q=node{more}", {}, 200, "application/json") for more in (
        "", "&limit=", "&class=", "&limit=5&limit=5", "&limit=&limit=5", "&_=1&_=2",
    )),
    *((f"/api/search?q=node{more}", {}, 400, PROBLEM) for more in (
        "&limit=5&limit=6", "&limit=five", "&Limit=5",
    )),
    ("/api/search?q=", {}, 400, PROBLEM),
    ("/api/queries/outline?report=&format=", {}, 200, JSON),
    *((f"/api/queries/outline?format={word}", {}, 200, CSV) for word in (
        "CSV", "%20csv", ".csv", "text/csv", "csv%3Bcharset=utf-8", "csv&format=CSV",
    )),
    ("/api/queries/outline?format=application/sparql-results+json", {}, 200, JSON),
    ("/api/queries/outline?format=csv&format=json", {}, 400, PROBLEM),
    ("/api/queries/outline?format=geojson", {}, 400, PROBLEM),
    *(("/api/queries/outline", {"Accept": accept}, 200, media_type) for accept, media_type in (
        ("", JSON), ("text/html, */*", JSON), ("text/html,*", JSON), ("text/json", "text/json"),
        ("text/json;q=.9, text/html", "text/json"), ("application/csv", "application/csv"),
        ("text/html, application/xhtml+xml, application/json;q=.9", "application/json"),
        ("TEXT/CSV; charset=UTF-8", CSV),
    )),
    ("/api/queries/outline", {"Accept": "text/html"}, 406, PROBLEM),
]  # fmt: skip
TAGS = {
    304: ("{}", "W/{}", '"x", {}', '"x",W/{}', '"a,b", {}', ", {}", " {} ", "*"),
    200: ("", '"x"', ","),
}
FORWARDED = [
    ("Host", "a.example, b.example", "http://b.example/"),
    ("Host", "", "http://127.0.0.1"),
    ("Proto", "HTTPS", "https://127.0.0.1"),
    ("Proto", "http,https", "https://127.0.0.1"),
    ("Proto", "javascript", None),
    ("Prefix", "/kg/", "/kg/doc/"),
    ("Prefix", "/", "/doc/"),
    ("Prefix", "kg", None),
]


@pytest.mark.parametrize(("added", "headers", "status", "media_type"), READS)
def test_a_query_by_get(
    live: Live, added: str, headers: dict[str, str], status: int, media_type: str
) -> None:
    reply = live.request("GET", f"/sparql?{ASKED}{added}", headers)
    assert (reply.status, reply.type) == (status, media_type), reply.text


@pytest.mark.parametrize(("content_type", "body", "status"), BODIES)
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_by_post(live: Live, path: str, content_type: str, body: str, status: int) -> None:
    reply = live.request("POST", path, {"Content-Type": content_type}, body)
    assert reply.status == status, reply.text


@pytest.mark.parametrize(("path", "headers", "status", "media_type"), API)
def test_a_request_to_the_api(
    live: Live, path: str, headers: dict[str, str], status: int, media_type: str
) -> None:
    reply = live.request("GET", path, headers)
    assert (reply.status, reply.type) == (status, media_type), reply.text


@pytest.mark.parametrize("status", TAGS)
def test_entity_tags(live: Live, status: int) -> None:
    tag = live.request("GET", f"/sparql?{ASKED}").headers["etag"]
    for spelling in TAGS[status]:
        held = {"If-None-Match": spelling.format(tag)}
        assert live.request("GET", f"/sparql?{ASKED}", held).status == status, spelling


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *(({"lang": tag}, "zh-CN") for tag in ("zh", "ZH", "zh-CN", "zh_Hant", "cmn-Hans", "zho")),
        *(({"lang": tag}, "en") for tag in ("en", "EN", "en_GB", "eng", "", "fr")),
        ({"Accept-Language": "zh_CN, en;q=.5"}, "zh-CN"),
        ({"Cookie": "lang=zh-CN"}, "zh-CN"),
    ],
)
def test_languages(live: Live, words: dict[str, str], language: str) -> None:
    asked = urllib.parse.urlencode({k: v for k, v in words.items() if k == "lang"})
    headers = {"Accept": "text/html", **{k: v for k, v in words.items() if k != "lang"}}
    reply = live.request("GET", f"/browse?{asked}", headers)
    assert language.startswith(reply.headers["content-language"])
    assert f'<html lang="{language[:2]}' in reply.text


@pytest.mark.parametrize("path", ["/browse/", "//browse", "/api/", "/api/queries/", "/health/"])
def test_slashes(live: Live, path: str) -> None:
    assert live.request("GET", path).status == 200


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder: Path = tmp_path_factory.mktemp("proxy")
    write_build(folder, quads(), "small")
    with serving(folder / "current", *WITHOUT_BUDGETS, "--proxies", "1") as server:
        yield server


@pytest.mark.parametrize(("name", "value", "address"), FORWARDED)
def test_forwarded(behind_a_proxy: Live, name: str, value: str, address: str | None) -> None:
    reply = behind_a_proxy.request("GET", "/.well-known/void", {f"X-Forwarded-{name}": value})
    assert reply.status == (303 if address else 400)
    assert (address or "") in reply.headers.get("location", "")
