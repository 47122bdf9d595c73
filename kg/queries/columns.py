"""Labels of columns and tags, from queries/columns.yaml and tags.yaml.

A column of names, ?thingZh or ?thingEn, has the label of ?thing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import yaml

from kg.errors import QueryError
from kg.model.index import Index
from kg.model.names import LANGUAGES, Language, Names
from kg.rdf import QuerySolutions, Store
from kg.search.lookup import by_name

SUFFIX: Mapping[Language, str] = {"zh": "Zh", "en": "En"}  # of the columns of names
_IN: Mapping[Language, Mapping[Language, str]] = {
    "zh": {"zh": "（中文）", "en": "（英文）"},
    "en": {"zh": " (Chinese)", "en": " (English)"},
}

ColumnLabels = Mapping[str, Mapping[Language, str]]


def read_labels(path: Path) -> ColumnLabels:
    """The labels of each variable or tag. Raises QueryError if one has no pair of labels."""
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
    """The variables that a SELECT projects; empty for other queries."""
    result = Store().query(text)
    return tuple(v.value for v in result.variables) if isinstance(result, QuerySolutions) else ()


def parts(variable: str) -> tuple[str, Language | None]:
    """The stem of a variable, and the language of the names in its column, or None."""
    for language in LANGUAGES:
        if variable.endswith(SUFFIX[language]):
            return variable.removesuffix(SUFFIX[language]), language
    return variable, None


def column_label(words: ColumnLabels, variable: str, language: Language) -> str:
    """The label of a column, with the language of its names."""
    stem, written = parts(variable)
    if stem not in words:
        return variable
    return words[stem][language] + (_IN[language][written] if written else "")


def shown_columns(names: Sequence[str], language: Language, translated: bool) -> tuple[str, ...]:
    """The columns, without those that repeat another one in the other language.

    If labels are `translated`, the column of a thing is shown by its label.
    """
    mine, other = SUFFIX[language], SUFFIX["en" if language == "zh" else "zh"]

    def duplicated(name: str) -> bool:
        if not name.endswith(other):
            return name + mine in names
        stem = name.removesuffix(other)
        return stem + mine in names or (translated and stem in names)

    return tuple(name for name in names if not duplicated(name))


def translations(
    texts: Collection[tuple[str, str]], index: Index, names: Names, language: Language
) -> dict[str, str]:
    """Maps labels of a column that are in the other language to those in `language`.

    `texts` are those of the column with their languages. If several things have a label, those in
    the namespace of the whole column are preferred, such as codes of one list; an ambiguous label
    is not translated. Nor is a column with both languages, which may be its purpose.
    """
    if any(written == language for _, written in texts):
        return {}
    named = {text: iris for text, _ in texts if (iris := _labelled(text, index, names))}
    families = [{iri.rpartition("/")[0] for iri in iris} for iris in named.values()]
    common = set.intersection(*families) if families else set()
    labels: dict[str, str] = {}
    for text, iris in named.items():
        near = [iri for iri in iris if iri.rpartition("/")[0] in common] or iris
        if len(called := {names.label(iri, language) for iri in near}) == 1:
            labels[text] = called.pop()
    return labels


def _labelled(text: str, index: Index, names: Names) -> list[str]:
    """The IRIs with the text as label, not as alias."""
    return [
        iri
        for iri in by_name(index, text)
        if any(name.preferred and name.text == text for name in names.nodes[iri].names)
    ]
