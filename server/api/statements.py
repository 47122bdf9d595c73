"""/api/statements: figures, milestones, honours, measures and assessments, filtered."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from kg import namespaces
from kg.rdf import NamedNode, Term
from server.api import schemas
from server.api.endpoint import ApiRequest, Endpoint
from server.api.parameters import LIMIT, OFFSET, Parameter
from server.api.shapes import page, reference, value
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository.references import report, term, unknown
from server.repository.snapshot import Row, text_of

# The parameter, the list its bare names are of, its words.
_FILTERS = (
    ("class", "wk", "陈述的类，如 Target", "The class of statement, such as Target"),
    ("period", "period", "时期，如 2024", "The period, such as 2024"),
    ("indicator", "indicator", "指标", "The indicator"),
    ("kind", "kind", "数值类型，如 growth", "The kind of figure, such as growth"),
    ("stage", "stage", "阶段，如 completed", "The stage, such as completed"),
    ("thing", "", "所涉及的事物", "A thing that the statement speaks of"),
)
_REPORT = Parameter(
    "report",
    "报告的名称，如 wuhan-2025；all 为全部；默认为数据集的默认报告",
    "The name of a report, such as wuhan-2025; all for every one; without it the default report",
)
_SECTION = Parameter(
    "section",
    "报告的部分、节或段，如 1.2",
    "The part, section or paragraph of the report, such as 1.2",
)


def statements(call: ApiRequest) -> tuple[Any, list[str]]:
    """A page of the statements that match all filters, in the order of the reports."""
    terms = {
        name: term(name, call.values[name], call.snapshot, prefix)
        for name, prefix, _, _ in _FILTERS
        if name in call.values
    }
    terms |= _where(call)
    rows = call.snapshot.rows("api_statements", **terms)
    limit, offset = call.values["limit"], call.values["offset"]
    filters = {k: v for k, v in call.given.items() if k not in ("limit", "offset")}
    items = _items(call, rows[offset : offset + limit])
    return page(items, len(rows), call.here, "api/statements", limit, offset, filters)


def _where(call: ApiRequest) -> dict[str, NamedNode]:
    """The report and the part of it that the statements are of; nothing for all reports.

    A part that is given by its IRI may be of another report than the default one. Raises Refusal
    where a number names no part of the report.
    """
    snapshot, text = call.snapshot, call.values.get("section", "").strip()
    given = call.values.get("report")
    chosen = report(given, snapshot) if given else snapshot.dataset.default
    result = {"report": NamedNode(chosen.iri)} if chosen else {}
    if not text:
        return result
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*(-s[0-9]+)?", text):
        if chosen is None:
            raise Refusal(Kind.SECTION_OF_ALL, parameter="section", text=text)
        part = NamedNode(f"{chosen.iri}/{text}")
        if part.value not in snapshot.nodes:
            raise unknown("section", text, [])
        return {**result, "section": part}
    part = term("section", text, snapshot)
    return {**(result if given else {}), "section": part}


def _items(call: ApiRequest, rows: list[Row]) -> list[dict[str, Any]]:
    """The statements as JSON: properties by local name, and the passages that state them."""
    if not rows:
        return []
    nodes = [row["statement"] for row in rows]
    values: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    own = namespaces.rebase(namespaces.PREFIXES["wk"], call.snapshot.base)
    types = namespaces.PREFIXES["rdf"] + "type"
    named = {row["statement"].value for row in rows if isinstance(row["statement"], NamedNode)}
    for row in call.snapshot.rows("api_arrows", thing=nodes):
        call.snapshot.check()
        thing, property_ = row["thing"], row["property"]
        assert isinstance(thing, NamedNode) and isinstance(property_, NamedNode)
        if property_.value.startswith(own) or property_.value == types:
            values[thing.value][property_.value].append(row["value"])
            if isinstance(row["value"], NamedNode):
                named.add(row["value"].value)
    labels = call.snapshot.labels(sorted(named))
    result = []
    for row in rows:
        call.snapshot.check()
        statement, passage = row["statement"], row["passage"]
        assert isinstance(statement, NamedNode) and isinstance(passage, NamedNode)
        held = values[statement.value]
        classes = [call.snapshot.names.short(text_of(term)) for term in held.pop(types, ())]
        result.append(
            {
                **reference(statement.value, labels, call.here),
                "classes": [name for name in classes if name.startswith("wk:")],
                "passage": {
                    "iri": passage.value,
                    "report": passage.value.rpartition("/")[0].rpartition("/")[2],
                    "number": text_of(row["number"]),
                },
                "document": call.here.document(statement.value),
                "properties": {
                    iri.removeprefix(own): [value(one, labels, call.here) for one in ends]
                    for iri, ends in sorted(held.items())
                },
            }
        )
    return result


ENDPOINTS = (
    Endpoint(
        "statements",
        "/api/statements",
        "按条件筛选陈述",
        "Statements that meet every filter",
        (
            _REPORT,
            _SECTION,
            *(Parameter(name, zh, en) for name, _, zh, en in _FILTERS),
            LIMIT,
            OFFSET,
        ),
        schemas.page_of("Statement"),
        statements,
        (
            "class=Target&period=2024",
            "kind=growth",
            "section=1.2&limit=5",
            "report=wuhan-2025&class=Target",
        ),
    ),
)
