"""A bounded cache of values read from a release, by IRI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """A cache of at most `most` values, which is cleared when it would exceed that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(
        self, iris: Iterable[str], read: Callable[[list[str]], Mapping[str, T]]
    ) -> dict[str, T]:
        """The values of some IRIs, in their order; `read` returns those that are not cached."""
        requested = list(dict.fromkeys(iris))
        values = self._values  # another thread may replace it
        result = {iri: values[iri] for iri in requested if iri in values}
        missing = [iri for iri in requested if iri not in result]
        if missing:
            new = read(missing)
            if len(values) + len(new) > self._most:
                self._values = values = {}
            if len(new) <= self._most:
                values.update(new)
            result.update(new)
        return {iri: result[iri] for iri in requested if iri in result}
