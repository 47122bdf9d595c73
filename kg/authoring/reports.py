"""Checks of the descriptions of the data set and of its reports.

A shape checks the other properties of a report.ttl.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg import namespaces
from kg.authoring.segmentation import segment
from kg.errors import Problem
from kg.model.dataset import DataSet
from kg.model.names import LANGUAGES, TYPE
from kg.project import Project
from kg.rdf import NamedNode, Quad

FILE = "report.ttl"

_REPORT = NamedNode(f"{namespaces.PREFIXES['schema']}Report")
_PASSAGE = NamedNode(f"{namespaces.PREFIXES['wk']}Passage")
_EXCEPTION = NamedNode(f"{namespaces.PREFIXES['wk']}EvidenceException")


def own_report(path: Path) -> str:
    """The report of r: and st: in a file: that of its folder, else the default."""
    return path.parent.name if path.parent.parent.name == "reports" else namespaces.DEFAULT_REPORT


def described(
    project: Project, dataset: DataSet, files: Mapping[str, Sequence[Quad]]
) -> list[Problem]:
    """Problems of data/dataset.ttl and of the folders in data/reports: gaps, or other reports."""
    return [
        *_dataset(project, dataset),
        *(problem for name in project.report_names for problem in _folder(project, name, files)),
        *_labels(project, dataset),
    ]


def _dataset(project: Project, dataset: DataSet) -> Iterator[Problem]:
    file = project.relative(project.dataset)
    if not project.dataset.is_file():
        repair = "Write it: title, description, licence, publisher and wk:defaultReport."
        yield Problem(file, "", "is missing", repair)
        return
    texts = {
        "dcterms:title": dataset.title,
        "dcterms:alternative": dataset.short,
        "dcterms:abstract": dataset.abstract,
        "dcterms:description": dataset.description,
        "dcat:keyword": dataset.keywords,
        "foaf:name of the publisher": dataset.publisher,
        "dcterms:title of the catalogue": dataset.catalogue,
        "dcterms:title of the service": dataset.service,
    }
    for name, found in texts.items():
        if set(found) != set(LANGUAGES):
            yield Problem(file, name, "is not given in zh and en", "Give it once in each.")
    if not dataset.identifier:
        repair = "Give one word in ASCII: files and citations bear it."
        yield Problem(file, "dcterms:identifier", "is not given", repair)
    if not dataset.licence:
        yield Problem(file, "dcterms:license", "is not given", "Give the IRI of a licence.")
    if dataset.default_report not in dataset.reports:
        report_iris = ", ".join(map(namespaces.report, dataset.reports)) or "none yet"
        message = f"is {dataset.default_report or 'not given'}, which is no report here"
        yield Problem(file, "wk:defaultReport", message, f"Name one of the reports: {report_iris}.")


def _folder(project: Project, name: str, files: Mapping[str, Sequence[Quad]]) -> Iterator[Problem]:
    folder = project.relative(project.reports / name)
    if not namespaces.is_report_name(name):
        repair = "Name it by place and year of giving: wuhan-2025, or wuhan-2025-06 for a second."
        yield Problem(folder, "", "is no name for a report", repair)
    file = f"{folder}/{FILE}"
    if file not in files:
        repair = "Write it, or make the folder with `kg new-report`."
        yield Problem(folder, "", f"has no {FILE}", repair)
        return
    own = namespaces.report(name)
    typed = {
        quad.subject.value
        for quad in files[file]
        if quad.predicate == TYPE and quad.object == _REPORT and isinstance(quad.subject, NamedNode)
    }
    for iri in sorted(typed - {own}):
        yield Problem(
            file,
            f"<{iri}>",
            "is described here, but the folder is another report's",
            f"Describe <{own}> here; a report is described in the folder that bears its name.",
        )
    if own not in typed:
        yield Problem(file, "", f"does not say that <{own}> is a report", "Type it schema:Report.")


def _labels(project: Project, dataset: DataSet) -> Iterator[Problem]:
    """Two reports with the same label."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for name, report in dataset.reports.items():
        for label in report.label.values():
            bearers[label].append(name)
    for label, names in bearers.items():
        for name in names[1:]:
            yield Problem(
                project.relative(project.reports / name / FILE),
                label,
                f"is the name of {names[0]} too",
                "Give each report a name of its own: its place and its year.",
            )


def read_texts(path: Path, reports: Collection[str], otherwise: str) -> dict[str, str]:
    """The texts of reports by their names, from a folder or a file; none where there is neither.

    In a folder a report's text is NAME.txt. A file is the text of the report that it is named
    after, else of the report `otherwise`.
    """
    files = {name: text_file(path, name, reports, otherwise) for name in reports}
    return {
        name: file.read_text(encoding="utf-8")
        for name, file in files.items()
        if file and file.is_file()
    }


def text_file(path: Path, report: str, reports: Collection[str], otherwise: str) -> Path | None:
    """The file that has a report's text, or None where a file has that of another report.

    It need not exist. Arguments are as for `read_texts`.
    """
    if path.is_dir():
        return path / f"{report}.txt"
    own = path.stem if path.stem in reports else otherwise
    return path if report == own else None


def overview(
    dataset: DataSet, quads: Iterable[Quad], texts: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """A row for each report: name, reading, years, sentences that were read, statements.

    Where the text is given, the sentences are told as a share of those that it has.
    """
    sentences, statements = Counter[str](), Counter[str]()
    for quad in quads:
        if quad.predicate == TYPE and isinstance(quad.subject, NamedNode):
            iri = quad.subject.value
            if quad.object == _PASSAGE:
                sentences[namespaces.locate(iri)[0]] += 1
            elif namespaces.is_statement(iri) and quad.object != _EXCEPTION:
                statements[namespaces.locate(iri)[0]] += 1
    rows: list[tuple[str, ...]] = []
    for name, report in dataset.reports.items():
        whole = f" of {len(segment(texts[name]).by_number)}" if name in texts else ""
        rows.append(
            (
                name,
                report.reading,
                namespaces.compact(report.reviews),
                namespaces.compact(report.plans),
                f"{sentences[name]}{whole}",
                str(statements[name]),
            )
        )
    return rows
