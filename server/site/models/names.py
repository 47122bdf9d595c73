"""What every IRI is called and is: names, classes, colours, units; made once for each build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg import namespaces
from kg.model.palette import COLOURS
from kg.rdf import Literal, NamedNode
from server.http.language import Language
from server.repository.names import Names, read
from server.repository.views import Reader
from server.repository.wording import Verb, wording
from server.site.wording.english import agreeing, plural


@dataclass(frozen=True, slots=True)
class Unit:
    """The base unit of a unit, by its label in each language, and its English plural."""

    base: str
    labels: Mapping[str, str]
    plural: str


@dataclass(frozen=True)
class Model:
    """The vocabulary of a build, and the names of all that it speaks of."""

    names: Names
    base: str
    above: Mapping[str, frozenset[str]]  # all classes above a class
    parents: Mapping[str, tuple[str, ...]]
    inverse: Mapping[str, str]
    units: Mapping[str, Unit]
    verbs: Mapping[str, Verb]
    external: Mapping[str, Mapping[Language, str]]  # names of terms of others
    # Pages ask for the same again and again.
    _kinds: dict[str, str] = field(default_factory=dict)
    _labels: dict[tuple[str, Language], str] = field(default_factory=dict)

    def label(self, iri: str, language: Language) -> str:
        """What an IRI is called in a language, else in the other, else its short name."""
        key = iri, language
        if key in self._labels:
            return self._labels[key]
        text = self.names.label(iri, language)
        if iri in self.names.of:  # no other, which might be anything that a query makes up
            self._labels[key] = text
            return text
        words = self.external.get(iri)
        return words[language] if words else text

    def phrase(self, relation: str, language: Language, subject: str = "") -> tuple[str, str]:
        """What stands before and after the things in a sentence: 是…的组成部分 is cut at the dots.

        An English verb goes with the name of the subject, where that stands before it.
        """
        text = self.label(relation, language)
        if language == "en":
            many = plural(subject)
            verb = self.verbs.get(relation)
            text = (verb.many if many else verb.one) if verb else agreeing(text, many)
        before, _, after = text.partition("…")
        return before, after

    def aliases(self, iri: str, language: Language | None = None) -> list[str]:
        """The other names of a thing, in a language or in both."""
        return [
            name.text
            for name in self.names.of.get(iri, ())
            if not name.preferred and language in (None, name.language)
        ]

    def wk(self, name: str) -> str:
        """The IRI of a term of the vocabulary."""
        return namespaces.rebase(namespaces.PREFIXES["wk"] + name, self.base)

    def iri(self, name: str) -> str:
        """The IRI of a prefixed name."""
        return namespaces.rebase(namespaces.expand(name), self.base)

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI."""
        return namespaces.compact(iri, self.base)

    def local(self, iri: str) -> str:
        """The last part of a prefixed name: Project, partOf."""
        return self.short(iri).rpartition(":")[2]

    def classes(self, iri: str) -> list[str]:
        """The most specific classes that a file gives a thing, that of its IRI's kind first."""
        ours = [cls for cls in self.names.stated.get(iri, ()) if cls in self.above]
        wide = {above for cls in ours for above in self.above[cls]}
        prefix = self.short(iri).partition(":")[0]
        return sorted(
            (cls for cls in ours if cls not in wide),
            key=lambda cls: (not self.kind(cls).lower().startswith(prefix), cls),
        )

    def kind(self, iri: str) -> str:
        """The name of the class by which a thing, statement, passage or class is coloured."""
        if iri not in self._kinds:
            self._kinds[iri] = self._kind(iri)
        return self._kinds[iri]

    def is_a(self, cls: str, name: str) -> bool:
        """Whether a class is the one of that name, or below it."""
        wanted = self.wk(name)
        return cls == wanted or wanted in self.above.get(cls, ())

    def _kind(self, iri: str) -> str:
        if iri in self.above:
            chain = [iri, *self.above[iri]]
        elif classes := self.classes(iri):
            return self.kind(classes[0])
        else:
            chain = list(self.names.types.get(iri, ()))
        names = [self.local(cls) for cls in chain]
        prefix = self.short(iri).partition(":")[0]
        if prefix == "r":
            return "DocumentPart"
        return next((name for name in names if name in COLOURS), "")


def model(reader: Reader) -> Model:
    """The model of the reader's build."""
    return reader.once(_make)


def _make(reader: Reader) -> Model:
    parents: dict[str, list[str]] = defaultdict(list)
    inverse: dict[str, str] = {}
    terms: dict[str, None] = {}
    wk = namespaces.rebase(namespaces.PREFIXES["wk"], reader.base)
    for row in reader.rows("site_classes"):
        term = _iri(row["term"])
        if "inverse" in row:
            other = _iri(row["inverse"])
            inverse[term], inverse[other] = other, term
        else:
            terms[term] = None
            above = _iri(row["above"]) if "above" in row else ""
            if above.startswith(wk):
                terms[above] = None
                parents[term].append(above)
    words = wording(reader)
    return Model(
        read(reader),
        reader.base,
        {term: frozenset(_closure(term, parents)) for term in terms},
        {term: tuple(parents[term]) for term in terms},
        inverse,
        _units(reader),
        words.verbs,
        words.names,
    )


def _closure(term: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    queue = list(parents.get(term, ()))
    while queue:
        if (one := queue.pop()) not in found:
            found.add(one)
            queue += parents.get(one, ())
    return found


def _units(reader: Reader) -> dict[str, Unit]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    plurals: dict[str, str] = {}
    bases: dict[str, str] = {}
    for row in reader.rows("site_units"):
        unit, label = _iri(row["unit"]), row["label"]
        assert isinstance(label, Literal)
        bases[unit] = _iri(row["base"])
        labels[unit][label.language or ""] = label.value
        if isinstance(plural := row.get("plural"), Literal):
            plurals[unit] = plural.value
    return {
        unit: Unit(base, labels[unit], plurals.get(unit, labels[unit].get("en", "")))
        for unit, base in bases.items()
    }


def _iri(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value
