"""The palette: readable in light and dark, and complete."""

from __future__ import annotations

from kg.authoring.load import Authored
from kg.model.palette import COLOURS, OTHER, colour
from kg.namespaces import PREFIXES

WK = PREFIXES["wk"]
LIGHT, DARK = "#ffffff", "#121212"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_each_colour_has_a_contrast_of_three_on_light_and_dark() -> None:
    weak = [
        (kind, ground)
        for kind in [*COLOURS, "other"]
        for ground in (LIGHT, DARK)
        if contrast(colour(kind), ground) < 3
    ]
    assert weak == []


def test_no_two_kinds_share_a_colour() -> None:
    assert len({*COLOURS.values(), OTHER}) == len(COLOURS) + 1


def test_each_kind_of_thing_and_statement_has_a_colour(real: Authored) -> None:
    above = {f"{WK}{name}" for name in ("Thing", "Statement", "Figure")}
    kinds = {
        quad.subject.value.removeprefix(WK)
        for quad in real.quads
        if quad.predicate.value.endswith("#subClassOf") and quad.object.value in above
    }
    assert kinds - {"Figure"} <= COLOURS.keys()
    assert COLOURS.keys() - kinds == {"DocumentPart"}
