"""What was read last is not read again, and is never more than the bound."""

from __future__ import annotations

from server.repository.recent import Recent


def test_only_what_is_not_held_is_read() -> None:
    recent: Recent[int] = Recent(3)
    asked: list[list[str]] = []

    def read(iris: list[str]) -> dict[str, int]:
        asked.append(iris)
        return {iri: len(iri) for iri in iris if iri != "none"}

    assert recent.get(["bb", "a", "bb", "none"], read) == {"bb": 2, "a": 1}
    assert list(recent.get(["a", "bb", "ccc"], read)) == ["a", "bb", "ccc"]
    assert recent.get(["ccc", "a"], read) == {"ccc": 3, "a": 1}
    assert asked == [["bb", "a", "none"], ["ccc"]]
    # A fourth would be too many: all before it are forgotten.
    assert recent.get(["dddd"], read) == {"dddd": 4}
    assert recent.get(["a"], read) == {"a": 1}
    assert asked[2:] == [["dddd"], ["a"]]
    # More at once than may be held are read and given, and not held.
    many = [str(number) for number in range(9)]
    assert list(recent.get(many, read)) == list(recent.get(many, read)) == many
    assert asked[-2:] == [many, many]
