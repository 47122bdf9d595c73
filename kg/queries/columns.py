"""What columns of answers and tags of questions are called: queries/columns.yaml and tags.yaml.

A column of names, ?thingZh or ?thingEn, is called as ?thing is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from kg.errors import QueryError
from kg.model.names import LANGUAGES, Language
from kg.rdf import QuerySolutions, Store

SUFFIX: Mapping[Language, str] = {"zh": "Zh", "en": "En"}  # of the columns of names
_IN: Mapping[Language, Mapping[Language, str]] = {
    "zh": {"zh": "（中文）", "en": "（英文）"},
    "en": {"zh": " (Chinese)", "en": " (English)"},
}

Words = Mapping[str, Mapping[Language, str]]


def read_words(path: Path) -> Words:
    """The words of each variable or tag. Raises QueryError, naming the line without both."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise QueryError(f"{path.name} is no YAML: {error}") from error
    words: dict[str, Mapping[Language, str]] = {}
    for name, pair in rows.items():
        if not isinstance(pair, list) or [*map(type, pair)] != [str, str]:
            raise QueryError(f"{path.name}: {name!r}: write `name: [Chinese, English]`.")
        words[name] = dict(zip(LANGUAGES, pair, strict=True))
    return words


def projected(text: str) -> tuple[str, ...]:
    """The variables of the rows that a query answers with; none where it answers otherwise."""
    found = Store().query(text)
    return tuple(v.value for v in found.variables) if isinstance(found, QuerySolutions) else ()


def parts(variable: str) -> tuple[str, Language | None]:
    """What a column is of, and the language of the names in it if it holds names."""
    for language in LANGUAGES:
        if variable.endswith(SUFFIX[language]):
            return variable.removesuffix(SUFFIX[language]), language
    return variable, None


def word(words: Words, variable: str, language: Language) -> str:
    """What a column is called; it says in which language its names are."""
    stem, written = parts(variable)
    if stem not in words:
        return variable
    return words[stem][language] + (_IN[language][written] if written else "")
