"""Where marks go."""

from __future__ import annotations

from server.site.drawing.charts import bars, cut, neighbour_tree
from tests.server.site.wording.test_sentences import statement


def test_bars_are_to_one_scale_and_the_longest_fills_the_chart() -> None:
    small = statement("Observation", normalizedValue=50)
    large = statement("Target", normalizedValue=100, lowerBound=100, upperBound=200)
    assert [bar.length for bar in bars([small, large], 400)] == [100.0, 200.0]
    assert bars([large], 400)[0].high == 400.0


def test_figures_without_a_number_have_no_bar() -> None:
    assert bars([statement("Target", kind="growth")], 100) == []


def test_a_fan_draws_what_fits_and_counts_the_rest() -> None:
    things = [(f"x:{n}", f"thing {n}") for n in range(9)]
    drawn = neighbour_tree([("has part", things), ("is near", things[:1])], most=7)
    assert [len(branch.leaves) for branch in drawn.branches] == [6, 1]
    assert [branch.more for branch in drawn.branches] == [3, 0]
    heights = [leaf.y for branch in drawn.branches for leaf in branch.leaves]
    assert heights == sorted(heights) and heights[-1] < drawn.height


def test_a_label_is_cut_where_it_is_too_wide() -> None:
    assert cut("滨江数创走廊", 6) == "滨江数创走廊"
    assert cut("滨江数创走廊", 4) == "滨江数…"
    assert cut("abcdefgh", 4) == "abcdef…"
