"""Where the marks of a comparison go."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from server.site.drawing.comparison import SHAPES, Figure, chart, scale

ONE = Figure("t", "wuhan", "place", "2024", "exactly", Decimal(6), Decimal(6))


def peers(number: int, value: str = "6") -> list[Figure]:
    at = Decimal(value)
    return [Figure(f"p{n}", f"p{n}", "peer", "2024", "about", at, at) for n in range(number)]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("5", "6.5", ["4.5", "5.0", "5.5", "6.0", "6.5", "7.0"]),
        ("6", "6", ["4", "6", "8"]),
        ("0", "100", ["0", "20", "40", "60", "80", "100", "120"]),
        ("-2", "3", ["-3", "-2", "-1", "0", "1", "2", "3", "4"]),
    ],
)
def test_a_scale_has_round_steps_around_the_values(low: str, high: str, ticks: list[str]) -> None:
    assert scale(Decimal(low), Decimal(high)) == [Decimal(one) for one in ticks]


def test_what_is_larger_stands_higher_and_years_go_to_the_right() -> None:
    later = replace(ONE, key="u", year="2025", low=Decimal(5), high=Decimal(5))
    drawn = chart([ONE, later], ["2024", "2025"])
    assert drawn
    places = {mark.figure.key: mark for mark in drawn.marks}
    assert places["t"].y < places["u"].y
    assert places["t"].x < places["u"].x
    assert [line.points.count(",") for line in drawn.lines] == [2]


def test_peers_of_one_value_stand_side_by_side_and_cover_none() -> None:
    drawn = chart([ONE, *peers(9)], ["2024"])
    assert drawn
    places = sorted(mark.x for mark in drawn.marks)
    assert len(set(places)) == 10
    assert min(b - a for a, b in pairwise(places)) > 7
    middle = next(mark for mark in drawn.marks if mark.figure == ONE)
    assert middle.x == drawn.years[0][1]
    assert drawn.marks[-1] == middle, "drawn last, above the others"


def test_each_bound_has_a_shape_and_a_range_goes_from_end_to_end() -> None:
    low, high = Decimal(5), Decimal(7)
    figures = [
        replace(
            ONE,
            key=bound,
            series=bound,
            bound=bound,
            low=low if bound == "range" else high,
            high=high,
        )
        for bound in SHAPES
    ]
    drawn = chart(figures, ["2024"])
    assert drawn
    steps = {"circle": "Maaz", "diamond": "Mlllz", "up": "Mlhz", "down": "Mlhz", "bar": "Mhvhz"}
    for mark in drawn.marks:
        shape = SHAPES[mark.figure.bound]
        assert re.sub("[-0-9. ]", "", mark.path) == steps[shape]
        tip = float(mark.path.split(" ")[1].split("l")[0].split("h")[0].split("a")[0])
        assert (tip < mark.y) == (shape in ("up", "diamond", "bar"))
    ticks = dict(drawn.ticks)
    bar = next(mark for mark in drawn.marks if mark.figure.bound == "range")
    tall = float(bar.path.split("v")[1].split("h")[0])
    assert tall == pytest.approx(ticks[low] - ticks[high], abs=0.2)


def test_a_shape_that_is_given_says_more_than_the_bound() -> None:
    sides = [replace(ONE, key=one, bound="no-worse-than", shape=one) for one in ("up", "down")]
    drawn = chart(sides, ["2024"])
    assert drawn
    assert {mark.figure.form for mark in drawn.marks} == {"up", "down"}
    assert len({mark.path.partition("l")[2] for mark in drawn.marks}) == 2


def test_an_outcome_stands_beside_its_target_and_is_tied_to_it() -> None:
    outcome = replace(ONE, key="o", low=Decimal("5.2"), high=Decimal("5.2"), outcome=True)
    drawn = chart([ONE, outcome], ["2024"])
    assert drawn
    places = {mark.figure.key: mark for mark in drawn.marks}
    assert drawn.stems == ((places["t"].x, places["t"].y, places["o"].x, places["o"].y),)
    assert places["o"].x > places["t"].x


def test_names_of_lines_do_not_cover_one_another() -> None:
    wholes = [
        replace(
            ONE, key=f"w{n}", series=f"w{n}", role="above", low=Decimal("6.01") + n / Decimal(100)
        )
        for n in range(4)
    ]
    figures = [replace(one, high=one.low) for one in wholes]
    far = replace(ONE, low=Decimal(2), high=Decimal(2))
    drawn = chart([far, *figures], ["2024"])
    assert drawn
    heights = sorted(line.y for line in drawn.lines)
    assert min(b - a for a, b in pairwise(heights)) >= 15.9


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart([], ["2024"]) is None
