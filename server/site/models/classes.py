"""What the page of the model shows of each class: its properties with their use, and a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg import namespaces
from kg.model import usage
from kg.model.names import Names
from kg.model.usage import Use
from kg.model.vocabulary import Class, Vocabulary
from server.http.language import Language
from server.repository.snapshot import Snapshot

_ROWS = 16  # properties of a class that are listed
_RARE = 0.01  # share of the members below which a property is not listed
# What every labelled node has: the page says so once.
_EVERYWHERE = ("labelZh", "labelEn", "mostSpecificClass")
# What a query about a class can do without: where a statement stands, and what is derived from it.
_ASIDE = (
    *("involves", "hasStatement", "mentionedIn", "inReport", "reportPart", "topicFrom", "order"),
    *("sha256", "start", "end", "position", "states", "mentions"),
)
_LEFT_OUT = frozenset((*_EVERYWHERE, *_ASIDE, "statedIn"))
_COLUMNS = 5  # of a query, beside the node, its label and its sentence
_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A property of a class: its use, and the share of the members that have it, as "48%"."""

    use: Use
    share: str


@dataclass(frozen=True, slots=True)
class Section:
    """A class in the tree: how deep, its rows, the number of rarer properties, a query."""

    cls: Class
    depth: int
    rows: Sequence[Row]
    rarer: int
    query: str


def sections(snapshot: Snapshot, language: Language) -> list[Section]:
    """All classes in the order of their tree, the subclasses with most members first.

    A property that all members of a class have is not listed again in its subclasses.
    """
    uses, names = usage.read(snapshot.index), snapshot.names
    common = {names.wk(name) for name in _EVERYWHERE}
    by_all = {
        cls.iri: {use.property for use in uses[cls.iri] if use.members == cls.count}
        for cls in names.vocabulary.classes.values()
    }
    found = []
    for cls, depth in _tree(names.vocabulary):
        said = common.union(*(by_all[one] for one in cls.above))
        listed = [use for use in uses[cls.iri] if use.property not in said]
        rows = [
            Row(use, _share(use.members / cls.count))
            for use in listed
            if use.members >= _RARE * cls.count
        ][:_ROWS]
        query = _query(cls, uses[cls.iri], names, language)
        found.append(Section(cls, depth, rows, len(listed) - len(rows), query))
    return found


def used(vocabulary: Vocabulary) -> dict[str, Sequence[str]]:
    """The codes of each code list that values of our properties are from, units included."""
    lists = {one for term in vocabulary.properties.values() for one in term.ranges}
    lists |= {f"{iri}" for iri in vocabulary.schemes if iri.endswith("/unit")}
    return {iri: codes for iri, codes in vocabulary.schemes.items() if iri in lists}


def _tree(vocabulary: Vocabulary) -> Iterator[tuple[Class, int]]:
    """The classes, each before those below it, and how deep each stands."""
    below: dict[str, list[str]] = defaultdict(list)
    for iri in vocabulary.classes:
        for wider in vocabulary.direct(iri) or [""]:
            below[wider].append(iri)

    def walk(wider: str, depth: int) -> Iterator[tuple[Class, int]]:
        for iri in below[wider]:
            yield vocabulary.classes[iri], depth
            yield from walk(iri, depth + 1)

    return walk("", 0)


def _share(part: float) -> str:
    """In whole percent, which are 100 and 0 only where that is exact."""
    if 0.995 <= part < 1:
        return "> 99%"
    return f"{100 * part:.0f}%" if part >= 0.005 or not part else "< 1%"


def _query(cls: Class, uses: Sequence[Use], names: Names, language: Language) -> str:
    """A query for members of the class with what the shapes ask for, else what most of them have.

    What some members lack is optional, so that each member is in the answer; "" for a class
    without members.
    """
    if not cls.count:
        return ""
    local = {use.property: names.local(use.property) for use in uses}
    wanted = [
        use
        for use in uses
        if local[use.property] not in _LEFT_OUT
        and use.property in names.vocabulary.properties
        and use.members >= _RARE * cls.count
    ]
    chosen = sorted(wanted, key=lambda use: (use.least == 0, -use.members))[:_COLUMNS]
    around = ("labelZh" if language == "zh" else "labelEn", "statedIn")
    label, stated = ([use for use in uses if local[use.property] == name] for name in around)
    shown = [*label, *chosen, *stated]
    columns = [local[use.property] for use in shown]
    prefix = namespaces.rebase(namespaces.PREFIXES["wk"], names.base)
    always = [use for use in shown if use.members == cls.count]
    lines = [f"  ?node a {names.short(cls.iri)}", *(f"    {_pair(use, names)}" for use in always)]
    block = " ;\n".join(lines) + " ."
    options = [f"  OPTIONAL {{ ?node {_pair(use, names)} }}" for use in shown if use not in always]
    return "\n".join(
        (
            f"PREFIX wk: <{prefix}>",
            "",
            f"SELECT {' '.join(f'?{name}' for name in ('node', *columns))}",
            "WHERE {",
            block,
            *options,
            "}",
            f"LIMIT {_LIMIT}",
        )
    )


def _pair(use: Use, names: Names) -> str:
    return f"{names.short(use.property)} ?{names.local(use.property)}"
