"""Which language a reader gets."""

from __future__ import annotations

import pytest

from server.http.language import choose


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("zh", "en", "zh"),
        ("en", "zh-CN", "en"),
        ("fr", "zh-CN", "zh"),
        ("ZH", "en", "zh"),
        ("zh-CN", "en", "zh"),
        ("zh_Hant_TW", "en", "zh"),
        ("cmn-Hans-CN", "en", "zh"),
        ("zho", "en", "zh"),
        (" EN-gb ", "zh", "en"),
        ("zhx", None, "en"),
        ("", "zh_CN", "zh"),
        (None, "cmn-Hans", "zh"),
        (None, "zh-Hans-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, "fr, de;q=0.5", "en"),
        (None, "zh;q=0, en;q=0.1", "en"),
        (None, "zh;q=x", "en"),
        (None, "zh;q=.9, en;q=.8", "zh"),
        (None, None, "en"),
    ],
)
def test_choice(asked: str | None, accepted: str | None, language: str) -> None:
    assert choose(asked, accepted) == language
