"""Words for the terms of other vocabularies that pages show."""

from __future__ import annotations

import pytest

from server import foreign
from server.site import thing
from tests.server.site.conftest import Get


def test_every_property_that_leads_elsewhere_has_words() -> None:
    assert foreign.WORDS.keys() >= set(thing._OUTWARD)


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


@pytest.mark.parametrize(("language", "words"), [("zh", "报告人"), ("en", "given by")])
def test_the_report_names_who_gave_it(get: Get, language: str, words: str) -> None:
    text = get("/doc/report/wuchang-2023", language)
    assert words in text
    assert "dcterms:creator" not in text.split('id="data"')[0]
