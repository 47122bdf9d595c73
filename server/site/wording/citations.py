"""What reports and their sentences are called where there is little room."""

from __future__ import annotations

from kg.model.dataset import DataSet, Report
from kg.model.names import Names
from server.http.language import Language


def short_name(report: Report, names: Names, language: Language) -> str:
    """The place and the year of a report: Wuhan 2025."""
    if not report.place:
        return report.name
    return f"{names.label(report.place, language)}{'' if language == 'zh' else ' '}{report.year}"


def passage_label(
    report: str, number: str, dataset: DataSet, names: Names, language: Language, own: str = ""
) -> str:
    """The number of a sentence, after what the report of that name is called.

    Without that where it is the report `own`, or the default one where none is given.
    """
    if report == (own or dataset.default_report) or report not in dataset.reports:
        return number
    return f"{short_name(dataset.reports[report], names, language)} {number}"
