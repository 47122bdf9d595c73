"""The coding guide, data/README.md and its Chinese version, as HTML from Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from kg.project import Project
from server.http.language import Language

_HAN = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff\u3000-\u303f，。、：；（）“”]*")


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide: its title, its headings with their anchors, its text."""

    title: str
    headings: tuple[tuple[str, str], ...]
    html: Markup


def guide(project: Project, language: Language) -> Guide:
    """The guide in a language."""
    name = "README.zh.md" if language == "zh" else "README.md"
    path = project.entities.parent / name
    return _guide(path, path.stat().st_mtime_ns, "" if language == "zh" else "\n")


@lru_cache(maxsize=4)
def _guide(path: Path, changed: int, softbreak: str) -> Guide:
    """The page that a file makes; read anew when it was changed at another time.

    `softbreak` is what a line's end is worth: nothing between Chinese characters.
    """
    title, _, text = path.read_text(encoding="utf-8").removeprefix("# ").partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("softbreak", lambda *_: softbreak)
    tokens = markdown.parse(text)
    headings: list[tuple[str, str]] = []
    number = 0
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            number += 1
            token.attrSet("id", f"s{number}")
            if token.tag == "h2":
                headings.append((f"s{number}", re.sub(r"[`*]", "", content.content)))
        elif token.type == "fence":
            token.attrSet("tabindex", "0")
    html = markdown.renderer.render(tokens, markdown.options, {})
    if softbreak:  # an English guide, which cites Chinese
        html = _HAN.sub(r'<span lang="zh-Hans">\g<0></span>', html)
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return Guide(title, tuple(headings), Markup(html.replace("</table>", "</table></div>")))
