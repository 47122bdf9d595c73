from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authoring.segmentation import Document, Span, normalise, printed, segment

SMALL = """
湖城工作报告

区长 甲乙

各位代表：

一、去年回顾

一年来：

（一）湖水变清。湖水 3 类变 2 类，鸟儿

回来了。孩子说：“真好！”大家笑了；我们也笑了。

岸边建成公园。

各位代表，过去一年不易。谢谢！

各位代表！再接再厉。

二、今年安排

（一）修路

修路 2 条

公里数不少。

《湖城工作报告》名词注释

（按出现先后）

1. 湖城：一座小城。人口1.5万。

2. 断头路：不通的路，

3.5公里长。
"""


def numbered(document: Document) -> dict[str, str]:
    return {sentence.number: sentence.text for sentence in document.sentences}


def spans(document: Document) -> list[Span]:
    headings = [part.heading for part in document.parts]
    headings += [section.heading for section in document.sections]
    return sorted(
        [*document.sentences, *filter(None, headings)], key=lambda span: (span.start, span.end)
    )


def whole(document: Document, text: str) -> bool:
    """Every character of the normalised text lies in exactly one sentence or heading."""
    found = spans(document)
    slices = all(document.text[span.start : span.end] == span.text for span in found)
    return slices and "".join(span.text for span in found) == document.text == normalise(text)


def test_small_report() -> None:
    document = segment(SMALL)
    assert numbered(document) == {
        "0.0.1-s01": "湖城工作报告",
        "0.0.2-s01": "区长甲乙",
        "0.0.3-s01": "各位代表:",
        "1.0.1-s01": "一年来:",
        "1.1.1-s01": "(一)湖水变清。",
        "1.1.1-s02": "湖水3类变2类,鸟儿回来了。",
        "1.1.1-s03": "孩子说:“真好!”",
        "1.1.1-s04": "大家笑了;我们也笑了。",
        "1.1.2-s01": "岸边建成公园。",
        "1.2.1-s01": "各位代表,过去一年不易。",
        "1.2.1-s02": "谢谢!",
        "1.2.2-s01": "各位代表!",
        "1.2.2-s02": "再接再厉。",
        "2.1.1-s01": "修路2条公里数不少。",
        "3.0.1-s01": "(按出现先后)",
        "3.1.1-s01": "1.湖城:一座小城。",
        "3.1.1-s02": "人口1.5万。",
        "3.2.1-s01": "2.断头路:不通的路,3.5公里长。",
    }
    assert whole(document, SMALL)


def test_titles_and_headings() -> None:
    document = segment(SMALL)
    assert [(part.number, part.title) for part in document.parts] == [
        ("0", ""),
        ("1", "去年回顾"),
        ("2", "今年安排"),
        ("3", "《湖城工作报告》名词注释"),
    ]
    assert [(section.number, section.title) for section in document.sections] == [
        ("0.0", ""),
        ("1.0", ""),
        ("1.1", "湖水变清"),
        ("1.2", ""),
        ("2.1", "修路"),
        ("3.0", ""),
        ("3.1", "湖城"),
        ("3.2", "断头路"),
    ]
    run_in, own_line = document.parts[1].sections[1], document.parts[2].sections[0]
    assert run_in.heading is None
    assert own_line.heading is not None
    assert own_line.heading.text == "(一)修路"


def test_digest_is_of_the_normalised_sentence() -> None:
    (first,) = segment("甲 １").sentences
    (second,) = segment("甲\n1").sentences
    assert first.sha256 == second.sha256 != segment("甲2").by_number["0.0.1-s01"].sha256


def test_empty_text_has_no_parts() -> None:
    assert segment(" \n\n").parts == ()


TEXT = st.lists(
    st.sampled_from(
        [
            *"甲乙,。!?；：”“（）\n 1.",
            "\n\n",
            "（一）",
            "二、",
            "各位代表",
            "名词注释",
            "\n\n1. ",
            "\u3000",
            "２",
        ]
    )
    | st.characters(codec="utf-8"),
    max_size=60,
).map("".join)


@given(TEXT)
def test_any_text_is_cut_without_loss(text: str) -> None:
    document = segment(text)
    assert whole(document, text)
    assert len(document.by_number) == len(list(document.sentences))


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        ("0.0.4-s01", "各位代表"),
        ("1.2.1-s02", "“黄鹤楼星空计划”"),
        ("1.2.2-s03", "滨江数创走廊"),
        ("1.6.1-s01", "各位代表"),
        ("1.6.8-s01", "在总结成绩"),
        ("2.2.2-s01", "瞄准主攻方向。"),
        ("2.7.1-s01", "各位代表!"),
        ("3.1.1-s01", "1.无图数字建造"),
        ("3.12.1-s01", "12.五级区域化"),
    ],
)
def test_passages_of_the_report(report_text: str, number: str, begins: str) -> None:
    assert segment(report_text).by_number[number].text.startswith(begins)


def test_the_report_is_whole_and_its_page_breaks_are_healed(report_text: str) -> None:
    document = segment(report_text)
    assert whole(document, report_text)
    assert [part.number for part in document.parts] == ["0", "1", "2", "3"]
    open_ended = [s.number for s in document.sentences if s.text[-1] not in "。!:”)"]
    assert open_ended == ["0.0.1-s01", "0.0.2-s01", "0.0.3-s01"]


def test_what_is_printed_keeps_its_punctuation_at_the_same_places() -> None:
    text, words = segment(SMALL).text, printed(SMALL)
    assert len(words) == len(text)
    assert normalise(words) == text
    assert "湖水3类变2类，鸟儿回来了。" in words and "（一）" in words
    assert printed("近 … 5％，Ⅱ类") == "近...5％，II类"
