"""Problems: one line each, in the order of the files, none twice."""

from __future__ import annotations

from kg.errors import Problem, ProblemsFound

LATE = Problem("b.ttl", "place:x", "is odd", "Make it even.", 9)
EARLY = Problem("b.ttl", "place:y", "is odd", "Make it even.", 2)
WHOLE = Problem("a.ttl", "", "is broken", "Mend it.")


def test_a_problem_is_one_line_with_place_and_repair() -> None:
    assert str(LATE) == "b.ttl:9: place:x: is odd. Make it even."
    assert str(WHOLE) == "a.ttl: is broken. Mend it."


def test_problems_come_in_order_and_once() -> None:
    found = ProblemsFound([LATE, EARLY, WHOLE, LATE])
    assert found.problems == [WHOLE, EARLY, LATE]
    assert str(found).splitlines() == [*map(str, found.problems), "3 problems found."]
    assert str(ProblemsFound([WHOLE])).endswith("1 problem found.")
