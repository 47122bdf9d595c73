"""What was read of a release last, by IRI: a bound keeps it from growing with the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """At most so many values that were read; all are forgotten when there would be more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._held)

    def get(
        self, iris: Iterable[str], read: Callable[[list[str]], Mapping[str, T]]
    ) -> dict[str, T]:
        """The values of some IRIs, in their order; `read` gives those that are not held."""
        wanted = list(dict.fromkeys(iris))
        held = self._held  # another thread may begin a new one
        found = {iri: held[iri] for iri in wanted if iri in held}
        missing = [iri for iri in wanted if iri not in found]
        if missing:
            new = read(missing)
            if len(held) + len(new) > self._most:
                self._held = held = {}
            if len(new) <= self._most:
                held.update(new)
            found.update(new)
        return {iri: found[iri] for iri in wanted if iri in found}
