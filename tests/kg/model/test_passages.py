"""Passages and the parts of reports, found by their IRIs and in their order."""

from __future__ import annotations

from kg.model.index import Index
from kg.model.passages import mentioned, neighbours, of_report, of_section, outline, passages, sizes
from kg.model.statements import of_passages
from kg.namespaces import expand, report

REPORT = report("wuchang-2023")


def test_a_passage_knows_where_it_stands_and_what_it_says(index: Index) -> None:
    iri = expand("r:1.2.2-s03")
    found = passages(index, [iri, expand("r:1.2"), "urn:none"])
    assert list(found) == [iri]
    one = found[iri]
    assert (one.number, one.section_number) == ("1.2.2-s03", "1.2")
    assert (one.report, one.section) == (expand("r:1.2").rpartition("/")[0], expand("r:1.2"))
    assert one.paragraph == expand("r:1.2.2")
    assert set(one.gist) == {"zh", "en"} and all(one.gist.values())
    assert one.statements == len(of_passages(index, [iri])[iri])


def test_passages_are_in_order_whatever_order_they_are_asked_in(index: Index) -> None:
    every = of_report(index, REPORT)
    assert [one.position for one in every] == list(range(1, len(every) + 1))
    asked = [one.iri for one in every][::-7]
    assert list(passages(index, asked)) == asked[::-1]


def test_neighbours_lead_through_the_whole_report(index: Index) -> None:
    every = of_report(index, REPORT)
    for before, one, after in zip([None, *every], every, [*every[1:], None], strict=False):
        assert neighbours(index, one) == (before, after)


def test_the_sections_hold_all_passages(index: Index) -> None:
    for name in ("wuchang-2023", "wuhan-2025"):
        parts = outline(index, report(name))
        sections = [part for part in parts if part.sort == "Section"]
        held = [one for part in sections for one in of_section(index, part.iri)]
        assert held == of_report(index, report(name))
        assert {part.sort for part in parts} == {"Part", "Section", "Paragraph"}
        assert {part.report for part in parts} == {report(name)}


def test_each_report_has_its_own_passages_and_things(index: Index) -> None:
    found = sizes(index)
    for name in ("wuchang-2023", "wuhan-2025"):
        own = of_report(index, report(name))
        assert {one.report_name for one in own} == {name}
        assert found[report(name)].passages == len(own) > 0
        assert found[report(name)].statements == sum(one.statements for one in own)
    corridor, lane = expand("project:shuchuang-yungu"), expand("project:wuhan-skp")
    assert corridor in mentioned(index, REPORT) - mentioned(index, report("wuhan-2025"))
    assert lane in mentioned(index, REPORT) & mentioned(index, report("wuhan-2025"))
