"""What Virtuoso 7 writes, as it was seen, and what becomes of it."""

from __future__ import annotations

import json

import pytest

from kg.rdf import QueryResultsFormat
from server.sparql.engine import dialects

TABLE = (
    '{ "head": { "link": [], "vars": ["__ASK_RETVAL"] },'
    ' "results": { "distinct": false, "ordered": true, "bindings": [%s] } }'
)
YES = '{ "__ASK_RETVAL": { "type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "1" }}'  # noqa: E501


@pytest.mark.parametrize(("rows", "value"), [(YES, True), ("", False)])
def test_ask_by_a_table(rows: str, value: bool) -> None:
    found = dialects.boolean((TABLE % rows).encode(), QueryResultsFormat.JSON)
    assert json.loads(found) == {"head": {}, "boolean": value}


def test_ask_in_the_format_that_was_asked_for() -> None:
    found = dialects.boolean(b'{"head": {}, "boolean": true}', QueryResultsFormat.XML)
    assert b"<boolean>true</boolean>" in found


def test_labels_of_blank_nodes() -> None:
    rows = (
        b'{"b": {"type": "bnode", "value": "nodeID://b1"}, "l": {"type": "literal", "value": '
        b'"nodeID://b1"}, "c": {"value": "b_2", "type": "bnode"}}'
    )
    read = json.loads(dialects.solutions(rows))
    assert read["b"]["value"] != "nodeID://b1"
    assert read["b"]["value"].isalnum()
    assert read["c"]["value"].isalnum()
    assert read["l"]["value"] == "nodeID://b1"


def test_labels_that_differ_stay_different() -> None:
    form = '{"type": "bnode", "value": "%s"}'
    labels = ("a:b", "a/b", "ab", "ax3Ab")
    written = {dialects.solutions((form % label).encode()) for label in labels}
    assert len(written) == len(labels)
