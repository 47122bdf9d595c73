from __future__ import annotations

from pathlib import Path

import pytest

from kg.authoring.links import COLUMNS, read_links
from kg.authoring.load import Authored
from kg.errors import ProblemsFound

HEAD = "\t".join(COLUMNS)
ROW = "place:wuhan\towl:sameAs\thttp://www.wikidata.org/entity/Q11746\tiri\taccepted\tseen there"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "identifiers.tsv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_an_accepted_row_is_a_triple(tmp_path: Path) -> None:
    (quad,) = read_links(table(tmp_path, ROW), "links.tsv")
    assert quad.subject.value.endswith("/id/place/wuhan")  # type: ignore[union-attr]
    assert quad.object.value == "http://www.wikidata.org/entity/Q11746"  # type: ignore[union-attr]
    assert quad.graph_name.value.endswith("/graph/links")  # type: ignore[union-attr]


def test_a_code_keeps_its_datatype(tmp_path: Path) -> None:
    row = "place:wuhan\tskos:notation\t420100\twk:gbt2260\taccepted\tseen there"
    (quad,) = read_links(table(tmp_path, row), "links.tsv")
    assert str(quad.object) == '"420100"^^<https://w3id.org/wuchang-kg/ontology/gbt2260>'


def test_a_rejected_row_is_kept_but_not_published(tmp_path: Path) -> None:
    assert read_links(table(tmp_path, ROW.replace("accepted", "rejected")), "links.tsv") == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("place:", "plaze:"), "Unknown prefix"),
        (ROW.replace("accepted", "perhaps"), "is decided 'perhaps'"),
        (ROW.rsplit("\t", 1)[0], "has 5 columns"),
        (ROW.replace("seen there", ""), "has no evidence"),
        (ROW.replace("http://www", "ht tp://www"), "Invalid IRI|No scheme"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ProblemsFound, match=rf"links\.tsv:3: .*({message})"):
        read_links(table(tmp_path, ROW, row), "links.tsv")


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="Begin with entity, property"):
        read_links(table(tmp_path, ROW, head="a\tb"), "links.tsv")


def test_the_real_table_links_things_that_exist(real: Authored) -> None:
    linked = {str(quad.subject) for quad in real.files["data/links/identifiers.tsv"]}
    described = {
        str(quad.subject)
        for file, quads in real.files.items()
        if file.startswith(("data/entities", "ontology"))
        for quad in quads
    }
    assert linked <= described
