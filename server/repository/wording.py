"""What ontology/wording.ttl says of terms: verbs of relations, and names of terms of others.

The words of stages and honours need no reading: rules make a `wk:phrase` of each statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg import namespaces
from kg.rdf import Literal, NamedNode
from server.http.language import Language
from server.repository.views import Reader


@dataclass(frozen=True, slots=True)
class Verb:
    """How an English sentence puts a relation, of one subject and of many."""

    one: str
    many: str


@dataclass(frozen=True)
class Wording:
    """The verbs by the IRI of the relation, the names by the IRI of the term and the language."""

    verbs: Mapping[str, Verb]
    names: Mapping[str, Mapping[Language, str]]


def wording(reader: Reader) -> Wording:
    """The wording of the reader's build; read once for each build."""
    return reader.once(_read)


def _read(reader: Reader) -> Wording:
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in reader.rows("wording"):
        term, property_, text = row["term"], row["property"], row["text"]
        assert isinstance(term, NamedNode) and isinstance(property_, NamedNode)
        assert isinstance(text, Literal)
        name = namespaces.compact(property_.value, reader.base)
        found[term.value][name, text.language or ""] = text.value
    one, many, name = "wk:verbPhrase", "wk:pluralVerbPhrase", "wk:displayName"
    return Wording(
        {
            term: Verb(words[one, "en"], words[many, "en"])
            for term, words in found.items()
            if (one, "en") in words
        },
        {
            term: {"zh": words[name, "zh"], "en": words[name, "en"]}
            for term, words in found.items()
            if (name, "zh") in words
        },
    )
