"""The table of retired IRIs: what it may hold, and what it says of a row that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ProblemsFound
from kg.project import Project
from kg.rdf import NamedNode, Store
from server.linked_data.retired import read_retired
from tests.conftest import Built

HEAD = "iri\tsince\tsuccessor\tzh\ten\n"


def test_nothing_that_is_retired_is_still_in_the_graph(project: Project, built: Built) -> None:
    store: Store = built.store
    for iri, gone in read_retired(project.retired).items():
        assert not list(store.quads_for_pattern(NamedNode(iri), None, None)), iri
        if gone.successor:
            assert list(store.quads_for_pattern(NamedNode(gone.successor), None, None))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("iri\tsince\n", ":1"),
        (f"{HEAD}place:a\t1.0.0\t\tzh\n", ":2"),
        (f"{HEAD}place:a\t1.0.0\t\tzh\t\n", ":2"),
        (f"{HEAD}nowhere:a\t1.0.0\t\tzh\ten\n", ":2"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "retired.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound) as error:
        read_retired(path)
    assert f"retired.tsv{place}" in str(error.value)
