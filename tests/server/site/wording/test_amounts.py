"""Numbers for reading."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.site.wording.amounts import number, ordinal, plain, with_unit


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


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("180000000000", ("元", "yuan"), "1800亿元", "180 billion yuan"),
        ("2200000000000", ("元", "yuan"), "2.2万亿元", "2.2 trillion yuan"),
        ("24000", ("套", "dwelling"), "2.4万套", "24,000 dwellings"),
        ("1", ("套", "dwelling"), "1套", "1 dwelling"),
        ("6.50", ("%", "percent"), "6.5%", "6.5%"),
        ("1051", ("", ""), "1,051", "1,051"),
    ],
)
def test_an_amount_of_a_table_has_its_unit(
    value: str, unit: tuple[str, str], zh: str, en: str
) -> None:
    plurals = {"dwelling": "dwellings"}
    assert with_unit(Decimal(value), unit[0], plurals, "zh") == zh
    assert with_unit(Decimal(value), unit[1], plurals, "en") == en
