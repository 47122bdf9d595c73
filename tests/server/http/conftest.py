"""Fixtures of the tests of the HTTP layer: its application is the one over the small build."""

from __future__ import annotations

import pytest

from server.composition import Components


@pytest.fixture(scope="session")
def components(small: Components) -> Components:
    """The components over the small build."""
    return small
