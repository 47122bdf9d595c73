"""Check that labels, gists and questions use the terms of data/glossary.tsv.

One translation a term in what is told in both languages, British spelling in all English, and
the Chinese terms of the interface in the ontology and the questions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.authoring.load import Authored
from kg.errors import Problem, ProblemsFound
from kg.namespaces import PREFIXES
from kg.project import Project
from kg.queries.columns import read_labels
from kg.queries.headers import read_header
from kg.rdf import Literal, NamedNode

COLUMNS = ("zh", "en", "avoid_en", "avoid_zh", "reason")
_LABEL, _ALIAS = f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}altLabel"
_PAIRED = (_LABEL, f"{PREFIXES['wk']}gist")
_QUOTES = str.maketrans("", "", "“”‘’")
_HAN = "[\u3400-\u9fff，。、；：？！“”（）《》]"
_BLANK = re.compile(rf"{_HAN} | {_HAN}")
_BRACKET = re.compile("[\u3400-\u9fff][()]|[()][\u3400-\u9fff]")


@dataclass(frozen=True)
class Term:
    """A row: a Chinese term, its English translation, and variants to avoid in both languages.

    Without Chinese it is a rule for all English: British spelling.
    """

    zh: str
    en: str
    avoid_en: tuple[str, ...]
    avoid_zh: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """The text of a node, or of a field of a question, in one language or in both.

    Where `paired`, the two are translations of each other; where `interface`, readers of the
    site see it as a word of ours.
    """

    file: str
    node: str  # its IRI, or the field
    zh: str
    en: str
    paired: bool
    interface: bool
    line: int | None = None


def read_terms(text: str, name: str) -> list[Term]:
    """The rows of the glossary. Raises ProblemsFound with file, line and repair."""
    wrong, terms, seen = [], [], set()
    head, *lines = text.splitlines() or [""]
    if tuple(head.split("\t")) != COLUMNS:
        repair = f"Begin with {', '.join(COLUMNS)}."
        raise ProblemsFound([Problem(name, "", "has other columns", repair, 1)])
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not cells[1] or not cells[4]:
            repair = f"Write {len(COLUMNS)} columns separated by tabs, at least en and reason."
            wrong.append(Problem(name, cells[0], "is no row of a glossary", repair, number))
        elif cells[0] in seen and cells[0]:
            repair = "Keep one row a term, with one translation."
            wrong.append(Problem(name, cells[0], "is in the glossary twice", repair, number))
        else:
            seen.add(cells[0])
            terms.append(Term(cells[0], cells[1], _several(cells[2]), _several(cells[3])))
    if wrong:
        raise ProblemsFound(wrong)
    return terms


def problems(authored: Authored) -> list[Problem]:
    """Uses of words that the glossary says to avoid; none without a glossary."""
    path = authored.project.glossary
    if not path.is_file():
        return []
    name = authored.project.relative(path)
    terms = read_terms(path.read_text(encoding="utf-8"), name)
    return [
        *(
            authored.problem(text.node, message, repair, text.file)
            for text in _texts(authored)
            for message, repair in faults(text, terms)
        ),
        *(
            Problem(text.file, text.node, message, repair, text.line)
            for text in _questions(authored.project)
            for message, repair in faults(text, terms)
        ),
    ]


def faults(text: Text, terms: Sequence[Term]) -> Iterator[tuple[str, str]]:
    """Each word of a text that is to be avoided, as a message with its repair."""
    used = _terms_in(text.zh, terms) if text.paired else []
    english = text.en
    for term in sorted(used, key=lambda term: -len(term.en)):
        english = _pattern(term.en).sub("", english)
    for term in (*used, *(term for term in terms if not term.zh)):
        for word in term.avoid_en:
            if found := _pattern(word).search(english):
                about = f" for “{term.zh}”" if term.zh else ""
                yield f"says “{found[0]}”{about}", f"Write “{term.en}”: see data/glossary.tsv."
    for term in terms if text.interface else ():
        for word in term.avoid_zh:
            if word in text.zh:
                yield f"says “{word}”", f"Write “{term.zh}”: see data/glossary.tsv."
    if _BLANK.search(text.zh):
        yield "has a blank beside a Chinese character", "Write none."
    if _BRACKET.search(text.zh):
        yield "has a half-width bracket beside a Chinese character", "Write （ and ）."


def _terms_in(zh: str, terms: Sequence[Term]) -> list[Term]:
    """The terms in a Chinese text; what belongs to a longer term does not count as a shorter."""
    rest, found = unicodedata.normalize("NFKC", zh).translate(_QUOTES), []
    for term in sorted((term for term in terms if term.zh), key=lambda term: -len(term.zh)):
        if term.zh in rest:
            rest = rest.replace(term.zh, "\0")
            found.append(term)
    return found


@cache  # each word is looked for in thousands of texts
def _pattern(word: str) -> re.Pattern[str]:
    """A word, or its plural; `*` stands for more letters, in front for at least four."""
    body = re.escape(word.strip("*")) + (r"\w*" if word.endswith("*") else "(?:e?s)?")
    before = r"\w{4,}" if word.startswith("*") else r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _texts(authored: Authored) -> Iterator[Text]:
    """The labels and gists in the authored files, without former and other names."""
    for file, quads in authored.files.items():
        both: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            value, predicate = quad.object, quad.predicate.value
            if predicate == _ALIAS or not isinstance(quad.subject, NamedNode):
                continue
            if isinstance(value, Literal) and value.language:
                both[quad.subject.value, predicate][value.language].append(value.value)
        for (node, predicate), texts in both.items():
            zh, en = ("|".join(texts[language]) for language in ("zh", "en"))
            interface = file.startswith("ontology/")
            yield Text(file, node, zh, en, predicate in _PAIRED, interface)


def _questions(project: Project) -> Iterator[Text]:
    """The headers of the questions, and the words of their columns and tags."""
    for path in sorted(project.examples.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        name = project.relative(path)
        for field, zh, en in _fields(read_header(text, name)):
            yield Text(name, field, zh, en, True, True, _line(text, field))
    for path in (project.columns, project.tags):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for word, both in read_labels(path).items():
                name = project.relative(path)
                yield Text(name, word, both["zh"], both["en"], True, True, _line(text, word))


def _fields(header: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The fields of a head that have words, and the parameters with their labels."""
    for field in ("summary", "description"):
        yield field, str(header.get(f"{field}_zh", "")), str(header.get(field, ""))
    for name, parameter in (header.get("params") or {}).items():
        yield name, str(parameter.get("label_zh", "")), str(parameter.get("label", ""))


def _line(text: str, field: str) -> int | None:
    """The line of a file of YAML that has the field."""
    match = re.search(rf"^(?:#\+ +)?{re.escape(field)}:", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None
