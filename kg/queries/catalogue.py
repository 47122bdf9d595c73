"""The catalogue: the questions in queries/examples, with titles, tags and typed parameters.

A parameter is a variable that one VALUES block binds to its default, so that the file is a complete
query for any engine. Another value replaces the term in the block, serialized by the engine.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import namespaces
from kg.errors import QueryError
from kg.model.names import LANGUAGES
from kg.queries.headers import read_header
from kg.rdf import Literal, NamedNode, QuerySolutions, Store, Term, explain

# Returns the IRIs of the things with a label.
Resolve = Callable[[str], Sequence[str]]

_LITERALS = {
    "integer": (r"[+-]?\d+", "a whole number"),
    "decimal": (r"[+-]?\d+(\.\d+)?", "a number"),
    "date": (r"\d{4}-\d\d-\d\d", "a date like 2024-06-30"),
}
_TYPES = ("iri", "report", "string", "lang", *_LITERALS)
_XSD = namespaces.PREFIXES["xsd"]
_FIELDS = {"summary", "summary_zh", "description", "description_zh", "tags", "params"}


@dataclass(frozen=True)
class Parameter:
    """A variable that a caller may bind; without a default it is unbound."""

    name: str
    type: str
    label: Mapping[str, str]
    default: Term | None

    def parse(
        self, text: str, base: str = namespaces.BASE, resolve: Resolve = lambda _: ()
    ) -> Term | None:
        """The term for a text; None, which binds nothing, for all reports.

        An IRI parameter accepts <IRI>, a prefixed name, or the exact label of a thing; a report
        also its name or `all`. Raises QueryError, with the candidates if there are several.
        """
        text = text.strip()
        if self.type == "report":
            if text == "all":
                return None
            if namespaces.is_report_name(text):
                return NamedNode(namespaces.rebase(namespaces.report(text), base))
            return NamedNode(self._iri(text, base, resolve))
        if self.type == "iri":
            return NamedNode(self._iri(text, base, resolve))
        if self.type == "lang" and text not in LANGUAGES:
            raise QueryError(f"{self.name}={text!r}: write zh or en.")
        if self.type in _LITERALS:
            pattern, wanted = _LITERALS[self.type]
            if not re.fullmatch(pattern, text, re.ASCII):
                raise QueryError(f"{self.name}={text!r}: write {wanted}.")
            return Literal(text, datatype=NamedNode(_XSD + self.type))
        return Literal(text)

    def _iri(self, text: str, base: str, resolve: Resolve) -> str:
        if re.fullmatch(r"<[^<>\s]+>|https?://[^<>\s]+", text):
            iri = text.strip("<>")
        elif text.partition(":")[0] in namespaces.PREFIXES and ":" in text:
            iri = namespaces.rebase(namespaces.expand(text), base)
        else:
            result = list(resolve(text))
            if len(result) != 1:
                names = ", ".join(namespaces.compact(iri, base) for iri in result)
                problem = f"could be {names}; take one" if result else "names nothing in the graph"
                raise QueryError(
                    f"{self.name}={text!r}: {problem}. "
                    "Write a prefixed name like place:wuhan, an IRI, or an exact label."
                )
            iri = result[0]
        try:
            NamedNode(iri)
        except ValueError as error:
            raise QueryError(f"{self.name}={text!r}: {error}") from error
        return iri


@dataclass(frozen=True)
class StoredQuery:
    """A question of the catalogue; `text` is a complete query with the defaults."""

    name: str
    file: str
    text: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    def parameter(self, name: str) -> Parameter:
        """The parameter with a name. Raises QueryError, with the names of all."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        names = ", ".join(f"{p.name} ({p.type})" for p in self.parameters) or "none"
        raise QueryError(f"{self.name} has no parameter {name!r}. Parameters: {names}.")

    def bound(self, values: Mapping[str, Term | None]) -> str:
        """The query with these terms in place of the defaults. Raises QueryError."""
        for name in values:
            self.parameter(name)
        return bind(self.text, values)


def bind(text: str, values: Mapping[str, Term | Sequence[Term] | None]) -> str:
    """The query with terms in the VALUES blocks of variables; None becomes UNDEF.

    The engine serializes the terms, so that no term can end its block. All are inserted in one
    pass, so that no term is searched for variables.
    """
    if not values:
        return text

    def block(match: re.Match[str]) -> str:
        term = values[match[1]]
        terms = term if isinstance(term, Sequence) else (term,)
        written = " ".join("UNDEF" if one is None else str(one) for one in terms)
        return f"VALUES ?{match[1]} {{ {written} }}"

    return _values("|".join(map(re.escape, values))).sub(block, text)


def read_catalogue(folder: Path, base: str = namespaces.BASE) -> dict[str, StoredQuery]:
    """The questions of a folder by name, in the order of their files. Raises QueryError."""
    catalogue: dict[str, StoredQuery] = {}
    for path in sorted(folder.glob("*.rq")):
        query = read_query(path, base)
        if query.name in catalogue:
            raise QueryError(f"{query.file} and {catalogue[query.name].file} share a name.")
        catalogue[query.name] = query
    return catalogue


def read_query(path: Path, base: str = namespaces.BASE) -> StoredQuery:
    """One question; its name is the file's without number. Raises QueryError."""
    file = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    text = namespaces.rebase(path.read_text(encoding="utf-8"), base)
    header = read_header(text, file)
    if unknown := header.keys() - _FIELDS:
        raise QueryError(f"{file}: unknown field {sorted(unknown)[0]!r} in the #+ header.")
    params = header.get("params", {})
    return StoredQuery(
        name=re.sub(r"^\d+-", "", path.stem),
        file=file,
        text=text,
        title=_both(header, "summary", file),
        description=_both(header, "description", file),
        tags=tuple(header.get("tags", ())),
        parameters=tuple(_parameter(name, params[name], text, file) for name in params),
    )


def find(catalogue: Mapping[str, StoredQuery], name: str) -> StoredQuery:
    """The question with a name. Raises QueryError, with similar names."""
    if name in catalogue:
        return catalogue[name]
    similar = difflib.get_close_matches(name, catalogue, n=3, cutoff=0.4)
    hint = f"Did you mean {' or '.join(similar)}?" if similar else "`kg examples` lists them all."
    raise QueryError(f"There is no question {name!r}. {hint}")


def _parameter(name: str, spec: Any, text: str, file: str) -> Parameter:
    if not isinstance(spec, dict) or spec.get("type") not in _TYPES:
        raise QueryError(f"{file}: give parameter {name} a type: {', '.join(_TYPES)}.")
    if len(_values(re.escape(name)).findall(text)) != 1:
        raise QueryError(f"{file}: bind parameter {name} once: VALUES ?{name} {{ default }}.")
    return Parameter(name, spec["type"], _both(spec, "label", file), _default(name, text, file))


def _default(name: str, text: str, file: str) -> Term | None:
    """The term in the VALUES block of a parameter; None for UNDEF."""
    block = _values(re.escape(name)).search(text)
    prefixes = re.findall(r"^\s*PREFIX\s.*$", text, re.MULTILINE | re.IGNORECASE)
    assert block
    try:
        rows = Store().query("\n".join([*prefixes, f"SELECT ?{name} {{ {block[0]} }}"]))
    except SyntaxError as error:
        raise QueryError(f"{file}: default of {name}: {explain(error).message}") from error
    assert isinstance(rows, QuerySolutions)
    terms: list[Term | None] = [row[name] for row in rows]
    if len(terms) != 1:
        raise QueryError(f"{file}: give parameter {name} one default, or UNDEF.")
    return terms[0]


def _values(names: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?({names})\s*\{{[^{{}}]*\}}")


def _both(header: Mapping[str, Any], field: str, file: str) -> dict[str, str]:
    """A text of the header in both languages."""
    texts = {"zh": header.get(f"{field}_zh"), "en": header.get(field)}
    if not all(isinstance(text, str) and text for text in texts.values()):
        raise QueryError(f"{file}: write {field} (English) and {field}_zh in the #+ header.")
    return {language: str(text) for language, text in texts.items()}
