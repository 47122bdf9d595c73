"""The words of the templates: every one stands in both languages, and none outside of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

from server.site.models.pipeline import LANES
from server.site.navigation import DOCUMENTATION, SECTIONS
from server.site.pages.targets import SHOWN
from server.site.pages.thing import _GROUPS
from tests.conftest import ROOT

TEMPLATES = ROOT / "server" / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in [TEMPLATES / "base.html", *TEMPLATES.glob("site/*.html")]
)
HAN = re.compile(r"[\u4e00-\u9fff]")
# Names that are the same in every language.
PROPER = {
    "kB",
    "SPARQL",
    "API",
    "MCP",
    "CSV",
    "JSON",
    "SHA",
    "VoID",
    "DCAT",
    "schema.org",
    "CC",
    "BY",
    "Ctrl",
}
# What blocks of the base template take that are no words of the page.
VALUES = {"article", "wide"}
PAIRS = [
    *((zh, en) for _, zh, en in SECTIONS),
    *((zh, en) for _, zh, en, _, _ in DOCUMENTATION),
    *((zh, en) for _, _, _, zh, en in DOCUMENTATION),
    *((zh, en) for _, _, zh, en in LANES),
    *((zh, en) for _, zh, en in SHOWN),
    *((zh, en) for _, zh, en, _ in _GROUPS),
]


def test_no_code_calls_the_data_set_by_its_name() -> None:
    """What the data set and its reports are called stands in data/; IRIs are not names."""
    sources = [
        path
        for folder in ("kg", "server")
        for pattern in ("*.py", "*.html", "*.xml", "*.ts", "*.toml")
        for path in (ROOT / folder).rglob(pattern)
        if "node_modules" not in path.parts and ".test." not in path.name
    ]
    assert len(sources) > 200
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search("武昌|Wuchang", line)
    ]
    assert named == []


def tree(name: str) -> nodes.Template:
    environment = Environment(autoescape=True)
    return environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))


def pairs(template: nodes.Template) -> Iterator[tuple[str, str]]:
    """The two texts of each call of `t` whose texts stand in the template."""
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
            assert len(call.args) == 2, "t takes a Chinese and an English text"
            if len(texts) == 2:
                yield texts[0], texts[1]


def test_a_template_says_all_in_both_languages() -> None:
    assert len(NAMES) > 30
    said = [(name, *pair) for name in NAMES for pair in pairs(tree(name))]
    for name, zh, en in said:
        assert HAN.search(zh) or not (zh and re.search(r"[A-Za-z]{2}", en)), (name, zh, en)
        # The switch to the other language is written in that language.
        assert not (HAN.search(zh) and HAN.search(en)) or (zh, en) == ("English", "中文"), name


def test_a_template_has_no_words_of_one_language_only() -> None:
    code = r"<pre.*?</pre>|<code>[^<]*</code>|<svg|<!doctype html>"
    for name in NAMES:
        text = "".join(data.data for data in tree(name).find_all(nodes.TemplateData))
        text = re.sub(code, "", text, flags=re.DOTALL)
        text = re.sub(r"<[^<>]*>", " ", text)  # tags that hold no expressions
        text = re.sub(r"<[^<>]*|[^<>]*>", " ", text)  # what expressions cut in two
        text = re.sub(r"#[a-z-]+", " ", text)  # fragments of addresses that macros make
        words = {*re.findall(r"[A-Za-z][A-Za-z.]*[A-Za-z]|[\u4e00-\u9fff]+", text)}
        assert words - PROPER - VALUES == set(), name


def test_every_pair_of_words_is_whole() -> None:
    assert [(zh, en) for zh, en in PAIRS if not HAN.search(zh) or not en or HAN.search(en)] == []
