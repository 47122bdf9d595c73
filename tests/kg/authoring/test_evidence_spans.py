from __future__ import annotations

import pytest

from kg.authoring.encoding import encodings, names
from kg.authoring.evidence_spans import cover
from kg.namespaces import PREFIXES
from kg.rdf import RdfFormat, parse

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
PASSAGE = f"{PREFIXES['r']}1.1.1-s01"
NAMES = """
policy:plan rdfs:label "十四五规划"@zh ; skos:altLabel "十四五"@zh .
policy:rules rdfs:label "中央八项规定"@zh .
place:line-11 rdfs:label "轨道交通11号线"@zh . place:line-12 rdfs:label "轨道交通12号线"@zh .
period:2024 rdfs:label "2024年"@zh . period:half rdfs:label "2024年上半年"@zh .
collection:units rdfs:label "六大更新单元"@zh .
policy:slogan rdfs:label "勇挑大梁，走在前列"@zh .
indicator:big rdfs:label "策划50亿元以上项目数"@zh .
"""


def left(text: str, graph: str) -> list[str]:
    """What of the sentence the graph does not carry."""
    quads = list(parse(f"{HEAD}{NAMES} r:1.1.1-s01 {{ {graph} }}", RdfFormat.TRIG))
    encoding = encodings(quads)[PASSAGE]
    return [part.text for part in cover(text, encoding, names(quads)).left]


def stated(*verbatims: str) -> str:
    return " ".join(
        f'st:1.1.1-s01-{n} a wk:Observation ; wk:verbatim "{v}" .' for n, v in enumerate(verbatims)
    )


MENTION = "place:here wk:relatedTo"


@pytest.mark.parametrize(
    ("text", "graph", "found"),
    [
        ("建成2家、3座。", stated("2家"), ["3座"]),
        ("建成2家、12家。", stated("2家"), ["12家"]),
        ("建成5家、5家。", stated("5家"), ["5家"]),
        ("建成5家、5家。", stated("5家", "5家"), []),
        ("均居第一。", stated("第一", "第一", "第一"), []),
        ("建成近5家。", stated("近5家"), []),
        ("一地一策,开了5次会。", 'st:1.1.1-s01-x a wk:EvidenceException ; wk:verbatim "5次" .', []),
        ("落实“十四五”规划。", f"{MENTION} policy:plan .", []),
        ("落实“十四五”规划。", f"{MENTION} place:line-11 .", ["十四五"]),
        ("落实中央八项规定。", f"{MENTION} policy:rules .", []),
        ("推进11、12号线。", f"{MENTION} place:line-11 , place:line-12 .", []),
        ("推进11、12号线。", f"{MENTION} place:line-12 .", ["11"]),
        ("2024年上半年开工。", f"{MENTION} period:half .", []),
        ("2024年开工。", f"{MENTION} period:2024 .", []),
        ("2024年3月2日开工。", f"{MENTION} period:2024 .", ["2024年3月2日"]),
        ("2025年开工。", f"{MENTION} period:2024 .", ["2025年"]),
        ("2023年11月3日成立。", 'place:here wk:date "2023-11-03"^^xsd:date .', []),
        ("六月底前开放。", 'place:here wk:deadline "2024-06-30"^^xsd:date .', []),
        ("完成六大更新单元方案。", f"{MENTION} collection:units .", ["六大"]),
        ("推进“六大更新单元”。", f"{MENTION} collection:units .", []),
        ("策划50亿元以上项目。", f"{MENTION} indicator:big .", []),
        ("担起“勇挑大梁,走在前列”责任。", f"{MENTION} policy:slogan .", []),
        ("取得《施工许可证》。", f"{MENTION} policy:slogan .", ["施工许可证"]),
    ],
)
def test_what_is_left(text: str, graph: str, found: list[str]) -> None:
    assert left(text, graph) == found


def test_marks_say_which_node_carries_what() -> None:
    quads = list(
        parse(
            f"{HEAD}{NAMES} r:1.1.1-s01 {{ {stated('5次')} {MENTION} policy:plan . }}",
            RdfFormat.TRIG,
        )
    )
    text = "“十四五”规划修订5次。"
    covered = cover(text, encodings(quads)[PASSAGE], names(quads))
    assert [(text[mark.start : mark.end], mark.by) for mark in covered.marks] == [
        ("十四五”规划", "name"),
        ("十四五", "name"),
        ("5次", "statement"),
    ]
    assert covered.marks[-1].node == f"{PREFIXES['st']}1.1.1-s01-0"
