"""Promises with what became of them: the statements, their sentences, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import promises as stored
from kg.model.dataset import DataSet, Report
from kg.model.promises import Choice, Verdict
from kg.model.statements import Statement
from server.repository.snapshot import Snapshot
from server.site.models.statements import load

# States that come first: so many promises cannot be rated, and of so many nothing is heard again.
UNRATED = ("not-measurable", "not-looked-for")
SILENT = ("no-later-word",)
_NEVER_DROPPED = (*UNRATED, "not-yet-due")
# Readings in full, with the commitment of the promises that can be dropped by rule 68.
_IN_FULL = {"whole": "", "figures": "commitment:expected"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the later statements that it rests on."""

    verdict: Verdict
    evidence: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, the verdicts that count, those superseded, and what the next plan says of it."""

    statement: Statement
    judged: tuple[Judged, ...]
    superseded: tuple[Judged, ...]
    next: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that derives verdicts: its version, and the name of its query without ending."""

    iri: str
    version: str
    file: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many promises of a report the next one of its place drops silently, and of how many.

    Where `after` was read in full for figures only, expected targets count, and no others.
    """

    before: Report
    after: Report
    dropped: int
    of: int


def loaded(snapshot: Snapshot, iris: Iterable[str]) -> list[Promise]:
    """The promises of these IRIs, in their order."""
    iris = list(iris)
    verdicts = stored.verdicts(snapshot.index, iris)
    promised = load(snapshot, iris)
    others = dict.fromkeys(
        [
            *(word for some in verdicts.values() for one in some for word in one.words),
            *(iri for s in promised for iri in s.resources("takenUpBy")),
        ]
    )
    others_by_iri = {s.iri: s for s in load(snapshot, others)}
    found = []
    for s in promised:
        judged = [
            Judged(one, tuple(others_by_iri[word] for word in one.words))
            for one in verdicts.get(s.iri, ())
        ]
        found.append(
            Promise(
                s,
                tuple(one for one in judged if not one.verdict.superseded),
                tuple(one for one in judged if one.verdict.superseded),
                tuple(others_by_iri[iri] for iri in s.resources("takenUpBy")),
            )
        )
    return found


def statements_of(promises: Iterable[Promise]) -> list[Statement]:
    """All statements that promises are shown with."""
    return [
        s
        for one in promises
        for s in (
            one.statement,
            *one.next,
            *(word for judged in (*one.judged, *one.superseded) for word in judged.evidence),
        )
    ]


def rules(snapshot: Snapshot) -> dict[str, Rule]:
    """The rules that derive verdicts, by IRI."""
    listed = snapshot.vocabulary.schemes.get(f"{snapshot.base}code/rule", ())
    return {
        s.iri: Rule(s.iri, s.text("version"), s.text("query").rpartition("/")[2].partition(".")[0])
        for s in load(snapshot, listed)
    }


def states(snapshot: Snapshot) -> list[str]:
    """The states of verdicts: those first that tell nothing, then as their list has them."""
    listed = snapshot.vocabulary.schemes.get(f"{snapshot.base}code/verdict", ())
    first = [snapshot.names.iri(f"verdict:{name}") for name in (*UNRATED, *SILENT)]
    return [*first, *(iri for iri in listed if iri not in first)]


def dropped(snapshot: Snapshot, reports: Sequence[Report]) -> list[Dropped]:
    """What reports promised and the next ones of their places drop silently.

    Only of pairs of which the later report was read in full: of others it cannot be told.
    """
    silently = snapshot.names.iri("uptake:silently-dropped")
    never = [snapshot.names.iri(f"verdict:{name}") for name in _NEVER_DROPPED]
    found = []
    for before in reports:
        for after in _following(snapshot.dataset, before):
            commitment = _IN_FULL[after.reading] and snapshot.names.iri(_IN_FULL[after.reading])
            of = stored.comparable(snapshot.index, before.iri, never, commitment)
            choice = Choice(report=before.iri, uptake=silently)
            if of:
                found.append(Dropped(before, after, stored.promised(snapshot.index, choice)[0], of))
    return found


def _following(dataset: DataSet, before: Report) -> list[Report]:
    """The reports of a place that look back on what one planned, and were read in full for it."""
    return [
        one
        for one in dataset.reports.values()
        if one.place == before.place and one.reviews == before.plans and one.reading in _IN_FULL
    ]
