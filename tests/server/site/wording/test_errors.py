"""Every kind of refusal has its words, in both languages, with the figures of the refusal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from server.http.errors import too_long_body, too_long_url
from server.http.rate_limit import Budgets
from server.http.responses import Refusal
from server.settings import Settings
from server.site.wording.errors import KINDS, words
from server.sparql import engine as e
from server.sparql.engine_errors import refusal
from tests.conftest import ROOT
from tests.server.site.conftest import Get

SETTINGS = Settings(seconds=7, memory_mb=99, result_mb=3, url_kb=5, query_kb=6)
QUERY = e.Query("ASK {}")
# These say no more than their status does.
GENERAL = {"request"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def refused_with(node: ast.Call) -> Iterator[str]:
    """The kinds that a call of Refusal names: constants, and both of a choice."""
    if isinstance(node.func, ast.Name) and node.func.id == "Refusal" and len(node.args) > 1:
        for part in ast.walk(node.args[1]):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_every_kind_that_the_server_refuses_with_has_its_words() -> None:
    kinds = {
        kind
        for path in (ROOT / "server").rglob("*.py")
        if "node_modules" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for kind in refused_with(node)
        if not kind.endswith("-")  # the first half of value-iri and its like
    }
    assert len(kinds) > 20
    assert kinds - GENERAL <= KINDS.keys()
    # Kinds that a variable names.
    named = {"budget-seconds", "budget-errors", "internal"}
    values = {kind for kind in KINDS if kind.startswith("value-")}
    assert KINDS.keys() - values - named <= kinds, "a kind that nothing is refused with"


def spent(setting: Settings) -> Refusal:
    """What a client gets that has used up its budget."""
    budgets = Budgets(setting)
    budgets.reserve("a", 9).settle(9)
    budgets.error("a")
    with pytest.raises(Refusal) as refused:
        budgets.check("a")
    return refused.value


@pytest.mark.parametrize(
    ("refused", "zh"),
    [
        (refusal(e.TimeLimit(), SETTINGS, 2.5, QUERY), "满2.5秒仍未完成"),
        (refusal(e.TimeLimit(), SETTINGS, 7, QUERY), "时限为7秒"),
        (refusal(e.MemoryLimit(), SETTINGS, 7, QUERY), "超过99 MB"),
        (refusal(e.ResultLimit(), SETTINGS, 7, QUERY), "超过3 MB"),
        (refusal(e.Busy("all taken", 4), SETTINGS, 7, QUERY), "请等4秒"),
        (refusal(e.Crowded(4), SETTINGS, 7, QUERY), "长查询的8个位置"),
        (refusal(e.QuerySyntaxError("x", 3, 14), SETTINGS, 7, QUERY), "从第3行第14列起"),
        (refusal(e.QuerySyntaxError("x"), SETTINGS, 7, QUERY), "没有运行。"),
        (too_long_url(SETTINGS), "上限为5 KB"),
        (too_long_body(SETTINGS), "上限为6 KB"),
        (spent(Settings(budget_seconds=1, budget_errors=0)), "查询时间已经用完，请等60秒"),
        (spent(Settings(budget_seconds=0, budget_errors=1)), "请等60秒"),
        (Refusal(418, "request", "x"), "下面说明哪里不对"),
        (Refusal(500, "request", "x"), "不在您这边"),
        (Refusal(404, "request", "x"), "地址可能写错"),
    ],
    ids=lambda value: value.kind if isinstance(value, Refusal) else None,
)
def test_the_words_hold_the_refusal_s_figures(refused: Refusal, zh: str) -> None:
    found = words(refused)
    assert zh in found.zh
    assert "…" not in found.zh and "{" not in found.zh
    assert HAN.search(found.zh_title) and not HAN.search(found.en_title + found.en)


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_tell_the_same_figures(kind: str) -> None:
    def figures(text: str) -> set[str]:
        return {re.sub("_(zh|en)$", "", name) for name in re.findall(r"\{(\w+)\}", text)}

    assert figures(KINDS[kind].zh) == figures(KINDS[kind].en)


def test_a_figure_that_is_not_told_is_left_open() -> None:
    assert "请等…秒" in words(Refusal(503, "waiting", "")).zh


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/questions/projects-of-corridor?whole={x}", "填的“{x}”不能确定", "“{x}” for “Corridor"),
        ("/questions/due-by-date?day=soon", "“日期”填的“soon”不是日期", "“soon” for “Day” is no"),
    ],
)
def test_a_value_that_means_nothing_is_explained(get: Get, path: str, zh: str, en: str) -> None:
    assert zh in get(path, "zh", 400)
    assert en in get(path, "en", 400)


def test_a_malformed_query_is_explained_in_the_readers_language(get: Get) -> None:
    for language, title in (("zh", "查询有语法错误"), ("en", "The query is malformed")):
        text = get("/workbench?query=SELECT", language)
        assert title in text
        assert '<span lang="en">The query is malformed. line 1' in text
