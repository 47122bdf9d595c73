"""Growth of GDP as the press printed it, against the graph.

No complete list of all provinces was to be had, so the table has what partial lists print.
"""

from __future__ import annotations

import csv
from decimal import Decimal

from kg.rdf import Literal, QuerySolutions
from tests.conftest import ROOT, Built

with (ROOT / "tests" / "press-figures.tsv").open(encoding="utf-8", newline="") as lines:
    FIGURES = list(csv.DictReader(lines, delimiter="\t"))
CLASSES = {"target": "wk:Target", "outcome": "wk:Observation"}
QUERY = """
PREFIX wk: <https://w3id.org/wuchang-kg/ontology/>
PREFIX kind: <https://w3id.org/wuchang-kg/code/kind/>
PREFIX place: <https://w3id.org/wuchang-kg/id/place/>
PREFIX period: <https://w3id.org/wuchang-kg/id/period/>
PREFIX indicator: <https://w3id.org/wuchang-kg/id/indicator/>
SELECT DISTINCT ?value {
  ?figure a %s ; wk:indicator indicator:gross-regional-product ; wk:kind kind:growth ;
    wk:subject place:%s ; wk:period period:%s ; wk:value|wk:minValue|wk:maxValue ?value .
}
"""


def test_a_printed_figure_is_in_the_graph(built: Built) -> None:
    assert len(FIGURES) > 20
    for row in FIGURES:
        found = built.store.query(QUERY % (CLASSES[row["role"]], row["place"], row["year"]))
        assert isinstance(found, QuerySolutions)
        values = {Decimal(term.value) for (term,) in found if isinstance(term, Literal)}
        assert Decimal(row["value"]) in values, row
