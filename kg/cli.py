"""The command line: each command parses its arguments and calls one function."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TextIO

import click

from kg import __version__, namespaces
from kg.errors import KgError, QueryError
from kg.project import Project, find


class _Group(click.Group):
    """Shows our own errors as they are, without a traceback, and exits with status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


_FORMATS = click.Choice(["table", "json", "csv", "tsv", "xml", "md"])
_format = click.option("--format", "form", type=_FORMATS, default="table", show_default=True)
_lang = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
_base = click.option("--base", default=namespaces.BASE, help="Publish under another base IRI.")
_report = click.option(
    "--report",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The report's text. Default: ../shared/reports/wuchang-2023.txt, where there is one.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The checkout to work in, where it is not this folder or one above it.",
)
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Build, check and ask the Wuchang Knowledge Graph."""
    # Most objects live to the end of a command; the collector's default takes a seventh of a build.
    gc.set_threshold(100_000)
    ctx.obj = find(root)


@main.command()
@_base
@_report
@click.pass_obj
def build(project: Project, base: str, report: Path | None) -> None:
    """Build the graph, unless nothing has changed, and switch to it."""
    _build(project, base, report)


@main.command()
@_report
@click.pass_obj
def check(project: Project, report: Path | None) -> None:
    """Check the authored files; with the report's text, their evidence and coverage too."""
    from kg.build.checks import check

    problems = check(project, _text(project, report))
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} found.", err=True)
        sys.exit(1)
    click.echo("No problems found.")


@main.command()
@click.pass_obj
def reason(project: Project) -> None:
    """Let HermiT look for contradictions and for classes that can have no member."""
    from kg.authoring.load import load
    from kg.build.consistency import NoJava, reason

    try:
        verdict = reason(quad.triple for quad in load(project).quads)
    except NoJava as error:
        click.echo(str(error))
        return
    if not verdict.consistent:
        raise KgError("Inconsistent. `kg check` names nodes whose types exclude each other.")
    if verdict.unsatisfiable:
        names = ", ".join(map(namespaces.compact, verdict.unsatisfiable))
        raise KgError(f"Unsatisfiable classes: {names}. Check their owl:disjointWith axioms.")
    click.echo("Consistent; every class can have members.")


@main.command()
@_lang
@click.pass_obj
def examples(project: Project, lang: str) -> None:
    """List the questions that `kg ask` knows, with their parameters."""
    from kg.queries.catalogue import read_catalogue
    from kg.queries.tables import aligned

    rows = [
        (q.name, q.title[lang], " ".join(p.name for p in q.parameters))
        for q in read_catalogue(project.examples).values()
    ]
    click.echo(aligned(["name", "question", "parameters"], rows))


@main.command()
@click.argument("name")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE")
@_format
@click.pass_obj
def ask(project: Project, name: str, params: tuple[str, ...], form: str) -> None:
    """Ask a question of the catalogue by its NAME.

    A parameter that is a thing takes a prefixed name, an IRI, or its exact label.
    """
    from kg.queries.answers import answer, open_current
    from kg.queries.catalogue import find, labelled, read_catalogue

    store, about = open_current(project)
    question = find(read_catalogue(project.examples, about.base), name)
    values = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise QueryError(f"--param {param}: write NAME=VALUE.")
        values[key] = question.parameter(key).parse(value, about.base, labelled(store))
    click.echo(answer(store, question.bound(values), form, about.base))


@main.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_format
@click.pass_obj
def query(project: Project, file: TextIO, form: str) -> None:
    """Run the SPARQL query in FILE, or on standard input where FILE is `-`."""
    from kg.queries.answers import answer, open_current

    store, about = open_current(project)
    click.echo(answer(store, file.read(), form, about.base))


@main.command()
@_report
@click.option(
    "--gists",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A table of gists to take in: number, Chinese, English, separated by tabs.",
)
@click.option("--accept", is_flag=True, help="Take the text's side where a passage has changed.")
@click.pass_obj
def passages(project: Project, report: Path | None, gists: tuple[Path, ...], accept: bool) -> None:
    """Write passages.ttl anew from the report's text, keeping the gists."""
    from kg.authoring.passages import update
    from kg.authoring.segmentation import segment

    path = project.reports / "wuchang-2023" / "passages.ttl"
    left = update(path, segment(_needed(project, report)), gists, accept)
    click.echo(f"{project.relative(path)} written; {left} passages lack a gist.")


@main.command()
@_report
@click.pass_obj
def coverage(project: Project, report: Path | None) -> None:
    """Print, section by section, how much of the text is encoded."""
    from kg.authoring.coverage import page
    from kg.authoring.load import load

    click.echo(page(list(load(project).quads), _needed(project, report)), nl=False)


@main.command()
@click.argument("number")
@_report
@_lang
@click.pass_obj
def review(project: Project, number: str, report: Path | None, lang: str) -> None:
    """Show what the part, section, paragraph or sentence NUMBER is said to state."""
    from kg.authoring.load import load
    from kg.authoring.review import lines, review
    from kg.model.names import Language

    language: Language = "zh" if lang == "zh" else "en"
    found = review(list(load(project).quads), number, _text(project, report), language)
    click.echo("\n".join(lines(found, language)))


@main.command()
@click.argument("text")
@click.option(
    "--class", "classes", multiple=True, metavar="NAME", help="Only of this class: Place."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@_lang
@click.pass_obj
def search(project: Project, text: str, classes: tuple[str, ...], limit: int, lang: str) -> None:
    """Find things, sentences and statements by a name: Chinese, English or pinyin."""
    from kg.manifest import read
    from kg.model.index import Index
    from kg.model.names import Language, open_names
    from kg.queries.tables import aligned
    from kg.search import lookup

    index = Index(project.current)
    names = open_names(index, read(project.current).base)
    found = lookup.search(index, text, classes, limit)
    language: Language = "zh" if lang == "zh" else "en"
    rows = [
        (
            names.short(hit.iri),
            names.local(next(iter(names.classes(hit.iri)), "")),
            names.label(hit.iri, language),
        )
        for hit in found.hits
    ]
    click.echo(aligned(["identifier", "class", "name"], rows))
    if found.total > len(rows):
        click.echo(f"{len(rows)} of {found.total} shown; --limit shows more.", err=True)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def serve(project: Project, options: tuple[str, ...]) -> None:
    """Build if needed, then serve; OPTIONS are the server's, `kg serve --help` lists them."""
    if "--help" not in options:
        _build(project, _current_base(project))
    os.chdir(project.root)
    os.execv(sys.executable, [sys.executable, "-m", "server", *options])


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def mcp(project: Project, options: tuple[str, ...]) -> None:
    """Build if needed, then serve language models over MCP; `kg mcp --help` lists OPTIONS."""
    if "--help" not in options:
        _build(project, _current_base(project))
    os.chdir(project.root)
    os.execv(sys.executable, [sys.executable, "-m", "server.mcp", *options])


def _build(project: Project, base: str, report: Path | None = None) -> None:
    from kg.manifest import up_to_date

    if up_to_date(project, base):
        click.echo("Nothing has changed since the last build.", err=True)
        return
    from rich.console import Console

    from kg.build.pipeline import build
    from kg.progress import Stages

    about = build(project, base, _text(project, report), Stages(Console(stderr=True)))
    counts = ", ".join(f"{number:,} {name}" for name, number in about.counts.items())
    click.echo(f"Built {about.hash}: {counts}.", err=True)


def _current_base(project: Project) -> str:
    """The base IRI of the current build, which another build for serving should keep."""
    from kg.errors import BuildMissing
    from kg.manifest import read

    try:
        return read(project.current).base
    except BuildMissing:
        return namespaces.BASE


def _text(project: Project, report: Path | None) -> str | None:
    """The report's text from the file given, or from where it may be, else None."""
    path = report or project.report_text()
    return path.read_text(encoding="utf-8") if path else None


def _needed(project: Project, report: Path | None) -> str:
    """The report's text. Raises KgError where there is none."""
    text = _text(project, report)
    if text is None:
        raise KgError("The report's text is needed here. Name its file with --report.")
    return text
