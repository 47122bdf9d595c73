"""The project pipeline: the stage of each project, what is promised next, where it belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import passages
from kg.model.statements import Statement, of_kind
from kg.rdf import NamedNode
from server.repository.snapshot import Snapshot, text_of
from server.site.models.statements import load

# Lanes of the board: the last stage that belongs to each, and what to call it.
LANES = (
    ("promised", "", "新安排", "Promised only"),
    ("planned", "settled", "前期与落地", "Planned and settled"),
    ("land", "cleared", "征收", "Clearing land"),
    ("building", "nearing-completion", "在建", "Being built"),
    ("done", "discovered", "建成投用", "Built and running"),
    ("none", "", "未说明进度", "Stage not stated"),
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its furthest milestone reached, those promised, its places and industries.

    The milestones are those of one report, or all: its own, and those of works that are carried
    out in it, such as its renovation.
    """

    iri: str
    classes: tuple[str, ...]
    places: frozenset[str]
    industries: frozenset[str]
    reached: Statement | None
    promised: tuple[Statement, ...]
    lane: str
    order: int  # of the stage reached; -1 where there is none

    @property
    def deadline(self) -> str:
        """The day or the year by which the next promise is due; empty where there is none."""
        return min((s.text("deadline") or f"{s.year}-12-31" for s in self.promised), default="")


def projects(snapshot: Snapshot, report: str = "") -> list[Project]:
    """The projects in the report of that IRI, or all, the most advanced first."""
    names = snapshot.names
    mentioned = passages.mentioned(snapshot.index, report) if report else None
    stages = snapshot.vocabulary.schemes.get(f"{snapshot.base}code/stage", ())
    places: dict[str, set[str]] = defaultdict(set)
    industries: dict[str, set[str]] = defaultdict(set)
    works: dict[str, list[str]] = defaultdict(list)
    for row in snapshot.rows("projects_belong"):
        project = text_of(row["project"])
        if "place" in row:
            places[project].add(text_of(row["place"]))
        elif "work" in row:
            works[project].append(text_of(row["work"]))
        else:
            industries[project].add(text_of(row["industry"]))
    milestones: dict[str, list[Statement]] = defaultdict(list)
    for statement in load(snapshot, of_kind(snapshot.index, "Milestone", report=report)):
        for subject in statement.resources("subject"):
            milestones[subject].append(statement)
    found = []
    for iri in snapshot.nodes.of_class(names.wk("Project")):
        if mentioned is not None and iri not in mentioned:
            continue
        mine = [*milestones[iri], *(s for work in sorted(works[iri]) for s in milestones[work])]
        reached = max(
            (s for s in mine if not s.promised), key=lambda s: _order(s, stages), default=None
        )
        promised = sorted((s for s in mine if s.promised), key=lambda s: _order(s, stages))
        order = _order(reached, stages) if reached else -1
        found.append(
            Project(
                iri,
                tuple(names.classes(iri)),
                frozenset(places[iri]),
                frozenset(industries[iri]),
                reached,
                tuple(promised),
                _lane(order, bool(promised), stages),
                order,
            )
        )
    return sorted(found, key=lambda p: (-p.order, p.deadline or "9", p.iri))


def count_of(snapshot: Snapshot, place: str, report: str) -> int:
    """How many of the projects in a report belong to a place."""
    (row,) = snapshot.rows("projects_of_place", place=NamedNode(place), report=NamedNode(report))
    return int(text_of(row["count"]))


def matching(
    found: Iterable[Project], place: str = "", industry: str = "", cls: str = ""
) -> list[Project]:
    """The projects that belong to a place, are in an industry and of a class, where given."""
    return [
        project
        for project in found
        if (not place or place in project.places)
        and (not industry or industry in project.industries)
        and (not cls or cls in project.classes)
    ]


def _order(statement: Statement, stages: Sequence[str]) -> int:
    stage = statement.resource("stage")
    return stages.index(stage) if stage in stages else -1


def _lane(order: int, promised: bool, stages: Sequence[str]) -> str:
    if order < 0:
        return "promised" if promised else "none"
    names = [stage.rpartition("/")[2] for stage in stages]
    return next(name for name, last, _, _ in LANES if last and order <= names.index(last))
