"""Growth of GDP as the press printed it, against the graph.

Of 2024 the table has a list of all 31 provinces and a second one of 27; of other years no complete
list was to be had, so it has what partial lists print. A bound stands only where the page prints
it. Where the report says something else than the press, `difference` tells what it says.
"""

from __future__ import annotations

import csv
from decimal import Decimal

from kg.rdf import Literal, NamedNode, QuerySolutions
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
SELECT DISTINCT ?value ?bound {
  ?figure a %s ; wk:indicator indicator:gross-regional-product ; wk:kind kind:growth ;
    wk:subject place:%s ; wk:period period:%s ; wk:value|wk:minValue|wk:maxValue ?value ;
    wk:comparator ?bound .
}
"""


def test_a_printed_figure_is_in_the_graph(built: Built) -> None:
    assert len(FIGURES) > 20
    for row in FIGURES:
        found = built.store.query(QUERY % (CLASSES[row["role"]], row["place"], row["year"]))
        assert isinstance(found, QuerySolutions)
        figures = set()
        for value, bound in found:
            assert isinstance(value, Literal) and isinstance(bound, NamedNode)
            figures.add((Decimal(value.value), bound.value.rpartition("/")[2]))
        printed = Decimal(row["value"])
        agrees = any(printed == value and row["bound"] in ("", bound) for value, bound in figures)
        assert agrees is not bool(row["difference"]), (row, figures)
