"""Fixtures of the attacks: a server with a short deadline, without budgets, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.attack.tools import DEADLINE
from tests.served import WITHOUT_BUDGETS, Live, quads, serving, write_build


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server process under attack."""
    folder: Path = tmp_path_factory.mktemp("attack")
    write_build(folder, quads(), "small")
    options = ("--seconds", str(DEADLINE), *WITHOUT_BUDGETS)
    with serving(folder / "current", *options, "--log", "errors") as server:
        yield server
