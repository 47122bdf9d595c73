"""What every page shows around itself: the sections, its address in both languages, the style."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from kg import __version__
from kg.model.dataset import DataSet
from kg.model.palette import COLOURS
from server.http.conditional import conditional_response
from server.http.language import Language, of
from server.http.media_types import content_type
from server.http.urls import Urls

SECTIONS = (
    ("read", "报告", "Reports"),
    ("targets", "目标", "Targets"),
    ("promises", "承诺", "Promises"),
    ("compare", "比较", "Compare"),
    ("projects", "项目", "Projects"),
    ("browse", "浏览", "Browse"),
    ("explore", "图谱", "Graph"),
    ("workbench", "查询", "Query"),
    ("docs", "文档", "Docs"),
)
# The pages of the documentation: address, title and words in both languages.
DOCUMENTATION = (
    (
        "docs/tutorial",
        "教程：怎样提问",
        "Tutorial: how to ask",
        "十五步学会查询，每类陈述各一步，都在页面上运行。",
        "Fifteen steps, one for each kind of statement; every query runs on the page.",
    ),
    (
        "docs/model",
        "一页看懂模型",
        "The model at a glance",
        "各类有哪些属性、怎样查、哪里容易查错。",
        "What each class has, how to ask for it, what goes wrong easily.",
    ),
    (
        "docs/ontology",
        "词汇：类与属性",
        "Vocabulary: classes and properties",
        "每个类和属性的定义、层级、使用次数和示例。",
        "Each with its definition, place, use and an example.",
    ),
    (
        "docs/coding",
        "编码指南",
        "Coding guide",
        "句子怎样变成三元组。",
        "How a sentence becomes triples.",
    ),
    (
        "questions",
        "可以问的问题",
        "Questions to ask",
        "现成的查询，条件可改。",
        "Queries that are ready, and can be changed.",
    ),
    (
        "docs/code",
        "代码示例",
        "Code for programs",
        "SPARQL、接口、对账、MCP与下载，附curl、Python、R、JavaScript代码。",
        "SPARQL, API, reconciliation, MCP and downloads, from curl, Python, R and JavaScript.",
    ),
    ("api", "接口", "API", "JSON接口与OpenAPI说明。", "JSON over HTTP, described by OpenAPI."),
    ("docs/limits", "限额", "Limits", "时间、内存、大小与频次。", "Time, memory, size, rate."),
    (
        "docs/downloads",
        "下载",
        "Downloads",
        "全部数据，多种格式，附校验值。",
        "All of the data, in many formats, with checksums.",
    ),
    (
        "docs/cite",
        "引用与许可",
        "Citing and licences",
        "怎样引用，可以怎样用。",
        "How to cite it, and what you may do with it.",
    ),
)
_STYLE = Path(__file__).resolve().parent.parent / "static" / "style.css"


def blueprint() -> Blueprint:
    """The one stylesheet: the authored file, and the colours of kg.model.palette."""
    routes = Blueprint("style", __name__)

    @routes.get("/style.css")
    def style() -> Response:
        response = conditional_response(stylesheet(), content_type("text/css"))
        fresh = request.args.get("v") == version()
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if fresh else "no-cache"
        )
        return response

    return routes


def page_context(here: Urls, dataset: DataSet) -> dict[str, Any]:
    """What the base template reads beside the page's own context, which may have another build."""
    language = of(request)
    return {
        "urls": here,
        "dataset": dataset,
        "sections": SECTIONS,
        "stylesheet": here.local("style.css", v=version()),
        "addresses": addresses(here, language),
        "version": __version__,
    }


def addresses(here: Urls, language: Language) -> dict[str, str]:
    """The page's address: as it is, in each language, and the section it belongs to."""
    path = request.path.strip("/")  # with a slash at its end it is the same page
    given = {name: value for name, value in request.args.items() if name != "lang"}
    unchanged = {**given, "lang": request.args["lang"]} if "lang" in request.args else given
    return {
        "self": here.to(path, **unchanged),
        "zh": here.to(path, **given, lang="zh"),
        "en": here.to(path, **given, lang="en"),
        "other": here.local(path, **given, lang="en" if language == "zh" else "zh"),
        "section": path.partition("/")[0],
    }


@cache
def stylesheet() -> str:
    """The authored rules, then one custom property and one class for each colour."""
    colours = "".join(f".k-{name}{{--k:{colour}}}" for name, colour in COLOURS.items())
    return _STYLE.read_text(encoding="utf-8") + colours + "\n"


@cache
def version() -> str:
    """What changes whenever the stylesheet does."""
    return hashlib.blake2b(stylesheet().encode(), digest_size=6).hexdigest()
