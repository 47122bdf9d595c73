"""IRIs: minting and parsing undo each other, and every file agrees on the prefixes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces
from kg.errors import IriError
from kg.project import Project

_KINDS = st.sampled_from([*namespaces.ENTITY_KINDS, *namespaces.CODE_LISTS])
_SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


@given(_KINDS, _SLUGS)
def test_parse_undoes_mint(kind: str, slug: str) -> None:
    iri = namespaces.mint(kind, slug)
    assert namespaces.parse(iri) == (kind, slug)
    assert namespaces.expand(namespaces.compact(iri)) == iri
    assert re.fullmatch(r"[!-~]+", iri) and "%" not in iri


@given(*[st.integers(0, 99)] * 3, st.integers(1, 120))
def test_parse_passage_undoes_passage(a: int, b: int, c: int, d: int) -> None:
    assert namespaces.parse_passage(namespaces.passage(a, b, c, d)) == (a, b, c, d)


@given(st.text())
def test_mint_takes_slugs_only(text: str) -> None:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        assert namespaces.mint("place", text).endswith(text)
    else:
        with pytest.raises(IriError, match="is no slug"):
            namespaces.mint("place", text)


def test_unknown_kind_lists_those_there_are() -> None:
    with pytest.raises(IriError, match=r"planet.*project, place"):
        namespaces.mint("planet", "mars")


@pytest.mark.parametrize(
    "iri", [f"{namespaces.BASE}id/place/Big", f"{namespaces.BASE}id/place", "urn:x:y"]
)
def test_parse_refuses_what_mint_did_not_make(iri: str) -> None:
    with pytest.raises(IriError, match="no entity or code"):
        namespaces.parse(iri)


def test_compact_remembers_nothing_that_is_long() -> None:
    namespaces._remembered.cache_clear()
    assert namespaces.compact(namespaces.BASE + "ontology/" + "x" * 1000) == "wk:" + "x" * 1000
    assert namespaces._remembered.cache_info().currsize == 0


def test_compact_keeps_an_iri_whole_that_no_prefix_fits() -> None:
    assert namespaces.compact(f"{namespaces.BASE}id/place/a/b") == f"{namespaces.BASE}id/place/a/b"
    assert namespaces.compact(namespaces.REPORT) == namespaces.REPORT
    assert namespaces.compact(
        "https://example.org/kg/id/place/wuhan", "https://example.org/kg/"
    ) == ("place:wuhan")


@pytest.mark.parametrize(
    "base", ["https://example.org", "ftp://a/", "https://a/b?c/", "https://昌/"]
)
def test_a_base_must_take_names_at_its_end(base: str) -> None:
    with pytest.raises(IriError, match="base IRI"):
        namespaces.check_base(base)


def test_every_file_declares_our_prefixes(project: Project) -> None:
    declared = re.compile(r"^@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
    files = [
        path
        for folder in ("ontology", "data", "queries", "tests/tiny")
        for path in sorted((project.root / folder).rglob("*"))
        if path.suffix in (".ttl", ".trig", ".rq")
    ]
    assert len(files) > 30
    wrong = [
        f"{path}: {prefix}: <{iri}>"
        for path in files
        for prefix, iri in declared.findall(path.read_text(encoding="utf-8"))
        if namespaces.PREFIXES.get(prefix) != iri
    ]
    assert not wrong
