"""The authored files as quads, by graph and by file.

A file's folder says which graph it fills; a TriG file of a report names its own, one per passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from kg import namespaces
from kg.authoring.links import read_links
from kg.authoring.reports import described, own_report
from kg.errors import Problem, ProblemsFound
from kg.model.dataset import DataSet, dataset
from kg.project import Project
from kg.rdf import BlankNode, DefaultGraph, NamedNode, Quad, Term, Triple, read

STYLE = "style.ttl"  # constraints on the ontology; those on the data are Project.shapes

_TYPE = NamedNode(f"{namespaces.PREFIXES['rdf']}type")


@dataclass(frozen=True)
class Authored:
    """What was read: per file, named as seen from the checkout, its quads in its order."""

    project: Project
    files: Mapping[str, list[Quad]]

    @property
    def quads(self) -> Iterator[Quad]:
        """All that is data: not what describes the data set, which the build adds at the end."""
        description = self.project.relative(self.project.dataset)
        for file, quads in self.files.items():
            if file != description:
                yield from quads

    @cached_property
    def dataset(self) -> DataSet:
        """The descriptions of the data set and of each report."""
        return dataset(quad for quads in self.files.values() for quad in quads)

    @cached_property
    def graphs(self) -> Mapping[str, str]:
        """The file that fills each graph; the first of several."""
        graphs: dict[str, str] = {}
        for file, quads in self.files.items():
            for quad in quads:
                if isinstance(quad.graph_name, NamedNode):
                    graphs.setdefault(quad.graph_name.value, file)
        return graphs

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The file a curator opens for an IRI: where it is typed, else a subject, a graph, used."""
        typed: dict[str, str] = {}
        named: dict[str, str] = {}
        used: dict[str, str] = {}
        for file, quads in self.files.items():
            for quad in quads:
                subject, predicate, value, _ = quad
                if predicate == _TYPE and isinstance(subject, NamedNode):
                    typed.setdefault(subject.value, file)
                for term, homes in ((subject, named), (predicate, used), (value, used)):
                    if isinstance(term, NamedNode):
                        homes.setdefault(term.value, file)
        return {**used, **self.graphs, **named, **typed}

    def problem(self, iri: str, message: str, repair: str, file: str | None = None) -> Problem:
        """The problem with a node, with the file (its home unless told) and line it stands at."""
        file = file or self.homes.get(iri, "")
        line = find_line(self.project.root / file, iri) if file else None
        return Problem(file or "the built graph", namespaces.compact(iri), message, repair, line)


def load(project: Project) -> Authored:
    """All authored quads. Raises ProblemsFound with every file that cannot be read.

    A folder of data/reports that describes no report, or another, cannot be read either, nor can
    a data set without a description.
    """
    files: dict[str, list[Quad]] = {}
    problems: list[Problem] = []
    for path, graph in _files(project):
        name = project.relative(path)
        try:
            files[name] = (
                read_links(path, name) if path.suffix == ".tsv" else _read(path, graph, name)
            )
        except ProblemsFound as found:
            problems += found.problems
    authored = Authored(project, _needed(project, files))
    if not problems:
        problems = described(project, authored.dataset, files)
    if problems:
        raise ProblemsFound(problems)
    return authored


def _needed(project: Project, files: Mapping[str, list[Quad]]) -> dict[str, list[Quad]]:
    """The files, those of data/reference with no more than the nodes that others lead to."""
    lists = {project.relative(path) for path in project.reference.glob("*.ttl")}
    links: dict[Term, list[Term]] = {}
    for name in lists & files.keys():
        for quad in files[name]:
            links.setdefault(quad.subject, []).append(quad.object)
    waiting = [
        term
        for name, quads in files.items()
        if name not in lists
        for quad in quads
        for term in (quad.subject, quad.object)
        if term in links
    ]
    found: set[Term] = set()
    while waiting:
        term = waiting.pop()
        if term in links and term not in found:
            found.add(term)
            waiting += links[term]
    return {
        name: [quad for quad in quads if name not in lists or quad.subject in found]
        for name, quads in files.items()
    }


def triples(quads: Iterator[Quad]) -> Iterator[Triple]:
    """The triples of the quads, each once, in the order of their first graph."""
    return iter(dict.fromkeys(quad.triple for quad in quads))


def find_line(path: Path, iri: str) -> int | None:
    """The first line that begins with the node's name or its IRI, else the first that has it."""
    if not path.is_file():
        return None
    name = re.escape(namespaces.compact(iri, own=own_report(path)))
    found = re.compile(rf"(?<![\w:.-]){name}(?![\w-]|\.\w)|{re.escape(f'<{iri}>')}")
    mentions = [
        (number, match.start())
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := found.search(text))
    ]
    return min(mentions, key=lambda mention: (mention[1] > 0, mention[0]))[0] if mentions else None


def _files(project: Project) -> Iterator[tuple[Path, str | None]]:
    """Each authored file with the graph that it fills, or None where it names its graphs."""
    for path in sorted(project.ontology.glob("*.ttl")):
        if path != project.shapes and path.name != STYLE:
            yield path, namespaces.ONTOLOGY_GRAPH
    for path in sorted(project.entities.glob("*.ttl")):
        yield path, namespaces.ENTITIES_GRAPH
    for path in sorted(project.reference.glob("*.ttl")):
        yield path, namespaces.ENTITIES_GRAPH
    for path in sorted(project.links.glob("*.tsv")):
        yield path, namespaces.LINKS_GRAPH
    if project.dataset.is_file():
        yield project.dataset, namespaces.METADATA_GRAPH
    for path in sorted(project.reports.glob("*/*.ttl")):
        yield path, namespaces.REPORT_GRAPH
    for path in sorted(project.reports.glob("*/*.trig")):
        yield path, None


def _read(path: Path, graph: str | None, name: str) -> list[Quad]:
    """The quads of one file in their graphs. Raises ProblemsFound."""
    try:
        parser = read(path)
        quads = list(parser)
    except SyntaxError as error:
        raise ProblemsFound([_syntax_problem(name, error, own_report(path))]) from error
    except OSError as error:
        problem = Problem(name, "", f"cannot be read: {error.strerror}", "Check its permissions.")
        raise ProblemsFound([problem]) from error
    own = own_report(path)
    problems = list(_prefixes(path, name, own, parser.prefixes))
    if graph is not None:
        quads = _placed(quads, graph, path.stem)
    problems += [
        Problem(
            name,
            str(quad.triple),
            "stands in no graph",
            "Put it between the braces of the passage that states it: r:1.2.2-s03 { … }.",
        )
        for quad in quads
        if isinstance(quad.graph_name, DefaultGraph)
    ]
    if graph is None:
        problems += [
            Problem(
                name,
                f"<{iri}>",
                "is a graph of another report",
                f"Here graphs are passages of {own}; move it to the folder of its report.",
                find_line(path, iri),
            )
            for iri in dict.fromkeys(
                quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)
            )
            if not iri.startswith(namespaces.passage(own, ""))
        ]
    if graph != namespaces.ONTOLOGY_GRAPH:
        problems += [
            Problem(
                name,
                str(quad.triple),
                "has a blank node",
                "Give the node an IRI: many graph tools cannot keep a node without one.",
            )
            for quad in quads
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
        ]
    if problems:
        raise ProblemsFound(problems)
    return quads


def _prefixes(path: Path, name: str, own: str, found: Mapping[str, str]) -> Iterator[Problem]:
    """The prefixes with another namespace than elsewhere, or than this folder's."""
    for prefix, space in found.items():
        expected = namespaces.namespace(prefix, own)
        if space == expected:
            continue
        where, repair = (
            "elsewhere",
            "Copy the PREFIX line of another file, or add the prefix to kg/namespaces.py.",
        )
        if prefix in ("r", "st"):
            where = f"in the folder of {own}"
            repair = f"Here r: and st: are {own}'s; another report has r-NAME: and st-NAME:."
        message = f"stands for <{space}> here, {where} for <{expected}>"
        yield Problem(name, f"{prefix}:", message, repair, find_line(path, space))


def _placed(quads: list[Quad], graph: str, stem: str) -> list[Quad]:
    """The quads in that graph, their blank nodes numbered so that each build has the same."""
    names: dict[Term, BlankNode] = {}

    def named(term: Term) -> Term:
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"{stem}{len(names) + 1}"))
        return term

    return [
        Quad(cast(BlankNode, named(q.subject)), q.predicate, named(q.object), NamedNode(graph))
        for q in quads
    ]


def _syntax_problem(name: str, error: SyntaxError, own: str) -> Problem:
    """The parser's complaint with the likely repair."""
    message = re.sub(r"^Parser error .*?: ", "", error.msg or str(error)).strip()
    column = f"column {error.offset}" if error.offset else ""
    undeclared = re.search(r"[Pp]refix (\S+): has not been declared", message)
    if undeclared and (space := namespaces.namespace(undeclared[1], own)):
        repair = f"Add the line: PREFIX {undeclared[1]}: <{space}>"
    elif undeclared:
        repair = f"Known prefixes: {', '.join(namespaces.PREFIXES)}."
    else:
        repair = (
            "Look at this line and the one before it: a dot, semicolon or quote is often missing."
        )
    return Problem(name, column, message, repair, error.lineno)
