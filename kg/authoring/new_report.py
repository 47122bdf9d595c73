"""The folder of a new report, with what can be derived from its text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kg import namespaces
from kg.authoring.passages import render, select
from kg.authoring.reports import FILE
from kg.authoring.segmentation import Document
from kg.errors import ProjectError
from kg.project import Project
from kg.rdf import Literal

_PREFIXES = ("wk", "r", "reading", "rdfs", "schema")
_MAX_LENGTH = 30  # characters of a heading: longer ones are the report's words, not names


def new_report(project: Project, name: str, document: Document, numbers: Collection[str]) -> Path:
    """The folder made for a report: report.ttl and passages.ttl.

    With numbers, those parts of the text are the passages and the reading is selected; else it is
    whole. Labels, place, government and periods are for a person to add: `kg check` asks for them.
    Raises ProjectError for a name that is taken or none, KgError for a number that is not there.
    """
    if not namespaces.is_report_name(name):
        raise ProjectError(
            f"{name!r} is no name for a report. "
            "Name it by place and year of giving: wuhan-2025, or wuhan-2025-06 for a second."
        )
    folder = project.reports / name
    if folder.exists():
        raise ProjectError(f"{project.relative(folder)} is there already. Take another name.")
    selected = select(document, numbers) if numbers else None
    passages = render(document, {}, name, selected)
    folder.mkdir(parents=True)
    (folder / FILE).write_text(_report(name, document, selected), encoding="utf-8")
    (folder / "passages.ttl").write_text(passages, encoding="utf-8")
    return folder


def _report(name: str, document: Document, selected: Collection[str] | None) -> str:
    """The report.ttl of a text that has not been read yet."""
    parts = [(part.number, part.title) for part in document.parts]
    sections = [(section.number, section.title) for section in document.sections]
    titles = {
        number: title
        for number, title in sorted(parts + sections)
        if selected is None or any(one.startswith(f"{number}.") for one in selected)
    }
    reading = "whole" if selected is None else "selected"
    lines = [
        "# The report itself, and the names of its parts. Sentences stand in passages.ttl.",
        *(f"@prefix {p}: <{namespaces.namespace(p, name)}> ." for p in _PREFIXES),
        "",
        f"<{namespaces.report(name)}> a wk:Document , schema:Report ;",
        f"    wk:reading reading:{reading} ;",
        f'    wk:sha256 "{document.sha256}" .',
        "",
        *(
            f"r:{number} rdfs:label {Literal(title, language='zh')} ."
            for number, title in titles.items()
            if 0 < len(title) < _MAX_LENGTH
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"
