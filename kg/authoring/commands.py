"""The commands that read and write reports. Each parses its arguments and calls one function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg import namespaces
from kg.errors import KgError
from kg.project import Project

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
language = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
texts_option = click.option(
    "--report",
    "texts",
    type=click.Path(exists=True, path_type=Path),
    help="A report's text, or a folder of texts NAME.txt. Default: ../shared/reports.",
)
in_report = click.option(
    "--in",
    "name",
    metavar="REPORT",
    help="A report by its name, or `all`. Default: the data set's default report.",
)


def texts_of_reports(command: F) -> F:
    """The options `--report` and `--in`: which reports, and where their texts are."""
    return texts_option(in_report(command))


def select_option(help_text: str) -> Callable[[F], F]:
    """The option `--select`, which may be given several times."""
    return click.option("--select", "numbers", multiple=True, metavar="NUMBER", help=help_text)


def chosen(project: Project, name: str | None) -> list[str]:
    """The reports that a name, `all`, or the lack of a name selects. Raises KgError."""
    names = project.report_names
    if name == "all":
        return names
    if name is not None and name not in names:
        raise KgError(f"There is no report {name!r}. Reports: {', '.join(names)}.")
    return [name or namespaces.DEFAULT_REPORT]


def read_texts(project: Project, path: Path | None, name: str | None) -> dict[str, str]:
    """The texts of the selected reports, where they are given or beside the checkout."""
    from kg.authoring import reports

    wanted = chosen(project, name)
    otherwise = namespaces.DEFAULT_REPORT if name == "all" else wanted[0]
    found = reports.read_texts(path or project.texts, project.report_names, otherwise)
    return {one: text for one, text in found.items() if one in wanted}


def needed(project: Project, path: Path | None, name: str | None) -> dict[str, str]:
    """The texts of the selected reports. Raises KgError where there is none."""
    found = read_texts(project, path, name)
    if not found:
        raise KgError("The report's text is needed here. Name its file or folder with --report.")
    return found


@click.command()
@click.pass_obj
def reports(project: Project) -> None:
    """List the reports: how much of each was read, and what is stated."""
    from kg.authoring.load import load
    from kg.authoring.reports import overview
    from kg.queries.tables import aligned

    authored = load(project)
    rows = overview(authored.dataset, authored.quads, read_texts(project, None, "all"))
    click.echo(aligned(["report", "reading", "reviews", "plans", "sentences", "statements"], rows))


@click.command("new-report")
@click.argument("name")
@click.option(
    "--text",
    type=FILE,
    required=True,
    help="The report's text: one paragraph a line, or paragraphs between blank lines.",
)
@select_option("Only this part, section, paragraph or sentence. Default: the whole report.")
@click.pass_obj
def new_report(project: Project, name: str, text: Path, numbers: tuple[str, ...]) -> None:
    """Create the folder of a report, named by place and year: wuhan-2025."""
    from kg.authoring.new_report import new_report
    from kg.authoring.segmentation import segment

    document = segment(text.read_text(encoding="utf-8"))
    folder = project.relative(new_report(project, name, document, numbers))
    click.echo(f"{folder} made. `kg check --in {name}` says what it still lacks.")


@click.command()
@texts_of_reports
@click.option(
    "--gists",
    type=FILE,
    multiple=True,
    help="A table of gists to import: number, Chinese, English, separated by tabs.",
)
@select_option("Of a selected reading: a part, section, paragraph or sentence to add.")
@click.option("--accept", is_flag=True, help="Accept changed passages from the text.")
@click.pass_obj
def passages(
    project: Project,
    texts: Path | None,
    name: str | None,
    gists: tuple[Path, ...],
    numbers: tuple[str, ...],
    accept: bool,
) -> None:
    """Rewrite passages.ttl from a report's text, keeping the gists."""
    from kg.authoring.load import load
    from kg.authoring.passages import read_tsv, select, update
    from kg.authoring.segmentation import segment

    about = load(project).dataset
    tables = {str(table): read_tsv(table) for table in gists}
    for one, text in needed(project, texts, name).items():
        path = project.reports / one / "passages.ttl"
        document = segment(text)
        whole = about.reports[one].reading == "whole"
        selected = None if whole else select(document, numbers)
        left = update(path, document, one, tables, accept, selected)
        click.echo(f"{project.relative(path)} written; {left} passages lack a gist.")


@click.command()
@texts_of_reports
@click.pass_obj
def coverage(project: Project, texts: Path | None, name: str | None) -> None:
    """Print, section by section, how much of a report's text is encoded."""
    from kg.authoring.coverage import page
    from kg.authoring.load import load

    authored = load(project)
    found = needed(project, texts, name).items()
    pages = [page(authored, authored.dataset.reports[one], text) for one, text in found]
    click.echo("\n".join(pages), nl=False)


@click.command()
@click.argument("number")
@texts_of_reports
@language
@click.pass_obj
def review(project: Project, number: str, texts: Path | None, name: str | None, lang: str) -> None:
    """Show what is encoded for the part, section, paragraph or sentence NUMBER."""
    from kg.authoring.load import load
    from kg.authoring.review import lines, review
    from kg.model.names import Language

    shown: Language = "zh" if lang == "zh" else "en"
    authored, found = load(project), read_texts(project, texts, name)
    passages = [
        passage
        for one in chosen(project, name)
        for passage in review(authored, one, number, found.get(one), shown)
    ]
    if not passages:
        raise KgError(f"No sentence {number} was read. Try 1.2, 1.2.2 or 1.2.2-s03.")
    click.echo("\n".join(lines(passages, shown)))


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="REPORT...")
@texts_option
@click.option("--headline", is_flag=True, help="Only the main targets, and their first outcomes.")
@click.option("--again", is_flag=True, help="Overwrite an existing draft.")
@click.pass_obj
def draft(
    project: Project, names: tuple[str, ...], texts: Path | None, headline: bool, again: bool
) -> None:
    """Propose the figures of reports for review, in drafts/REPORT/."""
    from kg.authoring.draft import FIGURES, draft

    for name in names:
        table = project.drafts / name / FIGURES
        if table.exists() and not again:
            raise KgError(f"{project.relative(table)} is there already. `--again` writes over it.")
        rows = draft(project, name, _text(project, texts, name), headline)
        doubts = sum(bool(row.note) for row in rows)
        click.echo(f"{project.relative(table)}: {len(rows)} rows, {doubts} with a note.")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="REPORT...")
@texts_option
@click.pass_obj
def accept(project: Project, names: tuple[str, ...], texts: Path | None) -> None:
    """Write what was marked as right in drafts/REPORT/ into data/reports/REPORT/."""
    from kg.authoring.accept import accept

    for name in names:
        written, before = accept(project, name, _text(project, texts, name))
        folder = project.relative(project.reports / name)
        click.echo(f"{folder}: {written} statements written, {before} were there.")


def _text(project: Project, path: Path | None, name: str) -> str:
    """The text of a report, in the data or not. Raises KgError where it is not held."""
    from kg.authoring.reports import read_texts

    found = read_texts(path or project.texts, [name], name)
    if name not in found:
        raise KgError(f"There is no text of {name}. Name its file or folder with --report.")
    return found[name]


COMMANDS = (reports, new_report, passages, coverage, review, draft, accept)
