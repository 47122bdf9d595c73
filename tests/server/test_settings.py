"""Each setting says what it is for, and the page of limits follows them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kg.errors import KgError
from server.settings import Settings
from server.sparql.limits import limits


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("workers", 0), ("seconds", 0), ("seconds", float("nan")), ("memory_mb", 0)),
        *(("result_mb", 0), ("url_kb", 0), ("head_kb", 0), ("waiting", -1), ("proxies", -1)),
        *(
            ("client_requests", -1),
            ("budget_seconds", -1),
            ("port", 99999),
            ("log", "nothing"),
            ("engine", "localhost"),
        ),
        *(("engine", "ftp://example.org/"), ("public_url", "kg.example.org")),
    ],
)
def test_what_no_server_could_keep_is_refused(name: str, value: object) -> None:
    with pytest.raises(KgError, match=f"--{name.replace('_', '-')} "):
        Settings(**{name: value})


def test_each_is_explained() -> None:
    assert [one.name for one in fields(Settings) if not one.metadata["help"].endswith(".")] == []


def test_the_page_of_limits_follows_the_settings() -> None:
    found = {limit.name: limit.value_en for limit in limits(Settings(seconds=3, budget_errors=0))}
    assert found["seconds"] == "3 s"
    assert "budget-errors" not in found
    assert "budget-seconds" in found
    assert (found["crowded"], found["client-requests"]) == ("8", "4")
    assert (found["head-seconds"], found["body-seconds"]) == ("10 s", "30 s")
    assert found["memory"] == "256 MB"
    assert "client-requests" not in {one.name for one in limits(Settings(client_requests=0))}
    elsewhere = [limit.name for limit in limits(Settings(engine="http://example.org/"))]
    assert "memory" not in elsewhere
