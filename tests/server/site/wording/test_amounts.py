"""Numbers for reading."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.site.wording.amounts import number, ordinal, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("190000000000", "190 billion"),
        ("1500000000000", "1.5 trillion"),
        ("13700000000", "13.7 billion"),
        ("2100000", "2.1 million"),
        ("30000", "30,000"),
        ("6.50", "6.5"),
        ("0", "0"),
    ],
)
def test_a_number_is_scaled_and_bare_of_zeros(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "first"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (42, "42nd")],
)
def test_ranks_are_ordinals(n: int, text: str) -> None:
    assert ordinal(Decimal(n)) == text


def test_a_plain_number_keeps_its_decimals() -> None:
    assert plain(Decimal("1234.25")) == "1,234.25"
