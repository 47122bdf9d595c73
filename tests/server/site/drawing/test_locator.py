"""Where places lie on the small drawing of things that have coordinates."""

from __future__ import annotations

import pytest

from server.site.drawing.locator import HEIGHT, WIDTH, Place, locator


def test_a_place_alone_is_in_the_middle_of_a_grid() -> None:
    drawn = locator([Place("a", 30.55, 114.31)])
    assert drawn.places == ((Place("a", 30.55, 114.31), WIDTH / 2, HEIGHT / 2),)
    assert drawn.meridians and drawn.parallels


def test_east_is_right_north_is_up_and_distances_are_true() -> None:
    drawn = locator([Place("a", 30.55, 114.31), Place("b", 30.57, 114.35)])
    (_, ax, ay), (_, bx, by) = drawn.places
    assert 0 < ax < bx < WIDTH and 0 < by < ay < HEIGHT
    # The two are 3.83 km apart from west to east and 2.23 km from south to north.
    assert (bx - ax) / drawn.scale == pytest.approx(3.83, rel=0.01)
    assert (ay - by) / drawn.scale == pytest.approx(2.23, rel=0.01)
