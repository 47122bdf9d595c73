"""What can go wrong, in words a curator understands. Every error names the place and the repair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in the authored files: where it is, what it is, how to repair it."""

    file: str
    node: str
    message: str
    repair: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{place}: {self.node}" if self.node else place
        return f"{where}: {self.message}. {self.repair}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each once, in the order of the files."""
    return sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.node, p.message))


class KgError(Exception):
    """An error whose message is meant for the person at the terminal."""


class ProblemsFound(KgError):
    """The authored files have faults; `problems` lists them in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        count = len(self.problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} found")

    def __reduce__(self) -> tuple[type[ProblemsFound], tuple[list[Problem]]]:
        return type(self), (self.problems,)  # so that it passes from one process to another

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), f"{self.args[0]}."])


class ProjectError(KgError):
    """The checkout, or a file that must be in it, was not found."""


class IriError(KgError, ValueError):
    """A name that is no IRI of ours, or from which none can be made."""


class BuildMissing(KgError):
    """There is no build to ask."""


class QueryError(KgError):
    """A query that is unknown, malformed, or called with the wrong parameters."""
