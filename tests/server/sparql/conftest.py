"""Fixtures of the tests of the SPARQL service: its application is the one over the small build."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture(scope="session")
def app(small_app: Flask) -> Flask:
    """The application over the small build."""
    return small_app
