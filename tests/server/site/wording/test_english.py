"""One or many, and the verb that goes with them."""

from __future__ import annotations

import pytest

from server.repository.snapshot import Snapshot
from server.site.models.relations import phrase
from server.site.wording.english import conjugated, plural


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("Projects completed", True), ("Value of contracts", False), ("Six renewal units", True),
        ("Deposits and loans in yuan", True), ("Alibaba Central China headquarters", False),
        ("Affordable rental homes raised and built", True), ("Campaign against drugs", False),
        ("Three-year campaign", False), ("Wuchang Campus", False), ("Water quality class", False),
        ("Policy measures to promote finance", True), ("滨江数创走廊", False),
    ],
)  # fmt: skip
def test_names_speak_of_one_or_of_many(name: str, many: bool) -> None:
    assert plural(name) is many


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("is part of", "are part of"),  ("applies to", "apply to"),
        ("passes through", "pass through"), ("lies along", "lie along"), ("uses", "use"),
        ("focuses on", "focus on"), ("是…的成员", "是…的成员"),
    ],
)  # fmt: skip
def test_verbs_agree(one: str, many: str) -> None:
    assert conjugated(one, True) == many
    assert conjugated(one, False) == one


def test_labels_that_leave_out_a_word_are_said_with_it(snapshot: Snapshot) -> None:
    names = snapshot.names
    member, part = names.wk("memberOf"), names.wk("partOf")
    assert phrase(names, member, "en", "The tower") == ("is a member of", "")
    assert phrase(names, member, "en", "Two towers") == ("are members of", "")
    assert phrase(names, part, "en", "Two towers") == ("are part of", "")
    assert phrase(names, part, "zh") == ("是", "的组成部分")
