"""The table of errors: every kind is reported somewhere, with the fields that its words show."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from server.http.errors import TABLE, Kind, types
from server.http.language import Language
from server.http.responses import Refusal
from tests.conftest import ROOT

HAN = re.compile(r"[\u4e00-\u9fff]")
DERIVED = {"kilobytes": "limit", "megabytes": "limit"}
LANGUAGES: tuple[Language, ...] = ("zh", "en")
# Where kinds are listed, not reported.
LISTS = {"errors.py", "limits.py"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in (ROOT / "server").rglob("*.py"):
        if "node_modules" not in path.parts and path.name not in LISTS:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def kind_of(node: ast.AST) -> Kind | None:
    """The kind that `Kind.NAME` names."""
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Kind":
        return Kind[node.attr]
    return None


def reports() -> Iterator[tuple[str, Kind, set[str]]]:
    """Each `Refusal(Kind.NAME, …)` of the code: where, the kind, the fields."""
    for path, module in modules():
        for node in ast.walk(module):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "Refusal":
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            kind = kind_of(node.args[0])
            named = {keyword.arg for keyword in node.keywords if keyword.arg} - {"headers"}
            if kind and all(keyword.arg for keyword in node.keywords):
                yield where, kind, named
            else:
                assert isinstance(node.args[0], ast.Name) or kind, f"{where}: name a kind"


def test_every_kind_is_reported_somewhere() -> None:
    named = {kind_of(node) for _, module in modules() for node in ast.walk(module)}
    assert set(Kind) - named == set()


def test_a_report_gives_the_fields_that_its_words_and_members_need() -> None:
    found = list(reports())
    assert len(found) > 70
    for where, kind, given in found:
        entry = TABLE[kind]
        shown = {DERIVED.get(name, name) for name in entry.fields("en")}
        optional = set(re.findall(r"\{(\w+)\}", entry.words["en"].remedy))
        optional |= {"line", "column"} & set(entry.members)
        needed = (shown | set(entry.members)) - optional
        assert needed <= given, f"{where}: {kind} lacks {needed - given}"
        assert given <= shown | set(entry.members), f"{where}: {kind} does not show {given}"


def test_every_entry_is_whole() -> None:
    for kind in Kind:
        entry = TABLE[kind]
        assert HTTPStatus(entry.status) and entry.status >= 400, kind
        zh, en = entry.words["zh"], entry.words["en"]
        assert entry.fields("zh") == entry.fields("en"), kind
        assert bool(zh.remedy) == bool(en.remedy), kind
        assert HAN.search(zh.title) and HAN.search(zh.detail), kind
        assert not HAN.search(en.title + en.detail + en.remedy), kind
        if entry.limit:
            assert HAN.search(entry.limit["zh"]) and not HAN.search(entry.limit["en"]), kind


@pytest.mark.parametrize(
    ("refusal", "zh", "en"),
    [
        (Refusal(Kind.SECONDS, limit=7.0, given=2.5), "满2.5秒", "after 2.5 s"),
        (Refusal(Kind.MEMORY, limit=99 << 20), "超过99 MB", "more than 99 MB"),
        (Refusal(Kind.QUERY_LENGTH, limit=6 << 10), "上限6 KB", "limit of 6 KB"),
        (Refusal(Kind.WAITING, retryAfter=4), "请等4秒", "in 4 s"),
        (Refusal(Kind.SYNTAX, error="x", line=3, column=14), "第3行第14列", "line 3, column 14"),
        (Refusal(Kind.UNKNOWN, iri="a:b", near=["a:c", "a:d"]), "a:c、a:d？", "a:c, a:d?"),
        (
            Refusal(Kind.RETIRED, iri="a:b", since="1", reason={"zh": "并", "en": "was"}),
            "并",
            "was",
        ),
        (
            Refusal(Kind.HTTP_VERSION, version="2.0"),
            "HTTP/1.1",
            "HTTP/2.0 is not supported. Use HT",
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Refusal) else None,
)
def test_the_words_hold_the_values(refusal: Refusal, zh: str, en: str) -> None:
    assert zh in refusal.text("zh")
    assert en in refusal.text("en") == refusal.detail
    for language in LANGUAGES:
        assert not re.search(r"[{}…]", refusal.text(language))


def test_what_to_do_is_left_out_where_nothing_is_known_of_it() -> None:
    assert Refusal(Kind.UNKNOWN, iri="a:b", near=[]).detail == "The graph does not contain a:b."
    assert "line" not in Refusal(Kind.SYNTAX, error="x").detail


def test_long_and_unprintable_values_are_not_repeated_whole() -> None:
    text = Refusal(Kind.QUESTION, name="a\n\x00" + "b" * 5000).detail
    assert len(text) < 500 and text.isprintable()


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [(None, "en"), ("", "en"), ("en", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("fr", "en")],
)
def test_problem_details_are_in_the_language_asked_for(languages: str | None, chosen: str) -> None:
    refusal = Refusal(Kind.SERVICE)
    reply = refusal.reply("application/json", accept_language=languages)
    headers = dict(reply.headers)
    assert headers["content-language"] == chosen
    assert headers["vary"] == "Accept, Accept-Language"
    assert isinstance(reply.body, bytes)
    document = json.loads(reply.body)
    title = {"zh": "不支持 SERVICE", "en": "SERVICE not supported"}[chosen]
    assert document["title"] == title
    assert bool(HAN.search(document["detail"])) is (chosen == "zh")
    plain = refusal.reply(None, accept_language=languages).body
    assert isinstance(plain, bytes) and plain.decode().startswith(f"403 {title}\n\n")


@pytest.mark.parametrize(("document", "language"), [("api.md", "en"), ("api.zh.md", "zh")])
def test_the_documentation_lists_every_type(document: str, language: Language) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([\d, ]+) \| ([^|]+) \|$", text, re.MULTILINE)
    expected = [
        (one.name, ", ".join(map(str, one.statuses)), one.title[language]) for one in types()
    ]
    assert rows == expected
