"""Profiles: the one that is asked for, by token, by IRI, or by the header's preferences."""

from __future__ import annotations

import pytest

from server.http.responses import Refusal
from server.repository.profiles import FULL, LABELS, SCHEMA, Profile, choose

BASE = "https://example.org/kg/"


@pytest.mark.parametrize(
    ("asked", "header", "profile"),
    [
        (None, None, FULL),
        ("labels", None, LABELS),
        (f"{BASE}profile/labels", None, LABELS),
        ("schema", f"<{BASE}profile/labels>", SCHEMA),
        (None, "<https://schema.org/>", SCHEMA),
        (None, "<http://schema.org>", SCHEMA),
        (None, f"<{BASE}profile/labels>;q=0.3, <https://schema.org/>;q=0.9", SCHEMA),
        (None, f"<{BASE}profile/labels>;q=0, <urn:other>", FULL),
        (None, "no profile at all, <", FULL),
    ],
)
def test_a_profile_is_chosen(asked: str | None, header: str | None, profile: Profile) -> None:
    assert choose(asked, header, BASE) is profile


def test_an_unknown_token_is_met_with_those_there_are() -> None:
    with pytest.raises(Refusal) as error:
        choose("none", None, BASE)
    assert error.value.status == 406
    assert error.value.members["offered"] == ["full", "labels", "schema"]
