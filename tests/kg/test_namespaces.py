"""IRIs: minting and parsing undo each other, and every file agrees on the prefixes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces
from kg.authoring.reports import own_report
from kg.errors import IriError
from kg.project import Project
from kg.rdf import Store

_KINDS = st.sampled_from([*namespaces.ENTITY_KINDS, *namespaces.CODE_LISTS])
_SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


@given(_KINDS, _SLUGS)
def test_expand_undoes_compact(kind: str, slug: str) -> None:
    iri = namespaces.expand(f"{kind}:{slug}")
    assert namespaces.compact(iri) == f"{kind}:{slug}"
    assert re.fullmatch(r"[!-~]+", iri) and "%" not in iri


_REPORTS = st.from_regex(r"[a-z]+(-[a-z]+)*-[0-9]{4}(-[0-9]{2})?", fullmatch=True)
_NUMBERS = st.from_regex(r"[0-9]\.[0-9]{1,2}\.[0-9]{1,2}-s[0-9]{2}", fullmatch=True)


@given(_REPORTS, _NUMBERS)
def test_a_passage_tells_its_report_and_its_number(report: str, number: str) -> None:
    iri = namespaces.passage(report, number)
    assert namespaces.is_report_name(report) and namespaces.is_passage(iri)
    assert namespaces.locate(iri) == (report, number)
    for own in (namespaces.DEFAULT_REPORT, report):
        assert namespaces.compact(iri, own=own).startswith("r:" if own == report else "r-")
    assert namespaces.expand(namespaces.compact(iri)) == iri
    stated = namespaces.statements(report, number) + "target"
    assert namespaces.is_statement(stated) and not namespaces.is_passage(stated)
    assert namespaces.expand(namespaces.compact(stated)) == stated


def test_each_report_has_prefixes_of_its_own() -> None:
    found = namespaces.prefixes(["lake-2024", "town-2023"], "town-2023")
    base = namespaces.BASE
    assert list(found)[:5] == ["wk", "r", "st", "r-lake-2024", "st-lake-2024"]
    assert found["r"] == f"{base}report/town-2023/"
    assert found["st-lake-2024"] == f"{base}statement/lake-2024/"
    names = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in found.items())
    assert Store().query(f"{names} ASK {{ r:1 ?p r-lake-2024:1 }}") is not None


@pytest.mark.parametrize("name", ["wuhan", "Wuhan-2025", "wuhan-25", "wuhan-2025-1", "2025", ""])
def test_a_report_is_named_by_place_and_year(name: str) -> None:
    assert not namespaces.is_report_name(name)


@pytest.mark.parametrize("iri", [namespaces.report("wuhan-2025"), namespaces.BASE, "urn:x"])
def test_what_is_of_no_report_is_told_so(iri: str) -> None:
    with pytest.raises(IriError, match="is of no report"):
        namespaces.locate(iri)


def test_compact_remembers_nothing_that_is_long() -> None:
    namespaces._remembered.cache_clear()
    assert namespaces.compact(namespaces.BASE + "ontology/" + "x" * 1000) == "wk:" + "x" * 1000
    assert namespaces._remembered.cache_info().currsize == 0


def test_compact_keeps_an_iri_whole_that_no_prefix_fits() -> None:
    assert namespaces.compact(f"{namespaces.BASE}id/place/a/b") == f"{namespaces.BASE}id/place/a/b"
    assert namespaces.compact(namespaces.report("wuhan-2025")) == namespaces.report("wuhan-2025")
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
        if path.suffix in (".ttl", ".trig", ".rq") and "waiting" not in path.parts
    ]
    assert len(files) > 30
    wrong = [
        f"{path}: {prefix}: <{iri}>"
        for path in files
        for prefix, iri in declared.findall(path.read_text(encoding="utf-8"))
        if namespaces.namespace(prefix, own_report(path)) != iri
    ]
    assert not wrong
