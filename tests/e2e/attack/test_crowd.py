"""Beside crowds of each kind others are served as if there were none, and a stop ends in time."""

from __future__ import annotations

import pytest

from tests.conftest import Built
from tests.e2e.attack.crowd import GOAL, HEALTH, KINDS, measured
from tests.e2e.attack.tools import slowdown
from tests.served import serving

pytestmark = pytest.mark.slow

SECONDS = 5
DEADLINE = 3  # seconds of a request
PROMISED = DEADLINE + 5  # seconds in which a stop is over, whatever runs


@pytest.mark.parametrize("kind", KINDS)
def test_a_crowd(built: Built, kind: str) -> None:
    """The short form of `python -m tests.e2e.attack.crowd`."""
    known, slower = KINDS[kind], slowdown()
    # Without budgets: those would soon end the attack. The MCP server takes no other options.
    options = ["--seconds", str(DEADLINE)]
    if known.server == ("server",):
        options += ["--budget-seconds", "0", "--budget-errors", "0", "--log", "none"]
    with serving(built.project.current, *options, program=known.server) as live:
        found = measured(live, kind, min(30, *known.crowds), SECONDS)
    assert found.cheap.failures == found.page.failures == found.health.failures == 0
    assert found.cheap.at(0.95) < GOAL * slower, sorted(found.cheap.seconds)
    assert found.page.at(0.95) < GOAL * slower, sorted(found.page.seconds)
    assert max(found.health.seconds, default=0) < HEALTH * slower
    assert found.stop < PROMISED + slower
    assert found.status == 0
    assert set(found.hostile) <= {0, 200, 429, 503, 504, 507}
