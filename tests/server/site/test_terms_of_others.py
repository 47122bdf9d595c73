"""Words for the terms of other vocabularies that pages show."""

from __future__ import annotations

import re

import pytest

from server.http.language import Language
from server.repository.snapshot import Snapshot
from server.site.pages import thing
from tests.server.site.conftest import Get


def test_every_property_that_leads_elsewhere_has_words(snapshot: Snapshot) -> None:
    outward = {snapshot.names.iri(name) for name in thing._OUTWARD}
    assert snapshot.vocabulary.external.keys() >= outward


@pytest.mark.parametrize(("language", "words"), [("zh", "相近"), ("en", "close match")])
def test_pages_say_them_in_the_reader_s_language(get: Get, language: str, words: str) -> None:
    text = get("/doc/id/place/wuchang-district", language)
    shown = text[text.index('id="outward"') :]
    assert words in shown or {"zh": "同一事物", "en": "the same as"}[language] in shown
    assert "owl:sameAs" not in shown and "skos:" not in shown


def test_a_statement_names_its_source_in_words(get: Get) -> None:
    text = get("/doc/statement/wuchang-2023/2.2.2-s02-clusters", "zh")
    assert "出处文献" in text
    assert ">prov:hadPrimarySource" not in text


@pytest.mark.parametrize(("language", "words"), [("zh", "由谁所作"), ("en", "made by")])
def test_the_report_names_who_gave_it(get: Get, language: str, words: str) -> None:
    text = get("/doc/report/wuchang-2023", language)
    assert words in text
    assert "dcterms:creator" not in text.split('id="data"')[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_data_set_is_described_in_words(get: Get, language: str) -> None:
    text = get("/doc/dataset", language)
    names = re.findall(r"<dt><a [^>]*>([^<]*)</a>", text)
    assert len(names) > 15
    assert not [name for name in names if re.match("[a-z]+:[A-Za-z]+$", name)]
    assert "报告人" not in text  # who gives the report has not made the data set


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "由规则推理得出的"), ("en", "the rules derive")]
)
def test_a_graph_is_called_by_words(get: Get, language: str, words: str) -> None:
    text = get("/doc/graph/inferred", language)
    assert words in text.partition("<h1>")[2].partition("</h1>")[0]


def test_a_name_that_is_the_same_in_both_languages_stands_once(get: Get) -> None:
    text = get("/doc?iri=http://www.wikidata.org/entity/Q1014420")
    assert "other-name" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_gave_the_report_is_called_as_in_the_graph(
    get: Get, snapshot: Snapshot, language: Language
) -> None:
    names = snapshot.names
    assert names.label(names.iri("person:fan-likui"), language) in get("/docs/cite", language)
