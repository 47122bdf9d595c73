"""A server process over the real graph, for clients that other people wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Built
from tests.served import WITHOUT_BUDGETS, Live, serving


@pytest.fixture(scope="session")
def server(built: Built) -> Iterator[Live]:
    """The server, on 127.0.0.1."""
    options = (*WITHOUT_BUDGETS, "--log", "none")
    with serving(built.project.current, *options) as live:
        yield live
