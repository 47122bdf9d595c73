"""The command line: each command parses its arguments and calls one function."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from kg import __version__, namespaces
from kg.authoring import commands
from kg.authoring.commands import chosen, in_report, language, read_texts, texts_option
from kg.errors import KgError, QueryError
from kg.project import Project, find

if TYPE_CHECKING:
    from kg.model.names import Language
    from kg.queries.terminal import Reader


class _Group(click.Group):
    """Prints a KgError without a traceback, and exits with status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


_FORMATS = click.Choice(["table", "json", "csv", "tsv", "xml", "md"])
_format = click.option("--format", "form", type=_FORMATS, default="table", show_default=True)
_read_in = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of a table. Default: on a terminal the locale's; where the output is piped or "
    "redirected, all columns in both.",
)
_show = click.option("--show", is_flag=True, help="Print the complete query instead of running it.")
_base = click.option("--base", default=namespaces.BASE, help="Publish under another base IRI.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project folder. Default: this folder or one above it.",
)
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Build, check and query a knowledge graph of government work reports."""
    # Most objects live to the end of a command; the collector's default takes a seventh of a build.
    gc.set_threshold(100_000)
    ctx.obj = find(root)


@main.command()
@_base
@texts_option
@click.pass_obj
def build(project: Project, base: str, texts: Path | None) -> None:
    """Build the graph if its inputs have changed, and switch to it."""
    _build(project, base, texts)


@main.command()
@texts_option
@click.option(
    "--in",
    "name",
    metavar="REPORT",
    default="all",
    help="Only the files of a report. Default: all.",
)
@click.pass_obj
def check(project: Project, texts: Path | None, name: str) -> None:
    """Check the authored files, and with the texts of reports, evidence and coverage."""
    from kg.build.checks import check

    wanted = chosen(project, name)
    problems = check(project, read_texts(project, texts, name))
    if name != "all":
        folders = tuple(f"{project.relative(project.reports / one)}/" for one in wanted)
        problems = [problem for problem in problems if f"{problem.file}/".startswith(folders)]
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} found.", err=True)
        sys.exit(1)
    click.echo("No problems found.")


@main.command()
@click.pass_obj
def reason(project: Project) -> None:
    """Check consistency and satisfiability of classes with HermiT."""
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
@language
@click.pass_obj
def examples(project: Project, lang: str) -> None:
    """List the questions of `kg ask`, with their parameters."""
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
@_read_in
@_show
@click.pass_obj
def ask(
    project: Project,
    name: str,
    params: tuple[str, ...],
    form: str,
    lang: Language | None,
    show: bool,
) -> None:
    """Ask a question of the catalogue by its NAME.

    A parameter that is a thing takes a prefixed name, an IRI, or its label. On a terminal the
    answer is in one language, wrapped to the width, with the sentences of an answer in one row.
    """
    from functools import partial

    from kg.model.index import Index
    from kg.queries.answers import open_current, printed
    from kg.queries.catalogue import find, read_catalogue
    from kg.search.lookup import by_name

    store, about = open_current(project)
    resolve = partial(by_name, Index(project.current))
    question = find(read_catalogue(project.examples, about.base), name)
    values = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise QueryError(f"--param {param}: write NAME=VALUE.")
        values[key] = question.parameter(key).parse(value, about.base, resolve)
    reader = _reader(project, about.base, form, lang, translated=True)
    text = question.bound(values)
    _echo(*printed(store, text, form, about.base, reader, Index(project.current), show))


@main.command()
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@_format
@_read_in
@_show
@click.pass_obj
def query(project: Project, file: TextIO, form: str, lang: Language | None, show: bool) -> None:
    """Run the SPARQL query in FILE, or on standard input where FILE is `-`.

    On a terminal the answer is in one language and wrapped to the width. PREFIX lines of the
    project's prefixes may be left out.
    """
    from kg.model.index import Index
    from kg.queries.answers import open_current, printed

    store, about = open_current(project)
    reader = _reader(project, about.base, form, lang, translated=False)
    text = file.read()
    _echo(*printed(store, text, form, about.base, reader, Index(project.current), show))


for command in commands.COMMANDS:
    main.add_command(command)


@main.command()
@click.argument("text")
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="NAME",
    help="Only members of this class, for example Place.",
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@in_report
@language
@click.pass_obj
def search(
    project: Project,
    text: str,
    classes: tuple[str, ...],
    limit: int,
    name: str | None,
    lang: str,
) -> None:
    """Find things, sentences and statements by words, pinyin, initials or identifier."""
    from kg.manifest import read
    from kg.model.index import Index
    from kg.model.names import open_names
    from kg.queries.tables import aligned
    from kg.search import lookup

    index = Index(project.current)
    names = open_names(index, read(project.current).base)
    found = lookup.search(index, text, classes, sys.maxsize)
    hits = found.hits
    if name != "all":
        named = _named(project, chosen(project, name)[0])
        hits = [hit for hit in hits if hit.iri in named]
    shown: Language = "zh" if lang == "zh" else "en"
    rows = [
        (
            names.short(hit.iri),
            names.local(next(iter(names.classes(hit.iri)), "")),
            names.label(hit.iri, shown),
        )
        for hit in hits[:limit]
    ]
    click.echo(aligned(["identifier", "class", "name"], rows))
    if found.near and rows:
        click.echo("Nothing has these words; these are the nearest.", err=True)
    if len(hits) > len(rows):
        click.echo(f"{len(rows)} of {len(hits)} shown; --limit shows more.", err=True)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def serve(project: Project, options: tuple[str, ...]) -> None:
    """Build if needed, then start the server. `kg serve --help` lists its OPTIONS."""
    if "--help" not in options:
        _build(project, _current_base(project))
    os.chdir(project.root)
    os.execv(sys.executable, [sys.executable, "-m", "server", *options])


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def mcp(project: Project, options: tuple[str, ...]) -> None:
    """Build if needed, then start the MCP server. `kg mcp --help` lists its OPTIONS."""
    if "--help" not in options:
        _build(project, _current_base(project))
    os.chdir(project.root)
    os.execv(sys.executable, [sys.executable, "-m", "server.mcp", *options])


def _echo(text: str, hints: list[str]) -> None:
    click.echo(text)
    for hint in hints:
        click.echo(f"Hint: {hint}", err=True)


def _reader(
    project: Project, base: str, form: str, lang: Language | None, translated: bool
) -> Reader | None:
    """The reader of a table, at a terminal or with a chosen language; otherwise None."""
    from kg.model.index import Index
    from kg.model.names import open_names
    from kg.queries.columns import read_labels
    from kg.queries.terminal import Reader

    if lang and form != "table":
        raise click.UsageError("--lang is for tables; the other formats hold every column.")
    screen = sys.stdout.isatty()
    if form != "table" or not (screen or lang):
        return None
    index = Index(project.current)
    return Reader(
        index,
        open_names(index, base),
        read_labels(project.columns),
        lang or _locale(),
        shutil.get_terminal_size().columns if screen else None,
        translated,
    )


def _locale() -> Language:
    """The language of the locale, from the variables that POSIX defines; else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((value for name in names if (value := os.environ.get(name))), "")
    return "zh" if chosen.startswith("zh") else "en"


def _build(project: Project, base: str, texts: Path | None = None) -> None:
    from kg.manifest import up_to_date

    if up_to_date(project, base):
        click.echo("Nothing has changed since the last build.", err=True)
        return
    from rich.console import Console

    from kg.build.pipeline import build
    from kg.progress import Stages

    found = read_texts(project, texts, "all")
    about = build(project, base, found, Stages(Console(stderr=True)))
    counts = ", ".join(f"{number:,} {name}" for name, number in about.counts.items())
    click.echo(f"Built {about.hash}: {counts}.", err=True)


def _named(project: Project, report: str) -> set[str]:
    """The IRIs of what a report says and of the things that it names, in the current build."""
    from kg.queries.answers import open_current
    from kg.rdf import NamedNode

    store, about = open_current(project)
    wk = namespaces.rebase(namespaces.expand("wk:"), about.base)
    iri = namespaces.rebase(namespaces.report(report), about.base)
    rows = store.query(
        f"SELECT DISTINCT ?node {{ ?node <{wk}inReport>|<{wk}mentionedIn>/<{wk}inReport> <{iri}> }}"
    )
    return {row[0].value for row in rows if isinstance(row[0], NamedNode)}  # type: ignore[union-attr]


def _current_base(project: Project) -> str:
    """The base IRI of the current build, which another build for serving should keep."""
    from kg.errors import BuildMissing
    from kg.manifest import read

    try:
        return read(project.current).base
    except BuildMissing:
        return namespaces.BASE
