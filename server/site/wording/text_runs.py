"""A sentence of ours as a value: stretches of text, some of them links, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.model.statements import Statement


class Run(NamedTuple):
    """A stretch of a sentence; it links to what it names, if to anything."""

    text: str
    iri: str = ""


class Role(NamedTuple):
    """What else a statement points at: by which property, and the things."""

    property: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement in words; `firm` is the code of how firm it is: estimated, striven."""

    statement: Statement
    runs: tuple[Run, ...]
    roles: tuple[Role, ...]
    firm: str

    @property
    def text(self) -> str:
        """The sentence without links."""
        return "".join(run.text for run in self.runs)


def joined(runs: list[Run]) -> tuple[Run, ...]:
    """The runs without empty ones, plain neighbours joined."""
    out: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if out and not run.iri and not out[-1].iri:
            out[-1] = Run(out[-1].text + run.text)
        else:
            out.append(run)
    return tuple(out)
