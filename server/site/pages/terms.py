"""The pages of what is no thing: a statement, a sentence of a report, a term, a code."""

from __future__ import annotations

from functools import partial

from flask import render_template

from kg import namespaces
from kg.model import passages as stored
from kg.model.dataset import Report
from kg.model.statements import of_passages, using
from server.http.language import Language
from server.http.urls import Urls
from server.repository import schema_org
from server.repository.descriptions import Description
from server.repository.snapshot import Snapshot
from server.site.models.evidence import by_sources, evidence_texts, sources
from server.site.models.promises import loaded, rules, statements_of
from server.site.models.relations import phrase
from server.site.models.report import lines
from server.site.models.statements import load
from server.site.rendering import number, report_or_all, writer
from server.sparql.formats import GRAPHS

_PER_PAGE = 40  # statements on a page of a code or term


def page(
    snapshot: Snapshot, here: Urls, description: Description, language: Language
) -> str | None:
    """The page about the IRI, or None where there is none made for its sort."""
    names, terms, iri = snapshot.names, snapshot.vocabulary, description.iri
    types = names.types(iri)
    if names.wk("Statement") in types:
        return _statement(snapshot, here, description, language)
    if names.wk("Passage") in types:
        return _passage(snapshot, here, description, language)
    sort = names.short(iri).partition(":")[0]
    if iri in terms.classes or iri in terms.properties or sort in namespaces.CODE_LISTS:
        return _term(snapshot, here, description, language)
    return None


def _statement(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    (statement,) = load(snapshot, [description.iri])
    report = _report(snapshot, statement.report)
    (promise,) = loaded(snapshot, [description.iri])  # no verdicts where it is none
    return _rendered(
        "statement",
        snapshot,
        here,
        description,
        language,
        report=report,
        sentence=writer(snapshot, report).write(statement),
        judged=promise.judged,
        rules=rules(snapshot) if promise.judged else {},
        definitions=snapshot.vocabulary.definitions,
        write=writer(snapshot, report),
        passages=sources(snapshot, statements_of([promise])),
        evidence_texts=partial(evidence_texts, snapshot.names),
    )


def _passage(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    index, iri = snapshot.index, description.iri
    (line,) = lines(snapshot, stored.passages(index, [iri]).values())
    before, after = stored.neighbours(index, line.passage)
    report = _report(snapshot, line.passage.report)
    write = writer(snapshot, report).write
    stated = of_passages(index, [iri]).get(iri, [])
    return _rendered(
        "passage",
        snapshot,
        here,
        description,
        language,
        report=report,
        line=line,
        before=before,
        after=after,
        sentences=[write(s) for s in load(snapshot, stated)],
        phrase=partial(phrase, snapshot.names),
        rebased=partial(namespaces.rebase, base=snapshot.base),
    )


def _term(snapshot: Snapshot, here: Urls, description: Description, language: Language) -> str:
    terms, iri = snapshot.vocabulary, description.iri
    report = report_or_all(snapshot)
    own = report.iri if report else ""
    total, _ = using(snapshot.index, iri, 0, report=own)
    last = max(1, -(-total // _PER_PAGE))
    at = number("part", last)
    _, using_it = using(snapshot.index, iri, _PER_PAGE, (at - 1) * _PER_PAGE, own)
    shown = load(snapshot, using_it)
    write = writer(snapshot, report or snapshot.dataset.default).write
    return _rendered(
        "term",
        snapshot,
        here,
        description,
        language,
        report=report,
        cls=terms.classes.get(iri),
        term=terms.properties.get(iri),
        vocabulary=terms,
        sentences=by_sources([write(s) for s in shown], lambda one: one.statement.passages),
        total=total,
        at=at,
        last=last,
        passages=sources(snapshot, shown),
    )


def _report(snapshot: Snapshot, iri: str) -> Report | None:
    """The report of that IRI."""
    return next((one for one in snapshot.dataset.reports.values() if one.iri == iri), None)


def _rendered(
    template: str,
    snapshot: Snapshot,
    here: Urls,
    description: Description,
    language: Language,
    **context: object,
) -> str:
    return render_template(
        f"site/{template}.html",
        lang=language,
        names=snapshot.names,
        dataset=snapshot.dataset,
        base=snapshot.base,
        d=description,
        formats=GRAPHS,
        json_ld=schema_org.write(description, here).decode(),
        **context,
    )
