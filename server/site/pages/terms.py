"""The pages of what is no thing: a statement, a sentence of the report, a term, a code."""

from __future__ import annotations

from functools import partial

from flask import render_template, request

from kg import namespaces
from server.http.language import Language
from server.http.urls import Urls
from server.linked_data import schema_org
from server.repository.descriptions import Description
from server.repository.views import Reader
from server.site.models.evidence import passages, together
from server.site.models.names import model
from server.site.models.ontology import vocabulary
from server.site.models.report import report
from server.site.models.statements import Statement, index
from server.site.rendering import writer
from server.sparql.formats import GRAPHS

_FIRST = 40  # statements that a code's page shows before one asks for all


def page(reader: Reader, here: Urls, found: Description, language: Language) -> str | None:
    """The page about the IRI, or None where there is none made for its sort."""
    iri = found.iri
    known = model(reader)
    sort = known.short(iri).partition(":")[0]
    told = vocabulary(reader)
    if statement := index(reader).by_iri.get(iri):
        return _statement(reader, here, found, language, statement)
    if sort == "r" and "-s" in iri:
        return _passage(reader, here, found, language)
    if iri in told.classes or iri in told.properties or sort in namespaces.CODE_LISTS:
        return _term(reader, here, found, language)
    return None


def _statement(
    reader: Reader, here: Urls, found: Description, language: Language, statement: Statement
) -> str:
    return _rendered(
        "statement",
        reader,
        here,
        found,
        language,
        sentence=writer(reader).write(statement),
        passages=passages(reader),
    )


def _passage(reader: Reader, here: Urls, found: Description, language: Language) -> str:
    lines = report(reader).lines
    number = found.iri.rpartition("/")[2]
    numbers = list(lines)
    at = numbers.index(number)
    write = writer(reader).write
    return _rendered(
        "passage",
        reader,
        here,
        found,
        language,
        line=lines[number],
        before=numbers[at - 1] if at else "",
        after=numbers[at + 1] if at + 1 < len(numbers) else "",
        sentences=[write(s) for s in index(reader).by_passage.get(number, ())],
        rebased=partial(namespaces.rebase, base=reader.base),
    )


def _term(reader: Reader, here: Urls, found: Description, language: Language) -> str:
    told, iri = vocabulary(reader), found.iri
    using = [s for s in index(reader).all if any(iri in s.things(name) for name in s.values)]
    shown = using if request.args.get("all") else using[:_FIRST]
    write = writer(reader).write
    return _rendered(
        "term",
        reader,
        here,
        found,
        language,
        cls=told.classes.get(iri),
        term=told.properties.get(iri),
        vocabulary=told,
        sentences=together([write(s) for s in shown], lambda one: one.statement.passages),
        shown=len(shown),
        total=len(using),
        passages=passages(reader),
    )


def _rendered(
    template: str,
    reader: Reader,
    here: Urls,
    found: Description,
    language: Language,
    **context: object,
) -> str:
    return render_template(
        f"site/{template}.html",
        lang=language,
        model=model(reader),
        base=reader.base,
        d=found,
        formats=GRAPHS,
        json_ld=schema_org.write(found, here).decode(),
        **context,
    )
