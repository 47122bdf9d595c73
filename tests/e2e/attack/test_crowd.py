"""Beside crowds of moderate clients, cheap queries and pages are answered as if there were none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Built
from tests.e2e.attack.crowd import GOAL, measured
from tests.e2e.attack.tools import footprint, settled, slowdown
from tests.served import Live, serving

pytestmark = pytest.mark.slow

SECONDS = 12


@pytest.fixture(scope="module")
def live(built: Built) -> Iterator[Live]:
    """A server over the real graph, without budgets: those would soon end the attack."""
    off = ("--budget-seconds", "0", "--budget-errors", "0", "--log", "none")
    with serving(built.project.current, *off) as server:
        yield server


@pytest.mark.parametrize("clients", [10, 100])
def test_a_crowd_of_long_queries(live: Live, clients: int) -> None:
    before, slower = footprint(live), slowdown()
    found = measured(live, "queries", clients, SECONDS)
    assert set(found.hostile) <= {503, 504}
    assert found.cheap.failures == found.page.failures == 0
    assert found.cheap.at(0.95) < GOAL * slower, sorted(found.cheap.seconds)
    assert found.page.at(0.95) < GOAL * slower, sorted(found.page.seconds)
    after = settled(live, before)
    assert after.processes <= before.processes + 2
    assert after.descriptors <= before.descriptors + 15
