"""Evidence checks of the encoding against the text: digests, editions, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from kg import namespaces
from kg.authoring.encoding import Encoding, Properties, encodings, names, wk
from kg.authoring.load import Authored
from kg.authoring.numbers import Figure, Kind, fallen, figures, occurrences
from kg.authoring.passages import PassageEntry, differences, read_entries
from kg.authoring.segmentation import Document, segment
from kg.errors import Problem
from kg.model.dataset import Report
from kg.model.names import TYPE
from kg.namespaces import PREFIXES, REPORT_GRAPH, compact
from kg.rdf import Literal, NamedNode, Quad, Term

Names = Mapping[str, list[str]]

_PASSAGE = wk("Passage")
_GRAPH = NamedNode(REPORT_GRAPH)
_SHARES = {
    "%": NamedNode(f"{PREFIXES['unit']}percent"),
    "个百分点": NamedNode(f"{PREFIXES['unit']}percentage-point"),
}
# Words of a fall, and the figures of a list that the words hold for too: 分别下降4%、5%.
_FALL = re.compile("(?:负增长|下降|降低|微降|减少|下跌|回落|降幅|[-−])(?:[^,;]{0,4}|[0-9.%、和]+)$")
_LARGE = ("万亿", "亿", "万")
_TOLERANCE = Decimal("0.01")  # 三分之一 has no end
_AT_YEAR_END = re.compile("年[末底].*率")
_STEP = re.compile(r"[^,;:。]*同步[^,;:。]*")
_BROADLY = re.compile("基本|大体")
_EDITION = re.compile(r"(?:第[一二三四五六七八九十百\d]+|首)届")


def problems(authored: Authored, texts: Mapping[str, str]) -> list[Problem]:
    """Contradictions within the encoding or, for reports with a text, with the text.

    `texts` holds texts by the names of their reports.
    """
    found = list(_missing(authored, encodings(authored.quads)))
    documents = {
        name: segment(text) for name, text in texts.items() if name in authored.dataset.reports
    }
    held = _entries(authored, documents)
    for name, document in documents.items():
        found += _digests(authored, authored.dataset.reports[name], document, held[name])
    units = names(authored.quads)
    for encoding in encodings(authored.quads).values():
        report, number = namespaces.locate(encoding.passage)
        sentence = documents[report].by_number.get(number) if report in documents else None
        if sentence:
            faults = _editions(encoding, sentence.text, units)
            found += (
                authored.problem(encoding.passage, message, repair) for message, repair in faults
            )
        for iri in encoding.nodes:
            faults = _node(encoding, iri, sentence.text if sentence else None, units)
            found += (authored.problem(iri, message, repair) for message, repair in faults)
    return found


def _missing(authored: Authored, graphs: Mapping[str, Encoding]) -> Iterator[Problem]:
    """Passages without a graph, and passages with both statements and reasons for having none."""
    for quad in authored.quads:
        if (quad.predicate, quad.object) != (TYPE, _PASSAGE) or not isinstance(
            quad.subject, NamedNode
        ):
            continue
        if quad.subject.value not in graphs:
            repair = "Give it a graph: what it states, or wk:notEncoded with a reason."
            yield authored.problem(quad.subject.value, "is not encoded", repair)
    for passage, encoding in graphs.items():
        if encoding.reasons and len(encoding.quads) > len(encoding.reasons):
            message = "states something, yet has wk:notEncoded"
            yield authored.problem(passage, message, "Remove one of the two.")


def _entries(
    authored: Authored, reports: Iterable[str]
) -> Mapping[str, Mapping[str, Mapping[str, PassageEntry]]]:
    """The entries of passages, by the names of reports, by the files that have any."""
    found: dict[str, dict[str, Mapping[str, PassageEntry]]] = {name: {} for name in reports}
    for file, quads in authored.files.items():
        parts: dict[str, list[Quad]] = {}
        for quad in quads:
            iri = str(getattr(quad.subject, "value", ""))
            if quad.graph_name == _GRAPH and namespaces.is_passage(iri):
                parts.setdefault(namespaces.locate(iri)[0], []).append(quad)
        for name in parts.keys() & found.keys():
            found[name][file] = read_entries(parts[name], name)
    return found


def _digests(
    authored: Authored,
    report: Report,
    document: Document,
    files: Mapping[str, Mapping[str, PassageEntry]],
) -> Iterator[Problem]:
    """Texts that differ from the one that was read, and gaps in a complete reading."""
    if report.sha256 and report.sha256 != document.sha256:
        repair = (
            "Take the text that was read; or read what has changed, `kg passages --accept`, "
            f'and write wk:sha256 "{document.sha256}".'
        )
        yield authored.problem(report.iri, "was read from another text than this", repair)
    found: set[str] = set()
    for file, passages in files.items():
        found |= passages.keys()
        yield from differences(document, passages, report.name, file)
    if report.reading == "whole":
        for number in document.by_number:
            if number not in found:
                node = compact(namespaces.passage(report.name, number))
                yield authored.problem(
                    report.iri, f"lacks {node}, a sentence of the text", "Run `kg passages`."
                )


def _editions(encoding: Encoding, text: str, labels: Names) -> Iterator[tuple[str, str]]:
    """Editions of events (首届, 第八届) that the sentence names and its graph does not."""
    if not any(iri.startswith(PREFIXES["event"]) for iri in encoding.mentions):
        return
    mentioned_names = "".join(name for iri in encoding.mentions for name in labels.get(iri, ()))
    for edition in dict.fromkeys(_EDITION.findall(text)):
        if edition not in mentioned_names:
            yield (
                f"speaks of an event without its edition, “{edition}”",
                "Give the edition an IRI of its own, named as the sentence names it.",
            )


def _node(
    encoding: Encoding, iri: str, text: str | None, units: Names
) -> Iterator[tuple[str, str]]:
    """The errors of a statement or exception, each with its repair."""
    passage = compact(encoding.passage)
    beginning = namespaces.statements(*namespaces.locate(encoding.passage))
    if not iri.startswith(beginning):
        yield (
            f"stands in the graph of {passage}",
            f"Name it {compact(beginning)}…, or move it to the sentence that states it.",
        )
    verbatims = encoding.verbatims(iri)
    for verbatim in verbatims:
        if text is not None and not occurrences(text, verbatim):
            yield (
                f"“{verbatim}” does not stand in the sentence of {passage}",
                "Copy the figure from the sentence: NFKC, no white space, no digit cut off.",
            )
    if not encoding.is_exception(iri):
        yield from _value(encoding, iri, text, units)
    yield from _step(encoding.nodes[iri], text or "")
    yield from _year_end(encoding, iri, text or "", units)
    for verb in encoding.nodes[iri].get(wk("verb"), ()) if text is not None else ():
        if not isinstance(verb, NamedNode):
            continue  # a shape reports it
        if not any(word in (text or "") for word in units.get(verb.value, [])):
            yield (
                f"promises with {compact(verb.value)}, of which the sentence has no word",
                "Take the verb that governs the promise, or leave it out.",
            )


def _step(node: Properties, text: str) -> Iterator[tuple[str, str]]:
    """A comparator that differs from the sentence: in step, or broadly in step."""
    clauses = _STEP.findall(text)
    for broadly, name in ((False, "in-step-with"), (True, "broadly-in-step-with")):
        code = NamedNode(f"{PREFIXES['comparator']}{name}")
        said = [bool(_BROADLY.search(clause)) for clause in clauses]
        if said and broadly not in said and code in node.get(wk("comparator"), ()):
            yield (
                f"has comparator:{name}, the sentence says “{clauses[0]}”",
                "Write comparator:broadly-in-step-with for 基本同步, else comparator:in-step-with.",
            )


def _year_end(encoding: Encoding, iri: str, text: str, labels: Names) -> Iterator[tuple[str, str]]:
    """A rate at the end of a year, encoded as that of the year: 年末城镇调查失业率降到5.5%."""
    for indicator in encoding.nodes[iri].get(wk("indicator"), ()):
        called = labels.get(indicator.value, []) if isinstance(indicator, NamedNode) else []
        if not called or not called[0].endswith("率") or "年末" in called[0]:
            continue
        for verbatim in encoding.verbatims(iri):
            for clause in re.split("[,;。]", text):
                if _AT_YEAR_END.search(clause.partition(verbatim)[0]) and verbatim in clause:
                    yield (
                        f"is told as the year's, the sentence says “{clause}”",
                        "Take an indicator that says 年末.",
                    )


def _value(
    encoding: Encoding, iri: str, text: str | None, units: Names
) -> Iterator[tuple[str, str]]:
    node = encoding.nodes[iri]
    stated = {name: _decimal(node.get(wk(name), ())) for name in ("value", "minValue", "maxValue")}
    verbatims = encoding.verbatims(iri)
    if not verbatims or not any(value is not None for value in stated.values()):
        return
    written = [figure for verbatim in verbatims for figure in _written(text, verbatim)]
    if not written:
        yield (f"“{verbatims[0]}” holds no figure", "Copy the whole figure with its unit.")
        return
    fitting = [form for form in _forms(written, text or verbatims[0]) if _fits(form, stated)]
    if not fitting:
        message = " or ".join(_show(figure) for figure in written)
        given = "–".join(str(value) for value in stated.values() if value is not None)
        yield (
            f"says {given}, the sentence {message}",
            "Give the report's own number in the report's own unit.",
        )
        return
    faults = [[*_unit(node, figure, units), *_bound(node, figure)] for figure in fitting]
    if all(faults):
        yield from faults[0]


def _written(text: str | None, verbatim: str) -> Sequence[Figure]:
    """The figures of a verbatim: as they stand in the sentence, where bounds can be seen too."""
    places = occurrences(text or "", verbatim)
    return [
        figure
        for figure in figures(text or "")
        if any(figure.start < end and start < figure.end for start, end in places)
    ] or figures(verbatim)


def bounds(text: str, verbatim: str, value: Decimal) -> set[str]:
    """The slugs of the comparators that the words give a value, whose figure the verbatim holds.

    `exactly` where no word bounds it; none where the verbatim holds no such figure.
    """
    forms = _forms(_written(text, verbatim), text)
    return {
        form.comparator
        for form in forms
        if form.kind is not Kind.GRADE and _equal(form.value, value)
    }


def _forms(written: Sequence[Figure], text: str) -> Iterator[Figure]:
    """The figures, and as growth below zero those of which the words before say that it fell."""
    for figure in written:
        yield figure
        if _FALL.search(text[: figure.start]):
            yield fallen(figure)


def _fits(figure: Figure, stated: Mapping[str, Decimal | None]) -> bool:
    if stated["value"] is not None:
        return _equal(figure.value, stated["value"])
    return _equal(figure.value, stated["minValue"]) and (
        stated["maxValue"] is None or _equal(figure.maximum, stated["maxValue"])
    )


def _equal(written: Decimal | None, stated: Decimal | None) -> bool:
    return written is not None and stated is not None and abs(written - stated) < _TOLERANCE


def _show(figure: Figure) -> str:
    return f"{figure.value}–{figure.maximum}" if figure.maximum is not None else f"{figure.value}"


def _unit(node: Properties, figure: Figure, labels: Names) -> Iterator[tuple[str, str]]:
    """A unit that changes the value of the figure: 万元 for 亿元, 公里 for 公顷."""
    repair = "Take the unit that the sentence writes; wk:value stays the report's own number."
    for unit in node.get(wk("unit"), []):
        if not isinstance(unit, NamedNode):
            continue
        written = labels.get(unit.value, [])
        shares = figure.kind in (Kind.PERCENT, Kind.FRACTION)
        if shares != (unit in _SHARES.values()) or (shares and unit != _share(figure)):
            yield f"counts in {compact(unit.value)}, the sentence writes “{figure.text}”", repair
        elif written and not shares and not any(_same_unit(name, figure) for name in written):
            yield f"counts in {written[0]}, the sentence writes “{figure.text}”", repair


def _share(figure: Figure) -> NamedNode:
    return _SHARES.get(figure.unit, _SHARES["%"])


def _same_unit(name: str, figure: Figure) -> bool:
    large = next((word for word in _LARGE if name.startswith(word)), "")
    if large != figure.multiplier:
        return False
    plain = name.removeprefix(large)
    # Measure words for things may differ: 两翼 are counted in 个.
    exact = figure.kind in (Kind.MEASURE, Kind.DURATION)
    return not exact or plain in figure.unit or figure.unit in plain


def _bound(node: Properties, figure: Figure) -> Iterator[tuple[str, str]]:
    """A comparator other than the word of bound at the figure."""
    comparators = node.get(wk("comparator"), [])
    meant = NamedNode(PREFIXES["comparator"] + figure.comparator)
    # Without such a word the bound may stand farther off; and a grade's 以上 means no worse than.
    if figure.comparator == "exactly" or figure.kind is Kind.GRADE or meant in comparators:
        return
    for comparator in comparators:
        if isinstance(comparator, NamedNode):
            yield (
                f"has {compact(comparator.value)}, the sentence says {figure.comparator} "
                f"at “{figure.text}”",
                f"Write {compact(meant.value)}, or take the figure that is meant.",
            )


def _decimal(values: Sequence[Term]) -> Decimal | None:
    """The number of a literal; None where there is none (the shapes say what is wrong then)."""
    try:
        return Decimal(values[0].value) if values and isinstance(values[0], Literal) else None
    except InvalidOperation:
        return None
