"""The table of formats holds no word twice, and the engine can write every row of it."""

from __future__ import annotations

import pytest

from kg.rdf import QueryResultsFormat, RdfFormat
from server.http.media_types import PAGE, Format, content_type
from server.sparql.engine.worker import rdf_format
from server.sparql.formats import GRAPHS, SOLUTIONS


@pytest.mark.parametrize("table", [SOLUTIONS, (*GRAPHS, PAGE)], ids=["solutions", "graphs"])
def test_no_word_means_two_formats(table: tuple[Format, ...]) -> None:
    words = [word for form in table for word in (form.name, *form.words, *form.media_types)]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("form", SOLUTIONS, ids=lambda form: form.name)
def test_the_engine_writes_solutions(form: Format) -> None:
    known = QueryResultsFormat.from_media_type(form.media_type)
    assert known is not None
    assert known.media_type.partition(";")[0] == form.media_type


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_the_engine_writes_graphs(form: Format) -> None:
    known = RdfFormat.from_media_type(form.media_type)
    assert known is not None
    assert known.media_type == form.media_type


def test_a_worker_knows_every_media_type_of_a_graph() -> None:
    for form in GRAPHS:
        assert all(map(rdf_format, form.media_types))


def test_text_says_its_charset() -> None:
    assert content_type("text/csv") == "text/csv; charset=utf-8"
    assert content_type("application/ld+json") == "application/ld+json; charset=utf-8"
    assert content_type("application/zip") == "application/zip"
