"""Settings survive the way to another process, and each says what it is for."""

from __future__ import annotations

from dataclasses import fields

import pytest

from server.limits import limits
from server.settings import ENVIRONMENT, Settings, from_environment, from_json


def test_round_trip() -> None:
    settings = Settings(port=1234, seconds=2.5, log="none")
    assert from_json(settings.to_json()) == settings


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    assert from_environment() == Settings()
    monkeypatch.setenv(ENVIRONMENT, Settings(port=99).to_json())
    assert from_environment().port == 99


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_each_is_explained(field) -> None:
    assert field.metadata["help"].endswith(".")


def test_the_page_of_limits_follows_the_settings() -> None:
    found = {limit.name: limit.value for limit in limits(Settings(seconds=3, budget_errors=0))}
    assert found["seconds"] == "3 s"
    assert "budget-errors" not in found
    assert "budget-seconds" in found
