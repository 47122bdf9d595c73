"""Whether the authored files are sound: shapes, check queries, axioms, evidence, words, coverage.

Each finding is a Problem that names file, line, node and repair; no problem, no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.authoring import coverage, evidence, glossary
from kg.authoring.load import STYLE, Authored, load
from kg.build.closure import unsupported
from kg.build.rules import Derived, derive
from kg.errors import Problem, in_order
from kg.namespaces import ONTOLOGY, compact
from kg.project import Project
from kg.queries.headers import read_header
from kg.rdf import DefaultGraph, NamedNode, QuerySolutions, Store, Term, Triple, explain

_TERMS = f"{ONTOLOGY}/"


def check(project: Project, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """Every problem of the files; with the texts of reports, what of them is not encoded too.

    `texts` holds texts by the names of their reports.

    Raises ProblemsFound where a file cannot be read at all.
    """
    authored = load(project)
    problems = sound(authored, derive(authored.quads, project.rule_files), texts)
    return in_order([*problems, *coverage.problems(authored, texts or {})])


def sound(
    authored: Authored, derived: Derived, texts: Mapping[str, str] | None = None
) -> list[Problem]:
    """The problems that keep a graph from being published."""
    return in_order(
        [
            *check_axioms(authored),
            *check_queries(authored, derived.store),
            *check_shapes(authored, derived.store),
            *check_style(authored),
            *evidence.problems(authored, texts or {}),
            *glossary.problems(authored),
        ]
    )


def check_queries(authored: Authored, store: Store) -> list[Problem]:
    """What the queries in queries/checks find: each row is a problem with its first column.

    A column ?passage says in whose graph the problem is.
    """
    problems = []
    for path in sorted(authored.project.checks.glob("*.rq")):
        problems += _rows(path, authored, store)
    return problems


def check_shapes(authored: Authored, store: Store) -> list[Problem]:
    """What breaks ontology/shapes.ttl in all that is stated or inferred of other than terms."""
    from kg.build.shapes import validate  # rdflib is slow to import, and needed here only

    shapes = authored.project.shapes
    if not shapes.is_file():
        return []
    return [authored.problem(*violation) for violation in validate(described(store), shapes)]


def described(store: Store) -> Iterator[Triple]:
    """The triples about things, codes, statements and passages: no shape speaks of terms."""
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and not quad.subject.value.startswith(_TERMS):
            yield quad.triple


def check_style(authored: Authored) -> list[Problem]:
    """What breaks ontology/style.ttl in the terms of our own: those of no alignments."""
    from kg.build.shapes import validate

    style = authored.project.ontology / STYLE
    if not style.is_file():
        return []
    own = [
        quad.triple
        for file, quads in authored.files.items()
        if file.startswith("ontology/") and not file.endswith("/alignments.ttl")
        for quad in quads
    ]
    return [authored.problem(*violation) for violation in validate(own, style)]


def check_axioms(authored: Authored) -> list[Problem]:
    """The axioms that would entail what the closure does not derive."""
    return [
        authored.problem(
            triple.subject.value if isinstance(triple.subject, NamedNode) else "",
            f"{compact(triple.predicate.value)} entails more than the build derives",
            "Say it with the axioms that kg/build/closure.py names, as a shape, or as a rule.",
            file,
        )
        for file, quads in authored.files.items()
        if file.startswith("ontology/")
        for triple in unsupported(quad.triple for quad in quads)
    ]


def _rows(path: Path, authored: Authored, store: Store) -> list[Problem]:
    name = authored.project.relative(path)
    text = path.read_text(encoding="utf-8")
    header = read_header(text, name)
    try:
        answer = store.query(text)
    except SyntaxError as error:
        wrong = explain(error, text)
        return [Problem(name, "", wrong.message, "Correct the query.", wrong.line)]
    if not isinstance(answer, QuerySolutions) or not {"message", "repair"} <= header.keys():
        return [Problem(name, "", "is no check", "Write a SELECT with #+ message and #+ repair.")]
    names = [variable.value for variable in answer.variables]
    problems = []
    for row in answer:
        node, *rest = row
        message = " ".join([header["message"], *map(_shown, rest)])
        iri = node.value if isinstance(node, NamedNode) else ""
        passage = row["passage"] if "passage" in names else None
        file = authored.graphs.get(passage.value) if isinstance(passage, NamedNode) else None
        problems.append(authored.problem(iri, message, header["repair"], file))
    return problems


def _shown(term: Term | None) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value)
    return "" if term is None else str(term)
