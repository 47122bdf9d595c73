"""Fixtures of the protocol's tests: a live server over the small world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import WITHOUT_BUDGETS, Live, quads, serving, write_build


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server process over the small world, without budgets."""
    folder = tmp_path_factory.mktemp("protocol")
    write_build(folder, quads(), "small")
    with serving(folder / "current", *WITHOUT_BUDGETS) as server:
        yield server
